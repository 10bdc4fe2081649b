import type { MiddlewareHandler } from "hono";
import { routePath } from "hono/route";

import type { HttpEnvironment } from "./http-environment.js";
import { redactText } from "./redact.js";

/** One line of JSON for each thing that happens, on standard output. */
export type Log = (level: "info" | "error", message: string, members?: Record<string, string | number>) => void;

export const consoleLog: Log = (level, message, members = {}) => {
  const line = JSON.stringify({ time: new Date().toISOString(), level, message, ...members });
  process.stdout.write(`${redactText(line)}\n`);
};

/**
 * Logs each request by its route, never by its address: there are ids in paths, a `state` in the return, and whatever
 * somebody types. Neither the customer nor what was sent is in the log.
 */
export function logRequests(log: Log): MiddlewareHandler<HttpEnvironment> {
  return async (context, next) => {
    const requestId = crypto.randomUUID();
    context.set("requestId", requestId);
    const began = performance.now();
    await next();
    // The route of whoever answered.
    const route = routePath(context);
    const millis = Math.round(performance.now() - began);
    log("info", "request", { requestId, method: context.req.method, route, status: context.res.status, millis });
  };
}
