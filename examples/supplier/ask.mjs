// A supplier asks for a consent on behalf of its customer. The customer has delegated the scopes to it in Altinn.

import { readFile } from "node:fs/promises";

import { ConsentClient, Party, maskinportenClient, signerFromPem } from "samtykke";

const DAY = 24 * 60 * 60 * 1_000;
const LONGEST_WAIT = 10 * 60 * 1_000;

try {
  await main();
} catch (error) {
  console.error(`error: ${error.message}${error.advice ? ` (${error.advice})` : ""}`);
  process.exitCode = 1;
}

async function main() {
  const customer = setting("SAMTYKKE_CONSUMER_ORG");
  const dataUrl = setting("SAMTYKKE_DATA_URL");
  // The key and the client at Maskinporten are the supplier's own.
  const pem = await readFile(setting("SAMTYKKE_PRIVATE_KEY"), "utf8");
  const signer = await signerFromPem(pem, { kid: setting("SAMTYKKE_KID") });
  const client = new ConsentClient({ signer });

  const config = {
    environment: { type: "custom", platform: setting("SAMTYKKE_PLATFORM"), issuer: setting("SAMTYKKE_ISSUER") },
    client: maskinportenClient(setting("SAMTYKKE_CLIENT_ID"), signer),
    // This is all there is to it: Maskinporten's tokens become the customer's, with the supplier's name beside.
    consumerOrg: customer,
  };
  const request = {
    fromParty: Party.parse(setting("SAMTYKKE_FROM")),
    // The consent is given to the customer, and the person reads the customer's name.
    toParty: customer,
    validTo: new Date(Date.now() + DAY).toISOString(),
    rights: [{ resource: "standard-samtykke-for-dele-data", metadata: { inntektsaar: "2025" } }],
    redirectUrl: "https://supplier.example/return",
  };

  // Everything that Altinn would refuse by the rules of the resource, before anything is sent.
  for (const problem of await client.checkRequest(config.environment, request)) {
    throw new Error(`the request will not do: ${JSON.stringify(problem)}`);
  }
  const asked = await client.requestConsent(config, request);
  if (asked.type !== "visit") throw new Error("the consent was decided before anybody saw it");
  console.log(`Open this page and choose:\n  ${asked.url}`);

  const wait = { intervalMillis: 1_000, deadline: Date.now() + LONGEST_WAIT };
  const pause = await client.waitForDecision(asked.flow, wait);
  if (pause.type === "visit") return console.log("Nobody has chosen within ten minutes.");
  const { outcome } = pause;
  if (outcome.type !== "granted") return console.log(`No data: the consent is ${outcome.type}.`);

  // Altinn tells both: whom the consent was given to, and who handles it.
  console.log(`Given to ${organization(outcome.consent.toParty)}, handled by ${organization(outcome.consent.handledBy)}`);
  const response = await fetch(dataUrl, { headers: { Authorization: `Bearer ${outcome.token.value}` } });
  if (!response.ok) throw new Error(`the service answered ${response.status}`);
  const [{ year, amount }] = (await response.json()).income;
  return console.log(`Income in ${year}: ${amount} NOK`);
}

function organization(urn) {
  return Party.ofUrn(urn).number;
}

function setting(name) {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: see README.md`);
  return value;
}
