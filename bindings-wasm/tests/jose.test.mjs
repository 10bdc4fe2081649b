// Grants and tokens, cross-checked with jose in both directions; signers of every kind.

import { after, before, test } from "node:test";
import { generateKeyPairSync } from "node:crypto";

import * as jose from "jose";
import * as samtykke from "samtykke";

import { Bank, PERSON, SCOPE } from "./bank.mjs";
import { fails, holds, same } from "./check.mjs";
import { startSandbox } from "./sandbox.mjs";

const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const ISSUER = { type: "custom", platform: "http://127.0.0.1:9", issuer: "http://127.0.0.1:9/" };

let sandbox;

before(async () => {
  sandbox = await startSandbox();
});

after(() => sandbox?.stop());

for (const alg of ["RS256", "RS384", "RS512"]) {
  test(`jose verifies a grant with ${alg}`, async () => {
    const signer = await samtykke.signerFromPem(privateKey.export({ type: "pkcs8", format: "pem" }), { kid: "k" }, alg);
    const { payload, protectedHeader } = await grantOf(signer);
    same(protectedHeader, { alg, kid: "k", typ: "JWT" });
    same([payload.iss, payload.scope, payload.aud], ["client-1", "a b", ISSUER.issuer]);
    same(payload.exp - payload.iat, 110);
    same(payload.authorization_details, [{ type: "urn:altinn:consent", id: "0198c000-0000-7000-8000-000000000001", from: `urn:altinn:person:identifier-no:${PERSON}` }]);
  });
}

test("a key is taken in every form", async () => {
  const jwk = privateKey.export({ format: "jwk" });
  const subtle = { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" };
  const key = await crypto.subtle.importKey("jwk", jwk, subtle, false, ["sign"]);
  const vault = { alg: "RS256", kid: "k", sign: async (data) => new Uint8Array(await crypto.subtle.sign("RSASSA-PKCS1-v1_5", key, data)) };
  const signers = [
    await samtykke.signerFromPem(privateKey.export({ type: "pkcs1", format: "pem" }), { kid: "k" }),
    await samtykke.signerFromPem(`a note\n${privateKey.export({ type: "pkcs8", format: "pem" })}`, { kid: "k" }),
    await samtykke.signerFromJwk({ ...jwk, kid: "k", use: "sig", key_ops: ["verify"], ext: true }),
    samtykke.webCryptoSigner(key, { kid: "k" }),
    vault,
  ];
  for (const signer of signers) same((await grantOf(signer)).protectedHeader.kid, "k");
  const certificate = "MIIB";
  const chain = samtykke.webCryptoSigner(key, { x5c: [certificate] });
  same((await grantOf(chain)).protectedHeader.x5c, [certificate]);
});

test("a key of another kind is refused", async () => {
  const { privateKey: ec } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const encrypted = privateKey.export({ type: "pkcs8", format: "pem", cipher: "aes-256-cbc", passphrase: "x" });
  const refused = [
    samtykke.signerFromPem(ec.export({ type: "pkcs8", format: "pem" }), { kid: "k" }),
    samtykke.signerFromPem(ec.export({ type: "sec1", format: "pem" }), { kid: "k" }),
    samtykke.signerFromPem(encrypted, { kid: "k" }),
    samtykke.signerFromPem(publicKey.export({ type: "spki", format: "pem" }), { kid: "k" }),
    samtykke.signerFromJwk(ec.export({ format: "jwk" }), { kid: "k" }),
    samtykke.signerFromJwk({ ...publicKey.export({ format: "jwk" }), kid: "k" }),
    samtykke.signerFromJwk(privateKey.export({ format: "jwk" })),
    samtykke.signerFromJwk({ ...privateKey.export({ format: "jwk" }), alg: "PS256", kid: "k" }),
  ];
  for (const signer of refused) await fails(signer, { code: "INVALID_INPUT" });
  const pss = await crypto.subtle.generateKey({ name: "RSA-PSS", modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]), hash: "SHA-256" }, false, ["sign", "verify"]);
  await fails(() => samtykke.webCryptoSigner(pss.privateKey, { kid: "k" }), { code: "INVALID_INPUT", field: "key" });
});

test("jose verifies the sandbox's consent token as we do", async () => {
  const bank = await Bank.open(samtykke, sandbox);
  const { flow } = await bank.ask();
  const { outcome } = await bank.client.userReturned(flow, await bank.decide(flow, "approve"));
  const keys = jose.createRemoteJWKSet(new URL(samtykke.Environment.jwksUri(bank.environment)));
  const { payload } = await jose.jwtVerify(outcome.token.value, keys, { issuer: sandbox.issuer });
  const verifier = new samtykke.ConsentTokenVerifier({ environment: bank.environment, scopes: [SCOPE] });
  const consent = await bank.client.verifyConsentToken(verifier, outcome.token.value);
  same([payload.authorization_details[0].id, payload.jti], [consent.id, consent.jti]);
  same(samtykke.AccessToken.unverifiedClaims(outcome.token).jti, consent.jti);
});

test("a token that jose signed is verified", async () => {
  const jwk = { ...publicKey.export({ format: "jwk" }), kid: "issuer-1", alg: "RS256", use: "sig" };
  const issuer = { fetch: async () => Response.json({ keys: [jwk] }) };
  const now = Math.floor(Date.now() / 1000);
  const consent = {
    type: "urn:altinn:consent",
    id: "0198c000-0000-7000-8000-000000000001",
    from: `urn:altinn:person:identifier-no:${PERSON}`,
    to: { authority: "iso6523-actorid-upis", ID: "0192:991825827" },
    consented: "2026-01-01T00:00:00Z",
    validTo: "2099-01-01T00:00:00Z",
    consentRights: [{ action: ["consent"], resource: [{ type: "urn:altinn:resource", value: "r" }], metadata: { year: "2025" } }],
  };
  const claims = { iss: ISSUER.issuer, iat: now, exp: now + 60, scope: "s", consumer: consent.to, authorization_details: [consent] };
  const signed = (claims, header = {}, key = privateKey) => new jose.SignJWT(claims).setProtectedHeader({ alg: "RS256", kid: "issuer-1", ...header }).sign(key);
  const verifier = new samtykke.ConsentTokenVerifier({ environment: ISSUER, scopes: ["s"] });
  const owner = new samtykke.ConsentClient(issuer);
  const verified = await owner.verifyConsentToken(verifier, await signed(claims));
  same([verified.id, verified.fromParty.number, verified.rights[0].metadata], [consent.id, PERSON, { year: "2025" }]);
  same((await owner.verifyConsentToken(verifier, await signed(claims, { alg: "RS256", typ: "at+jwt" }))).id, consent.id);
  const { privateKey: other } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const refused = {
    signature: await signed(claims, {}, other),
    exp: await signed({ ...claims, exp: now - 60 }),
    iss: await signed({ ...claims, iss: "https://test.maskinporten.no/" }),
    scope: await signed({ ...claims, scope: "t" }),
    authorization_details: await signed({ ...claims, authorization_details: [] }),
    kid: await signed(claims, { kid: "issuer-2" }),
    alg: new jose.UnsecuredJWT(claims).encode(),
  };
  for (const [check, token] of Object.entries(refused)) {
    const error = await fails(owner.verifyConsentToken(verifier, token), { code: "TOKEN_REJECTED" });
    holds(error.check === check || (check === "alg" && error.check === "form"), `${check}: ${error.message}`);
  }
});

/** The grant that `signer` signs, verified by jose. */
async function grantOf(signer) {
  const client = samtykke.maskinportenClient("client-1", signer);
  const request = { scopes: ["b", "a"], authorizationDetail: { type: "consent", id: "0198c000-0000-7000-8000-000000000001", fromParty: samtykke.Party.parse(PERSON) } };
  let assertion;
  const fetch = async (_, { body }) => {
    assertion = new URLSearchParams(body).get("assertion");
    return Response.json({ access_token: "t", expires_in: 60 });
  };
  await new samtykke.ConsentClient({ signer, fetch }).token({ environment: ISSUER, client }, request);
  return jose.jwtVerify(assertion, publicKey, { algorithms: [signer.alg] });
}
