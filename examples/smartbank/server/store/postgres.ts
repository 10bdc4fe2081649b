import pg from "pg";

import type { Document, NewDocument, Store } from "./store.js";

/** Two instances that start at once must not both create the table. */
const SCHEMA = `
  BEGIN;
  SELECT pg_advisory_xact_lock(hashtext('smartbank_documents'));
  CREATE TABLE IF NOT EXISTS smartbank_documents (
    key TEXT PRIMARY KEY,
    version INTEGER NOT NULL,
    value TEXT NOT NULL,
    owner TEXT,
    expires_at TIMESTAMPTZ NOT NULL
  );
  CREATE INDEX IF NOT EXISTS smartbank_documents_by_owner ON smartbank_documents (owner) WHERE owner IS NOT NULL;
  CREATE INDEX IF NOT EXISTS smartbank_documents_by_end ON smartbank_documents (expires_at);
  COMMIT;
`;

const UPDATE = `
  UPDATE smartbank_documents SET version = version + 1, value = $2, expires_at = $3
  WHERE key = $1 AND version = $4 AND expires_at > now()
`;

const INSERT = `
  INSERT INTO smartbank_documents AS stored (key, version, value, expires_at, owner) VALUES ($1, 1, $2, $3, $4)
  ON CONFLICT (key) DO UPDATE SET version = 1, value = $2, expires_at = $3, owner = $4 WHERE stored.expires_at <= now()
`;

/** The store in a PostgreSQL database, for any number of instances. The database's clock decides about ends. */
export class PostgresStore implements Store {
  readonly #pool: pg.Pool;

  private constructor(pool: pg.Pool) {
    this.#pool = pool;
  }

  static async open(url: string, onError: (error: Error) => void): Promise<PostgresStore> {
    const pool = new pg.Pool({ connectionString: url, connectionTimeoutMillis: 5_000, query_timeout: 10_000 });
    // A connection that breaks while nobody uses it: the pool opens another.
    pool.on("error", onError);
    await pool.query(SCHEMA);
    return new PostgresStore(pool);
  }

  async find(key: string): Promise<Document | undefined> {
    const query = "SELECT version, value FROM smartbank_documents WHERE key = $1 AND expires_at > now()";
    const { rows } = await this.#pool.query<Document>(query, [key]);
    return rows[0];
  }

  async write(key: string, { version, value, owner, expiresAt }: NewDocument): Promise<boolean> {
    const { rowCount } =
      version > 0
        ? await this.#pool.query(UPDATE, [key, value, expiresAt, version])
        : await this.#pool.query(INSERT, [key, value, expiresAt, owner ?? null]);
    return rowCount === 1;
  }

  async remove(key: string): Promise<void> {
    await this.#pool.query("DELETE FROM smartbank_documents WHERE key = $1", [key]);
  }

  async ofOwner(owner: string): Promise<Document[]> {
    const query = "SELECT version, value FROM smartbank_documents WHERE owner = $1 AND expires_at > now()";
    const { rows } = await this.#pool.query<Document>(query, [owner]);
    return rows;
  }

  async purge(): Promise<void> {
    await this.#pool.query("DELETE FROM smartbank_documents WHERE expires_at <= now()");
  }

  async check(): Promise<void> {
    await this.#pool.query("SELECT 1 FROM smartbank_documents LIMIT 1");
  }

  async close(): Promise<void> {
    await this.#pool.end();
  }
}
