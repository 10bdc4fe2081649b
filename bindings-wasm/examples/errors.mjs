import { isConsentError } from "samtykke";

export async function explained(work) {
  try {
    return await work();
  } catch (error) {
    if (!isConsentError(error)) throw error;
    const { code, message, advice, retryable, altinn, maskinporten } = error;
    return { code, message, advice, retryable, traceId: altinn?.traceId, codes: [altinn?.code, maskinporten?.code] };
  }
}
