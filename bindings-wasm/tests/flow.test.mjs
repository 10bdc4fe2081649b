// One consent through the wasm flow, with fetch and WebCrypto, against the sandbox.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { flowAdvance, flowFromJson, flowStart, flowStep, flowToJson, parseConsentReturn, parseParty } from "../pkg/samtykke_wasm.js";
import { decide, registerClient, startSandbox } from "./sandbox.mjs";

const DAY = 24 * 3600 * 1000;

let sandbox;
let client;
let privateKey;

before(async () => {
  sandbox = await startSandbox();
  ({ client, privateKey } = await registerClient(sandbox, ["altinn:consentrequests.write"]));
});

after(() => sandbox.stop());

test("an approved consent gives a token that opens the data", async () => {
  const { flow, url } = await untilVisit(start());
  const stored = flowToJson(flow);
  assert.ok(!stored.includes("eyJ"), "a stored flow holds no token");
  const returnUrl = await decide(url, "approve");
  assert.equal(parseConsentReturn(returnUrl).verdict, "accepted");

  const outcome = await finish(flowFromJson(stored), returnUrl);

  assert.equal(outcome.type, "granted");
  assert.equal(outcome.consent.status, "Accepted");
  assert.deepEqual(outcome.consent.rights[0].metadata, { inntektsaar: "2025" });
  const data = await fetch(`${sandbox.service}/api/income`, { headers: { Authorization: `Bearer ${outcome.token.value}` } });
  assert.equal(data.status, 200);
  assert.equal((await data.json()).income[0].year, "2025");
});

test("a refused consent ends as rejected", async () => {
  const { flow, url } = await untilVisit(start());
  const outcome = await finish(flow, await decide(url, "reject"));
  assert.equal(outcome.type, "rejected");
  assert.equal(outcome.token, undefined);
});

test("wrong input is a ConsentError that names the field", () => {
  const refused = (fields, field) =>
    assert.throws(() => start(fields), (error) => error instanceof Error && error.code === "INVALID_INPUT" && error.message.startsWith(field));
  refused({ redirectUrl: "javascript:alert(1)" }, "request cannot be read: redirectUrl must be");
  refused({ validTo: new Date(Date.now() - DAY).toISOString() }, "validTo");
  refused({ rights: [] }, "rights");
  refused({ rights: 7 }, "request");
  assert.throws(() => parseParty("21818297805"), { name: "ConsentError", code: "INVALID_INPUT" });
  assert.throws(() => flowFromJson("{}"), { code: "UNREADABLE_FLOW" });
  assert.throws(() => flowStep(start(), NaN), { code: "INVALID_INPUT" });
});

test("an answer out of turn changes nothing", async () => {
  const flow = start();
  const now = Date.now();
  const before = flowStep(flow, now);
  assert.throws(() => flowAdvance(flow, { type: "checkStatus" }, now), { code: "OUT_OF_TURN" });
  assert.deepEqual(flowStep(flow, now), before);
});

test("a return of another consent is refused", async () => {
  const { flow } = await untilVisit(start());
  const forged = "http://127.0.0.1/return?consentId=0198c000-0000-7000-8000-000000000001&Status=OK";
  assert.throws(() => flowAdvance(flow, { type: "returned", url: forged }, Date.now()), { code: "RETURN_MISMATCH" });
});

function start(fields = {}) {
  const config = {
    environment: { type: "custom", platform: sandbox.platform, issuer: sandbox.issuer },
    client,
  };
  const request = {
    fromParty: parseParty("21818297804"),
    toParty: "991825827",
    validTo: new Date(Date.now() + DAY).toISOString(),
    rights: [{ resource: "standard-samtykke-for-dele-data", metadata: { inntektsaar: "2025" } }],
    redirectUrl: "http://127.0.0.1/return",
    ...fields,
  };
  return flowStart(config, request, Date.now());
}

async function untilVisit(flow) {
  const { flow: paused, step } = await drive(flow);
  assert.equal(step.type, "visit");
  return { flow: paused, url: step.url };
}

async function finish(flow, returnUrl) {
  const { step } = await drive(flowAdvance(flow, { type: "returned", url: returnUrl }, Date.now()));
  assert.equal(step.type, "finish");
  return step.outcome;
}

/** The loop: signs and sends until the flow needs the user or is at its end. */
async function drive(flow) {
  for (;;) {
    const step = flowStep(flow, Date.now());
    switch (step.type) {
      case "sign":
        flow = flowAdvance(flow, { type: "signed", grant: step.grant, signature: await sign(step.grant.signingInput) }, Date.now());
        break;
      case "send":
        flow = flowAdvance(flow, { type: "responded", response: await send(step.request) }, Date.now());
        break;
      case "wait":
        await new Promise((resolve) => setTimeout(resolve, Date.parse(step.until) - Date.now()));
        break;
      default:
        return { flow, step };
    }
  }
}

async function sign(text) {
  const signature = await crypto.subtle.sign("RSASSA-PKCS1-v1_5", privateKey, new TextEncoder().encode(text));
  return Buffer.from(signature).toString("base64url");
}

async function send({ method, url, headers, body }) {
  const response = await fetch(url, { method, headers: headers.map(({ name, value }) => [name, value]), body, redirect: "manual" });
  const answered = [...response.headers].map(([name, value]) => ({ name, value }));
  return { status: response.status, headers: answered, body: await response.text() };
}
