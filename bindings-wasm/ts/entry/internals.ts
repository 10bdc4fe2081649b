// For the package's own tests; it is not packed.

export { Core } from "../wasm/core.js";
export { core } from "../wasm/full.js";
