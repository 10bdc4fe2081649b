// A PostgreSQL and a Redis of our own, on loopback, in folders that are gone afterwards.

import { execFileSync } from "node:child_process";
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { freePort, Program } from "../../local/program.js";

/** A server and the address that `SMARTBANK_STORE` takes. */
export interface Database {
  address: string;
  stop(): Promise<void>;
}

const DEBIAN = "/usr/lib/postgresql";

/** PostgreSQL does not run as root. */
const NOBODY = 65_534;

export async function startPostgres(): Promise<Database> {
  const user = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : undefined;
  const folder = mkdtempSync(join(tmpdir(), "smartbank-postgres-"));
  if (user !== undefined) chownSync(folder, user.uid, user.gid);
  const data = join(folder, "data");
  const initdb = [
    "--pgdata",
    data,
    "--username",
    "smartbank",
    "--auth",
    "trust",
    "--encoding",
    "UTF8",
    "--locale",
    "C",
    "--no-sync",
  ];
  execFileSync(postgresProgram("initdb"), initdb, { ...user, cwd: folder, stdio: "pipe" });
  const port = await freePort();
  const settings = ["listen_addresses=127.0.0.1", `port=${port}`, "unix_socket_directories=", "fsync=off"];
  const args = ["-D", data, ...settings.flatMap((setting) => ["-c", setting])];
  const { program } = await Program.start(postgresProgram("postgres"), args, { isReady, ...user });
  return { address: `postgres://smartbank@127.0.0.1:${port}/postgres`, stop: () => end(program, "SIGINT", folder) };
}

export async function startRedis(): Promise<Database> {
  const folder = mkdtempSync(join(tmpdir(), "smartbank-redis-"));
  const port = await freePort();
  const args = ["--port", String(port), "--bind", "127.0.0.1", "--dir", folder, "--appendonly", "yes", "--save", ""];
  const { program } = await Program.start("redis-server", args, { isReady });
  return { address: `redis://127.0.0.1:${port}`, stop: () => end(program, "SIGTERM", folder) };
}

/** Both say so, PostgreSQL on standard error. */
function isReady(line: string): boolean {
  return /ready to accept connections/i.test(line);
}

async function end(program: Program, signal: NodeJS.Signals, folder: string): Promise<void> {
  await program.stop(signal);
  rmSync(folder, { recursive: true });
}

/** Debian has it in a folder for each version, which is not on PATH. */
function postgresProgram(name: string): string {
  const versions = existsSync(DEBIAN) ? readdirSync(DEBIAN).sort((a, b) => Number(b) - Number(a)) : [];
  const program = versions.map((version) => join(DEBIAN, version, "bin", name)).find((file) => existsSync(file));
  return program ?? name;
}
