import Database from "libsql";

import type { Document, NewDocument, Store } from "./store.js";

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS documents (
    key TEXT PRIMARY KEY,
    version INTEGER NOT NULL,
    value TEXT NOT NULL,
    owner TEXT,
    expires_at INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX IF NOT EXISTS documents_by_owner ON documents (owner) WHERE owner IS NOT NULL;
  CREATE INDEX IF NOT EXISTS documents_by_end ON documents (expires_at);
`;

/** The store in a file, for processes of one machine. */
export class SqliteStore implements Store {
  readonly #database: Database.Database;

  constructor(file: string) {
    this.#database = new Database(file, { timeout: 5_000 });
    this.#database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;");
    this.#database.exec(SCHEMA);
  }

  async find(key: string): Promise<Document | undefined> {
    const query = this.#database.prepare("SELECT version, value FROM documents WHERE key = ? AND expires_at > ?");
    const row = query.get(key, Date.now()) as Document | undefined;
    return row && document(row);
  }

  async write(key: string, { version, value, owner, expiresAt }: NewDocument): Promise<boolean> {
    const end = expiresAt.getTime();
    if (version > 0) {
      const update = this.#database.prepare(
        "UPDATE documents SET version = version + 1, value = ?, expires_at = ? WHERE key = ? AND version = ? AND expires_at > ?",
      );
      return update.run(value, end, key, version, Date.now()).changes === 1;
    }
    const insert = this.#database.prepare(
      `INSERT INTO documents (key, version, value, owner, expires_at) VALUES (?1, 1, ?2, ?3, ?4)
       ON CONFLICT (key) DO UPDATE SET version = 1, value = ?2, owner = ?3, expires_at = ?4 WHERE expires_at <= ?5`,
    );
    return insert.run(key, value, owner ?? null, end, Date.now()).changes === 1;
  }

  async remove(key: string): Promise<void> {
    this.#database.prepare("DELETE FROM documents WHERE key = ?").run(key);
  }

  async ofOwner(owner: string): Promise<Document[]> {
    const query = this.#database.prepare("SELECT version, value FROM documents WHERE owner = ? AND expires_at > ?");
    return (query.all(owner, Date.now()) as Document[]).map(document);
  }

  async purge(): Promise<void> {
    this.#database.prepare("DELETE FROM documents WHERE expires_at <= ?").run(Date.now());
  }

  async check(): Promise<void> {
    this.#database.prepare("SELECT 1 FROM documents LIMIT 1").get();
  }

  async close(): Promise<void> {
    this.#database.close();
  }
}

/** A row has the driver's own members as well. */
function document({ version, value }: Document): Document {
  return { version, value };
}
