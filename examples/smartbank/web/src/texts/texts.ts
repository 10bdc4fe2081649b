import type { nb } from "./nb.js";

/** What every language has. */
export type Texts = typeof nb;
