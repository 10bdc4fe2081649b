import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { BankProcess } from "../../local/bank.js";
import { Sandbox } from "../../local/sandbox.js";
import { Visitor } from "./visitor.js";

const BANK = "810419512";
const CUSTOMER_OF_THE_BANK = "991825827";

const folder = mkdtempSync(join(tmpdir(), "smartbank-clients-"));
let sandbox: Sandbox;
let settings: Record<string, string>;

before(async () => {
  sandbox = await Sandbox.start();
  settings = { ...(await sandbox.registerBank()), SMARTBANK_STORE: "sqlite::memory:" };
});

after(async () => {
  await sandbox?.stop();
  rmSync(folder, { recursive: true });
});

test("a configuration is tried out before customers do", () => {
  const tried = check({
    ...settings,
    MASKINPORTEN_SYSTEM_USER: "310149942",
    MASKINPORTEN_SYSTEM_USER_SCOPES: "ttd:inntekt",
    ALTINN_EXCHANGE: "yes",
  });
  assert.equal(tried.status, 0, tried.stderr);
  const names = tried.stdout
    .trim()
    .split("\n")
    .map((line) => line.split(":")[0]);
  assert.deepEqual(names, ["consent API", "system user", "Altinn exchange"]);
  assert.doesNotMatch(tried.stdout, /eyJ/);

  const refused = check({ ...settings, MASKINPORTEN_CLIENT_ID: "unknown" });
  assert.equal(refused.status, 1);
  assert.match(refused.stderr, /^smartbank: .*MP-100/);
});

test("a client with an enterprise certificate needs no registered key", async () => {
  const key = join(folder, "key.pem");
  const certificate = join(folder, "certificate.pem");
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  writeFileSync(key, privateKey.export({ format: "pem", type: "pkcs8" }));
  const subject = `/CN=SmartBank/serialNumber=${BANK}`;
  execFileSync("openssl", ["req", "-x509", "-key", key, "-subj", subject, "-out", certificate], { stdio: "pipe" });

  const client = { organization: BANK, scopes: ["altinn:consentrequests.write"], keys: [] };
  const { clientId } = await sandbox.control<{ clientId: string }>("clients", client);
  const tried = check({
    ...settings,
    MASKINPORTEN_CLIENT_ID: clientId,
    MASKINPORTEN_JWK: "",
    MASKINPORTEN_KEY_FILE: key,
    MASKINPORTEN_CERTIFICATE_FILE: certificate,
  });
  assert.equal(tried.status, 0, tried.stderr);
});

test("a bank that asks on behalf of another organization gets what that one is given", async () => {
  const scopes = ["altinn:consentrequests.write", "ttd:inntekt"];
  await sandbox.control("delegations", { consumer: CUSTOMER_OF_THE_BANK, supplier: BANK, scopes });
  const bank = await BankProcess.start({ ...settings, MASKINPORTEN_CONSUMER: CUSTOMER_OF_THE_BANK });
  try {
    const kari = await Visitor.loggedIn(bank.address);
    const asked = await kari.apply();
    const page = await (await fetch(asked.consentUrl ?? "")).text();
    assert.match(page, /Digitaliseringsdirektoratet/);
    await kari.comeBack(await sandbox.decide(asked.consentId, "approve"));
    const given = await kari.application(asked.id);
    assert.equal(given.token?.consumer, CUSTOMER_OF_THE_BANK);
    assert.equal(given.data.state, "ready");
  } finally {
    await bank.stop();
  }
});

function check(settings: Record<string, string>): { status: number | null; stdout: string; stderr: string } {
  const env = { PATH: process.env["PATH"], SMARTBANK_URL: "https://smartbank.example", ...settings };
  return spawnSync(process.execPath, [join(import.meta.dirname, "../check.js")], { env, encoding: "utf8" });
}
