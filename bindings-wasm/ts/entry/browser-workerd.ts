import { core } from "../wasm/browser.js";
// Workers compile no bytes: they import modules.
import module from "../wasm/browser.wasm";

core.compileWith(() => module);

export * from "../browser.js";
