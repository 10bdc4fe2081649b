import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { BankProcess } from "../../local/bank.js";
import { Sandbox } from "../../local/sandbox.js";
import { INCOME, loan, ONCE, pages, TAX, Visitor } from "./visitor.js";

const KARI = "01025161013";
const OLA = "01025181049";

let sandbox: Sandbox;
let bank: BankProcess;
let settings: Record<string, string>;

before(async () => {
  sandbox = await Sandbox.start();
  settings = { ...(await sandbox.registerBank()), SMARTBANK_STORE: "sqlite::memory:" };
  bank = await BankProcess.start(settings);
});

after(async () => {
  await bank?.stop();
  await sandbox?.stop();
});

test("a customer who approves gets a verdict, a timeline, facts of the token and the data", async () => {
  const kari = await Visitor.loggedIn(bank.address);
  const asked = await kari.apply();
  assert.equal(asked.verdict, "waiting");
  assert.match(
    asked.consentUrl ?? "",
    new RegExp(`^${sandbox.origin}/.*id=${asked.consentId}&DONTCHOOSEREPORTEE=true$`),
  );
  assert.deepEqual(asked.from, { kind: "person", self: true });

  const page = await kari.comeBack(await sandbox.decide(asked.consentId, "approve"));
  assert.equal(page, pages.application(asked.id));
  const given = await kari.application(asked.id);

  assert.equal(given.verdict, "granted");
  assert.equal(given.returned, "accepted");
  assert.equal(given.consentUrl, null);
  assert.equal(given.problem, null);
  assert.deepEqual(given.rights, [{ ...INCOME, title: given.rights[0]?.title }]);
  assert.equal(given.rights[0]?.title.nn, "Dele inntektsopplysningar");
  const words = given.timeline.map(({ source, type }) => `${source} ${type}`);
  assert.deepEqual(words.toSorted(), [
    "altinn Accepted",
    "altinn Created",
    "bank Applied",
    "bank DataFetched",
    "bank Returned",
  ]);
  assert.deepEqual(
    given.timeline.map(({ at }) => at),
    given.timeline.map(({ at }) => at).toSorted(),
  );
  assert.equal(given.token?.consentId, asked.consentId);
  assert.equal(given.token?.algorithm, "RS256");
  assert.equal(given.token?.consumer, "810419512");
  assert.deepEqual(given.token?.rights, [{ ...INCOME, actions: ["consent"] }]);
  assert.ok(given.data.state === "ready");
  const body = given.data.items[0]?.body as { from: string; data: unknown[] };
  assert.equal(body.from, "urn:altinn:person:identifier-no:[redacted]");
  assert.equal(body.data.length, 1);
});

test("neither a token nor the number of a person reaches the browser or the log", async () => {
  const kari = await Visitor.loggedIn(bank.address);
  const { id, consentId } = await kari.apply(loan({ from: OLA }));
  await kari.comeBack(await sandbox.decide(consentId, "approve"));
  assert.equal((await kari.application(id)).verdict, "granted");
  await kari.send("GET", "/api/applications");
  await kari.send("GET", "/api/applications/01025161013");
  await kari.send("GET", "/return/01025161013?consentId=01025181049");

  for (const text of [...kari.seen, ...bank.program.lines, bank.program.complaints]) {
    assert.doesNotMatch(text, new RegExp(`${KARI}|${OLA}`));
    assert.doesNotMatch(text, /eyJ/);
  }
  const requests = bank.program.lines.map((line) => JSON.parse(line)).filter(({ message }) => message === "request");
  assert.ok(requests.some(({ route, status }) => route === "/return/:id" && status === 303));
});

test("a refusal, with what the return says of it, and no data", async () => {
  const kari = await Visitor.loggedIn(bank.address);
  const asked = await kari.apply();
  await kari.comeBack(await sandbox.decide(asked.consentId, "reject"));
  const refused = await kari.application(asked.id);
  assert.equal(refused.verdict, "rejected");
  assert.equal(refused.returned, "rejected");
  assert.deepEqual(refused.data, { state: "none" });
  assert.equal(refused.token, null);
  assert.ok(refused.timeline.some(({ type }) => type === "Rejected"));
});

test("a return URL that somebody made up opens nothing", async () => {
  const kari = await Visitor.loggedIn(bank.address);
  const asked = await kari.apply();
  const real = new URL(await sandbox.decide(asked.consentId, "reject"));

  const forged = new URL(real);
  forged.searchParams.delete("ErrorMessage");
  forged.searchParams.set("Status", "OK");
  assert.equal(await kari.comeBack(forged.href), pages.application(asked.id));
  const application = await kari.application(asked.id);
  assert.equal(application.returned, "accepted");
  assert.equal(application.verdict, "rejected");
  assert.deepEqual(application.data, { state: "none" });

  const other = await kari.apply();
  for (const change of [
    (url: URL) => url.searchParams.set("state", "guessed"),
    (url: URL) => url.searchParams.delete("state"),
    (url: URL) => url.searchParams.set("consentId", other.consentId),
    (url: URL) => {
      url.pathname = `/return/${other.id}`;
    },
    (url: URL) => {
      url.pathname = "/return/unknown";
    },
  ]) {
    const changed = new URL(real);
    change(changed);
    assert.equal(await kari.comeBack(changed.href), pages.returnProblem);
  }
});

test("a consent past its end has expired, answered or not, and the bank deletes the data", async () => {
  const short = await BankProcess.start({ ...settings, SMARTBANK_CONSENT_DAYS: String(4 / 86_400) });
  try {
    const kari = await Visitor.loggedIn(short.address);
    const unanswered = await kari.apply();
    const answered = await kari.apply();
    await kari.comeBack(await sandbox.decide(answered.consentId, "approve"));
    assert.equal((await kari.application(unanswered.id)).verdict, "waiting");
    const granted = await kari.application(answered.id);
    assert.equal(granted.data.state, "ready");
    await new Promise((resolve) => setTimeout(resolve, Date.parse(answered.validTo) + 300 - Date.now()));
    assert.equal((await kari.application(unanswered.id)).verdict, "expired");
    const expired = await kari.application(answered.id);
    assert.equal(expired.verdict, "expired");
    assert.deepEqual(expired.data, { state: "none" });
    assert.ok(expired.timeline.some(({ type }) => type === "Expired"));
  } finally {
    await short.stop();
  }
});

test("a consent that is taken back later closes the application, and the bank deletes the data", async () => {
  const kari = await Visitor.loggedIn(bank.address);
  const asked = await kari.apply();
  await kari.comeBack(await sandbox.decide(asked.consentId, "approve"));
  assert.equal((await kari.application(asked.id)).data.state, "ready");

  await sandbox.decide(asked.consentId, "revoke");
  const revoked = await kari.application(asked.id);
  assert.equal(revoked.verdict, "revoked");
  assert.deepEqual(revoked.data, { state: "none" });
  assert.equal(revoked.token, null);
  assert.ok(revoked.timeline.some(({ source, type }) => source === "altinn" && type === "Revoked"));
  assert.ok(revoked.timeline.some(({ source, type }) => source === "bank" && type === "DataDeleted"));
});

test("an organization consents", async () => {
  const firm = await Visitor.loggedIn(bank.address, "bakke-og-nes");
  const asked = await firm.apply(loan({ product: "businessLoan" }));
  assert.deepEqual(asked.from, { kind: "organization", self: true, organization: "910493353" });
  await firm.comeBack(await sandbox.decide(asked.consentId, "approve"));
  const given = await firm.application(asked.id);
  assert.equal(given.token?.fromKind, "organization");
  assert.equal(given.data.state, "ready");
});

test("somebody else is asked by number, and the applicant sees the outcome without a return", async () => {
  const kari = await Visitor.loggedIn(bank.address);
  for (const [from, kind] of [
    [OLA, "person"],
    ["910493353", "organization"],
  ] as const) {
    const asked = await kari.apply(loan({ from }));
    assert.equal(asked.from.self, false);
    await sandbox.decide(asked.consentId, "approve");
    const given = await kari.application(asked.id);
    assert.equal(given.token?.fromKind, kind);
    assert.equal(given.returned, null);
  }
});

test("two rights and a message go to Altinn as they were written", async () => {
  const kari = await Visitor.loggedIn(bank.address);
  const message = { nb: "Vi trenger inntekten din", nn: "Vi treng inntekta di", en: "We need your income" };
  const asked = await kari.apply(loan({ rights: [INCOME, TAX], message }));
  assert.deepEqual(asked.message, message);
  const page = await (await fetch(asked.consentUrl ?? "")).text();
  assert.match(page, /Vi trenger inntekten din/);

  await kari.comeBack(await sandbox.decide(asked.consentId, "approve"));
  const { data, rights } = await kari.application(asked.id);
  assert.ok(data.state === "ready");
  assert.deepEqual(
    data.items.map(({ resource }) => resource),
    [INCOME.resource, TAX.resource],
  );
  assert.deepEqual(rights.map(({ resource }) => resource).toSorted(), [INCOME.resource, TAX.resource].toSorted());
});

test("data of a consent for one time is fetched one time, however often anybody looks", async () => {
  const kari = await Visitor.loggedIn(bank.address);
  const asked = await kari.apply(loan({ rights: [ONCE] }));
  await sandbox.decide(asked.consentId, "approve");
  const looks = await Promise.all(Array.from({ length: 8 }, () => kari.application(asked.id)));
  assert.ok(looks.every(({ verdict }) => verdict === "granted"));
  const last = await kari.application(asked.id);
  assert.equal(last.data.state, "ready");
  assert.equal(last.timeline.filter(({ type }) => type === "DataFetched").length, 1);
});

test("a form that is sent twice is one application", async () => {
  const kari = await Visitor.loggedIn(bank.address);
  const wanted = loan();
  const [first, second] = await Promise.all([kari.apply(wanted), kari.apply(wanted)]);
  assert.equal(first?.consentId, second?.consentId);
  assert.equal((await kari.apply(wanted)).consentId, first?.consentId);
});

test("a stranger with a valid id finds nothing", async () => {
  const kari = await Visitor.loggedIn(bank.address);
  const ola = await Visitor.loggedIn(bank.address, "ola-strand");
  const asked = await kari.apply();
  const wayBack = await sandbox.decide(asked.consentId, "approve");

  assert.equal((await ola.send("GET", `/api/applications/${asked.id}`)).status, 404);
  assert.equal((await ola.send("GET", `/api/applications/${asked.consentId}`)).status, 404);
  assert.equal(await ola.comeBack(wayBack), pages.returnProblem);
  assert.equal((await ola.send("POST", "/api/applications", loan({ id: asked.id }))).status, 409);
  assert.deepEqual(await ola.json(await ola.send("GET", "/api/applications")), { applications: [] });
  const nobody = new Visitor(bank.address);
  assert.equal((await nobody.send("GET", `/api/applications/${asked.id}`)).status, 401);
  assert.equal(await nobody.comeBack(wayBack), `${pages.login}?returned=1`);
  assert.equal((await kari.application(asked.id)).returned, null);
});

test("the list has the customer's applications, the newest first", async () => {
  const firm = await Visitor.loggedIn(bank.address, "fjell-transport");
  const first = await firm.apply(loan({ product: "businessLoan", amount: 1 }));
  const second = await firm.apply(loan({ product: "insurance", amount: null }));
  const list = await firm.json<{ applications: { id: string; verdict: string }[] }>(
    await firm.send("GET", "/api/applications"),
  );
  assert.deepEqual(
    list.applications.map(({ id }) => id),
    [second.id, first.id],
  );
  assert.equal(list.applications[0]?.verdict, "waiting");
});
