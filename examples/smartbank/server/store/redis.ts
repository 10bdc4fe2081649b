import { createClient } from "redis";

import type { Document, NewDocument, Store } from "./store.js";

/** KEYS: the document, its owner's set. ARGV: version, value, end in Unix milliseconds, key, `1` when there is an owner. */
const WRITE = `
  if (redis.call("HGET", KEYS[1], "version") or "0") ~= ARGV[1] then return 0 end
  redis.call("HSET", KEYS[1], "version", ARGV[1] + 1, "value", ARGV[2])
  redis.call("PEXPIREAT", KEYS[1], ARGV[3])
  if ARGV[5] == "1" then
    redis.call("ZADD", KEYS[2], ARGV[3], ARGV[4])
    local last = redis.call("ZRANGE", KEYS[2], -1, -1, "WITHSCORES")
    redis.call("PEXPIREAT", KEYS[2], last[2])
  end
  return 1
`;

type Client = ReturnType<typeof createClient>;

/** The store in Redis, for any number of instances. Redis must be told to keep what it has: `appendonly yes`. */
export class RedisStore implements Store {
  readonly #client: Client;

  private constructor(client: Client) {
    this.#client = client;
  }

  static async open(url: string, onError: (error: Error) => void): Promise<RedisStore> {
    let isOpen = false;
    // A connection that breaks is made again; one that cannot be made at the start is an error.
    const reconnectStrategy = (retries: number, cause: Error): number | Error =>
      isOpen ? Math.min(50 * 2 ** retries, 2_000) : cause;
    const client = createClient({
      url,
      socket: { connectTimeout: 5_000, reconnectStrategy },
      commandOptions: { timeout: 5_000 },
      disableOfflineQueue: true,
    });
    client.on("error", onError);
    await client.connect();
    isOpen = true;
    return new RedisStore(client as Client);
  }

  async find(key: string): Promise<Document | undefined> {
    const { version, value } = await this.#client.hGetAll(documentKey(key));
    return version === undefined || value === undefined ? undefined : { version: Number(version), value };
  }

  async write(key: string, { version, value, owner, expiresAt }: NewDocument): Promise<boolean> {
    const written = await this.#client.eval(WRITE, {
      keys: [documentKey(key), ownerKey(owner ?? "")],
      arguments: [String(version), value, String(expiresAt.getTime()), key, owner === undefined ? "0" : "1"],
    });
    return written === 1;
  }

  async remove(key: string): Promise<void> {
    await this.#client.del(documentKey(key));
  }

  async ofOwner(owner: string): Promise<Document[]> {
    const keys = await this.#client.zRange(ownerKey(owner), Date.now(), "+inf", { BY: "SCORE" });
    const documents = await Promise.all(keys.map((key) => this.find(key)));
    return documents.filter((document) => document !== undefined);
  }

  /** Redis deletes what has come to its end. */
  async purge(): Promise<void> {}

  async check(): Promise<void> {
    await this.#client.ping();
  }

  async close(): Promise<void> {
    await this.#client.close();
  }
}

function documentKey(key: string): string {
  return `smartbank:document:${key}`;
}

function ownerKey(owner: string): string {
  return `smartbank:owner:${owner}`;
}
