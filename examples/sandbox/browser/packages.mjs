// The npm packages, from the folder that SAMTYKKE_NODE_PACKAGES names, else from beside this file.

import { createRequire } from "node:module";
import { join } from "node:path";

const folder = process.env.SAMTYKKE_NODE_PACKAGES ?? import.meta.dirname;
const require = createRequire(join(folder, "packages.js"));

export const { chromium } = require("playwright-core");
export const axeSource = require("axe-core").source;
