// Chromium as the sandbox's own tests use it, with the packages and the screenshots of this folder.

import { join } from "node:path";

process.env.SAMTYKKE_NODE_PACKAGES ??= join(import.meta.dirname, "..");
// Read when it is loaded, so it can be loaded only now.
const shared = await import("../../sandbox/browser/browser.mjs");

export const { PHONE, check, launch, visit } = shared;

/** Looks at the page in every view, and keeps what it sees under `smartbank/` among the screenshots. */
export const look = (page, name) => shared.look(page, `smartbank/${name}`);
