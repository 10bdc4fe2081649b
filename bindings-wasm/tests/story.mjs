// The whole story of a consent, for every runtime: what a program sees of it through the package.

import { BANK, Bank, PERSON, READ, SCOPE, SUPPLIER } from "./bank.mjs";
import { fails, holds, same } from "./check.mjs";

const CREATE = "/accessmanagement/api/v1/enterprise/consentrequests";
const READ_ONE = `${CREATE}/*`;

export const story = {
  async "an approved consent gives a token that opens the data"(bank) {
    const { flow, url } = await bank.ask();
    holds(url.includes(flow.id), "the page names the consent");
    const pause = await bank.client.userReturned(flow, await bank.decide(flow, "approve"));
    same(pause.type, "finish");
    const { outcome } = pause;
    same(outcome.type, "granted");
    same(outcome.consent.status, "Accepted");
    same(outcome.consent.rights[0].metadata, { inntektsaar: "2025" });
    const data = await fetch(`${bank.sandbox.service}/api/income`, { headers: { Authorization: `Bearer ${outcome.token.value}` } });
    same(data.status, 200);
    same((await data.json()).income[0].year, "2025");
  },

  async "a refused consent ends as rejected"(bank) {
    const { flow } = await bank.ask();
    const url = await bank.decide(flow, "reject");
    same(bank.samtykke.ConsentReturn.parse(url).verdict, "rejected");
    const { outcome } = await bank.client.userReturned(flow, url);
    same([outcome.type, outcome.consent.status], ["rejected", "Rejected"]);
  },

  async "a consent past its end is expired"(bank) {
    const { flow } = await bank.ask({ validTo: new Date(Date.now() + 1_500).toISOString() });
    await new Promise((resolve) => setTimeout(resolve, 1_600));
    const { outcome } = await bank.client.checkStatus(flow);
    same(outcome.type, "expired");
    holds(bank.samtykke.ConsentState.isExpired(outcome.consent), "it has expired");
    holds(!bank.samtykke.ConsentState.isUsable(outcome.consent), "it is of no use");
  },

  async "a consent that was taken back is revoked"(bank) {
    const { flow } = await bank.ask();
    await bank.decide(flow, "approve");
    await bank.decide(flow, "revoke");
    same((await bank.client.checkStatus(flow)).outcome.type, "revoked");
    const outcome = await bank.client.consentToken(bank.config, flow.id, { type: "person", number: PERSON });
    same(outcome.type, "revoked");
  },

  async "an organization gives a consent"(bank) {
    const { flow } = await bank.ask({ fromParty: { type: "organization", number: "810418192" } });
    const { outcome } = await bank.client.userReturned(flow, await bank.decide(flow, "approve"));
    same(outcome.type, "granted");
    same(bank.samtykke.Party.ofUrn(outcome.consent.fromParty), { type: "organization", number: "810418192" });
  },

  async "a supplier asks on behalf of its customer"({ samtykke, sandbox }) {
    const supplier = await Bank.open(samtykke, sandbox, { organization: SUPPLIER });
    await supplier.control("delegations", { consumer: BANK, supplier: SUPPLIER, scopes: [SCOPE, READ] });
    const { flow } = await supplier.ask({}, { ...supplier.config, consumerOrg: BANK });
    const { outcome } = await supplier.client.userReturned(flow, await supplier.decide(flow, "approve"));
    same(outcome.type, "granted");
    same(outcome.consent.handledBy, `urn:altinn:organization:identifier-no:${SUPPLIER}`);
  },

  async "a flow is stored and goes on elsewhere"(bank) {
    const { flow } = await bank.ask();
    const stored = flow.toJson();
    holds(!stored.includes("eyJ"), "a stored flow holds no token");
    const elsewhere = new bank.samtykke.ConsentClient({ signer: bank.signer });
    const resumed = bank.samtykke.ConsentFlow.fromJson(stored);
    same(resumed.id, flow.id);
    const { outcome } = await elsewhere.userReturned(resumed, await bank.decide(flow, "approve"));
    same(outcome.type, "granted");
  },

  async "a decision is waited for, until the deadline"(bank) {
    const { flow } = await bank.ask();
    const early = await bank.client.waitForDecision(flow, { intervalMillis: 20, deadline: Date.now() + 60 });
    same(early.type, "visit");
    const late = bank.client.waitForDecision(early.flow, { intervalMillis: 20, deadline: Date.now() + 10_000 });
    await bank.decide(flow, "approve");
    same((await late).outcome.type, "granted");
  },

  async "a return of another consent is refused"(bank) {
    const { flow } = await bank.ask();
    const forged = "https://bank.example/return?consentId=0198c000-0000-7000-8000-000000000001&Status=OK";
    await fails(() => bank.client.userReturned(flow, forged), { name: "ConsentError", code: "RETURN_MISMATCH", field: "consentId" });
  },

  async "a creation that is repeated tells what is stored"(bank) {
    const id = "0198c000-0000-7000-8000-000000000001";
    const { validTo } = bank.request();
    same((await bank.ask({ id, validTo })).flow.differences, []);
    const { flow } = await bank.ask({ id, validTo, rights: [{ resource: "standard-samtykke-for-dele-data", metadata: { inntektsaar: "2019" } }] });
    same(flow.differences.map(({ field }) => field), ["rights[0]", "rights"]);
  },

  async "faults that may pass are waited out"(bank) {
    const faults = [
      { kind: "status", status: 503 },
      { kind: "dropConnection" },
      { kind: "halfBody" },
      { kind: "gatewayHtml" },
      { kind: "status", status: 500 },
      { kind: "tooManyRequests", retryAfter: 1 },
    ];
    for (const fault of faults) {
      await bank.fault(CREATE, fault);
      await bank.ask();
    }
    for (const fault of faults.slice(0, 4)) {
      await bank.fault("/token", fault);
      await new bank.samtykke.ConsentClient({ signer: bank.signer }).requestConsent(bank.config, bank.request());
    }
  },

  async "a fault that stays is an error that says so"(bank) {
    // Some runtimes send a request again by themselves when its connection is dropped.
    await bank.fault(CREATE, { kind: "dropConnection" }, 20);
    const dropped = await fails(bank.ask(), { code: "TRANSPORT", retryable: true, call: "POST consentrequests", attempts: 3 });
    holds(dropped.reason.length > 0, "the reason is told");
    await bank.healed();
    await bank.fault(CREATE, { kind: "gatewayHtml" }, 3);
    await fails(bank.ask(), { code: "UNEXPECTED_ANSWER", retryable: true, status: 502 });
    await bank.fault(CREATE, { kind: "garbage" }, 1);
    await fails(bank.ask(), { code: "UNEXPECTED_ANSWER", status: 200 });
  },

  async "a refused token is replaced once"(bank) {
    const { flow } = await bank.ask();
    await bank.fault(READ_ONE, { kind: "status", status: 401 });
    same((await bank.client.consent(bank.config, flow.id)).status, "Created");
    await bank.fault(READ_ONE, { kind: "status", status: 401 });
    same((await bank.client.checkStatus(flow)).type, "visit");
    await bank.fault(READ_ONE, { kind: "status", status: 401 }, 2);
    await fails(bank.client.consent(bank.config, flow.id), { code: "UNAUTHORIZED", status: 401, class: "permission" });
  },

  async "what a server says is in the error"(bank) {
    const unknown = bank.ask({ rights: [{ resource: "standard-samtykke-for-dele-data", metadata: { inntektsaar: "2025", no: "1" } }] });
    const error = await fails(unknown, { code: "ALTINN", class: "fix", retryable: false });
    holds(error.altinn.status >= 400 && error.advice?.length > 0 && /^(AM|STD)-/.test(error.serverCode), JSON.stringify(error));
    const stranger = { ...bank.config, client: { ...bank.config.client, clientId: "0" } };
    const refused = await fails(bank.client.requestConsent(stranger, bank.request()), { code: "MASKINPORTEN" });
    holds(refused.maskinporten.error.startsWith("invalid_"), refused.maskinporten.error);
    await fails(bank.client.consentToken(bank.config, (await bank.ask()).flow.id, { type: "person", number: PERSON }), { code: "MASKINPORTEN" });
  },

  async "tokens are fetched once for all who wait"(bank) {
    let grants = 0;
    const sign = (data) => ((grants += 1), bank.signer.sign(data));
    const client = new bank.samtykke.ConsentClient({ signer: { alg: "RS256", kid: "key-1", sign } });
    const wanted = { scopes: [SCOPE] };
    const tokens = await Promise.all([1, 2, 3].map(() => client.token(bank.config, wanted)));
    same(new Set(tokens.map(({ value }) => value)).size, 1);
    await client.token(bank.config, wanted);
    same(grants, 1);
    const scopes = await client.token(bank.config, { scopes: [READ] });
    same([grants, scopes.scope], [2, READ]);
  },

  async "a token is traded for one of Altinn's"(bank) {
    let exchanges = 0;
    const traded = async () => ((exchanges += 1), new Response('"altinn.token"'));
    const fetched = (url, init) => (url.includes("/exchange/maskinporten") ? traded() : fetch(url, init));
    const client = new bank.samtykke.ConsentClient({ signer: bank.signer, fetch: fetched });
    const wanted = { scopes: [SCOPE] };
    const tokens = [await client.altinnToken(bank.config, wanted), await client.altinnToken(bank.config, wanted)];
    same([exchanges, ...tokens.map(({ value }) => value)], [1, "altinn.token", "altinn.token"]);
    holds((await client.token(bank.config, wanted)).value !== "altinn.token", "Maskinporten's token is kept beside it");
  },

  async "a token store of one's own is used"(bank) {
    const kept = new Map();
    const { AccessToken, ConsentClient } = bank.samtykke;
    const tokenStore = {
      find: async (key) => (kept.has(key) ? AccessToken.of(JSON.parse(kept.get(key))) : undefined),
      put: async (key, token) => void kept.set(key, JSON.stringify({ ...token, value: token.value })),
      refuse: async (key) => void kept.delete(key),
    };
    const token = await new ConsentClient({ signer: bank.signer, tokenStore }).token(bank.config, { scopes: [SCOPE] });
    same(kept.size, 1);
    const other = await new ConsentClient({ tokenStore }).token(bank.config, { scopes: [SCOPE] });
    same(other.value, token.value);
  },

  async "resources are read, and requests checked against them"(bank) {
    const resource = await bank.client.resource(bank.environment, "standard-samtykke-for-dele-data");
    same(resource.consentMetadata.map(({ key }) => key), ["inntektsaar"]);
    same(await bank.client.resource(bank.environment, "no-such-resource"), undefined);
    holds((await bank.client.consentResources(bank.environment)).some(({ isOneTimeConsent }) => isOneTimeConsent), "one is for one use");
    same(await bank.client.checkRequest(bank.environment, bank.request()), []);
    const rights = [{ resource: "standard-samtykke-for-dele-data", metadata: { Inntektsaar: "2025" } }, { resource: "no-such-resource" }];
    const problems = await bank.client.checkRequest(bank.environment, bank.request({ rights }));
    same(problems.map(({ kind }) => kind), ["metadataSpelling", "unknownResource"]);
    same(problems[0].rightSpelling, "inntektsaar");
  },

  async "events come once and go on after a stop"(bank) {
    const { EventCursor } = bank.samtykke;
    const flows = [];
    for (const decision of ["approve", "reject"]) {
      const { flow } = await bank.ask();
      await bank.decide(flow, decision);
      flows.push(flow);
    }
    const config = { environment: bank.environment, client: bank.config.client, retry: bank.config.retry, pollIntervalSeconds: 1 };
    let stored = EventCursor.beginning();
    const seen = [];
    for await (const { events, cursor } of bank.client.events(config, stored)) {
      seen.push(...events);
      stored = cursor;
      break;
    }
    same(seen.map(({ eventType }) => eventType), ["Created", "Accepted", "Created", "Rejected"]);
    same(seen.map(({ consentRequestId }) => consentRequestId), [flows[0].id, flows[0].id, flows[1].id, flows[1].id]);

    await bank.decide(flows[0], "revoke");
    const later = bank.client.events(config, stored);
    await bank.fault(`${CREATE}/events`, { kind: "status", status: 400 });
    await fails(later.next(), { code: "UNEXPECTED_ANSWER" });
    const { value } = await later.next();
    same(value.events.map(({ eventType }) => eventType), ["Revoked"]);
    same(later.cursor, stored, "the batch is not confirmed yet");
  },

  async "a feed with an end ends"(bank) {
    const { EventCursor } = bank.samtykke;
    const filter = { createdBefore: new Date(Date.now() - 86_400_000).toISOString() };
    const config = { environment: bank.environment, client: bank.config.client, filter };
    let batches = 0;
    for await (const _ of bank.client.events(config, EventCursor.beginning())) batches += 1;
    same(batches, 0);
  },

  async "a service owner verifies a consent token"(bank) {
    const { ConsentClient, ConsentTokenVerifier, Party, VerifiedConsent } = bank.samtykke;
    const { flow } = await bank.ask();
    const { outcome } = await bank.client.userReturned(flow, await bank.decide(flow, "approve"));
    const verifier = new ConsentTokenVerifier({ environment: bank.environment, scopes: [SCOPE] });
    const owner = new ConsentClient();
    const [consent] = await Promise.all([1, 2].map(() => owner.verifyConsentToken(verifier, outcome.token.value)));
    same(consent.id, flow.id);
    const person = Party.parse(PERSON);
    VerifiedConsent.check(consent, person, { resource: "standard-samtykke-for-dele-data", metadata: { inntektsaar: "2025" } });
    same(VerifiedConsent.rightsFor(consent, "standard-samtykke-for-dele-data").length, 1);
    const other = { resource: "standard-samtykke-for-dele-data", metadata: { inntektsaar: "2019" } };
    await fails(() => VerifiedConsent.check(consent, person, other), { code: "TOKEN_REJECTED", check: "metadata" });
    const token = outcome.token.value;
    const at = token.lastIndexOf(".") + 10;
    const forged = `${token.slice(0, at)}${token[at] === "A" ? "B" : "A"}${token.slice(at + 1)}`;
    await fails(owner.verifyConsentToken(verifier, forged), { code: "TOKEN_REJECTED", check: "signature" });
    await fails(owner.verifyConsentToken(verifier, "no token"), { code: "TOKEN_REJECTED", check: "form" });
    await fails(() => new ConsentTokenVerifier({ environment: bank.environment, scopes: [] }), { code: "INVALID_INPUT", field: "scopes" });
    const lonely = new ConsentClient({ fetch: () => Promise.reject(new Error("cut off")) });
    await fails(lonely.verifyConsentToken(verifier, token), { code: "TRANSPORT", reason: "cut off" });
  },

  async "a call is aborted"(bank) {
    await bank.fault(CREATE, { kind: "latency", millis: 5_000 });
    const controller = new AbortController();
    const asked = bank.client.requestConsent(bank.config, bank.request(), { signal: controller.signal });
    setTimeout(() => controller.abort(new Error("enough")), 100);
    await fails(asked, { message: "enough" });
    const aborted = AbortSignal.abort(new Error("before"));
    await fails(bank.client.consent(bank.config, "0198c000-0000-7000-8000-000000000001", { signal: aborted }), { message: "before" });
    await bank.client.token(bank.config, { scopes: [SCOPE] });
  },

  async "a deadline ends a call"(bank) {
    await bank.fault(CREATE, { kind: "latency", millis: 5_000 });
    const begin = Date.now();
    const asked = bank.client.requestConsent(bank.config, bank.request(), { deadline: Date.now() + 150 });
    await fails(asked, { name: "ConsentError", code: "DEADLINE", retryable: true });
    holds(Date.now() - begin < 2_000, "it ends at once");
    await fails(bank.client.checkStatus((await bank.ask()).flow, { deadline: new Date(0) }), { code: "DEADLINE" });
  },

  async "a request that takes too long is sent again"(bank) {
    const client = new bank.samtykke.ConsentClient({ signer: bank.signer, requestTimeoutMillis: 300 });
    await client.token(bank.config, { scopes: [SCOPE] });
    await bank.fault(CREATE, { kind: "latency", millis: 5_000 });
    same((await client.requestConsent(bank.config, bank.request())).type, "visit");
  },

  async "one who leaves does not end the work of the others"(bank) {
    await bank.fault("/token", { kind: "latency", millis: 300 });
    const controller = new AbortController();
    const one = bank.client.token(bank.config, { scopes: [SCOPE] }, { signal: controller.signal });
    const other = bank.client.token(bank.config, { scopes: [SCOPE] });
    setTimeout(() => controller.abort(new Error("left")), 50);
    await fails(one, { message: "left" });
    holds((await other).value.length > 0, "the other has its token");
  },

  async "what a signer throws is the cause"(bank) {
    const cause = new Error("the vault is closed");
    const signer = { alg: "RS256", kid: "key-1", sign: () => Promise.reject(cause) };
    const client = new bank.samtykke.ConsentClient({ signer });
    await fails(client.requestConsent(bank.config, bank.request()), { code: "SIGNING", cause });
    await fails(new bank.samtykke.ConsentClient().requestConsent(bank.config, bank.request()), { code: "SIGNING" });
    const other = new bank.samtykke.ConsentClient({ signer: { ...signer, alg: "RS512" } });
    await fails(other.requestConsent(bank.config, bank.request()), { code: "SIGNING" });
  },

  async "a fetch that throws, redirects or sends too much is a fault"(bank) {
    const answers = {
      "no route": () => Promise.reject(new TypeError("fetch failed", { cause: new Error("no route") })),
      "the server redirects": async () => ({ status: 0, headers: new Headers(), text: async () => "" }),
      "the answer is larger than 1 MiB": async () => new Response("x".repeat(1024 * 1024 + 1)),
    };
    const config = { ...bank.config, retry: { maxAttempts: 1 } };
    for (const [reason, fetch] of Object.entries(answers)) {
      const client = new bank.samtykke.ConsentClient({ signer: bank.signer, fetch });
      await fails(client.requestConsent(config, bank.request()), { code: "TRANSPORT", reason, attempts: 1 });
    }
  },

  async "a clock of one's own is used"(bank) {
    let slept = 0;
    const clock = {
      now: () => Date.now() + slept,
      sleep: (millis, signal) =>
        millis > 20_000
          ? new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)))
          : Promise.resolve(void (slept += millis)),
    };
    const client = new bank.samtykke.ConsentClient({ signer: bank.signer, clock });
    await bank.fault("/token", { kind: "status", status: 503 }, 2);
    await client.token({ ...bank.config, retry: { baseDelayMillis: 2_000 } }, { scopes: [SCOPE] });
    holds(slept >= 4_000, `it slept for ${slept} ms`);
  },

  async "endpoints can be used alone"(bank) {
    const { endpoint } = bank.samtykke;
    const token = await bank.client.token(bank.config, { scopes: [SCOPE] });
    const id = "0198c000-0000-7000-8000-000000000002";
    const wanted = bank.request();
    const create = endpoint.createConsentRequest.request(bank.environment, id, wanted, wanted.redirectUrl, token);
    const created = endpoint.createConsentRequest.parse(await send(create), wanted, wanted.redirectUrl);
    same([created.state.id, created.alreadyExisted], [id, false]);
    const read = endpoint.readConsentRequest.parse(await send(endpoint.readConsentRequest.request(bank.environment, id, token)));
    same(read.status, "Created");
    same(bank.samtykke.ConsentState.differences(read, wanted, wanted.redirectUrl), []);
    const page = endpoint.readEvents.parse(await send(endpoint.readEvents.request(bank.environment, {}, token)));
    same(page.events.map(({ eventType }) => eventType), ["Created"]);
  },

  async "the flow can be run by hand"(bank) {
    const { ConsentFlow } = bank.samtykke;
    let flow = ConsentFlow.start(bank.config, bank.request());
    let step = flow.step();
    while (step.type !== "visit") {
      if (step.type === "sign") {
        const bytes = new Uint8Array(await bank.signer.sign(new TextEncoder().encode(step.grant.signingInput)));
        const signature = btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
        flow = flow.advance({ type: "signed", grant: step.grant, signature });
      } else {
        flow = flow.advance({ type: "responded", response: await send(step.request) });
      }
      step = flow.step();
    }
    holds(step.url.includes(flow.id), "the page names the consent");
    same(flow.request.toParty, BANK);
    holds(flow.redirectUrl.includes(flow.id), "the way back names the consent");
  },

  async "wrong input is an error that names the field"(bank) {
    const { ConsentFlow, NumberInput, Party, signerFromJwk, signerFromPem, webCryptoSigner } = bank.samtykke;
    const start = (fields) => ConsentFlow.start(bank.config, bank.request(fields));
    const cases = [
      [{ rights: 7 }, "request.rights"],
      [{ rights: [{ resource: 7 }] }, "request.rights[0].resource"],
      [{ rights: [] }, "rights"],
      [{ redirectUrl: "javascript:alert(1)" }, "request.redirectUrl"],
      [{ validTo: "2020-01-01T00:00:00Z" }, "validTo"],
      [{ validTo: new Date(NaN) }, "request.validTo"],
      [{ toParty: PERSON }, "request.toParty"],
      [{ fromParty: PERSON }, "request.fromParty"],
      [{ requestMessage: { nb: {} } }, "request.requestMessage.nb"],
      [{ id: 1n }, "request"],
    ];
    for (const [fields, field] of cases) await fails(() => start(fields), { name: "ConsentError", code: "INVALID_INPUT", field });
    for (const wrong of [undefined, null, 7, "x", [], () => {}]) {
      await fails(() => ConsentFlow.start(wrong, bank.request()), { code: "INVALID_INPUT", field: /^config/ });
      await fails(() => start({}).advance(wrong), { code: "INVALID_INPUT", field: /^answer/ });
      await fails(() => Party.urn(wrong), { code: "INVALID_INPUT", field: /^party/ });
      await fails(() => bank.client.consent(wrong, flowId), { code: "INVALID_INPUT", field: /^config|^environment/ });
      await fails(() => webCryptoSigner(wrong, { kid: "k" }), { code: "INVALID_INPUT", field: "key" });
      await fails(() => webCryptoSigner(bank.signer, wrong), { code: "INVALID_INPUT" });
      await fails(() => signerFromPem(wrong, { kid: "k" }), { code: "INVALID_INPUT", field: "pem" });
      await fails(() => signerFromJwk(wrong), { code: "INVALID_INPUT", field: "jwk" });
    }
    for (const wrong of [undefined, null, 7, {}, []]) {
      await fails(() => Party.parse(wrong), { code: "INVALID_INPUT", field: "party" });
      await fails(() => NumberInput.person(wrong), { code: "INVALID_INPUT", field: "typed" });
      await fails(() => ConsentFlow.fromJson(wrong), { code: "INVALID_INPUT", field: "stored" });
      await fails(async () => bank.client.userReturned(start({}), wrong), { code: "INVALID_INPUT", field: "url" });
    }
    const { readConsentRequest } = bank.samtykke.endpoint;
    for (const [wrong, field] of [[undefined, /^response/], [{}, /^response/], [{ status: 200, headers: [], body: 7 }, /body/], [{ status: "x", headers: [], body: "a\nb" }, /status/]]) {
      await fails(() => readConsentRequest.parse(wrong), { code: "INVALID_INPUT", field });
    }
    await fails(() => readConsentRequest.parse({ status: 200, headers: [], body: "{\n}" }), { code: "UNEXPECTED_ANSWER" });
    await fails(() => start({}).step(NaN), { code: "INVALID_INPUT", field: "now" });
    await fails(() => start({}).step("soon"), { code: "INVALID_INPUT", field: "now" });
    await fails(() => ConsentFlow.fromJson("{}"), { code: "UNREADABLE_FLOW" });
    const flow = start({});
    const step = JSON.stringify(flow.step(0));
    await fails(() => flow.advance({ type: "checkStatus" }), { code: "OUT_OF_TURN" });
    same(JSON.stringify(flow.step(0)), step, "a refused answer changes nothing");
    await fails(() => new bank.samtykke.ConsentClient({ signer: {} }), { code: "INVALID_INPUT", field: "signer" });
  },

  async "odd text crosses unharmed"(bank) {
    const { ConsentFlow } = bank.samtykke;
    const requestMessage = { nb: "Æ ø å 🎈 \u2028 \" \\ \u0000 \ufeff", en: "x".repeat(10_000) };
    const flow = ConsentFlow.start(bank.config, bank.request({ requestMessage }));
    same(flow.request.requestMessage, requestMessage);
  },
};

const flowId = "0198c000-0000-7000-8000-000000000001";

async function send({ method, url, headers, body }) {
  const response = await fetch(url, { method, headers: headers.map(({ name, value }) => [name, value]), body: body ?? null });
  return { status: response.status, headers: [], body: await response.text() };
}
