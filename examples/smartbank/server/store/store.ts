/**
 * Where the bank keeps its documents: sessions and applications. What is in them is personal data.
 *
 * Every document has a version, so that of two that change the same document at once one is told to look again; and an
 * end, after which nobody finds it any more.
 */
export interface Store {
  /** The document, unless it has come to its end. */
  find(key: string): Promise<Document | undefined>;
  /**
   * Writes the document if what is stored has the version `document.version`, or, for version 0, if nothing is. Whether it
   * did: afterwards the version is one more.
   */
  write(key: string, document: NewDocument): Promise<boolean>;
  remove(key: string): Promise<void>;
  /** Every document of `owner`, in no certain order. */
  ofOwner(owner: string): Promise<Document[]>;
  /** Deletes what has come to its end. */
  purge(): Promise<void>;
  /** Throws when the store cannot be used. */
  check(): Promise<void>;
  close(): Promise<void>;
}

export interface Document {
  version: number;
  value: string;
}

export interface NewDocument extends Document {
  /** Whose it is, for {@link Store.ofOwner}; it stays the same in all versions. */
  owner?: string | undefined;
  expiresAt: Date;
}
