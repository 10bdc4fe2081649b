import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";

import { Program } from "../../local/program.js";
import { Visitor } from "./visitor.js";

const START = join(import.meta.dirname, "../../local/start.js");

test("one command opens the bank with an Altinn of its own, and a signal ends both", async () => {
  const isReady = (line: string): boolean => line.startsWith("SmartBank is open at ");
  const { program, line } = await Program.start(process.execPath, [START], { isReady });
  const address = /http:\/\/127\.0\.0\.1:\d+/.exec(line)?.[0] ?? "";
  assert.deepEqual(program.lines, [line]);

  const kari = await Visitor.loggedIn(address);
  const asked = await kari.apply();
  const altinn = new URL(asked.consentUrl ?? "").origin;
  assert.equal((await fetch(`${altinn}/sandbox/health`)).status, 200);

  assert.equal(await program.stop("SIGINT"), 0);
  assert.equal(program.complaints, "");
  await assert.rejects(fetch(address));
  await assert.rejects(fetch(altinn));
});
