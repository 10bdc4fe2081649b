// For runtimes that run a file: the sandbox's addresses come as the argument.

import { run } from "./run.mjs";

const [given] = globalThis.Deno?.args ?? globalThis.process.argv.slice(2);
console.log(JSON.stringify(await run(JSON.parse(given))));
