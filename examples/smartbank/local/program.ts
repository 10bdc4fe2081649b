import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { createInterface } from "node:readline";

/** How a program is started. */
export interface StartOptions {
  isReady: (line: string) => boolean;
  /** The environment variables; this process's by default. */
  env?: NodeJS.ProcessEnv;
  /** Who runs it. */
  uid?: number;
  gid?: number;
}

/** A program that runs until it is stopped. */
export class Program {
  /** What it wrote to standard output, line by line. */
  readonly lines: string[] = [];
  /** What it wrote to standard error. */
  complaints = "";
  readonly #child: ChildProcess;
  readonly #ended: Promise<number | NodeJS.Signals>;

  private constructor(child: ChildProcess) {
    this.#child = child;
    this.#ended = once(child, "close").then(([status, signal]) => status ?? signal);
  }

  /**
   * Starts a program and waits for the line that `isReady` knows, on either output.
   *
   * @throws when it ends before, with what it complained of.
   */
  static async start(
    file: string,
    args: readonly string[],
    { isReady, ...options }: StartOptions,
  ): Promise<{ program: Program; line: string }> {
    const child = spawn(file, args, { ...options, stdio: ["ignore", "pipe", "pipe"] });
    const program = new Program(child);
    const ready = new Promise<string>((resolve, reject) => {
      const look = (line: string): void => void (isReady(line) && resolve(line));
      child.on("error", reject);
      createInterface({ input: child.stdout }).on("line", (line) => {
        program.lines.push(line);
        look(line);
      });
      createInterface({ input: child.stderr }).on("line", (line) => {
        program.complaints += `${line}\n`;
        look(line);
      });
    });
    const ended = program.#ended.then((status) => {
      throw new Error(`${file} ended with ${status}: ${program.complaints.trim()}`);
    });
    return { program, line: await Promise.race([ready, ended]) };
  }

  /** Its exit status, or the signal that ended it. */
  get ended(): Promise<number | NodeJS.Signals> {
    return this.#ended;
  }

  /** Tells it to end, and waits until it has. */
  stop(signal: NodeJS.Signals = "SIGTERM"): Promise<number | NodeJS.Signals> {
    this.#child.kill(signal);
    return this.#ended;
  }
}

/** A port that nobody listens on at this moment. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}
