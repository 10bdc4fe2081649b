import assert from "node:assert/strict";
import { after, before, suite, test } from "node:test";

import { BankProcess } from "../../local/bank.js";
import { Sandbox } from "../../local/sandbox.js";
import { Balancer } from "./balancer.js";
import { type Database, startPostgres, startRedis } from "./databases.js";
import { loan, ONCE, pages, Visitor } from "./visitor.js";

const CREATION = "/accessmanagement/api/v1/enterprise/consentrequests*";

let sandbox: Sandbox;

before(async () => {
  sandbox = await Sandbox.start();
});

after(() => sandbox?.stop());

for (const [kind, start] of Object.entries({ PostgreSQL: startPostgres, Redis: startRedis })) {
  suite(`two instances on ${kind}`, () => {
    const balancer = new Balancer();
    let database: Database;
    let address: string;
    let settings: Record<string, string>;
    let instances: BankProcess[];

    const startInstance = (): Promise<BankProcess> => BankProcess.start(settings);
    const behind = (...chosen: BankProcess[]): void => {
      balancer.targets = chosen.map((instance) => instance.address);
    };

    before(async () => {
      [database, address] = await Promise.all([start(), balancer.listen()]);
      settings = { ...(await sandbox.registerBank()), SMARTBANK_STORE: database.address, SMARTBANK_URL: address };
      instances = await Promise.all([startInstance(), startInstance()]);
      behind(...instances);
    });

    after(async () => {
      await Promise.all((instances ?? []).map((instance) => instance.stop()));
      await balancer.close();
      await database?.stop();
    });

    test("they finish each other's flows", async () => {
      const [one, other] = instances as [BankProcess, BankProcess];
      const kari = await Visitor.loggedIn(address);
      behind(one);
      const asked = await kari.apply();
      behind(other);
      const page = await kari.comeBack(await sandbox.decide(asked.consentId, "approve"));
      assert.equal(page, pages.application(asked.id));
      behind(one);
      const given = await kari.application(asked.id);
      assert.equal(given.verdict, "granted");
      assert.equal(given.data.state, "ready");
      behind(one, other);
    });

    test("many customers at once, each request at another instance", async () => {
      const names = ["kari-fjell", "ola-strand", "ingrid-bakke", "bakke-og-nes", "fjell-transport"];
      const ends = await Promise.all(
        [...names, ...names].map(async (name) => {
          const visitor = await Visitor.loggedIn(address, name);
          const asked = await visitor.apply();
          await visitor.comeBack(await sandbox.decide(asked.consentId, "approve"));
          return visitor.application(asked.id);
        }),
      );
      assert.ok(ends.every(({ verdict, data }) => verdict === "granted" && data.state === "ready"));
    });

    test("the same form, and the same look, at both at the same moment", async () => {
      const kari = await Visitor.loggedIn(address);
      const wanted = loan({ rights: [ONCE] });
      const asked = await Promise.all([1, 2, 3, 4].map(() => kari.apply(wanted)));
      assert.equal(new Set(asked.map(({ consentId }) => consentId)).size, 1);
      const wayBack = await sandbox.decide(asked[0]?.consentId ?? "", "approve");
      await Promise.all([1, 2, 3, 4].map(() => kari.comeBack(wayBack)));
      const end = await kari.application(wanted.id);
      assert.equal(end.data.state, "ready");
      assert.equal(end.timeline.filter(({ type }) => type === "DataFetched").length, 1);
      assert.equal(end.timeline.filter(({ type }) => type === "Returned").length, 1);
    });

    test("one that is killed in the middle of asking loses nothing", async () => {
      const [one, other] = instances as [BankProcess, BankProcess];
      const kari = await Visitor.loggedIn(address);
      await kari.apply();
      const wanted = loan();
      // Altinn takes its time, and the instance is gone before it answers.
      await sandbox.fault(CREATION, { kind: "latency", millis: 3_000 });
      behind(one);
      const lost = kari.send("POST", "/api/applications", wanted);
      await new Promise((resolve) => setTimeout(resolve, 700));
      await one.stop("SIGKILL");
      assert.equal((await lost).status, 502);
      behind(other);
      const kept = await kari.application(wanted.id);
      assert.equal(kept.verdict, "waiting");
      const list = await kari.json<{ applications: { id: string }[] }>(await kari.send("GET", "/api/applications"));
      assert.equal(list.applications.filter(({ id }) => id === wanted.id).length, 1);

      instances = [other, await startInstance()];
      behind(...instances);
      await kari.comeBack(await sandbox.decide(kept.consentId, "approve"));
      assert.equal((await kari.application(wanted.id)).data.state, "ready");
    });

    test("one that is killed while the customer is at Altinn loses nothing", async () => {
      const [one, other] = instances as [BankProcess, BankProcess];
      behind(one);
      const kari = await Visitor.loggedIn(address);
      const asked = await kari.apply();
      await one.stop("SIGKILL");
      behind(other);
      await kari.comeBack(await sandbox.decide(asked.consentId, "approve"));
      const given = await kari.application(asked.id);
      assert.equal(given.verdict, "granted");
      assert.equal(given.data.state, "ready");
      instances = [other, await startInstance()];
      behind(...instances);
    });

    test("one that is told to stop first answers what is under way", async () => {
      const [one, other] = instances as [BankProcess, BankProcess];
      behind(one);
      const kari = await Visitor.loggedIn(address);
      await sandbox.fault(CREATION, { kind: "latency", millis: 1_500 });
      const wanted = loan();
      const asked = kari.apply(wanted);
      await new Promise((resolve) => setTimeout(resolve, 500));
      const status = one.stop();
      assert.equal((await asked).verdict, "waiting");
      assert.equal(await status, 0);
      instances = [other, await startInstance()];
      behind(...instances);
    });

    test("while the store is away they are not ready, and afterwards they go on", async () => {
      const kari = await Visitor.loggedIn(address);
      const asked = await kari.apply();
      await database.leave();
      for (const instance of instances) {
        const nobody = new Visitor(instance.address);
        assert.equal((await nobody.send("GET", "/readyz")).status, 503);
        assert.equal((await nobody.send("GET", "/healthz")).status, 200);
        assert.equal((await kari.send("GET", `/api/applications/${asked.id}`)).status, 500);
      }
      await database.start();
      for (const instance of instances) await becomesReady(instance);
      await kari.comeBack(await sandbox.decide(asked.consentId, "approve"));
      assert.equal((await kari.application(asked.id)).data.state, "ready");
    });
  });
}

async function becomesReady({ address }: BankProcess): Promise<void> {
  for (let tries = 0; (await fetch(`${address}/readyz`)).status !== 200; tries += 1) {
    assert.ok(tries < 100, "it does not become ready");
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
