import { ConsentClient, ConsentTokenVerifier, VerifiedConsent } from "samtykke";

export function gate(environment, scope) {
  const client = new ConsentClient();
  const verifier = new ConsentTokenVerifier({ environment, scopes: [scope] });
  return async (token, fromParty, right) => {
    const consent = await client.verifyConsentToken(verifier, token);
    VerifiedConsent.check(consent, fromParty, right); // throws, and the error's `check` says what is wrong
    return consent;
  };
}
