// A Worker: it runs the story when it is asked over HTTP.

import { run } from "./run.mjs";

export default {
  async fetch(request) {
    return Response.json(await run(await request.json()));
  },
};
