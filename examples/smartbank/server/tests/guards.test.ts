import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { BankProcess } from "../../local/bank.js";
import { Sandbox } from "../../local/sandbox.js";
import { loan, refused, Visitor } from "./visitor.js";

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

test("a change from another site is refused, with the session and without it", async () => {
  const kari = await Visitor.loggedIn(bank.address);
  const nobody = new Visitor(bank.address);
  const changes: [Visitor, string, string, unknown][] = [
    [nobody, "POST", "/api/session", { customer: "kari-fjell" }],
    [kari, "POST", "/api/applications", loan()],
    [kari, "DELETE", "/api/session", undefined],
  ];
  for (const [visitor, method, path, body] of changes) {
    for (const Origin of ["https://elsewhere.example", "null", ""]) {
      const problem = await refused(await visitor.send(method, path, body, { Origin }), 403);
      assert.equal(problem.code, "CROSS_SITE");
    }
  }
  assert.equal((await kari.send("GET", "/api/applications")).status, 200);
});

test("a change without the session's own CSRF token is refused", async () => {
  const kari = await Visitor.loggedIn(bank.address);
  const ola = await Visitor.loggedIn(bank.address, "ola-strand");
  for (const token of ["", "guessed", ola.csrfToken ?? ""]) {
    const problem = await refused(await kari.send("POST", "/api/applications", loan(), { "X-CSRF-Token": token }), 403);
    assert.equal(problem.code, "CROSS_SITE");
  }
});

test("the session is a random cookie that scripts and other sites do not get", async () => {
  const kari = new Visitor(bank.address);
  const response = await kari.send("POST", "/api/session", { customer: "kari-fjell" });
  const cookie = response.headers.getSetCookie()[0] ?? "";
  assert.match(cookie, /^session=[\w-]{43}; Path=\/; .*HttpOnly/);
  assert.match(cookie, /SameSite=Lax/);
  assert.doesNotMatch(cookie, /Secure/);

  const other = await new Visitor(bank.address).send("POST", "/api/session", { customer: "kari-fjell" });
  assert.notEqual(other.headers.getSetCookie()[0]?.split(";")[0], cookie.split(";")[0]);
});

test("behind https the cookie is for this host and for https only", async () => {
  const behind = await BankProcess.start({ ...settings, SMARTBANK_URL: "https://smartbank.example" });
  try {
    const Origin = "https://smartbank.example";
    const response = await new Visitor(behind.address).send(
      "POST",
      "/api/session",
      { customer: "kari-fjell" },
      { Origin },
    );
    assert.match(response.headers.getSetCookie()[0] ?? "", /^__Host-session=.*; Secure/);
    assert.match(response.headers.get("Strict-Transport-Security") ?? "", /max-age=31536000/);
  } finally {
    await behind.stop();
  }
});

test("a login gives a new session and ends the old one; a logout ends it", async () => {
  const kari = await Visitor.loggedIn(bank.address);
  const old = kari.cookie ?? "";
  await kari.logIn("ola-strand");
  assert.notEqual(kari.cookie, old);
  const thief = new Visitor(bank.address);
  assert.equal((await thief.send("GET", "/api/applications", undefined, { Cookie: old })).status, 401);

  const latest = kari.cookie ?? "";
  assert.equal((await kari.send("DELETE", "/api/session")).status, 204);
  assert.equal((await thief.send("GET", "/api/applications", undefined, { Cookie: latest })).status, 401);
});

test("a session ends by itself", async () => {
  const short = await BankProcess.start({ ...settings, SMARTBANK_SESSION_MINUTES: "0.01" });
  try {
    const kari = await Visitor.loggedIn(short.address);
    assert.equal((await kari.send("GET", "/api/applications")).status, 200);
    await new Promise((resolve) => setTimeout(resolve, 700));
    const problem = await refused(await kari.send("GET", "/api/applications"), 401);
    assert.equal(problem.code, "NOT_LOGGED_IN");
  } finally {
    await short.stop();
  }
});

test("strangers learn who the bank is and who could log in, and no number", async () => {
  const nobody = new Visitor(bank.address);
  const session = await nobody.json<Record<string, unknown>>(await nobody.send("GET", "/api/session"));
  assert.equal(session["customer"], null);
  assert.equal(session["csrfToken"], null);
  assert.equal(session["environment"], "sandbox");
  assert.deepEqual(session["bank"], { name: "SmartBank", organization: "810419512" });
  assert.doesNotMatch(nobody.seen[0] ?? "", /\d{11}/);
  await refused(await nobody.send("POST", "/api/session", { customer: "01025161013" }), 404);
  await refused(await nobody.send("GET", "/api/resources"), 401);
});

test("every answer has the security headers, and what is one customer's is not cached", async () => {
  const nobody = new Visitor(bank.address);
  for (const path of ["/api/session", "/healthz", "/nowhere", "/api/nowhere", "/return/x"]) {
    const { headers } = await nobody.send("GET", path);
    const policy = headers.get("Content-Security-Policy") ?? "";
    assert.match(policy, /default-src 'none'.*frame-ancestors 'none'/, path);
    assert.doesNotMatch(policy, /'unsafe-inline'|'unsafe-eval'|\*/);
    assert.equal(headers.get("X-Content-Type-Options"), "nosniff");
    assert.equal(headers.get("Referrer-Policy"), "no-referrer");
    assert.equal(headers.get("X-Frame-Options"), "DENY");
    assert.equal(headers.get("Access-Control-Allow-Origin"), null);
    if (/api|return/.test(path)) assert.equal(headers.get("Cache-Control"), "no-store");
  }
});

test("a body that is wrong names its member", async () => {
  const kari = await Visitor.loggedIn(bank.address);
  const cases: [unknown, string | undefined][] = [
    [{ ...loan(), id: "1" }, "id"],
    [{ ...loan(), amount: 0.5 }, "amount"],
    [{ ...loan(), product: "car" }, "product"],
    [{ ...loan(), rights: [] }, "rights"],
    [{ ...loan(), rights: [{ resource: "r", metadata: { year: 1 } }] }, "rights[0].metadata.year"],
    [{ ...loan(), from: "12345678901" }, "from"],
    [{ ...loan(), from: "1" }, "from"],
    [{ ...loan(), verdict: "granted" }, undefined],
    ["{", undefined],
  ];
  for (const [body, field] of cases) {
    const problem = await refused(await kari.send("POST", "/api/applications", body), 400);
    assert.equal(problem.code, "INVALID");
    assert.equal(problem.field, field, problem.detail);
    assert.doesNotMatch(JSON.stringify(problem), /12345678901/);
  }
  await refused(await kari.send("POST", "/api/applications", "{}", { "Content-Type": "text/plain" }), 415);
  const large = await refused(await kari.send("POST", "/api/applications", `"${"x".repeat(70_000)}"`), 413);
  assert.equal(large.code, "TOO_LARGE");
});

test("what Altinn would refuse by the resources' rules is told before it is asked", async () => {
  const kari = await Visitor.loggedIn(bank.address);
  const rights = [
    { resource: "standard-samtykke-for-dele-data", metadata: {} },
    { resource: "samtykke-fullmakt-utfoere-tjeneste", metadata: { tiltak: "rydding" } },
    { resource: "ttd_generisk", metadata: {} },
  ];
  const problem = await refused(await kari.send("POST", "/api/applications", loan({ rights })), 400);
  const told = problem.problems?.map(({ kind, field }) => `${kind} ${field}`);
  assert.deepEqual(told, [
    "missingMetadata rights[0].metadata.inntektsaar",
    "otherTemplate rights[1].resource",
    "unknownResource rights[2].resource",
  ]);
});

test("it is alive and ready, and says so until it stops", async () => {
  const stopping = await BankProcess.start(settings);
  const nobody = new Visitor(stopping.address);
  assert.equal((await nobody.send("GET", "/healthz")).status, 200);
  assert.equal((await nobody.send("GET", "/readyz")).status, 200);
  assert.equal(await stopping.stop(), 0);
  assert.equal(JSON.parse(stopping.program.lines.at(-1) ?? "").message, "stopped");
  assert.equal(stopping.program.complaints, "");
});
