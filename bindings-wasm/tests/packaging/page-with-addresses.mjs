// A front end whose bundler gives the addresses of the wasm files when they are imported.

import * as samtykke from "samtykke";
import * as browser from "samtykke/browser";
import browserWasm from "samtykke/browser.wasm";
import wasm from "samtykke/samtykke.wasm";

import { run } from "./front-end.mjs";
import { tell } from "./tell.mjs";

void tell(async () => {
  await browser.init(browserWasm);
  await samtykke.init(wasm);
  if (samtykke.ConsentReturn.parse(location.href).verdict !== "undecided") throw new Error("the full entry reads wrongly");
  return run(browser);
});
