import { Core } from "./core.js";

export const core = new Core("samtykke");
