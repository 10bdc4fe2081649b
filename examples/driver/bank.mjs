// A bank of the driver's own, with nothing but node:crypto and fetch: for the consents that a program is about.

import { createPrivateKey, randomUUID, sign } from "node:crypto";

const DETAIL = "urn:altinn:consent";
const JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer";

export class Bank {
  #settings;
  #key;
  #decide;

  /** `settings` as a program has them; `decide` lets the person choose on the page with an address. */
  constructor(settings, pem, decide) {
    this.#settings = settings;
    this.#key = createPrivateKey(pem);
    this.#decide = decide;
  }

  /** Asks for a consent and lets the person choose; its id. */
  async ask(decision) {
    const { SAMTYKKE_PLATFORM: platform, SAMTYKKE_TO: to } = this.#settings;
    const id = randomUUID();
    const resource = [{ type: "urn:altinn:resource", value: "standard-samtykke-for-dele-data" }];
    const body = {
      id,
      from: this.#person,
      to: `urn:altinn:organization:identifier-no:${to}`,
      validTo: new Date(Date.now() + 3_600_000).toISOString(),
      consentRights: [{ action: ["consent"], resource, metadata: { inntektsaar: "2025" } }],
      redirectUrl: "https://bank.example/return",
    };
    const headers = { "Content-Type": "application/json", Authorization: `Bearer ${await this.token()}` };
    const url = `${platform}/accessmanagement/api/v1/enterprise/consentrequests`;
    const created = await answered(fetch(url, { method: "POST", headers, body: JSON.stringify(body) }));
    await this.#decide(created.viewUri, decision);
    return id;
  }

  /** The token for the data that the consent `id` opens. */
  consentToken(id) {
    return this.token([{ type: DETAIL, id, from: this.#person }]);
  }

  /** A token of Maskinporten. */
  async token(authorization_details) {
    const { SAMTYKKE_ISSUER: aud, SAMTYKKE_CLIENT_ID: iss, SAMTYKKE_KID: kid, SAMTYKKE_SCOPE: scope } = this.#settings;
    const iat = Math.floor(Date.now() / 1_000);
    const claims = { aud, iss, scope, iat, exp: iat + 100, jti: randomUUID(), authorization_details };
    const input = [{ alg: "RS256", kid }, claims].map((part) => base64url(JSON.stringify(part))).join(".");
    const assertion = `${input}.${base64url(sign("sha256", Buffer.from(input), this.#key))}`;
    const body = new URLSearchParams({ grant_type: JWT_BEARER, assertion });
    return (await answered(fetch(`${aud}token`, { method: "POST", body }))).access_token;
  }

  get #person() {
    return `urn:altinn:person:identifier-no:${this.#settings.SAMTYKKE_FROM}`;
  }
}

async function answered(call) {
  const response = await call;
  const text = await response.text();
  if (!response.ok) throw new Error(`${response.url}: ${response.status} ${text}`);
  return JSON.parse(text);
}

function base64url(bytes) {
  return Buffer.from(bytes).toString("base64url");
}
