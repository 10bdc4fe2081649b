/**
 * What the front end and the back end say to each other: JSON over the same origin, with the session in a cookie.
 *
 * - `credentials: "same-origin"` is all that a call needs to be somebody's.
 * - Every POST and DELETE carries `Content-Type: application/json` (when it has a body) and, once somebody is logged in,
 *   the header {@link CSRF_HEADER} with the session's `csrfToken`. The browser's own `Origin` is checked as well.
 * - Whatever is no 2xx is a {@link Problem} as `application/problem+json`; 401 means that nobody is logged in (any more).
 * - Times are ISO 8601 with `Z`.
 */

import type { ConsentResource, LanguageText, Metadata, RequestProblem } from "samtykke/browser";

/** The header with the session's `csrfToken`. */
export const CSRF_HEADER = "X-CSRF-Token";

/** Addresses of the back end. */
export const api = {
  /** GET: {@link Session}. POST {@link Login}: {@link Session}. DELETE: 204. */
  session: "/api/session",
  /** GET: {@link Resources}. */
  resources: "/api/resources",
  /** GET: {@link Applications}. POST {@link NewApplication}: 201 and {@link Application}. */
  applications: "/api/applications",
  /** GET: {@link Application}, after a look at what Altinn says at this moment. 404 for everybody but its customer. */
  application: (id: string): string => `/api/applications/${encodeURIComponent(id)}`,
} as const;

/** Addresses of the front end's pages that the back end sends browsers to. It answers every page with `index.html`. */
export const pages = {
  home: "/",
  /** With `?returned=1` for someone who came back from Altinn without a session: their applications are there after the login. */
  login: "/login",
  applications: "/applications",
  /** Where the way back from Altinn ends. */
  application: (id: string): string => `/applications/${encodeURIComponent(id)}`,
  /** For a return that belongs to none of the customer's applications, or has a wrong `state`. */
  returnProblem: "/return-problem",
} as const;

/** Which Altinn the bank asks. */
export type EnvironmentName = "sandbox" | "tt02" | "at22" | "at23" | "at24" | "prod";

/** Who is at the screen; also the first thing that the front end asks for. Answers 200 for strangers, too. */
export interface Session {
  environment: EnvironmentName;
  bank: { name: string; organization: string };
  /** `null` when nobody is logged in. */
  customer: Customer | null;
  /** For {@link CSRF_HEADER}; `null` when nobody is logged in. */
  csrfToken: string | null;
  /** Who can log in: the bank's own login is simulated. */
  customers: Customer[];
}

/** A customer. Numbers of persons stay on the server. */
export interface Customer {
  id: string;
  kind: "person" | "organization";
  name: string;
  /** The number of an organization. */
  organization?: string;
  /** Who acts for an organization. */
  representative?: string;
}

/** The simulated login. 404 for an unknown customer. */
export interface Login {
  /** A {@link Customer}'s id. */
  customer: string;
}

/** The registry's list, at most two minutes old. 502 or 504 when Altinn does not answer. */
export interface Resources {
  resources: ConsentResource[];
}

export type Product = "loan" | "businessLoan" | "creditCard" | "insurance";

/** An application that asks for a consent. 400 with {@link Problem.problems} or {@link Problem.field} for what is wrong with it. */
export interface NewApplication {
  /** A UUID that the page makes when it shows the form (`crypto.randomUUID()`): sent twice, it is still one application. */
  id: string;
  product: Product;
  /** Whole kroner, 1 to 100,000,000; `null` where the product has no amount. */
  amount: number | null;
  /** The number of the person or organization that is to consent, 11 or 9 digits; absent for the customer. */
  from?: string;
  /** At least one; the action is always `consent`. */
  rights: { resource: string; metadata: Metadata }[];
  /** A message to who is asked, in each language that was filled in. */
  message?: LanguageText;
  /** How many days the consent holds, and may be answered: 1 to 365, and no more than the bank's own limit; absent for that. */
  validDays?: number;
}

/** The customer's applications, the newest first, as they were known last. */
export interface Applications {
  applications: ApplicationSummary[];
}

export interface ApplicationSummary {
  id: string;
  product: Product;
  amount: number | null;
  createdAt: string;
  verdict: Verdict;
}

/**
 * Where an application stands.
 *
 * - `preparing`: Altinn has not taken the request; `problem` says why. Another GET tries again.
 * - `waiting`: nobody has decided; `consentUrl` leads to Altinn.
 * - `granted`, `rejected`, `expired`, `revoked`, `deleted`: what the consent is worth now.
 */
export type Verdict = "preparing" | "waiting" | "granted" | "rejected" | "expired" | "revoked" | "deleted";

export interface Application extends ApplicationSummary {
  /** The consent's id at Altinn, for support. */
  consentId: string;
  /** Who is asked: `self` is the customer. A person's number is not told. */
  from: { kind: "person" | "organization"; self: boolean; organization?: string };
  rights: { resource: string; title: LanguageText; metadata: Metadata }[];
  message: LanguageText | null;
  /** Until when the consent holds, and also by when it must be answered. */
  validTo: string;
  /** Altinn's page to send the user to, as a top-level page; only while `waiting`. */
  consentUrl: string | null;
  /** When Altinn was asked last with success; `null` before the first time. */
  checkedAt: string | null;
  /** What the return URL said: a hint that anyone can forge, never the verdict. `null` before the first return. */
  returned: "accepted" | "rejected" | "undecided" | null;
  /** What happened, the oldest first. */
  timeline: TimelineEvent[];
  /** Facts of the consent token while `granted`. The token itself stays on the server. */
  token: TokenFacts | null;
  data: ConsentedData;
  /** Why the newest look at Altinn failed; all other members are then as they were known before. */
  problem: Problem | null;
}

/** Altinn's events have Altinn's names; the bank's own are `Applied`, `Returned`, `DataFetched` and `DataDeleted`. */
export interface TimelineEvent {
  at: string;
  source: "altinn" | "bank";
  /** `Created`, `Accepted`, `Rejected`, `Revoked`, `Deleted`, `Expired`, `Used`, a bank's word, or a word of tomorrow. */
  type: string;
}

/** What the verified consent token says, without the number of a person and without the signature. */
export interface TokenFacts {
  algorithm: string;
  keyId: string | null;
  issuer: string;
  scopes: string[];
  /** The organization that may use it. */
  consumer: string;
  issuedAt: string;
  expiresAt: string;
  consentId: string;
  consentedAt: string | null;
  validTo: string;
  fromKind: "person" | "organization";
  rights: { resource: string; actions: string[]; metadata: Metadata }[];
}

/**
 * The data that the consent opens. It is fetched once, kept while the consent is in force and deleted when that ends.
 *
 * - `none`: there is no consent, or the bank has no data API for this environment.
 * - `fetching`: another request is at it; ask again in a second.
 * - `failed`: the owner of the data refused. When `problem.retryable`, another GET tries again.
 */
export type ConsentedData =
  | { state: "none" }
  | { state: "fetching" }
  | { state: "ready"; fetchedAt: string; items: DataItem[] }
  | { state: "failed"; problem: Problem };

/** What the owner of the data answered for one right: JSON of any shape. Numbers of persons read `[redacted]`. */
export interface DataItem {
  resource: string;
  title: LanguageText;
  body: unknown;
}

/** What went wrong (RFC 9457). */
export interface Problem {
  /** In English, for developers. */
  title: string;
  status: number;
  /** What it is about, as a sentence in English. */
  detail: string;
  /** A stable word to choose a text by: see {@link ProblemCode}. */
  code: ProblemCode;
  /** Whether the same call may succeed later without any change. */
  retryable: boolean;
  /** The member of the request that is wrong, for example `rights[0].metadata.inntektsaar`. */
  field?: string;
  /** What a developer of the bank can do about it, where that is documented. */
  advice?: string;
  /** What the other side said. */
  upstream?: { service: "altinn" | "maskinporten" | "data"; status?: number; code?: string; traceId?: string };
  /** Everything that Altinn would refuse by the rules of the resources. */
  problems?: RequestProblem[];
  /** Names the request in the bank's log. */
  requestId?: string;
}

/**
 * - `INVALID`: the request, see `field` or `problems`. `NOT_LOGGED_IN` (401), `CROSS_SITE` (403), `NOT_FOUND` (404),
 *   `CONFLICT` (409), `TOO_LARGE` (413): the bank's own.
 * - `REFUSED`: Altinn, Maskinporten or the owner of the data refused; `upstream` tells. `UNREACHABLE`: no answer, or no
 *   usable one. `INTERNAL`: a fault of the bank.
 */
export type ProblemCode =
  | "INVALID"
  | "NOT_LOGGED_IN"
  | "CROSS_SITE"
  | "NOT_FOUND"
  | "CONFLICT"
  | "TOO_LARGE"
  | "REFUSED"
  | "UNREACHABLE"
  | "INTERNAL";
