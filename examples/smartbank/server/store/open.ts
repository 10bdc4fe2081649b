import { PostgresStore } from "./postgres.js";
import { RedisStore } from "./redis.js";
import { SqliteStore } from "./sqlite.js";
import type { Store } from "./store.js";

/**
 * Opens the store at `address`: `sqlite:FILE`, `postgres://…` or `redis://…`.
 *
 * @throws for any other address, and when the store cannot be reached. The password is in neither message.
 */
export async function openStore(address: string, onError: (error: Error) => void): Promise<Store> {
  const scheme = address.slice(0, address.indexOf(":"));
  switch (scheme) {
    case "sqlite":
      return new SqliteStore(address.slice("sqlite:".length));
    case "postgres":
    case "postgresql":
      return PostgresStore.open(address, onError);
    case "redis":
    case "rediss":
      return RedisStore.open(address, onError);
    default:
      throw new Error("must begin with sqlite:, postgres:// or redis://");
  }
}
