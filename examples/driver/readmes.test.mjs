// What the READMEs of the examples show is what the examples are.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

import { EXAMPLES, blocks, shows, sources } from "./readme.mjs";
import { stories } from "./stories.mjs";

for (const name of Object.keys(stories)) {
  const folder = join(EXAMPLES, name);

  test(`the README of ${name} shows its code, the command that starts it, and what it prints`, () => {
    const found = blocks(folder);
    const files = sources(folder).map((path) => readFileSync(path, "utf8"));
    const commands = found.filter(({ language }) => language === "sh").map(({ code }) => code);
    assert.deepEqual(commands, [`cargo xtask example ${name}\n`]);
    assert.equal(found.filter(({ language }) => language === "text").length, 1);
    const code = found.filter(({ language }) => language !== "sh" && language !== "text");
    assert.notEqual(code.length, 0);
    for (const block of code) assert.ok(files.some((file) => shows(file, block.code)), `no file has\n${block.code}`);
  });
}
