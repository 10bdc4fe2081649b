import { after, before, test } from "node:test";

import * as samtykke from "samtykke";

import { Bank } from "./bank.mjs";
import { startSandbox } from "./sandbox.mjs";
import { story } from "./story.mjs";

let sandbox;

before(async () => {
  sandbox = await startSandbox();
});

after(() => sandbox?.stop());

for (const [name, chapter] of Object.entries(story)) {
  test(name, { timeout: 30_000 }, async () => chapter(await Bank.open(samtykke, sandbox)));
}
