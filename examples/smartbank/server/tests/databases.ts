// A PostgreSQL and a Redis of our own, on loopback, in folders that are gone afterwards.

import { execFileSync } from "node:child_process";
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { freePort, Program } from "../../local/program.js";

/** A server and the address that `SMARTBANK_STORE` takes. */
export class Database {
  readonly address: string;
  readonly #folder: string;
  readonly #signal: NodeJS.Signals;
  readonly #run: () => Promise<Program>;
  #program: Program | undefined;

  /** `signal` is what ends it at once and in order. */
  constructor(address: string, folder: string, signal: NodeJS.Signals, run: () => Promise<Program>) {
    this.address = address;
    this.#folder = folder;
    this.#signal = signal;
    this.#run = run;
  }

  /** Starts it, also again where it was. */
  async start(): Promise<this> {
    this.#program = await this.#run();
    return this;
  }

  /** Ends it, but what it has stays. */
  async leave(): Promise<void> {
    await this.#program?.stop(this.#signal);
  }

  async stop(): Promise<void> {
    await this.leave();
    rmSync(this.#folder, { recursive: true });
  }
}

const DEBIAN = "/usr/lib/postgresql";

/** PostgreSQL does not run as root. */
const NOBODY = 65_534;

export async function startPostgres(): Promise<Database> {
  const user = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : undefined;
  const folder = mkdtempSync(join(tmpdir(), "smartbank-postgres-"));
  if (user !== undefined) chownSync(folder, user.uid, user.gid);
  const data = join(folder, "data");
  const cluster = ["--username", "smartbank", "--auth", "trust", "--encoding", "UTF8", "--locale", "C", "--no-sync"];
  execFileSync(postgresProgram("initdb"), ["--pgdata", data, ...cluster], { ...user, cwd: folder, stdio: "pipe" });
  const port = await freePort();
  const settings = ["listen_addresses=127.0.0.1", `port=${port}`, "unix_socket_directories="];
  const args = ["-D", data, ...settings.flatMap((setting) => ["-c", setting])];
  const run = (): Promise<Program> => startProgram(postgresProgram("postgres"), args, user);
  return new Database(`postgres://smartbank@127.0.0.1:${port}/postgres`, folder, "SIGINT", run).start();
}

export async function startRedis(): Promise<Database> {
  const folder = mkdtempSync(join(tmpdir(), "smartbank-redis-"));
  const port = await freePort();
  const args = ["--port", String(port), "--bind", "127.0.0.1", "--dir", folder, "--appendonly", "yes", "--save", ""];
  const run = (): Promise<Program> => startProgram("redis-server", args);
  return new Database(`redis://127.0.0.1:${port}`, folder, "SIGTERM", run).start();
}

async function startProgram(file: string, args: string[], user?: { uid: number; gid: number }): Promise<Program> {
  const { program } = await Program.start(file, args, { isReady, ...user });
  return program;
}

/** Both say so, PostgreSQL on standard error. */
function isReady(line: string): boolean {
  return /ready to accept connections/i.test(line);
}

/** Debian has it in a folder for each version, which is not on PATH. */
function postgresProgram(name: string): string {
  const versions = existsSync(DEBIAN) ? readdirSync(DEBIAN).sort((a, b) => Number(b) - Number(a)) : [];
  const program = versions.map((version) => join(DEBIAN, version, "bin", name)).find((file) => existsSync(file));
  return program ?? name;
}
