// What the package costs beside others and by itself, in interleaved runs: machines change their pace while they measure.

import { generateKeyPairSync } from "node:crypto";
import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { build } from "esbuild";
import * as jose from "jose";
import { ConsentReturn, endpoint, TokenExchange, webCryptoSigner } from "samtykke";
import * as browser from "samtykke/browser";

import { served, told } from "../tests/browser.mjs";

const ROUNDS = 30;
/** Milliseconds. */
const WARM_UP = 2_000;
const PERSON = "21818297804";
const ENVIRONMENT = { type: "tt02" };
const CLIENT = { clientId: "client-1", key: { type: "kid", kid: "key-1" }, algorithm: "RS256" };
const REQUEST = { scopes: ["skatteetaten:inntekt"], authorizationDetail: { type: "consent", id: "0198c000-0000-7000-8000-000000000001", fromParty: { type: "person", number: PERSON } } };

const PAGE = `
  const times = [];
  for (let turn = 0; turn < 15; turn += 1) {
    const begin = performance.now();
    const { init, ConsentReturn } = await import("./js/main.js?" + turn);
    await init();
    ConsentReturn.parse("https://x.no/?Status=OK");
    times.push(performance.now() - begin);
  }
  await fetch(new URLSearchParams(location.search).get("to"), { method: "POST", mode: "no-cors", body: JSON.stringify(times) });`;

const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const key = await crypto.subtle.importKey("pkcs8", privateKey.export({ type: "pkcs8", format: "der" }), { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" }, false, ["sign"]);
const signer = webCryptoSigner(key, { kid: "key-1" });
const exchange = TokenExchange.start(ENVIRONMENT, CLIENT, REQUEST);
const encoder = new TextEncoder();

/** From claims to the assertion in the request's body. */
async function ours() {
  const step = exchange.step();
  const signature = Buffer.from(await signer.sign(encoder.encode(step.grant.signingInput))).toString("base64url");
  return exchange.advance({ type: "signed", grant: step.grant, signature }).step().request.body;
}

async function theirs() {
  const now = Math.floor(Date.now() / 1000);
  const assertion = await new jose.SignJWT({
    aud: "https://test.maskinporten.no/",
    iss: "client-1",
    scope: "skatteetaten:inntekt",
    iat: now,
    exp: now + 110,
    jti: crypto.randomUUID(),
    authorization_details: [{ type: "urn:altinn:consent", id: REQUEST.authorizationDetail.id, from: `urn:altinn:person:identifier-no:${PERSON}` }],
  })
    .setProtectedHeader({ alg: "RS256", kid: "key-1", typ: "JWT" })
    .sign(key);
  return new URLSearchParams({ grant_type: "urn:ietf:params:oauth:grant-type:jwt-bearer", assertion }).toString();
}

const bare = () => key && crypto.subtle.sign("RSASSA-PKCS1-v1_5", key, encoder.encode("x".repeat(500)));

const status = {
  status: 200,
  headers: [],
  body: JSON.stringify({
    id: "0198c000-0000-7000-8000-000000000001",
    from: `urn:altinn:person:identifier-no:${PERSON}`,
    to: "urn:altinn:organization:identifier-no:991825827",
    validTo: "2027-07-18T06:18:12.25971+00:00",
    consentRights: [{ action: ["consent"], resource: [{ type: "urn:altinn:resource", value: "standard-samtykke-for-dele-data" }], metadata: { inntektsaar: "2025" } }],
    status: "Accepted",
    consented: "2026-07-18T06:18:12.25971+00:00",
    redirectUrl: "https://bank.example/return?consentId=0198c000-0000-7000-8000-000000000001",
    consentRequestEvents: [{ consentEventID: "0198c000-0000-7000-8000-000000000002", created: "2026-07-18T06:18:12.25971+00:00", performedBy: "urn:altinn:organization:identifier-no:991825827", eventType: "Created", consentRequestID: "0198c000-0000-7000-8000-000000000001" }],
    viewUri: "https://am.ui.altinn.no/accessmanagement/ui/consent/request?id=0198c000-0000-7000-8000-000000000001",
    portalViewMode: "Hide",
  }),
};

console.log("A grant, from the claims to the request's body, RS256 with 2048 bits");
const grants = await interleaved({ "samtykke": [ours, 20], "jose": [theirs, 20], "the signature alone": [bare, 20] });
report(grants);
const ratio = median(grants["samtykke"].map((time, at) => time / grants["jose"][at]));
console.log(`  samtykke / jose     ${ratio.toFixed(2)}\n`);

console.log("Answers and addresses, read");
const url = "https://bank.example/return?consentId=0198c000-0000-7000-8000-000000000001&Status=OK";
const parsed = await interleaved({
  "return URL": [() => ConsentReturn.parse(url), 500],
  "return URL (browser)": [() => browser.ConsentReturn.parse(url), 500],
  "status answer": [() => endpoint.readConsentRequest.parse(status), 200],
});
report(parsed);

console.log("\nFrom the import to the first answer, in a fresh Node");
const fresh = (entry) => () => Number(execFileSync(process.execPath, ["--input-type=module", "-e", loading(entry)], { cwd: fileURLToPath(new URL("..", import.meta.url)), encoding: "utf8" }));
for (const entry of ["samtykke", "samtykke/browser"]) {
  const times = Array.from({ length: 15 }, fresh(entry));
  console.log(`  ${entry.padEnd(20)}${median(times).toFixed(2).padStart(8)} ms`);
}

console.log("\nFrom the import to the first answer, in headless Chromium, bundled and minified, from this machine");
for (const [entry, names] of [["samtykke", ["web", "samtykke"]], ["samtykke/browser", ["browser-web", "browser"]]]) {
  const [first, ...again] = await inChromium(...names);
  console.log(`  ${entry.padEnd(20)}${median(again).toFixed(2).padStart(8)} ms, the first time ${first.toFixed(2)} ms`);
}

/** Loaded and ready: read from disk, compiled, instantiated, called. */
function loading(entry) {
  return `const begin = performance.now();
    const { ConsentReturn } = await import(${JSON.stringify(entry)});
    ConsentReturn.parse("https://x.no/?Status=OK");
    console.log(performance.now() - begin);`;
}

/** Milliseconds of loading after loading; only the first is helped by nothing that Chromium keeps. */
async function inChromium(entry, wasm) {
  const dist = fileURLToPath(new URL("../dist", import.meta.url));
  const folder = mkdtempSync(join(tmpdir(), "samtykke-bench-"));
  await build({ entryPoints: [`${dist}/entry/${entry}.js`], bundle: true, minify: true, format: "esm", outfile: join(folder, "js", "main.js") });
  mkdirSync(join(folder, "wasm"));
  copyFileSync(`${dist}/wasm/${wasm}.wasm`, join(folder, "wasm", `${wasm}.wasm`));
  writeFileSync(join(folder, "index.html"), `<!doctype html><script type="module">${PAGE}</script>`);
  const { url, stop } = await served(folder);
  try {
    return await told("chromium", url);
  } finally {
    stop();
    rmSync(folder, { recursive: true });
  }
}

/** Microseconds for each call, round by round, each round in another order. */
async function interleaved(works) {
  const names = Object.keys(works);
  const times = Object.fromEntries(names.map((name) => [name, []]));
  for (const [work] of Object.values(works)) await warm(work);
  for (let round = 0; round < ROUNDS; round += 1) {
    const turn = round % names.length;
    for (const name of [...names.slice(turn), ...names.slice(0, turn)]) {
      const [work, calls] = works[name];
      const begin = performance.now();
      for (let call = 0; call < calls; call += 1) await work();
      times[name].push(((performance.now() - begin) / calls) * 1000);
    }
  }
  return times;
}

/** Until the engine has compiled for speed what it will: a server runs for days. */
async function warm(work) {
  const end = performance.now() + WARM_UP;
  while (performance.now() < end) await work();
}

function report(times) {
  for (const [name, values] of Object.entries(times)) console.log(`  ${name.padEnd(20)}${median(values).toFixed(1).padStart(8)} µs`);
}

function median(values) {
  return [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)];
}
