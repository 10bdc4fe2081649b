// The package as it would be published, installed into a folder of its own.

import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
/** Where the tools for tests are. */
export const tools = realpathSync(join(root, "node_modules"));

let tarball;

/** A fresh project that has the tarball and the named packages installed; `done` removes it. */
export function project(files = {}, packages = []) {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "samtykke-")));
  const installed = join(folder, "node_modules", "samtykke");
  mkdirSync(installed, { recursive: true });
  execFileSync("tar", ["-xzf", packed(), "-C", installed, "--strip-components=1"]);
  for (const name of packages) link(folder, name);
  writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "app", private: true, type: "module", dependencies: { samtykke: "*" } }));
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(join(folder, path, ".."), { recursive: true });
    if (content instanceof URL) cpSync(fileURLToPath(content), join(folder, path), { recursive: true });
    else writeFileSync(join(folder, path), content);
  }
  return { folder, done: () => rmSync(folder, { recursive: true, force: true }) };
}

/** A runtime that comes as an npm package: the program itself, which the package's own script would only link. */
export function runtime(name) {
  const { platform, arch } = process;
  const places = {
    deno: [`@deno/${platform}-${arch}-glibc/deno`, `@deno/${platform}-${arch}-gnu/deno`, `@deno/${platform}-${arch}/deno`],
    bun: [`@oven/bun-${platform}-${arch}/bin/bun`, `@oven/bun-${platform}-${arch}-baseline/bin/bun`],
    workerd: [`@cloudflare/workerd-${platform}-${arch === "x64" ? "64" : arch}/bin/workerd`],
  };
  const found = places[name].map((place) => join(tools, place)).find((path) => existsSync(path));
  if (found === undefined) throw new Error(`npm has no ${name} for ${platform} ${arch}`);
  return found;
}

function packed() {
  if (tarball !== undefined && existsSync(tarball)) return tarball;
  const folder = mkdtempSync(join(tmpdir(), "samtykke-pack-"));
  const output = execFileSync("npm", ["pack", "--json", "--pack-destination", folder], { cwd: root, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
  tarball = join(folder, JSON.parse(output)[0].filename);
  process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
  return tarball;
}

function link(folder, name) {
  const to = join(folder, "node_modules", name);
  mkdirSync(join(to, ".."), { recursive: true });
  symlinkSync(join(tools, name), to, "dir");
}
