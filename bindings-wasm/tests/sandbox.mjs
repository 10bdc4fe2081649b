// The sandbox as a process of its own.

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

function once(emitter, event) {
  return new Promise((resolve) => emitter.once(event, (...values) => resolve(values)));
}
