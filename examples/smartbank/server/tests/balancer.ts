import { once } from "node:events";
import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** One address in front of several instances: each request goes to the next, and past those that are not there. */
export class Balancer {
  /** Where the instances listen. */
  targets: string[] = [];
  readonly #server = createServer((incoming, answer) => void this.#forward(incoming, answer));
  #turn = 0;

  async listen(): Promise<string> {
    this.#server.listen(0, "127.0.0.1");
    await once(this.#server, "listening");
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, "close");
  }

  async #forward(incoming: IncomingMessage, answer: ServerResponse): Promise<void> {
    const body = Buffer.concat(await incoming.toArray());
    for (const target of this.#next()) {
      try {
        const response = await send(new URL(incoming.url ?? "/", target), incoming, body);
        answer.writeHead(response.statusCode ?? 502, response.headers);
        response.pipe(answer);
        return;
      } catch (error) {
        // What may have arrived is not sent again.
        if ((error as NodeJS.ErrnoException).code !== "ECONNREFUSED") break;
      }
    }
    answer.writeHead(502).end();
  }

  #next(): string[] {
    const at = this.#turn++ % this.targets.length;
    return [...this.targets.slice(at), ...this.targets.slice(0, at)];
  }
}

function send(url: URL, { method, headers }: IncomingMessage, body: Buffer): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { method, headers, agent: false }, resolve);
    outgoing.on("error", reject);
    outgoing.end(body);
  });
}
