import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

const ROOT = join(import.meta.dirname, "../../..");
const readme = readFileSync(join(ROOT, "README.md"), "utf8");
const rows = readme.split("\n").filter((line) => line.startsWith("|"));

test("every test that the README names is there", () => {
  const named = rows.flatMap((row) =>
    Array.from(row.matchAll(/`([\w.]+\.test\.(?:ts|mjs))`((?:(?:,| and)? “[^”]+”)*)/g), ([, file, names]) => ({
      file: file ?? "",
      names: Array.from(names?.matchAll(/“([^”]+)”/g) ?? [], ([, name]) => name ?? ""),
    })),
  );
  assert.ok(named.length > 25);
  for (const { file, names } of named) {
    const folder = file.endsWith(".mjs") ? "browser" : "server/tests";
    const titles = readFileSync(join(ROOT, folder, file), "utf8").matchAll(/\btest\(\s*["`]([^"`]+)/g);
    const all = Array.from(titles, ([, title]) => title ?? "");
    for (const name of names)
      assert.ok(
        all.some((title) => title.includes(name)),
        `${file}: ${name}`,
      );
  }
});

test("every file that the README links to is there", () => {
  for (const [, path] of readme.matchAll(/\]\(([^)]+)\)/g)) assert.ok(existsSync(join(ROOT, path ?? "")), path);
});

test("the README tells of every setting", () => {
  const settings = readFileSync(join(ROOT, "server/settings.ts"), "utf8");
  const names = Array.from(settings.matchAll(/^ {2}([A-Z]+(?:_[A-Z]+)+): /gm), ([, name]) => name ?? "");
  assert.ok(names.includes("SMARTBANK_STORE") && names.includes("ALTINN_EXCHANGE"));
  const told = readme.replaceAll(
    "`…_SCOPES`, `…_REF`",
    "`MASKINPORTEN_SYSTEM_USER_SCOPES`, `MASKINPORTEN_SYSTEM_USER_REF`",
  );
  for (const name of names) assert.ok(told.includes(`\`${name}\``), name);
});
