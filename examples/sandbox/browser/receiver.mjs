// The site of the one who asked, where the browser comes back to.

import { once } from "node:events";
import { createServer } from "node:http";

/** Starts it on a free port; answers its origin and how to stop it. */
export async function startReceiver() {
  const page = '<!doctype html><html lang="en"><title>Smartbank</title><link rel="icon" href="data:,"><h1>Back</h1></html>';
  const server = createServer((_, response) => response.writeHead(200, { "Content-Type": "text/html" }).end(page));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return { origin: `http://127.0.0.1:${server.address().port}`, stop: () => server.close() };
}
