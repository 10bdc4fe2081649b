import { bytesOf } from "../text.js";
import { core } from "../wasm/browser.js";
import { base64 } from "../wasm/browser.inline.js";

core.compileWith(() => new WebAssembly.Module(bytesOf(base64)));

export * from "../browser.js";
