// A front end: both entries load their wasm files, which the bundler put beside the script.

import * as samtykke from "samtykke";
import * as browser from "samtykke/browser";

import { run } from "./front-end.mjs";
import { tell } from "./tell.mjs";

void tell(async () => {
  await browser.init();
  await samtykke.init();
  if (samtykke.ConsentReturn.parse(location.href).verdict !== "undecided") throw new Error("the full entry reads wrongly");
  return run(browser);
});

