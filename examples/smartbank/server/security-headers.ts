import type { MiddlewareHandler } from "hono";
import { secureHeaders } from "hono/secure-headers";

/** What a browser is to be strict about. Scripts and styles are files of the bank; WebAssembly is the package's. */
export function securityHeaders(url: string): MiddlewareHandler {
  const isSecure = url.startsWith("https:");
  return secureHeaders({
    contentSecurityPolicy: {
      defaultSrc: ["'none'"],
      scriptSrc: ["'self'", "'wasm-unsafe-eval'"],
      styleSrc: ["'self'"],
      imgSrc: ["'self'"],
      fontSrc: ["'self'"],
      connectSrc: ["'self'"],
      manifestSrc: ["'self'"],
      formAction: ["'self'"],
      baseUri: ["'none'"],
      frameAncestors: ["'none'"],
    },
    xFrameOptions: "DENY",
    referrerPolicy: "no-referrer",
    crossOriginEmbedderPolicy: false,
    strictTransportSecurity: isSecure ? "max-age=31536000; includeSubDomains" : false,
    permissionsPolicy: { camera: [], geolocation: [], microphone: [], payment: [] },
  });
}

/** What is one customer's must not lie in a cache. */
export const noStore: MiddlewareHandler = async (context, next) => {
  await next();
  context.header("Cache-Control", "no-store");
};
