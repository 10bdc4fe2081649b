import {
  type CallOptions,
  type ConsentClient,
  ConsentFlow,
  ConsentRequest,
  ConsentReturn,
  ConsentState,
  isConsentError,
  Party,
  type Pause,
} from "samtykke";

import type { NewApplication, Problem, TimelineEvent } from "../api.js";
import { type Applications, deed, type StoredApplication } from "./applications.js";
import type { KnownCustomer } from "./customers.js";
import type { DataFetcher } from "./data-fetcher.js";
import { problemOf, Refusal } from "./problem.js";
import type { Resources } from "./resources.js";
import type { Settings } from "./settings.js";
import type { TokenReader } from "./token-reader.js";

/** An application after a look at Altinn, and why that did not succeed, if it did not. */
export interface Look {
  application: StoredApplication;
  problem: Problem | null;
}

/** What a bank is made of. */
export interface BankParts {
  settings: Pick<Settings, "url" | "bank" | "flow" | "consentMillis">;
  client: ConsentClient;
  applications: Applications;
  resources: Resources;
  tokenReader: TokenReader;
  dataFetcher: DataFetcher;
}

/** A customer waits: past that it is better to say that Altinn is slow. */
const PATIENCE_MILLIS = 20_000;
const DAY_MILLIS = 86_400_000;

/**
 * Asks for consents and uses them.
 *
 * Everything that matters is in the store before anything is sent, and every call may come twice: so any instance can go
 * on where another stopped, and two that do the same at once do no harm.
 */
export class Bank {
  readonly #parts: BankParts;

  constructor(parts: BankParts) {
    this.#parts = parts;
  }

  /**
   * Applies, and asks for the consent. With the id of an application that the customer has already, it is that one.
   *
   * @throws {@link Refusal} or a `ConsentError` when Altinn would not take it, or does not: nothing is kept then.
   */
  async apply(customer: KnownCustomer, wanted: NewApplication): Promise<Look> {
    const { applications } = this.#parts;
    if ((await applications.find(wanted.id)) === undefined) await applications.add(await this.#draft(customer, wanted));
    const application = await applications.find(wanted.id);
    if (application?.customer !== customer.id) throw Refusal.of(409, "CONFLICT", "Another application has this id.");
    const look = await this.look(application);
    if (look.application.verdict === "preparing" && look.problem?.retryable === false) {
      await applications.remove(application.id);
      throw new Refusal(look.problem);
    }
    return look;
  }

  /** Asks Altinn how things stand, and fetches the data once the consent is given. */
  look(application: StoredApplication): Promise<Look> {
    const { client } = this.#parts;
    const flow = ConsentFlow.fromJson(application.flow);
    const isAsked = flow.step().type === "visit";
    return this.#look(application, (options) =>
      isAsked ? client.checkStatus(flow, options) : client.drive(flow, options),
    );
  }

  /**
   * The same for a customer who came back to `url`. What that says of the consent is a hint and no more.
   *
   * @throws an error that {@link isForeignReturn} knows for the way back from anything else.
   */
  async returned(application: StoredApplication, url: string): Promise<Look> {
    const { applications, client } = this.#parts;
    const flow = ConsentFlow.fromJson(application.flow);
    const arrival = deed("Returned");
    const look = await this.#look(application, (options) => client.userReturned(flow, url, options));
    const { verdict } = ConsentReturn.parse(url);
    const noted = await applications.change(application.id, (current) =>
      current.returned === verdict ? undefined : { ...current, returned: verdict, deeds: [...current.deeds, arrival] },
    );
    return { ...look, application: noted.application };
  }

  async #draft(customer: KnownCustomer, wanted: NewApplication): Promise<StoredApplication> {
    const { settings, resources } = this.#parts;
    const fromParty = wanted.from === undefined ? customer.party : readParty(wanted.from);
    const validMillis = Math.min(settings.consentMillis, (wanted.validDays ?? Infinity) * DAY_MILLIS);
    const request: ConsentRequest = {
      fromParty,
      toParty: settings.flow.consumerOrg ?? settings.bank.organization,
      validTo: new Date(Date.now() + validMillis).toISOString(),
      rights: wanted.rights,
      redirectUrl: `${settings.url}/return/${wanted.id}`,
      ...(wanted.message !== undefined && { requestMessage: wanted.message }),
    };
    const known = await resources.list();
    const problems = ConsentRequest.checkAgainst(request, known);
    if (problems.length > 0) throw Refusal.invalid(problems);
    const asked = known.filter(({ identifier }) => wanted.rights.some(({ resource }) => resource === identifier));
    return {
      id: wanted.id,
      customer: customer.id,
      product: wanted.product,
      amount: wanted.amount,
      createdAt: new Date().toISOString(),
      from: {
        kind: fromParty.type,
        self: fromParty.number === customer.party.number,
        ...(fromParty.type === "organization" && { organization: fromParty.number }),
      },
      titles: Object.fromEntries(asked.map(({ identifier, title }) => [identifier, title])),
      flow: ConsentFlow.start(settings.flow, request).toJson(),
      verdict: "preparing",
      consentUrl: null,
      checkedAt: null,
      returned: null,
      events: [],
      deeds: [deed("Applied")],
      token: null,
      items: [],
      data: { state: "none" },
      fetchingUntil: null,
    };
  }

  async #look(application: StoredApplication, proceed: (options: CallOptions) => Promise<Pause>): Promise<Look> {
    const { applications, dataFetcher } = this.#parts;
    const began = new Date().toISOString();
    try {
      const pause = await proceed({ deadline: Date.now() + PATIENCE_MILLIS });
      const token = pause.type === "finish" && pause.outcome.type === "granted" ? pause.outcome.token.value : undefined;
      const facts = token === undefined ? null : await this.#facts(token);
      const seen = await applications.change(application.id, (current) =>
        isOutdated(current, began) ? undefined : { ...after(current, pause), token: facts, checkedAt: began },
      );
      if (token === undefined) return { application: seen.application, problem: null };
      return { application: await dataFetcher.fetch(seen.application, token), problem: null };
    } catch (error) {
      if (!isConsentError(error) || isForeignReturn(error)) throw error;
      const isAboutToken = error.code === "MASKINPORTEN" && application.verdict !== "preparing";
      const latest = isAboutToken
        ? await this.#withoutToken(application.id, began)
        : await applications.find(application.id);
      return { application: latest ?? application, problem: problemOf(error) };
    }
  }

  /** What the token says is nice to see and nothing depends on it: Maskinporten's keys may be out of reach. */
  async #facts(token: string): Promise<StoredApplication["token"]> {
    try {
      return await this.#parts.tokenReader.read(token);
    } catch (error) {
      if (isConsentError(error)) return null;
      throw error;
    }
  }

  /** Whether the consent is given all the same, when Maskinporten gives no token for it: it never does in at22 to at24. */
  async #withoutToken(id: string, began: string): Promise<StoredApplication | undefined> {
    const { applications, client, settings } = this.#parts;
    const application = await applications.find(id);
    if (application === undefined) return undefined;
    try {
      const options = { deadline: Date.now() + PATIENCE_MILLIS };
      const consent = await client.consent(settings.flow, ConsentFlow.fromJson(application.flow).id, options);
      const isGiven = ConsentState.isUsable(consent);
      const seen = await applications.change(id, (current) =>
        !isGiven || isOutdated(current, began)
          ? undefined
          : { ...current, verdict: "granted", consentUrl: null, events: timeline(consent), checkedAt: began },
      );
      return seen.application;
    } catch (error) {
      if (isConsentError(error)) return application;
      throw error;
    }
  }
}

/** The check digits are right, or it is said of which member they are not. */
function readParty(from: string): Party {
  try {
    return Party.parse(from);
  } catch (error) {
    if (!isConsentError(error)) throw error;
    throw Refusal.of(400, "INVALID", `from ${error.reason}`, { field: "from" });
  }
}

/** Whether the URL of a return is that of another consent, has another `state`, or comes before anybody was asked. */
export function isForeignReturn(error: unknown): boolean {
  return isConsentError(error) && (error.code === "RETURN_MISMATCH" || error.code === "OUT_OF_TURN");
}

/** Another look began later and is stored already. */
function isOutdated(application: StoredApplication, began: string): boolean {
  return application.checkedAt !== null && application.checkedAt > began;
}

/** What an application is after a look at Altinn. */
function after(application: StoredApplication, pause: Pause): StoredApplication {
  if (pause.type === "visit") {
    return { ...application, verdict: "waiting", consentUrl: pause.url, flow: pause.flow.toJson() };
  }
  const { outcome } = pause;
  const events = outcome.consent === undefined ? application.events : timeline(outcome.consent);
  const settled: StoredApplication = { ...application, verdict: outcome.type, consentUrl: null, events };
  if (outcome.type === "granted") return settled;
  // A bank that has no consent any more has no business with the data.
  const deeds = application.items.length === 0 ? application.deeds : [...application.deeds, deed("DataDeleted")];
  return { ...settled, deeds, items: [], data: { state: "none" }, fetchingUntil: null };
}

function timeline(consent: ConsentState): TimelineEvent[] {
  return consent.events.map(({ created, eventType }) => ({ at: created, source: "altinn", type: eventType }));
}
