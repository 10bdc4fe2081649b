import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, suite, test } from "node:test";

import { openStore } from "../store/open.js";
import type { Store } from "../store/store.js";
import { type Database, startPostgres, startRedis } from "./databases.js";

const KINDS: Record<string, () => Promise<Pick<Database, "address" | "stop">>> = {
  SQLite: async () => {
    const folder = mkdtempSync(join(tmpdir(), "smartbank-sqlite-"));
    return { address: `sqlite:${join(folder, "bank.db")}`, stop: async () => rmSync(folder, { recursive: true }) };
  },
  PostgreSQL: startPostgres,
  Redis: startRedis,
};

/** What every store must do, asked of two that share a database, as two instances do. */
for (const [kind, start] of Object.entries(KINDS)) {
  suite(kind, () => {
    let database: Pick<Database, "address" | "stop">;
    let one: Store;
    let other: Store;

    before(async () => {
      database = await start();
      // Both make the tables at the same moment.
      [one, other] = await Promise.all([open(database.address), open(database.address)]);
    });

    after(async () => {
      await one?.close();
      await other?.close();
      await database?.stop();
    });

    test("what one instance writes another finds", async () => {
      const key = fresh();
      assert.equal(await one.find(key), undefined);
      assert.equal(await one.write(key, { version: 0, value: "æøå \u{1F600} ' \" ", expiresAt: later() }), true);
      assert.deepEqual(await other.find(key), { version: 1, value: "æøå \u{1F600} ' \" " });
    });

    test("a key that is taken is not written again", async () => {
      const key = fresh();
      const wrote = await Promise.all(
        [one, other, one, other].map((store, at) =>
          store.write(key, { version: 0, value: String(at), expiresAt: later() }),
        ),
      );
      assert.equal(wrote.filter(Boolean).length, 1);
      assert.deepEqual(await one.find(key), { version: 1, value: String(wrote.indexOf(true)) });
    });

    test("of those who change the same version one does", async () => {
      const key = fresh();
      await one.write(key, { version: 0, value: "0", expiresAt: later() });
      for (let version = 1; version <= 20; version += 1) {
        const wrote = await Promise.all(
          [one, other].map((store, at) => store.write(key, { version, value: `${version}.${at}`, expiresAt: later() })),
        );
        assert.equal(wrote.filter(Boolean).length, 1);
        const stored = await other.find(key);
        assert.deepEqual(stored, { version: version + 1, value: `${version}.${wrote.indexOf(true)}` });
      }
      assert.equal(await one.write(key, { version: 3, value: "old", expiresAt: later() }), false);
      assert.equal(await one.write(key, { version: 99, value: "new", expiresAt: later() }), false);
      assert.equal(await one.write(fresh(), { version: 1, value: "nothing there", expiresAt: later() }), false);
    });

    test("a document is gone when it is removed, and when its time is over", async () => {
      const [removed, ended] = [fresh(), fresh()];
      await one.write(removed, { version: 0, value: "", expiresAt: later() });
      await other.remove(removed);
      assert.equal(await one.find(removed), undefined);

      await one.write(ended, { version: 0, value: "first", owner: ended, expiresAt: new Date(Date.now() + 250) });
      assert.equal((await one.find(ended))?.value, "first");
      await new Promise((resolve) => setTimeout(resolve, 400));
      assert.equal(await one.find(ended), undefined);
      assert.deepEqual(await one.ofOwner(ended), []);
      assert.equal(await one.write(ended, { version: 1, value: "late", expiresAt: later() }), false);
      assert.equal(await one.write(ended, { version: 0, value: "again", expiresAt: later() }), true);
      assert.deepEqual(await one.find(ended), { version: 1, value: "again" });
    });

    test("an owner has all versions of their own documents and no others", async () => {
      const [owner, stranger] = [fresh(), fresh()];
      const [first, second] = [fresh(), fresh()];
      await one.write(first, { version: 0, value: "1", owner, expiresAt: later() });
      await other.write(second, { version: 0, value: "2", owner, expiresAt: later() });
      await one.write(fresh(), { version: 0, value: "3", owner: stranger, expiresAt: later() });
      await one.write(fresh(), { version: 0, value: "4", expiresAt: later() });
      await other.write(first, { version: 1, value: "1 changed", owner, expiresAt: later() });
      const values = async (): Promise<string[]> => (await one.ofOwner(owner)).map(({ value }) => value).toSorted();
      assert.deepEqual(await values(), ["1 changed", "2"]);
      await one.remove(second);
      assert.deepEqual(await values(), ["1 changed"]);
    });

    test("a purge takes what is over and leaves the rest", async () => {
      const [kept, ended] = [fresh(), fresh()];
      await one.write(kept, { version: 0, value: "kept", expiresAt: later() });
      await one.write(ended, { version: 0, value: "ended", expiresAt: new Date(Date.now() - 1) });
      await one.purge();
      assert.equal((await one.find(kept))?.value, "kept");
      assert.equal(await one.find(ended), undefined);
      await one.check();
    });
  });
}

test("any other address is refused", async () => {
  await assert.rejects(open("mysql://localhost"), /must begin with sqlite:/);
});

test("a store that is not there is an error and not a wait", async () => {
  for (const address of ["postgres://smartbank:hush@127.0.0.1:1/x", "redis://:hush@127.0.0.1:1"]) {
    await assert.rejects(
      open(address),
      (error: Error) => /ECONNREFUSED/.test(String(error)) && !/hush/.test(String(error)),
    );
  }
});

function open(address: string): Promise<Store> {
  return openStore(address, () => undefined);
}

function fresh(): string {
  return crypto.randomUUID();
}

function later(): Date {
  return new Date(Date.now() + 60_000);
}
