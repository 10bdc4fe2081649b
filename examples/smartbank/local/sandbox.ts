import { Program } from "./program.js";

const PROGRAM = "SAMTYKKE_SANDBOX_BIN";
/** Smartbank AS, which the sandbox knows. */
const BANK = "810419512";
const SCOPES = ["altinn:consentrequests.write", "ttd:inntekt"];

/** The local Altinn, Maskinporten and service owner. */
export class Sandbox {
  readonly #program: Program;
  /** Where all of them are. */
  readonly origin: string;
  readonly #service: string;

  private constructor(program: Program, { origin, service }: { origin: string; service: string }) {
    this.#program = program;
    this.origin = origin;
    this.#service = service;
  }

  static async start(): Promise<Sandbox> {
    const file = process.env[PROGRAM];
    if (!file) throw new Error(`${PROGRAM} must name the sandbox's program: \`cargo xtask\` sets it`);
    const { program, line } = await Program.start(file, ["--events-lag", "0"], {
      isReady: (first) => first.startsWith("{"),
    });
    return new Sandbox(program, JSON.parse(line));
  }

  /** Makes a key, registers a client of the bank with it, and gives the settings that the bank needs. */
  async registerBank(): Promise<Record<string, string>> {
    const algorithm = {
      name: "RSASSA-PKCS1-v1_5",
      modulusLength: 2048,
      publicExponent: new Uint8Array([1, 0, 1]),
      hash: "SHA-256",
    };
    const { publicKey, privateKey } = await crypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
    const name = { kid: "smartbank", alg: "RS256" };
    const key = { ...(await crypto.subtle.exportKey("jwk", publicKey)), ...name };
    const { clientId } = await this.control<{ clientId: string }>("clients", {
      organization: BANK,
      scopes: SCOPES,
      keys: [key],
    });
    const jwk = JSON.stringify({ ...(await crypto.subtle.exportKey("jwk", privateKey)), ...name });
    return {
      SMARTBANK_ENVIRONMENT: "sandbox",
      SMARTBANK_SANDBOX: this.origin,
      SMARTBANK_ORGANIZATION: BANK,
      SMARTBANK_DATA_URL: `${this.#service}/api/resources/{resource}`,
      MASKINPORTEN_CLIENT_ID: clientId,
      MASKINPORTEN_JWK: Buffer.from(jwk).toString("base64"),
      MASKINPORTEN_TOKEN_SCOPES: "ttd:inntekt",
    };
  }

  /** Altinn's way back to the bank, after somebody decided on a consent. */
  async decide(consentId: string, decision: "approve" | "reject" | "revoke"): Promise<string> {
    const answer = await this.control<{ finalRedirectUrl: string }>(`consents/${consentId}/${decision}`, {});
    return answer.finalRedirectUrl;
  }

  /** What goes wrong with the next requests to a route. */
  async fault(route: string, fault: Record<string, unknown>, times = 1): Promise<void> {
    await this.control("faults", { route, times, fault });
  }

  async clearFaults(): Promise<void> {
    await this.control("faults", undefined, "DELETE");
  }

  /** A call of the test control. */
  async control<T>(path: string, body: unknown, method = "POST"): Promise<T> {
    const headers = { "Content-Type": "application/json" };
    const payload = body === undefined ? null : JSON.stringify(body);
    const response = await fetch(`${this.origin}/sandbox/${path}`, { method, headers, body: payload });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return (await response.json().catch(() => undefined)) as T;
  }

  async stop(): Promise<void> {
    await this.#program.stop();
  }
}
