// One example, run to its end against the sandbox: node example.test.mjs <example> <command...>

import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { EXAMPLES, blocks, pattern } from "./readme.mjs";
import { Stage } from "./stage.mjs";
import { stories } from "./stories.mjs";

const [name, ...command] = process.argv.slice(2);
const story = stories[name];
if (story === undefined) throw new Error(`there is no story of ${name}; there are ${Object.keys(stories).join(", ")}`);
const folder = join(EXAMPLES, name);

let stage;
let settings;

before(async () => {
  stage = await Stage.open(name, command);
  settings = await story.settings(stage);
});

after(() => stage?.close());

test(`${name} prints what its README shows`, async () => {
  const [shown, ...others] = blocks(folder).filter(({ language }) => language === "text");
  assert.deepEqual(others, []);
  await story.play(stage, settings);
  assert.match(stage.transcript.join("\n"), pattern(shown.code));
});

test(`${name} stands what its story brings`, () => story.prove(stage, settings, command));

test(`${name} names a setting that is missing`, async () => {
  for (const missing of story.needs) {
    const { [missing]: value, ...others } = settings;
    assert.notEqual(value, undefined, missing);
    const { status, errors } = await stage.start(others, story.file).end();
    assert.notEqual(status, 0, missing);
    assert.match(errors, new RegExp(`${missing} is not set`));
  }
});
