// Starts the sandbox and the bank, prints the bank's address, and stops both when it is told to.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { BankProcess } from "./bank.js";
import { Sandbox } from "./sandbox.js";

const folder = mkdtempSync(join(tmpdir(), "smartbank-"));
const told = new Promise<void>((resolve) => {
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => resolve());
});

const sandbox = await Sandbox.start();
try {
  const port = process.env["SMARTBANK_PORT"];
  const bank = await BankProcess.start({
    SMARTBANK_STORE: `sqlite:${join(folder, "smartbank.db")}`,
    ...(await sandbox.registerBank()),
    ...(port !== undefined && { SMARTBANK_PORT: port }),
  });
  process.stdout.write(`SmartBank is open at ${bank.address} (stop it with Ctrl-C)\n`);
  const ended = await Promise.race([told, bank.program.ended]);
  // A terminal tells both.
  if (ended !== undefined && ended !== 0) throw new Error(`the bank ended with ${ended}: ${bank.program.complaints}`);
  await bank.stop();
} finally {
  await sandbox.stop();
  rmSync(folder, { recursive: true });
}
