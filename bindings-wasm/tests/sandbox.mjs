// The sandbox as a process of its own, and a client that is registered there.

import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

const PROGRAM = process.env.SAMTYKKE_SANDBOX_BIN;

/** Starts the sandbox and answers its addresses; `stop` ends it. */
export async function startSandbox() {
  if (!PROGRAM) throw new Error("SAMTYKKE_SANDBOX_BIN must name the sandbox program: run cargo xtask test node");
  const child = spawn(PROGRAM, ["--events-lag", "0"], { stdio: ["ignore", "pipe", "ignore"] });
  const [line] = await Promise.race([
    once(createInterface({ input: child.stdout }), "line"),
    once(child, "exit").then(([status]) => Promise.reject(new Error(`the sandbox ended with ${status}`))),
  ]);
  return { ...JSON.parse(line), stop: () => child.kill("SIGTERM") };
}

/** Makes a key that never leaves WebCrypto, registers it, and answers what a flow needs of it. */
export async function registerClient(sandbox, scopes) {
  const algorithm = { name: "RSASSA-PKCS1-v1_5", modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]), hash: "SHA-256" };
  const keys = await crypto.subtle.generateKey(algorithm, false, ["sign", "verify"]);
  const publicKey = { ...(await crypto.subtle.exportKey("jwk", keys.publicKey)), kid: "node-key", use: "sig", alg: "RS256" };
  const response = await fetch(`${sandbox.control}/clients`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ organization: "991825827", scopes, keys: [publicKey] }),
  });
  const { clientId } = await response.json();
  return { client: { clientId, key: { type: "kid", kid: publicKey.kid }, algorithm: "RS256" }, privateKey: keys.privateKey };
}

/** The user's choice on the consent page; answers the URL that the browser is sent to. */
export async function decide(viewUri, decision) {
  const page = await (await fetch(viewUri)).text();
  const id = /name="id" value="([^"]+)"/.exec(page)[1];
  const form = new URLSearchParams({ id, lang: "nb", decision });
  const response = await fetch(viewUri, { method: "POST", body: form, redirect: "manual" });
  return response.headers.get("location");
}

function once(emitter, event) {
  return new Promise((resolve) => emitter.once(event, (...values) => resolve(values)));
}
