// The whole story in a runtime that has no test runner of Node's: one line for each chapter, as TAP has it.

import * as samtykke from "samtykke";

import { Bank } from "./bank.mjs";
import { story } from "./story.mjs";

export async function run(sandbox) {
  const lines = [];
  for (const [name, chapter] of Object.entries(story)) {
    try {
      await chapter(await Bank.open(samtykke, sandbox));
      lines.push({ name });
    } catch (error) {
      lines.push({ name, error: String(error?.stack ?? error) });
    }
  }
  return lines;
}
