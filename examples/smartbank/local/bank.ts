import { join } from "node:path";

import { freePort, Program } from "./program.js";

const MAIN = join(import.meta.dirname, "../server/main.js");

/** An instance of the bank as a process of its own. */
export class BankProcess {
  readonly program: Program;
  /** Where it listens. */
  readonly address: string;

  private constructor(program: Program, address: string) {
    this.program = program;
    this.address = address;
  }

  /**
   * Starts the bank and waits until it listens. Without `SMARTBANK_URL` it is its own front.
   *
   * @throws when it ends instead, with what it complained of.
   */
  static async start(settings: Record<string, string>): Promise<BankProcess> {
    const port = settings["SMARTBANK_PORT"] ?? String(await freePort());
    const address = `http://127.0.0.1:${port}`;
    const { PATH, HOME } = process.env;
    const env = { PATH, HOME, SMARTBANK_URL: address, ...settings, SMARTBANK_PORT: port };
    const isReady = (line: string): boolean => line.includes('"message":"listening"');
    const { program } = await Program.start(process.execPath, [MAIN], { env, isReady });
    return new BankProcess(program, address);
  }

  stop(signal?: NodeJS.Signals): ReturnType<Program["stop"]> {
    return this.program.stop(signal);
  }
}
