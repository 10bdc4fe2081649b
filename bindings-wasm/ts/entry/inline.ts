import { bytesOf } from "../text.js";
import { core } from "../wasm/full.js";
import { base64 } from "../wasm/samtykke.inline.js";

core.compileWith(() => new WebAssembly.Module(bytesOf(base64)));

export * from "../index.js";
