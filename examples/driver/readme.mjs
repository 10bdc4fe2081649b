// What a README shows: code, commands and output.

import { readFileSync, readdirSync, statSync } from "node:fs";
import { join, relative } from "node:path";

export const EXAMPLES = join(import.meta.dirname, "..");

/** The fenced blocks of the README in `folder`: language and text. */
export function blocks(folder) {
  const text = readFileSync(join(folder, "README.md"), "utf8");
  return [...text.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)].map(([, language, code]) => ({ language, code }));
}

/** The files of a folder and below it that are text to read. */
export function sources(folder) {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    if (name === "node_modules" || name.startsWith(".")) return [];
    if (statSync(path).isDirectory()) return sources(path);
    return name === "README.md" ? [] : [path];
  });
}

/** Whether these lines are in `text` one after the other. A README may show them further to the left. */
export function shows(text, code) {
  return plain(text).includes(plain(code));
}

/** A pattern for output: `…` stands for something without blanks that differs from run to run. */
export function pattern(output) {
  const parts = output.trimEnd().split("…");
  return new RegExp(`^${parts.map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("\\S+")}$`);
}

export const nameOf = (folder) => relative(EXAMPLES, folder);

function plain(text) {
  return `\n${text
    .split("\n")
    .map((line) => line.trim())
    .join("\n")
    .trim()}\n`;
}
