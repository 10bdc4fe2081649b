import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";

import { readSettings, SettingsError } from "../settings.js";

const folder = mkdtempSync(join(tmpdir(), "smartbank-settings-"));
const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const jwk = { ...privateKey.export({ format: "jwk" }), kid: "key-1" };

const CUSTOMERS = file("customers.json", JSON.stringify([{ id: "kari", name: "Kari", number: "01025161013" }]));
const GIVEN = {
  SMARTBANK_ENVIRONMENT: "tt02",
  SMARTBANK_URL: "https://smartbank.example/",
  SMARTBANK_ORGANIZATION: "810419512",
  SMARTBANK_CUSTOMERS: CUSTOMERS,
  MASKINPORTEN_CLIENT_ID: "client",
  MASKINPORTEN_JWK: Buffer.from(JSON.stringify(jwk)).toString("base64"),
};

after(() => rmSync(folder, { recursive: true }));

test("each environment is the one that is named, with defaults for the rest", async () => {
  for (const name of ["tt02", "at22", "at23", "at24"] as const) {
    const settings = await readSettings({ ...GIVEN, SMARTBANK_ENVIRONMENT: name });
    assert.equal(settings.environment, name);
    assert.deepEqual(settings.flow.environment, { type: name });
  }
  const prod = await readSettings({ ...GIVEN, SMARTBANK_ENVIRONMENT: "prod", SMARTBANK_SIMULATED_LOGIN: "yes" });
  assert.deepEqual(prod.flow.environment, { type: "production" });
  assert.equal(prod.url, "https://smartbank.example");
  assert.equal(prod.flow.stateParameter, "state");
  assert.equal(prod.flow.skipActorChoice, true);
  assert.equal(prod.consentMillis, 365 * 86_400_000);
  const sandbox = {
    ...GIVEN,
    SMARTBANK_ENVIRONMENT: "sandbox",
    SMARTBANK_SANDBOX: "http://127.0.0.1:4010",
    SMARTBANK_CUSTOMERS: "",
  };
  const local = await readSettings(sandbox);
  assert.deepEqual(local.flow.environment, {
    type: "custom",
    platform: "http://127.0.0.1:4010",
    issuer: "http://127.0.0.1:4010/",
  });
  assert.ok(local.customers.length > 1);
});

test("everything that is missing or wrong is named at once", async () => {
  const { problems } = await complaint({ SMARTBANK_PORT: "x", SMARTBANK_ENVIRONMENT: "test", SMARTBANK_URL: "bank" });
  assert.deepEqual(problems.toSorted(), [
    "MASKINPORTEN_CLIENT_ID is not set",
    "SMARTBANK_ENVIRONMENT must be one of sandbox, tt02, at22, at23, at24, prod",
    "SMARTBANK_ORGANIZATION is not set",
    "SMARTBANK_PORT must be a port",
    "SMARTBANK_URL must be an https URL, or an http URL of this machine",
  ]);
});

test("what does not go together is named", async () => {
  const cases: [Record<string, string>, RegExp][] = [
    [{ SMARTBANK_ENVIRONMENT: "sandbox" }, /^SMARTBANK_SANDBOX is not set/],
    [{ SMARTBANK_ENVIRONMENT: "prod" }, /^SMARTBANK_SIMULATED_LOGIN is not set/],
    [{ SMARTBANK_CUSTOMERS: "" }, /^SMARTBANK_CUSTOMERS is not set/],
    [{ MASKINPORTEN_JWK: "" }, /^MASKINPORTEN_KEY_FILE or MASKINPORTEN_JWK/],
    [{ MASKINPORTEN_KEY_FILE: "key.pem" }, /^MASKINPORTEN_KEY_FILE or MASKINPORTEN_JWK/],
    [
      { MASKINPORTEN_KID: "a", MASKINPORTEN_CERTIFICATE_FILE: "b" },
      /^MASKINPORTEN_KID and MASKINPORTEN_CERTIFICATE_FILE/,
    ],
    [{ MASKINPORTEN_SYSTEM_USER: "991825827" }, /^MASKINPORTEN_SYSTEM_USER and MASKINPORTEN_SYSTEM_USER_SCOPES/],
    [{ SMARTBANK_DATA_URL: "https://data.example" }, /^SMARTBANK_DATA_URL must have \{resource\}/],
    [{ SMARTBANK_DATA_URL: "http://data.example/{resource}" }, /^SMARTBANK_DATA_URL must be an https URL/],
    [{ SMARTBANK_URL: "http://smartbank.example" }, /^SMARTBANK_URL must be an https URL/],
    [{ SMARTBANK_URL: "https://smartbank.example/bank" }, /^SMARTBANK_URL must have neither path nor query/],
    [{ SMARTBANK_CUSTOMERS: "/nowhere.json" }, /^SMARTBANK_CUSTOMERS: .*\/nowhere.json/],
    [{ SMARTBANK_CUSTOMERS: file("wrong.json", '[{"id": "a", "name": "A"}]') }, /^SMARTBANK_CUSTOMERS: 0.number/],
    [{ MASKINPORTEN_CERTIFICATE_FILE: CUSTOMERS }, /^MASKINPORTEN_CERTIFICATE_FILE: must hold a certificate/],
    [{ MASKINPORTEN_CONSUMER: "1" }, /^MASKINPORTEN_CONSUMER must be an organization number/],
    [{ ALTINN_EXCHANGE: "true" }, /^ALTINN_EXCHANGE must be `yes` or `no`/],
  ];
  for (const [changes, reason] of cases) {
    const { problems } = await complaint({ ...GIVEN, ...changes });
    assert.equal(problems.length, 1, problems.join("\n"));
    assert.match(problems[0] ?? "", reason);
  }
});

test("a key is read from a JWK in base64, a file of either form, or goes with a certificate", async () => {
  const pem = file("key.pem", privateKey.export({ format: "pem", type: "pkcs8" }).toString());
  const files = { ...GIVEN, MASKINPORTEN_JWK: "" };
  assert.equal((await readSettings(GIVEN)).signer.kid, "key-1");
  assert.equal((await readSettings({ ...GIVEN, MASKINPORTEN_KID: "other" })).signer.kid, "other");
  const ofJwk = { ...files, MASKINPORTEN_KEY_FILE: file("key.json", JSON.stringify(jwk)) };
  assert.equal((await readSettings(ofJwk)).signer.kid, "key-1");
  const ofPem = { ...files, MASKINPORTEN_KEY_FILE: pem };
  assert.equal((await readSettings({ ...ofPem, MASKINPORTEN_KID: "key-2" })).signer.kid, "key-2");
  assert.match((await complaint(ofPem)).problems[0] ?? "", /^MASKINPORTEN_KEY_FILE: kid must name the key/);

  const blocks = ["bGVhZg==", "aXNzdWVy"].map(
    (base64) => `-----BEGIN CERTIFICATE-----\n${base64}\n-----END CERTIFICATE-----\n`,
  );
  const certificate = file("certificate.pem", blocks.join(""));
  const { signer, flow } = await readSettings({ ...ofPem, MASKINPORTEN_CERTIFICATE_FILE: certificate });
  assert.deepEqual(signer.x5c, ["bGVhZg==", "aXNzdWVy"]);
  assert.deepEqual(flow.client.key, { type: "x5c", certificates: signer.x5c });
});

test("a consumer, token scopes and a system user go where they belong", async () => {
  const { flow, systemUser } = await readSettings({
    ...GIVEN,
    MASKINPORTEN_CONSUMER: "991825827",
    MASKINPORTEN_TOKEN_SCOPES: "a:b  c:d",
    MASKINPORTEN_SYSTEM_USER: "310149942",
    MASKINPORTEN_SYSTEM_USER_REF: "bank-1",
    MASKINPORTEN_SYSTEM_USER_SCOPES: "e:f",
  });
  assert.equal(flow.consumerOrg, "991825827");
  assert.deepEqual(flow.tokenScopes, ["a:b", "c:d"]);
  assert.deepEqual(systemUser, {
    scopes: ["e:f"],
    authorizationDetail: { type: "systemUser", organization: "310149942", externalRef: "bank-1" },
  });
});

test("no complaint quotes a key or the number of a person", async () => {
  const secret = Buffer.from(JSON.stringify({ ...jwk, kty: "EC" })).toString("base64");
  const list = file("numbers.json", '[{"id": "kari", "name": "Kari", "number": "01025161014"}]');
  const broken = file("broken.json", "kari: 01025161014");
  for (const changes of [
    { SMARTBANK_CUSTOMERS: broken },
    { MASKINPORTEN_JWK: secret },
    { MASKINPORTEN_JWK: "bm8ganNvbg==" },
    { SMARTBANK_CUSTOMERS: list },
  ]) {
    const { message } = await complaint({ ...GIVEN, ...changes });
    assert.doesNotMatch(message, new RegExp(`01025161014|no json|${jwk.d}|${secret.slice(0, 20)}`));
  }
});

test("the program names what is missing and ends with 2", () => {
  for (const program of ["main.js", "check.js"]) {
    const file = join(import.meta.dirname, "..", program);
    const ended = spawnSync(process.execPath, [file], { env: { ...GIVEN, SMARTBANK_URL: "" }, encoding: "utf8" });
    assert.equal(ended.status, 2, ended.stderr);
    assert.equal(ended.stderr, "smartbank: SMARTBANK_URL is not set\n");
    assert.equal(ended.stdout, "");
  }
});

test("a store that cannot be used is named, and ends the program with 2", () => {
  const env = { ...GIVEN, SMARTBANK_STORE: "postgres://smartbank:hush@127.0.0.1:1/x" };
  const ended = spawnSync(process.execPath, [join(import.meta.dirname, "../main.js")], { env, encoding: "utf8" });
  assert.equal(ended.status, 2);
  assert.match(ended.stderr, /^smartbank: SMARTBANK_STORE: .*ECONNREFUSED/);
  assert.doesNotMatch(ended.stderr, /hush/);
});

async function complaint(environment: Record<string, string>): Promise<SettingsError> {
  const error = await readSettings(environment).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof SettingsError, String(error));
  return error;
}

function file(name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}
