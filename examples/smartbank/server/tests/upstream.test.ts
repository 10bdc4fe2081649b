import assert from "node:assert/strict";
import { after, afterEach, before, test } from "node:test";

import { BankProcess } from "../../local/bank.js";
import { Sandbox } from "../../local/sandbox.js";
import { loan, refused, Visitor } from "./visitor.js";

const CONSENTS = "/accessmanagement/api/v1/enterprise/consentrequests*";
const DATA = "/service-owner/api/resources/*";
const UNREACHABLE = { kind: "status", status: 503 };
/** What Altinn answers when it breaks. */
const PROBLEM = {
  code: "AM-00016",
  title: "Problem",
  detail: "a fault",
  status: 400,
  traceId: "00-4bf92f3577b34da6-00",
};

let sandbox: Sandbox;
let bank: BankProcess;
let kari: Visitor;

before(async () => {
  sandbox = await Sandbox.start();
  bank = await BankProcess.start({ ...(await sandbox.registerBank()), SMARTBANK_STORE: "sqlite::memory:" });
  kari = await Visitor.loggedIn(bank.address);
});

afterEach(() => sandbox.clearFaults());

after(async () => {
  await bank?.stop();
  await sandbox?.stop();
});

test("a fault that passes is never seen", async () => {
  await sandbox.fault("/token", UNREACHABLE);
  await sandbox.fault(CONSENTS, UNREACHABLE);
  const asked = await kari.apply();
  assert.equal(asked.verdict, "waiting");
  assert.equal(asked.problem, null);
});

test("an application that Altinn does not take yet is kept, and asked again when somebody looks", async () => {
  await sandbox.fault(CONSENTS, UNREACHABLE, 2);
  const asked = await kari.apply();
  assert.equal(asked.verdict, "preparing");
  assert.equal(asked.problem?.code, "UNREACHABLE");
  assert.equal(asked.problem?.retryable, true);
  assert.equal(asked.problem?.upstream?.service, "altinn");
  assert.equal(asked.checkedAt, null);
  const again = await kari.application(asked.id);
  assert.equal(again.verdict, "waiting");
  assert.equal(again.consentId, asked.consentId);
});

test("what Altinn refuses is told with its code and trace, and nothing is kept", async () => {
  await sandbox.fault(CONSENTS, {
    kind: "status",
    status: 400,
    body: PROBLEM,
    contentType: "application/problem+json",
  });
  const wanted = loan();
  const problem = await refused(await kari.send("POST", "/api/applications", wanted), 422);
  assert.equal(problem.code, "REFUSED");
  assert.equal(problem.retryable, false);
  assert.deepEqual(problem.upstream, { service: "altinn", status: 400, code: "AM-00016", traceId: PROBLEM.traceId });
  assert.match(problem.requestId ?? "", /^[0-9a-f-]{36}$/);
  await refused(await kari.send("GET", `/api/applications/${wanted.id}`), 404);
});

test("a person whom Altinn does not know is a refusal with Altinn's own code", async () => {
  const problem = await refused(await kari.send("POST", "/api/applications", loan({ from: "01014922047" })), 422);
  assert.equal(problem.upstream?.code, "AM-00004");
  assert.match(problem.advice ?? "", /person number/);
});

test("a look that fails shows what was known, and why", async () => {
  const asked = await kari.apply();
  await kari.comeBack(await sandbox.decide(asked.consentId, "approve"));
  const given = await kari.application(asked.id);
  await sandbox.fault(CONSENTS, UNREACHABLE, 2);
  const later = await kari.application(asked.id);
  assert.equal(later.problem?.code, "UNREACHABLE");
  assert.deepEqual({ ...later, problem: null }, given);
});

test("a return while Altinn is away ends at the application, which finds out later", async () => {
  const asked = await kari.apply();
  const wayBack = await sandbox.decide(asked.consentId, "approve");
  await sandbox.fault(CONSENTS, UNREACHABLE, 2);
  assert.equal(await kari.comeBack(wayBack), `/applications/${asked.id}`);
  const given = await kari.application(asked.id);
  assert.equal(given.returned, "accepted");
  assert.equal(given.verdict, "granted");
});

test("a consent that Maskinporten gives no token for is given all the same", async () => {
  const asked = await kari.apply();
  await sandbox.decide(asked.consentId, "approve");
  const body = { error: "invalid_scope", error_description: "MP-200: the client may not have the scope" };
  await sandbox.fault("/token", { kind: "status", status: 400, body, contentType: "application/json" });
  const given = await kari.application(asked.id);
  assert.equal(given.verdict, "granted");
  assert.equal(given.token, null);
  assert.equal(given.problem?.code, "REFUSED");
  assert.deepEqual(given.problem?.upstream, { service: "maskinporten", status: 400, code: "MP-200" });
  assert.ok(given.timeline.some(({ type }) => type === "Accepted"));
  assert.equal((await kari.application(asked.id)).data.state, "ready");
});

test("data that cannot be had is told, and fetched when somebody looks again", async () => {
  const asked = await kari.apply();
  await sandbox.decide(asked.consentId, "approve");
  await sandbox.fault(DATA, UNREACHABLE);
  const given = await kari.application(asked.id);
  assert.equal(given.verdict, "granted");
  assert.ok(given.data.state === "failed");
  assert.equal(given.data.problem.retryable, true);
  assert.deepEqual(given.data.problem.upstream, { service: "data", status: 503 });
  assert.equal((await kari.application(asked.id)).data.state, "ready");
});

test("data that its owner refuses is told with the owner's word, and not asked for again", async () => {
  const asked = await kari.apply();
  await sandbox.decide(asked.consentId, "approve");
  const body = { error: "consent_used" };
  await sandbox.fault(DATA, { kind: "status", status: 403, body, contentType: "application/json" });
  for (const given of [await kari.application(asked.id), await kari.application(asked.id)]) {
    assert.ok(given.data.state === "failed");
    assert.deepEqual(given.data.problem.upstream, { service: "data", status: 403, code: "consent_used" });
    assert.equal(given.data.problem.retryable, false);
  }
});

test("the registry's list is fetched once for two minutes, and a failure is not kept", async () => {
  const fresh = await BankProcess.start({ ...(await sandbox.registerBank()), SMARTBANK_STORE: "sqlite::memory:" });
  try {
    const ola = await Visitor.loggedIn(fresh.address, "ola-strand");
    await sandbox.fault("/resourceregistry/*", { kind: "garbage" }, 2);
    const problem = await refused(await ola.send("GET", "/api/resources"), 502);
    assert.equal(problem.code, "UNREACHABLE");
    await sandbox.clearFaults();
    const read = async (): Promise<string[]> => {
      const { resources } = await ola.json<{ resources: { identifier: string }[] }>(
        await ola.send("GET", "/api/resources"),
      );
      return resources.map(({ identifier }) => identifier);
    };
    const first = await read();
    assert.ok(first.includes("standard-samtykke-for-dele-data") && !first.includes("ttd_generisk"));
    await sandbox.fault("/resourceregistry/*", UNREACHABLE, 10);
    assert.deepEqual(await read(), first);
  } finally {
    await fresh.stop();
  }
});

test("tokens are fetched once for all customers", async () => {
  await kari.apply();
  await sandbox.fault("/token", UNREACHABLE, 10);
  const asked = await Promise.all([kari.apply(), kari.apply(), kari.apply()]);
  assert.ok(asked.every(({ verdict, problem }) => verdict === "waiting" && problem === null));
});
