import { core } from "../wasm/full.js";
// Workers compile no bytes: they import modules.
import module from "../wasm/samtykke.wasm";

core.compileWith(() => module);

export * from "../index.js";
