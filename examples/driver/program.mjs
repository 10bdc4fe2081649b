// A program under way: what it prints, and how it ends.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

/** How long a line or an end may take to come; a busy machine takes a minute to start Maven. */
const PATIENCE = 120_000;

const COLOUR = /\x1b\[[0-9;]*m/g;

export class Program {
  #child;
  #ended;
  #lines = [];
  #errors = "";
  /** Called whenever something has happened. */
  #news = [];

  /** Starts it; `heard` is told each line of its standard output. */
  constructor([program, ...args], env, heard) {
    this.#child = spawn(program, args, { env, stdio: ["ignore", "pipe", "pipe"] });
    createInterface({ input: this.#child.stdout }).on("line", (text) => {
      const line = text.replace(COLOUR, "");
      // Maven ends with a line that holds nothing else.
      if (line === "" && text !== "") return;
      this.#lines.push(line);
      heard(line);
      this.#tell();
    });
    this.#child.stderr.setEncoding("utf8").on("data", (text) => (this.#errors += text));
    this.#ended = once(this.#child, "close").then(([status, signal]) => {
      this.#tell();
      return { status: status ?? signal, errors: this.#errors };
    });
    this.#ended.catch(() => undefined);
  }

  /** The first line that `pattern` matches, counted from the beginning, as a match. */
  async line(pattern) {
    const limit = AbortSignal.timeout(PATIENCE);
    for (;;) {
      const found = this.#lines.map((line) => pattern.exec(line)).find((match) => match !== null);
      if (found) return found;
      const said = `${this.#lines.join("\n")}\n${this.#errors}`;
      if (this.#child.exitCode !== null) throw new Error(`it ended without a line like ${pattern}:\n${said}`);
      if (limit.aborted) throw new Error(`no line like ${pattern} came:\n${said}`);
      await new Promise((resolve) => {
        this.#news.push(resolve);
        setTimeout(resolve, 1_000).unref();
      });
    }
  }

  /** Waits until at least `count` lines match. */
  async lines(pattern, count) {
    await this.line({ exec: () => (this.matching(pattern).length >= count ? true : null), toString: () => `${count} ${pattern}` });
    return this.matching(pattern);
  }

  matching(pattern) {
    return this.#lines.filter((line) => pattern.test(line));
  }

  /** Its exit status, or the signal that ended it, and what it wrote to standard error. */
  async end() {
    const late = new Promise((_, reject) => {
      const because = () => reject(new Error(`it does not end:\n${this.#lines.join("\n")}\n${this.#errors}`));
      setTimeout(because, PATIENCE).unref();
    });
    return Promise.race([this.#ended, late]);
  }

  stop(signal = "SIGTERM") {
    this.#child.kill(signal);
    return this.end();
  }

  #tell() {
    for (const resolve of this.#news.splice(0)) resolve();
  }
}
