import { AccessToken } from "./values.js";
import type { TokenKey } from "./types.js";

/**
 * Where tokens are kept until they expire: in memory, or somewhere that several processes share.
 *
 * A token's `value` is not shown by `JSON.stringify`: write it out, and read it back with `AccessToken.of`.
 *
 * @example
 * ```ts
 * const store: TokenStore = {
 *   find: async (key) => read(await redis.get(key)), // text => text && AccessToken.of(JSON.parse(text))
 *   put: async (key, token) => { await redis.set(key, JSON.stringify({ ...token, value: token.value })) },
 *   refuse: async (key) => { await redis.del(key) },
 * };
 * ```
 * @see {@link memoryTokenStore}
 */
export interface TokenStore {
  /** The token that was put last, also one that is too old. */
  find(key: TokenKey): Promise<AccessToken | undefined> | AccessToken | undefined;
  /** Keeps a token; after `token.expiresAt` it is of no use. */
  put(key: TokenKey, token: AccessToken): Promise<void> | void;
  /** Drops the token that an API refused, named by its fingerprint; a newer one stays. */
  refuse(key: TokenKey, fingerprint: string): Promise<void> | void;
}

/** So many tokens are kept before those that have expired are dropped. */
const ROOM = 64;

/**
 * Tokens in memory. What has expired is dropped when the store is twice as large as it was after the last time.
 *
 * @example
 * ```ts
 * const client = new ConsentClient({ signer, tokenStore: memoryTokenStore() });
 * ```
 * @see {@link ClientOptions}
 */
export function memoryTokenStore(now: () => number = Date.now): TokenStore {
  const tokens = new Map<TokenKey, AccessToken>();
  let room = ROOM;
  /** Not at each call: to look at all of ten thousand takes milliseconds. */
  const purge = (): void => {
    for (const [key, token] of tokens) if (Date.parse(token.expiresAt) <= now()) tokens.delete(key);
    room = Math.max(ROOM, 2 * tokens.size);
  };
  return {
    find: (key) => tokens.get(key),
    put(key, token) {
      tokens.set(key, token);
      if (tokens.size > room) purge();
    },
    refuse(key, fingerprint) {
      const token = tokens.get(key);
      if (token !== undefined && AccessToken.fingerprint(token) === fingerprint) tokens.delete(key);
    },
  };
}
