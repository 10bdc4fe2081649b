import { core } from "../wasm/browser.js";

core.fetchFrom(() => new URL("../wasm/browser.wasm", import.meta.url));

export * from "../browser.js";
