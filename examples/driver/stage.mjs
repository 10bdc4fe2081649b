// What a program needs around it: the sandbox, a client that is registered there, and a person who chooses.

import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { startSandbox } from "../../bindings-wasm/tests/sandbox.mjs";
import { Bank } from "./bank.mjs";
import { Program } from "./program.mjs";

export const PERSON = "21818297804";
export const BANK = "991825827";
export const SUPPLIER = "810419512";
export const SCOPE = "altinn:consentrequests.write";

/** What the feed of events is read with. */
const READ = "altinn:consentrequests.read";

const EXAMPLES = join(import.meta.dirname, "..");
const KID = "example-key";
const KEY_FILE = "example-key.pem";

export class Stage {
  /** What the programs printed, line by line. */
  transcript = [];
  #command;
  #pem;
  #publicJwk;
  #name;
  #sandbox;
  #echo;
  #folder;
  #isOwnFolder;
  #programs = [];

  /**
   * Starts the sandbox. `command` runs the programs of the example `name`; `echo` is told each line that they print.
   *
   * SAMTYKKE_KEY_FOLDER says where to put the key, and SAMTYKKE_KEY_FOLDER_INSIDE where a program finds it that sees
   * another file system.
   */
  static async open(name, command, echo = () => undefined) {
    const stage = new Stage();
    stage.#name = name;
    stage.#command = command;
    stage.#echo = echo;
    stage.#isOwnFolder = process.env.SAMTYKKE_KEY_FOLDER === undefined;
    stage.#folder = process.env.SAMTYKKE_KEY_FOLDER ?? mkdtempSync(join(tmpdir(), "samtykke-example-"));
    stage.#sandbox = await startSandbox();
    const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    stage.#pem = privateKey.export({ type: "pkcs8", format: "pem" });
    stage.#publicJwk = { ...publicKey.export({ format: "jwk" }), kid: KID, use: "sig", alg: "RS256" };
    writeFileSync(join(stage.#folder, KEY_FILE), stage.#pem, { mode: 0o600 });
    return stage;
  }

  /** Everything that a program can be told, for a client of `organization` with this public key. */
  async settings({ organization = BANK, publicJwk = this.#publicJwk } = {}) {
    const registration = { organization, scopes: [SCOPE, READ], keys: [publicJwk] };
    const { clientId } = await this.control("clients", registration);
    return {
      SAMTYKKE_PLATFORM: this.#sandbox.platform,
      SAMTYKKE_ISSUER: this.#sandbox.issuer,
      SAMTYKKE_DATA_URL: `${this.#sandbox.service}/api/income`,
      SAMTYKKE_CLIENT_ID: clientId,
      SAMTYKKE_KID: KID,
      SAMTYKKE_PRIVATE_KEY: join(process.env.SAMTYKKE_KEY_FOLDER_INSIDE ?? this.#folder, KEY_FILE),
      SAMTYKKE_FROM: PERSON,
      SAMTYKKE_TO: organization,
      SAMTYKKE_SCOPE: SCOPE,
    };
  }

  /** A file of the example's own that is gone afterwards. */
  file(name) {
    return join(this.#folder, name);
  }

  /** Starts the example's program: `file` of its folder, when the command is an interpreter, with `args`. */
  start(settings, file, ...args) {
    const own = file === undefined ? [] : [join(EXAMPLES, this.#name, file)];
    // The programs are told everything, so nothing of this environment may tell them something else.
    const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith("SAMTYKKE_"));
    const env = { ...Object.fromEntries(inherited), no_proxy: "127.0.0.1", NO_PROXY: "127.0.0.1", ...settings };
    const program = new Program([...this.#command, ...own, ...args], env, (line) => {
      this.transcript.push(line);
      this.#echo(line);
    });
    this.#programs.push(program);
    return program;
  }

  /** The person's choice on the page with this address; the URL that the browser is sent to. */
  async decide(url, decision) {
    const id = new URL(url).searchParams.get("id");
    return (await this.control(`consents/${id}/${decision}`)).finalRedirectUrl;
  }

  /** Where Altinn will send the person from the page with this address. */
  async redirectUrl(url) {
    const consents = await (await fetch(`${this.#sandbox.control}/consents`)).json();
    return consents.find(({ id }) => id === new URL(url).searchParams.get("id")).redirectUrl;
  }

  /** Somebody who asks for the consents that a program is about. */
  async bank() {
    return new Bank(await this.settings(), this.#pem, (url, decision) => this.decide(url, decision));
  }

  /** The sandbox's test control. */
  async control(path, body = {}) {
    const headers = { "Content-Type": "application/json" };
    const response = await fetch(`${this.#sandbox.control}/${path}`, { method: "POST", headers, body: JSON.stringify(body) });
    const text = await response.text();
    if (!response.ok) throw new Error(`${path}: ${response.status} ${text}`);
    return text === "" ? undefined : JSON.parse(text);
  }

  /** Ends everything that was started here. */
  async close() {
    await Promise.all(this.#programs.map((program) => program.stop("SIGKILL")));
    this.#sandbox.stop();
    if (this.#isOwnFolder) rmSync(this.#folder, { recursive: true });
    else rmSync(join(this.#folder, KEY_FILE), { force: true });
  }
}
