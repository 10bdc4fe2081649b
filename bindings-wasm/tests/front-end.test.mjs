// The browser entry in Node, where server-side rendering uses it.

import { test } from "node:test";

import * as browser from "samtykke/browser";
import * as inlined from "samtykke/browser/inline";

import { frontEnd } from "./front-end.mjs";

for (const [name, chapter] of Object.entries(frontEnd)) {
  test(name, () => chapter(browser));
  test(`${name} (inlined)`, () => chapter(inlined));
}
