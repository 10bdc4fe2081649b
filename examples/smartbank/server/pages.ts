import { existsSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { serveStatic } from "@hono/node-server/serve-static";
import type { Hono } from "hono";

import type { HttpEnvironment } from "./http-environment.js";

/** Where `npm run build:web` puts the front end. */
const ROOT = join(import.meta.dirname, "../web");

/** Serves the front end's files, and its `index.html` for every page: it does its own routing. */
export function servePages(app: Hono<HttpEnvironment>): void {
  const root = relative(process.cwd(), ROOT);
  const year = "public, max-age=31536000, immutable";
  app.get("/assets/*", serveStatic({ root, onFound: (_, context) => context.header("Cache-Control", year) }));
  app.get("/assets/*", (context) => context.notFound());
  const index = join(ROOT, "index.html");
  if (!existsSync(index)) return;
  const html = readFileSync(index, "utf8");
  app.get("/api/*", (context) => context.notFound());
  app.get("*", serveStatic({ root, index: "none" }), (context) => {
    context.header("Cache-Control", "no-cache");
    return context.html(html);
  });
}
