// One example as its reader sees it: node play.mjs <example> <command...>

import { Stage } from "./stage.mjs";
import { stories } from "./stories.mjs";

const [name, ...command] = process.argv.slice(2);
const stage = await Stage.open(name, command, (line) => console.log(line));
try {
  const story = stories[name];
  await story.play(stage, await story.settings(stage));
} finally {
  await stage.close();
}
