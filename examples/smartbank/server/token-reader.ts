import { type ConsentClient, ConsentTokenVerifier, Environment, type FlowConfig } from "samtykke";

import type { TokenFacts } from "../api.js";

/** What a consent token says, for people to see: the token itself stays here. */
export class TokenReader {
  readonly #client: ConsentClient;
  readonly #verifier: ConsentTokenVerifier;

  constructor(client: ConsentClient, { environment, tokenScopes }: Pick<FlowConfig, "environment" | "tokenScopes">) {
    this.#client = client;
    this.#verifier = new ConsentTokenVerifier({ environment, scopes: tokenScopes ?? [], toMustBeConsumer: false });
  }

  /**
   * Verifies the token and tells what is in it.
   *
   * @throws a `ConsentError` when it does not hold, or Maskinporten's keys cannot be had.
   */
  async read(token: string): Promise<TokenFacts> {
    const consent = await this.#client.verifyConsentToken(this.#verifier, token);
    const { alg, kid } = header(token);
    return {
      algorithm: alg ?? "",
      keyId: kid ?? null,
      issuer: Environment.issuer(this.#verifier.environment),
      scopes: consent.scopes,
      consumer: consent.consumer.id.replace(/^0192:/, ""),
      issuedAt: consent.issuedAt,
      expiresAt: consent.expiresAt,
      consentId: consent.id,
      consentedAt: consent.consented ?? null,
      validTo: consent.validTo,
      fromKind: consent.fromParty.type,
      rights: consent.rights.map(({ resource, actions = [], metadata = {} }) => ({ resource, actions, metadata })),
    };
  }
}

function header(token: string): { alg?: string; kid?: string } {
  return JSON.parse(Buffer.from(token.split(".")[0] ?? "", "base64url").toString("utf8"));
}
