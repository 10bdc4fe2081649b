// What a program may write, and what it may not: each @ts-expect-error fails the build when the line compiles.

import {
  ConsentClient,
  ConsentFlow,
  ConsentReturn,
  Environment,
  EventCursor,
  Party,
  init,
  isConsentError,
  maskinportenClient,
  webCryptoSigner,
  type Answer,
  type ConsentRequest,
  type ConsentState,
  type FlowConfig,
  type Outcome,
  type Pause,
  type Signer,
  type Step,
} from "samtykke";
import * as browser from "samtykke/browser";
import "samtykke/inline";
import "samtykke/browser/inline";

declare const key: Parameters<typeof webCryptoSigner>[0];
const signer: Signer = webCryptoSigner(key, { kid: "k" });
const config: FlowConfig = { environment: Environment.named("tt02"), client: maskinportenClient("c", signer) };
const request: ConsentRequest = {
  fromParty: Party.parse("21818297804"),
  toParty: "991825827",
  validTo: new Date(0).toISOString(),
  rights: [{ resource: "r", metadata: { year: "2025" } }],
  redirectUrl: "https://bank.example/return",
};
const client = new ConsentClient({ signer, fetch: (url, init) => fetch(url, init) });

export async function story(): Promise<void> {
  await init();
  const pause: Pause = await client.requestConsent(config, request, { signal: AbortSignal.timeout(1_000), deadline: new Date() });
  if (pause.type === "visit") consume(pause.flow.toJson(), pause.url);
  else consume(name(pause.outcome));
  // @ts-expect-error a pause that finished has no URL
  if (pause.type === "finish") consume(pause.url);
  for await (const { events, cursor } of client.events(config, EventCursor.beginning())) consume(events.length, cursor);
}

/** Every outcome, step and status is told apart. */
export function name(outcome: Outcome): string {
  switch (outcome.type) {
    case "granted":
      return outcome.token.value + (outcome.consent?.status ?? "");
    case "rejected":
    case "expired":
    case "revoked":
    case "deleted":
      return outcome.consent.status;
    default:
      return never(outcome);
  }
}

export function next(step: Step): Answer | string {
  switch (step.type) {
    case "sign":
      return { type: "signed", grant: step.grant, signature: "" };
    case "send":
      return { type: "responded", response: { status: 200, headers: [], body: step.request.body ?? "" } };
    case "wait":
      return step.until;
    case "visit":
      return step.url;
    case "finish":
      return step.outcome.type;
    default:
      return never(step);
  }
}

export function optional(state: ConsentState): string | undefined {
  const handledBy: string | undefined = state.handledBy;
  // @ts-expect-error what is missing is undefined, never null
  const none: string | null = handledBy ?? null satisfies typeof state.handledBy;
  return none ?? undefined;
}

export function error(thrown: unknown): string | undefined {
  if (!isConsentError(thrown)) return undefined;
  const status: number | undefined = thrown.altinn?.status ?? thrown.status;
  // @ts-expect-error there is no such code
  if (thrown.code === "TEAPOT") return undefined;
  return thrown.retryable ? thrown.advice : `${thrown.class} ${status} ${thrown.serverCode}`;
}

export const verdict: "accepted" | "rejected" | "undecided" = ConsentReturn.parse(new URL("https://x.no")).verdict;
export const typed: "empty" | "partial" | "invalid" | "valid" = browser.NumberInput.person("2").state;
export const shown: string = browser.ConsentState.describe({ status: "Accepted", validTo: "2030-01-01T00:00:00Z" }, "nb");

// @ts-expect-error a request needs a redirect URL
export const incomplete: ConsentRequest = { ...request, redirectUrl: undefined };
// @ts-expect-error a flow is not made by hand
export const flow = new ConsentFlow("{}");
// @ts-expect-error a key is named in one way
export const both = webCryptoSigner(key, { kid: "k", x5c: ["MIIB"] });
// @ts-expect-error a front end gets no client
export const none = browser.ConsentClient;
// @ts-expect-error nor a signer
export const nor = browser.webCryptoSigner;
// @ts-expect-error nor a token
export type Token = browser.AccessToken;

function never(value: never): string {
  return String(value);
}

function consume(...values: unknown[]): void {
  values.slice();
}
