// A data consumer with a client that is registered at the sandbox.

export const PERSON = "21818297804";
export const BANK = "991825827";
export const SUPPLIER = "810419512";
export const SCOPE = "altinn:consentrequests.write";
export const READ = "altinn:consentrequests.read";

const ALGORITHM = { name: "RSASSA-PKCS1-v1_5", modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]), hash: "SHA-256" };

/** One key for all: to make one takes half a second. */
let keys;

export class Bank {
  static async open(samtykke, sandbox, options = {}) {
    const bank = new Bank();
    Object.assign(bank, { samtykke, sandbox });
    await bank.control("reset");
    keys ??= await crypto.subtle.generateKey(ALGORITHM, false, ["sign", "verify"]);
    const jwk = { ...(await crypto.subtle.exportKey("jwk", keys.publicKey)), kid: "key-1", use: "sig", alg: "RS256" };
    const { organization = BANK, ...client } = options;
    const registration = { organization, scopes: [SCOPE, READ], keys: [jwk] };
    const { clientId } = await bank.control("clients", registration);
    bank.signer = samtykke.webCryptoSigner(keys.privateKey, { kid: "key-1" });
    bank.environment = { type: "custom", platform: sandbox.platform, issuer: sandbox.issuer };
    bank.config = {
      environment: bank.environment,
      client: samtykke.maskinportenClient(clientId, bank.signer),
      retry: { maxAttempts: 3, baseDelayMillis: 5, maxDelayMillis: 2_000, deadlineMillis: 10_000 },
    };
    bank.client = new samtykke.ConsentClient({ signer: bank.signer, ...client });
    return bank;
  }

  request(fields = {}) {
    return {
      fromParty: { type: "person", number: PERSON },
      toParty: BANK,
      validTo: new Date(Date.now() + 3_600_000).toISOString(),
      rights: [{ resource: "standard-samtykke-for-dele-data", metadata: { inntektsaar: "2025" } }],
      redirectUrl: "https://bank.example/return",
      ...fields,
    };
  }

  /** A flow that waits for its user. */
  async ask(fields, config = this.config) {
    const pause = await this.client.requestConsent(config, this.request(fields));
    if (pause.type !== "visit") throw new Error(`wanted visit, got ${pause.outcome.type}`);
    return pause;
  }

  /** The user's choice; answers the URL that the browser is sent to. */
  async decide(flow, decision) {
    return (await this.control(`consents/${flow.id}/${decision}`, {})).finalRedirectUrl;
  }

  /** What goes wrong with the next requests to a route. */
  fault(route, fault, times = 1) {
    return this.control("faults", { route, times, fault });
  }

  /** Nothing goes wrong any more. */
  async healed() {
    await fetch(`${this.sandbox.control}/faults`, { method: "DELETE" });
  }

  /** The sandbox's test control. */
  async control(path, body = {}) {
    const headers = { "Content-Type": "application/json" };
    const response = await fetch(`${this.sandbox.control}/${path}`, { method: "POST", headers, body: JSON.stringify(body) });
    const text = await response.text();
    if (!response.ok) throw new Error(`${path}: ${response.status} ${text}`);
    return text === "" ? undefined : JSON.parse(text);
  }
}
