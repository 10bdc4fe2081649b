// The README's code is files, and the files run.

import { after, before, test } from "node:test";
import { generateKeyPairSync } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";

import * as samtykke from "samtykke";

import { Bank, BANK, PERSON, READ, SCOPE } from "./bank.mjs";
import { fails, same } from "./check.mjs";
import { startSandbox } from "./sandbox.mjs";

const EXAMPLES = new URL("../examples/", import.meta.url);
const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const RIGHT = { resource: "standard-samtykke-for-dele-data", metadata: { inntektsaar: "2025" } };
const PARTY = { type: "person", number: PERSON };

const example = (name) => import(new URL(`${name}.mjs`, EXAMPLES));

let sandbox;
let fixture;

before(async () => {
  sandbox = await startSandbox();
  fixture = await Bank.open(samtykke, sandbox);
});

after(() => sandbox?.stop());

test("every block is a file", () => {
  const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");
  const blocks = [...readme.matchAll(/```js\n([\s\S]*?)```/g)].map(([, code]) => code);
  const files = readdirSync(EXAMPLES).map((name) => readFileSync(new URL(name, EXAMPLES), "utf8"));
  same([...blocks].sort(), [...files].sort());
});

test("a server asks, and the owner of the data verifies", async () => {
  const keys = [{ ...publicKey.export({ format: "jwk" }), kid: "readme", use: "sig", alg: "RS256" }];
  const { clientId } = await fixture.control("clients", { organization: BANK, scopes: [SCOPE, READ], keys });
  const { bank } = await example("server");
  const pem = privateKey.export({ type: "pkcs8", format: "pem" });
  const { ask, returned } = await bank({ clientId, kid: "readme", pem, environment: fixture.environment });
  const { flow, url } = await ask(fixture.request());
  same(url.includes(flow.id), true);
  const { outcome } = await returned(flow.toJson(), await fixture.decide(flow, "approve"));
  same(outcome.type, "granted");

  const { gate } = await example("service-owner");
  const open = gate(fixture.environment, SCOPE);
  same((await open(outcome.token.value, PARTY, RIGHT)).id, flow.id);
  await fails(open(outcome.token.value, { type: "organization", number: BANK }, RIGHT), { code: "TOKEN_REJECTED", check: "from" });
});

test("events are followed and begun again", async () => {
  const bank = await Bank.open(samtykke, sandbox);
  const { flow } = await bank.ask();
  await bank.decide(flow, "approve");
  const { follow } = await example("events");
  const config = { environment: bank.environment, client: bank.config.client };
  const seen = [];
  let cursor;
  const until = (count) => {
    const stop = new AbortController();
    const handle = (event) => seen.push(event.eventType);
    const store = (stored) => ((cursor = stored), seen.length >= count && stop.abort(new Error("enough")));
    return fails(follow(bank.client, config, { load: () => cursor, store, handle }, stop.signal), { message: /enough/ });
  };
  await until(2);
  same(seen, ["Created", "Accepted"]);
  await bank.decide(flow, "revoke");
  await until(3);
  same(seen, ["Created", "Accepted", "Revoked"]);
});

test("a vault signs", async () => {
  const bank = await Bank.open(samtykke, sandbox);
  const { vaultSigner } = await example("vault");
  const client = new samtykke.ConsentClient({ signer: vaultSigner(bank.signer, "key-1") });
  same((await client.requestConsent(bank.config, bank.request())).type, "visit");
});

test("an error is explained", async () => {
  const bank = await Bank.open(samtykke, sandbox);
  const { explained } = await example("errors");
  const unknown = "0198c000-0000-7000-8000-000000000009";
  const { code, retryable } = await explained(() => bank.client.consent(bank.config, unknown));
  same([code, retryable], ["ALTINN", false]);
  same(await explained(() => 7), 7);
  await fails(explained(() => Promise.reject(new TypeError("theirs"))), { name: "TypeError" });
});

test("a form is checked while a person types", async () => {
  const field = Object.assign(new EventTarget(), { value: "" });
  const hint = {};
  Object.assign(globalThis, { field, hint });
  await example("front-end");
  const type = (text) => ((field.value = text), field.dispatchEvent(new Event("input")), [field.value, hint.textContent]);
  same(type("218182978"), ["218182978", "needs 2 more digits"]);
  same(type("21818297804"), ["218182 97804", ""]);
});
