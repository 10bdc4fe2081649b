import { ConsentClient, ConsentFlow, maskinportenClient, signerFromPem } from "samtykke";

export async function bank({ clientId, kid, pem, environment }) {
  const signer = await signerFromPem(pem, { kid });
  const client = new ConsentClient({ signer });
  const config = { environment, client: maskinportenClient(clientId, signer) };
  const ask = (request) => client.requestConsent(config, request); // keep flow.toJson(), send the user to url
  const returned = (stored, url) => client.userReturned(ConsentFlow.fromJson(stored), url); // the outcome has the token
  return { ask, returned };
}
