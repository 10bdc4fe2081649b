import { core } from "../wasm/full.js";

core.fetchFrom(() => new URL("../wasm/samtykke.wasm", import.meta.url));

export * from "../index.js";
