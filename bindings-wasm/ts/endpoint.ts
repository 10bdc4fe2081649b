/**
 * Single calls, for programs that want no flow: `request` builds one, `parse` reads the answer.
 *
 * @see https://docs.altinn.studio/authorization/guides/system-vendor/consent/
 * @module
 */

import * as hidden from "./hidden.js";
import { json, millis, text } from "./text.js";
import type {
  AccessToken,
  ConsentDifference,
  ConsentId,
  ConsentRequest,
  ConsentResource,
  ConsentState,
  ConsentStatusChange,
  Environment,
  EventFilter,
  HttpRequest,
  HttpResponse,
  RedirectUrl,
  Secret,
} from "./types.js";
import { core } from "./wasm/full.js";

type Now = Date | number;

const place = (environment: Environment): string => json("environment", environment);
/** With the body as it is on lines of its own, unless it is no text, which the core refuses. */
const answered = (response: HttpResponse): string =>
  typeof response?.body === "string" ? `${json("response", { ...response, body: "" })}\n${response.body}` : json("response", response);
const bearer = (token: AccessToken): string => json("token", hidden.bare(token));
const built = (name: string, ...values: (string | boolean)[]): HttpRequest =>
  hidden.request(core.json<HttpRequest>(name, ...values));

/**
 * `POST consentrequests`: ask for a consent.
 *
 * @example
 * ```ts
 * const request = endpoint.createConsentRequest.request(environment, id, wanted, wanted.redirectUrl, token);
 * ```
 * @see https://docs.altinn.studio/authorization/guides/system-vendor/consent/request/
 */
export const createConsentRequest = {
  request: (environment: Environment, id: ConsentId, request: ConsentRequest, redirectUrl: RedirectUrl, token: AccessToken): HttpRequest =>
    built("createConsentRequest", place(environment), text("id", id), json("request", request), text("redirectUrl", redirectUrl), bearer(token)),
  /** @throws {@link ConsentError} */
  parse: (response: HttpResponse, request: ConsentRequest, redirectUrl: RedirectUrl): CreatedConsent =>
    core.json("createConsentParse", answered(response), json("request", request), text("redirectUrl", redirectUrl)),
};

/**
 * What Altinn answers to a creation.
 *
 * @example
 * ```ts
 * if (created.alreadyExisted) console.warn(created.differences);
 * ```
 * @see {@link createConsentRequest}
 */
export interface CreatedConsent {
  /** The consent. */
  state: ConsentState;
  /** Altinn had a consent with this id, and kept it. */
  alreadyExisted: boolean;
  /** What is stored differently from what was sent. */
  differences: ConsentDifference[];
}

/**
 * `GET consentrequests/{id}`: what became of a consent.
 *
 * @example
 * ```ts
 * const consent = endpoint.readConsentRequest.parse(response);
 * ```
 * @see https://docs.altinn.studio/authorization/guides/system-vendor/consent/get-request/
 */
export const readConsentRequest = {
  request: (environment: Environment, id: ConsentId, token: AccessToken): HttpRequest =>
    built("readConsentRequest", place(environment), text("id", id), bearer(token)),
  /** @throws {@link ConsentError} */
  parse: (response: HttpResponse): ConsentState => core.json("readConsentParse", answered(response)),
};

/**
 * `GET consentrequests/events`: one page of what happened to all consents of the caller.
 *
 * @example
 * ```ts
 * const { events, continuationToken } = endpoint.readEvents.parse(response);
 * ```
 * @see https://docs.altinn.studio/authorization/guides/system-vendor/consent/
 */
export const readEvents = {
  request: (environment: Environment, filter: EventFilter, token: AccessToken, continuationToken = ""): HttpRequest =>
    built("readEventsRequest", place(environment), json("filter", filter), text("continuationToken", continuationToken), bearer(token)),
  /** @throws {@link ConsentError} */
  parse: (response: HttpResponse): EventPage => core.json("readEventsParse", answered(response)),
};

/**
 * One page of events.
 *
 * @example
 * ```ts
 * const isLast = page.continuationToken === undefined;
 * ```
 * @see {@link readEvents}
 */
export interface EventPage {
  /** The events, oldest first. */
  events: ConsentStatusChange[];
  /** What to ask for the next page with. */
  continuationToken?: string;
}

/**
 * `POST token`: trade a signed grant for an access token.
 *
 * @example
 * ```ts
 * const token = endpoint.token.parse(response);
 * ```
 * @see https://docs.digdir.no/docs/Maskinporten/maskinporten_protocol_token
 */
export const token = {
  request: (environment: Environment, assertion: Secret): HttpRequest =>
    built("tokenRequest", place(environment), text("assertion", assertion)),
  /** @throws {@link ConsentError} */
  parse: (response: HttpResponse, now: Now = Date.now()): AccessToken =>
    hidden.token(core.json("tokenParse", answered(response), millis("now", now))),
};

/**
 * `GET exchange/maskinporten`: trade Maskinporten's token for one of Altinn's own.
 *
 * @example
 * ```ts
 * const altinnToken = endpoint.exchangeToken.parse(response);
 * ```
 * @see https://docs.altinn.studio/api/authentication/
 */
export const exchangeToken = {
  request: (environment: Environment, token: AccessToken, asTestOrganization = false): HttpRequest =>
    built("exchangeTokenRequest", place(environment), bearer(token), asTestOrganization),
  /** @throws {@link ConsentError} */
  parse: (response: HttpResponse, now: Now = Date.now()): AccessToken =>
    hidden.token(core.json("exchangeTokenParse", answered(response), millis("now", now))),
};

/**
 * `GET resource/{id}`: what a resource asks of a consent request. Needs no token.
 *
 * @example
 * ```ts
 * const resource = endpoint.readResource.parse(response);
 * ```
 * @see https://docs.altinn.studio/api/resourceregistry/
 */
export const readResource = {
  request: (environment: Environment, id: string): HttpRequest =>
    built("readResourceRequest", place(environment), text("id", id)),
  /** @throws {@link ConsentError} */
  parse: (response: HttpResponse): ConsentResource | undefined => core.json("readResourceParse", answered(response)),
};

/**
 * `GET resource/search`: all resources that consent can be asked for. Needs no token.
 *
 * @example
 * ```ts
 * const resources = endpoint.listConsentResources.parse(response);
 * ```
 * @see https://docs.altinn.studio/api/resourceregistry/
 */
export const listConsentResources = {
  request: (environment: Environment): HttpRequest => built("listConsentResourcesRequest", place(environment)),
  /** @throws {@link ConsentError} */
  parse: (response: HttpResponse): ConsentResource[] => core.json("listConsentResourcesParse", answered(response)),
};
