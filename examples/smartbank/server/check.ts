import { type AccessToken, ConsentClient, isConsentError } from "samtykke";

import { readSettings, SettingsError } from "./settings.js";

/** Fetches every token that the settings speak of and tells what came, so that a new client can be tried before customers do. */
async function check(): Promise<void> {
  const { signer, flow, systemUser, altinnExchange } = await readSettings(process.env);
  const client = new ConsentClient({ signer });
  const consentApi = {
    scopes: flow.requestScopes ?? [],
    ...(flow.consumerOrg !== undefined && { consumerOrg: flow.consumerOrg }),
  };
  tell("consent API", await client.token(flow, consentApi));
  if (systemUser !== undefined) tell("system user", await client.token(flow, systemUser));
  if (altinnExchange) tell("Altinn exchange", await client.altinnToken(flow, systemUser ?? consentApi));
}

function tell(name: string, { scope, expiresAt }: AccessToken): void {
  process.stdout.write(`${name}: a token with ${scope ?? "no scopes named"}, until ${expiresAt}\n`);
}

try {
  await check();
} catch (error) {
  if (error instanceof SettingsError) {
    for (const problem of error.problems) process.stderr.write(`smartbank: ${problem}\n`);
    process.exitCode = 2;
  } else if (isConsentError(error)) {
    process.stderr.write(`smartbank: ${error.message}${error.advice === undefined ? "" : `. ${error.advice}`}\n`);
    process.exitCode = 1;
  } else throw error;
}
