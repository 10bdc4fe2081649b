// An API that accepts consent tokens: GET /income/{year} gives the income of the person who consented to that year.

import { createServer } from "node:http";

import { ConsentClient, ConsentTokenVerifier, VerifiedConsent, isConsentError } from "samtykke";

// What this API has, and what a consent must name.
const RESOURCE = "standard-samtykke-for-dele-data";

try {
  main();
} catch (error) {
  console.error(`error: ${error.message}`);
  process.exitCode = 1;
}

function main() {
  // At the real Maskinporten it is { type: "tt02" } or { type: "production" }.
  const environment = { type: "custom", platform: setting("SAMTYKKE_PLATFORM"), issuer: setting("SAMTYKKE_ISSUER") };
  const verifier = new ConsentTokenVerifier({ environment, scopes: [setting("SAMTYKKE_SCOPE")] });
  // Who only verifies has no key of its own. The client fetches Maskinporten's public keys once, and keeps them.
  const client = new ConsentClient();
  const server = createServer((request, response) => void serve(client, verifier, request, response));
  server.listen(Number(setting("PORT")), "127.0.0.1", () => {
    console.log(`GET http://127.0.0.1:${server.address().port}/income/2025 with a consent token`);
  });
}

async function serve(client, verifier, request, response) {
  const [, year] = /^\/income\/(\d{4})$/.exec(request.url ?? "") ?? [];
  if (request.method !== "GET" || year === undefined) return answer(response, 404, { error: "GET /income/{year}" });
  // Two questions: is the token genuine and ours to take, and does the consent in it cover this year?
  let consent;
  try {
    consent = await client.verifyConsentToken(verifier, bearer(request.headers.authorization));
  } catch (error) {
    // Maskinporten's keys that cannot be had are no fault of the token.
    return refuse(response, isConsentError(error) && error.code === "TRANSPORT" ? 503 : 401, error);
  }
  try {
    VerifiedConsent.check(consent, consent.fromParty, { resource: RESOURCE, metadata: { inntektsaar: year } });
  } catch (error) {
    return refuse(response, 403, error);
  }
  // The consent's id and who called may be logged; whose data it was may not.
  console.log(`200 consent ${consent.id} for ${consent.consumer.id}`);
  // A real API looks the person up here, by consent.fromParty.
  return answer(response, 200, { year, amount: 512_000, currency: "NOK" });
}

/** The token, or nothing, which is no token either. */
function bearer(header = "") {
  return header.startsWith("Bearer ") ? header.slice("Bearer ".length) : "";
}

/** A ConsentError says which check failed, and nothing of what is in the token. */
function refuse(response, status, error) {
  const reason = isConsentError(error) ? error.message : "the token could not be verified";
  console.log(`${status} ${reason}`);
  response.setHeader("WWW-Authenticate", 'Bearer error="invalid_token"');
  answer(response, status, { error: reason });
}

function answer(response, status, body) {
  response.writeHead(status, { "Content-Type": "application/json" }).end(JSON.stringify(body));
}

function setting(name) {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: see README.md`);
  return value;
}
