// No print and no JSON of anything shows a token or a key.

import { after, before, test } from "node:test";
import { inspect } from "node:util";

import * as samtykke from "samtykke";

import { Bank, PERSON, SCOPE } from "./bank.mjs";
import { holds } from "./check.mjs";
import { startSandbox } from "./sandbox.mjs";

let sandbox;

before(async () => {
  sandbox = await startSandbox();
});

after(() => sandbox?.stop());

test("nothing that can be printed shows a token, an assertion or a key", async () => {
  const keys = await crypto.subtle.generateKey(
    { name: "RSASSA-PKCS1-v1_5", modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]), hash: "SHA-256" },
    true,
    ["sign", "verify"],
  );
  const jwk = { ...(await crypto.subtle.exportKey("jwk", keys.privateKey)), kid: "key-2" };
  const bank = await Bank.open(samtykke, sandbox);
  await bank.control(`clients/${bank.config.client.clientId}/keys`, { kty: jwk.kty, n: jwk.n, e: jwk.e, kid: "key-2", use: "sig", alg: "RS256" });
  const signer = await samtykke.signerFromJwk(jwk);
  const client = new samtykke.ConsentClient({ signer });
  const config = { ...bank.config, client: samtykke.maskinportenClient(bank.config.client.clientId, signer) };
  const sent = [];
  const watched = new samtykke.ConsentClient({ signer, fetch: (url, init) => (sent.push(init), fetch(url, init)) });

  const pause = await watched.requestConsent(config, bank.request());
  const token = await client.token(config, { scopes: [SCOPE] });
  const finished = await watched.userReturned(pause.flow, await bank.decide(pause.flow, "approve"));
  let flow = samtykke.ConsentFlow.start(config, bank.request());
  const sign = flow.step();
  flow = flow.advance({ type: "authorized", token });
  const verifier = new samtykke.ConsentTokenVerifier({ environment: bank.environment, scopes: [SCOPE] });
  let keysOf = samtykke.JwksCache.of(bank.environment);
  const fetched = await fetch(samtykke.JwksCache.request(keysOf).url);
  keysOf = samtykke.JwksCache.responded(keysOf, { status: 200, headers: [], body: await fetched.text() });
  const consentToken = finished.outcome.token.value;
  const check = verifier.step(consentToken, keysOf);
  const exchange = samtykke.TokenExchange.start(config.environment, config.client, { scopes: [SCOPE] });
  const errors = await Promise.all([
    client.consent(config, "0198c000-0000-7000-8000-000000000009").catch((error) => error),
    client.verifyConsentToken(verifier, `${consentToken.slice(0, -5)}AAAAA`).catch((error) => error),
    samtykke.signerFromJwk({ ...jwk, n: "AAAA" }).catch((error) => error),
    samtykke.signerFromPem(`-----BEGIN PRIVATE KEY-----\n${btoa(jwk.d)}\n-----END PRIVATE KEY-----`, { kid: "k" }).catch((error) => error),
    catched(() => samtykke.ConsentFlow.start({ ...config, client: jwk }, bank.request())),
    catched(() => flow.advance({ type: "responded", response: token.value })),
  ]);

  const assertion = /assertion=([^&]+)/.exec(sent.find(({ body }) => body?.includes("assertion")).body)[1];
  const shown = [
    client, watched, signer, token, pause, finished, finished.outcome, flow, flow.step(), sign, verifier, keysOf, check, exchange,
    exchange.step(), client.events({ environment: bank.environment, client: config.client }, samtykke.EventCursor.beginning()), ...errors,
  ];
  const secrets = { token: token.value, consentToken, assertion, signature: consentToken.split(".")[2], d: jwk.d, p: jwk.p, q: jwk.q, dp: jwk.dp };
  holds(flow.step().request.headers.some(({ value }) => value === `Bearer ${token.value}`), "the token is there to be sent");
  for (const [at, value] of shown.entries()) {
    for (const text of [inspect(value, { depth: 20, getters: true, maxStringLength: Infinity }), JSON.stringify(value) ?? "", String(value), `${value?.stack}`]) {
      for (const [name, secret] of Object.entries(secrets)) holds(!text.includes(secret), `${at} (${value?.constructor?.name}) shows ${name}: ${text}`);
    }
  }
  for (const error of errors) holds(!inspect(error, { depth: 20 }).includes(PERSON), "an error shows no number");
});

function catched(work) {
  try {
    return work();
  } catch (error) {
    return error;
  }
}
