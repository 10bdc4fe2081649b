// The sandbox as a process of its own, and requests in every state.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

const PROGRAM = process.env.SAMTYKKE_SANDBOX_BIN;

export const KARI = { number: "01025161013", uuid: "d5b861c8-8e3b-44cd-9952-5315e5990cf5", name: "Kari Fjell" };
export const OLA = { number: "01025181049", uuid: "d47ac10b-58cc-4372-a567-0e02b2c3d483", name: "Ola Strand" };
export const INCOME = right("standard-samtykke-for-dele-data", { inntektsaar: "2024" });
export const POWER_OF_ATTORNEY = right("samtykke-fullmakt-utfoere-tjeneste", { tiltak: "rydding" });
export const LOAN = right("samtykke-laanesoeknad", { rente: "4.2", banknavn: "Testbanken", utloepsar: "2030" });

/** One right to a resource. */
export function right(resource, metadata) {
  return { action: ["consent"], resource: [{ type: "urn:altinn:resource", value: resource }], metadata };
}

/** Starts the sandbox; `stop` ends it. */
export async function startSandbox() {
  if (!PROGRAM) throw new Error("SAMTYKKE_SANDBOX_BIN must name the sandbox program: run cargo xtask test browser");
  const child = spawn(PROGRAM, [], { stdio: ["ignore", "pipe", "ignore"] });
  const [line] = await Promise.race([
    once(createInterface({ input: child.stdout }), "line"),
    once(child, "exit").then(([status]) => Promise.reject(new Error(`the sandbox ended with ${status}`))),
  ]);
  return new Sandbox(JSON.parse(line), child);
}

class Sandbox {
  #addresses;
  #child;

  constructor(addresses, child) {
    this.#addresses = addresses;
    this.#child = child;
  }

  /** The address of a page of the portal. */
  page(path) {
    return `${this.#addresses.platform}/accessmanagement/ui/consent/${path}`;
  }

  /** Asks Kari for a consent, with other members where `changes` has them; answers its id. */
  async ask(changes = {}) {
    const { caller = "810419512", ...members } = changes;
    const body = {
      id: crypto.randomUUID(),
      from: `urn:altinn:person:identifier-no:${KARI.number}`,
      to: `urn:altinn:organization:identifier-no:${caller}`,
      validTo: "2030-01-01T00:00:00Z",
      consentRights: [INCOME],
      redirectUrl: "https://example.com/",
      ...members,
    };
    const token = await this.#token(`GetEnterpriseToken?env=tt02&scopes=altinn:consentrequests.org&orgNo=${caller}`);
    await this.#send("/accessmanagement/api/v1/enterprise/consentrequests", body, token);
    return body.id;
  }

  /** What Altinn's API tells the portal about a consent. */
  async consent(id) {
    const token = await this.#token(`GetPersonalToken?env=tt02&scopes=altinn:portal/enduser&partyuuid=${KARI.uuid}`);
    const url = `${this.#addresses.platform}/accessmanagement/api/v1/bff/consents/${id}`;
    const consent = await (await fetch(url, { headers: { Authorization: `Bearer ${token}` } })).json();
    return { language: consent.context?.language, events: consent.consentRequestEvents.map((event) => event.eventType) };
  }

  async decide(id, ...decisions) {
    for (const decision of decisions) await this.#send(`/sandbox/consents/${id}/${decision}`, {});
    return id;
  }

  /** Moves the clock behind every `validTo` for as long as `action` runs. */
  async later(action) {
    await this.#send("/sandbox/clock", { now: "2030-06-01T00:00:00Z" });
    try {
      return await action();
    } finally {
      await this.#send("/sandbox/clock", { offsetSeconds: 0 });
    }
  }

  reset() {
    return this.#send("/sandbox/reset", {});
  }

  stop() {
    this.#child.kill("SIGTERM");
  }

  async #token(call) {
    const headers = { Authorization: `Basic ${btoa("user:password")}` };
    return (await fetch(`${this.#addresses.platform}/api/${call}`, { headers })).text();
  }

  async #send(path, body, token) {
    const headers = { "Content-Type": "application/json", ...(token && { Authorization: `Bearer ${token}` }) };
    const response = await fetch(this.#addresses.platform + path, { method: "POST", headers, body: JSON.stringify(body) });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  }
}
