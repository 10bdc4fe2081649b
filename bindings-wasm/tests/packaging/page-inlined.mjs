// A front end on a host that serves no files but its script.

import * as samtykke from "samtykke/inline";
import * as browser from "samtykke/browser/inline";

import { run } from "./front-end.mjs";
import { tell } from "./tell.mjs";

void tell(() => {
  if (samtykke.ConsentReturn.parse(location.href).verdict !== "undecided") throw new Error("the full entry reads wrongly");
  return run(browser);
});
