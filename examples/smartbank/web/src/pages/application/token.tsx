import type { TokenFacts } from "../../../../api.js";
import { useLanguage } from "../../language.js";

/** What the consent token says; the token is on the server. */
export function Token({ token }: { token: TokenFacts }) {
  const { texts, format } = useLanguage();
  const words = texts.application;
  const facts: [string, string | null][] = [
    [words.token.issuer, token.issuer],
    [words.token.consumer, format.organization(token.consumer)],
    [words.token.scopes, token.scopes.join(", ")],
    [words.token.consentedAt, token.consentedAt && format.moment(token.consentedAt)],
    [words.token.issuedAt, format.moment(token.issuedAt)],
    [words.token.expiresAt, format.moment(token.expiresAt)],
    [words.token.algorithm, [token.algorithm, token.keyId].filter(Boolean).join(" · ")],
  ];
  return (
    <details className="panel token">
      <summary>
        <h2>{words.tokenTitle}</h2>
      </summary>
      <p className="soft">{words.tokenLead}</p>
      <dl className="facts">
        {facts.map(([name, value]) =>
          value ? (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ) : null,
        )}
      </dl>
    </details>
  );
}
