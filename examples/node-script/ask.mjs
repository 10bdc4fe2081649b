// One consent, step by step: the flow says what to do, this program does it, with its own key and its own fetch.

import { createPrivateKey, sign } from "node:crypto";
import { readFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";

import { ConsentFlow, Party } from "samtykke";

const DAY = 24 * 60 * 60 * 1_000;
const LONGEST_WAIT = 10 * 60 * 1_000;

try {
  await main();
} catch (error) {
  console.error(`error: ${error.message}`);
  process.exitCode = 1;
}

async function main() {
  const key = createPrivateKey(await readFile(setting("SAMTYKKE_PRIVATE_KEY"), "utf8"));
  const dataUrl = setting("SAMTYKKE_DATA_URL");
  const outcome = await run(ConsentFlow.start(config(), request()), key);
  if (outcome?.type === "granted") await show(dataUrl, outcome.token);
  else console.log(outcome ? `No data: the consent is ${outcome.type}.` : "Nobody has chosen within ten minutes.");
}

/** The loop. A flow is a value: `step` says what is next, `advance` gives the flow after the answer. */
async function run(flow, key) {
  const deadline = Date.now() + LONGEST_WAIT;
  let isShown = false;
  for (;;) {
    const step = flow.step();
    switch (step.type) {
      case "sign": {
        // A JWT grant for Maskinporten, without its signature.
        const { grant } = step;
        const signature = sign("sha256", Buffer.from(grant.signingInput), key).toString("base64url");
        flow = flow.advance({ type: "signed", grant, signature });
        break;
      }
      case "send":
        flow = flow.advance(await send(step.request));
        break;
      case "wait":
        // A server was busy; the same request comes again afterwards.
        await sleep(Math.max(Date.parse(step.until) - Date.now(), 1));
        break;
      case "visit":
        if (!isShown) console.log(`Open this page and choose:\n  ${step.url}`);
        isShown = true;
        if (Date.now() > deadline) return undefined;
        // A web application would store flow.toJson() here, and go on when the user is back.
        await sleep(1_000);
        flow = flow.advance({ type: "checkStatus" });
        break;
      case "finish":
        return step.outcome;
    }
  }
}

/** Any status is an answer; only no answer at all is a failure, after which the flow may try again. */
async function send({ method, url, headers, body }) {
  try {
    const init = { method, headers: headers.map(({ name, value }) => [name, value]), body, redirect: "manual" };
    const response = await fetch(url, { ...init, signal: AbortSignal.timeout(30_000) });
    const answered = [...response.headers].map(([name, value]) => ({ name, value }));
    return { type: "responded", response: { status: response.status, headers: answered, body: await response.text() } };
  } catch (error) {
    return { type: "failed", reason: error.cause?.message ?? error.message };
  }
}

/** Who asks, and at which Altinn and Maskinporten: { type: "tt02" } or { type: "production" } for the real ones. */
function config() {
  return {
    environment: { type: "custom", platform: setting("SAMTYKKE_PLATFORM"), issuer: setting("SAMTYKKE_ISSUER") },
    client: { clientId: setting("SAMTYKKE_CLIENT_ID"), key: { type: "kid", kid: setting("SAMTYKKE_KID") } },
  };
}

/** What is asked for: one year's income, for a day. */
function request() {
  return {
    fromParty: Party.parse(setting("SAMTYKKE_FROM")),
    toParty: setting("SAMTYKKE_TO"),
    validTo: new Date(Date.now() + DAY).toISOString(),
    rights: [{ resource: "standard-samtykke-for-dele-data", metadata: { inntektsaar: "2025" } }],
    redirectUrl: "https://bank.example/return",
  };
}

/** Calls the service with the consent token, at once: the token lives for minutes. */
async function show(dataUrl, token) {
  const response = await fetch(dataUrl, { headers: { Authorization: `Bearer ${token.value}` } });
  if (!response.ok) throw new Error(`the service answered ${response.status}`);
  const [{ year, amount }] = (await response.json()).income;
  console.log(`The person said yes. Income in ${year}: ${amount} NOK`);
}

function setting(name) {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: see README.md`);
  return value;
}
