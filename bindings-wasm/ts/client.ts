import { limited, type CallOptions } from "./call.js";
import { systemClock, type Clock } from "./clock.js";
import { JwksCache, isSignatureValid, type ConsentTokenVerifier } from "./consent-token-verifier.js";
import * as endpoint from "./endpoint.js";
import { invalid, refusalOf } from "./error.js";
import type { EventCursor } from "./event-feed.js";
import { ConsentEvents } from "./events.js";
import { ConsentFlow } from "./flow.js";
import { seed } from "./seed.js";
import { signingError, type Signer } from "./signer.js";
import { SingleFlight } from "./single-flight.js";
import { base64url, json, millis, text } from "./text.js";
import { TokenExchange } from "./token-exchange.js";
import { memoryTokenStore, type TokenStore } from "./token-store.js";
import { Transport, type Fetch } from "./transport.js";
import type * as types from "./types.js";
import { AccessToken, ConsentRequest, Environment } from "./values.js";
import { core } from "./wasm/full.js";

/**
 * What a client is made of. Everything has a default but the signer, which only calls with a token need.
 *
 * @example
 * ```ts
 * const client = new ConsentClient({ signer: await signerFromPem(pem, { kid: "key-2026" }) });
 * ```
 * @see {@link ConsentClient}
 */
export interface ClientOptions {
  /** What signs the grants. A service owner who only verifies tokens needs none. */
  signer?: Signer | undefined;
  /** What sends requests; the platform's `fetch` by default. */
  fetch?: Fetch | undefined;
  /** Time; the system's by default. */
  clock?: Clock | undefined;
  /** Where tokens are kept; in memory by default. */
  tokenStore?: TokenStore | undefined;
  /** How long one request may take before it counts as failed and is sent again; 30 seconds by default. */
  requestTimeoutMillis?: number | undefined;
}

/**
 * Where a flow stopped and needs somebody else.
 *
 * @example
 * ```ts
 * if (pause.type === "visit") {
 *   await store(pause.flow.id, pause.flow.toJson());
 *   return redirect(pause.url);
 * }
 * ```
 * @see {@link ConsentClient.requestConsent}
 */
export type Pause =
  /** The user must decide: store the flow, send the user to the URL. */
  | { type: "visit"; flow: ConsentFlow; url: string }
  /** The flow is at its end. */
  | { type: "finish"; outcome: types.Outcome };

/**
 * How to wait for a decision.
 *
 * @example
 * ```ts
 * const options: WaitOptions = { intervalMillis: 2_000, deadline: Date.now() + 600_000 };
 * ```
 * @see {@link ConsentClient.waitForDecision}
 */
export interface WaitOptions extends CallOptions {
  /** How long to wait between two looks at the status. */
  intervalMillis: number;
  /** Until when to wait. */
  deadline: Date | number;
}

const DEFAULT_TIMEOUT = 30_000;

/**
 * Does all steps of a flow: it signs, sends, waits, repeats what may pass, and shares tokens.
 *
 * Make one for the whole program. In Cloudflare Workers make one for each request, with a token store that outlives it: a
 * Worker's requests may not wait for each other's network calls.
 *
 * @example
 * ```ts
 * const client = new ConsentClient({ signer });
 * const pause = await client.requestConsent(config, request);
 * ```
 * @see https://docs.altinn.studio/authorization/guides/system-vendor/consent/
 */
export class ConsentClient {
  readonly #signer: Signer | undefined;
  readonly #clock: Clock;
  readonly #transport: Transport;
  readonly #tokens: TokenStore;
  readonly #fetches = new SingleFlight<types.AccessToken>();
  readonly #keyFetches = new SingleFlight<void>();
  readonly #keys = new Map<string, types.JwksCache>();
  /** How many seconds Maskinporten's clock is ahead of this machine's, as far as a refused grant told. */
  #clockOffset = 0;

  constructor(options: ClientOptions = {}) {
    const { signer, fetch: given, clock = systemClock, requestTimeoutMillis = DEFAULT_TIMEOUT } = options;
    if (signer !== undefined && typeof signer.sign !== "function") throw invalid("signer", "must have a function sign(data)");
    this.#signer = signer;
    this.#clock = clock;
    this.#transport = new Transport(given ?? ((url, init) => fetch(url, init)), clock, requestTimeoutMillis);
    this.#tokens = options.tokenStore ?? memoryTokenStore(() => clock.now());
  }

  /**
   * Creates the consent request.
   *
   * @example
   * ```ts
   * const pause = await client.requestConsent(config, request);
   * ```
   * @throws {@link ConsentError}
   */
  requestConsent(config: types.FlowConfig, request: types.ConsentRequest, options?: CallOptions): Promise<Pause> {
    return this.#call(options, (signal) => this.#drive(ConsentFlow.start(config, request, this.#clock.now()), signal));
  }

  /**
   * Goes on after the user came back to `url`: reads the status and fetches the consent token.
   *
   * @example
   * ```ts
   * const pause = await client.userReturned(ConsentFlow.fromJson(stored), request.url);
   * ```
   * @throws {@link ConsentError}; `flow` can be used again.
   */
  userReturned(flow: ConsentFlow, url: string | URL, options?: CallOptions): Promise<Pause> {
    const address = url instanceof URL ? url.href : text("url", url);
    return this.#resume(flow, { type: "returned", url: address }, options);
  }

  /**
   * Goes on without the user: `visit` again while nothing is decided.
   *
   * @example
   * ```ts
   * const pause = await client.checkStatus(flow);
   * ```
   * @throws {@link ConsentError}; `flow` can be used again.
   */
  checkStatus(flow: ConsentFlow, options?: CallOptions): Promise<Pause> {
    return this.#resume(flow, { type: "checkStatus" }, options);
  }

  /**
   * Asks for the status again and again until the user has decided or the deadline has passed: `visit` then, with the flow
   * to go on with.
   *
   * @example
   * ```ts
   * const pause = await client.waitForDecision(flow, { intervalMillis: 2_000, deadline: Date.now() + 600_000 });
   * ```
   * @throws {@link ConsentError}; `flow` can be used again.
   */
  waitForDecision(flow: ConsentFlow, options: WaitOptions): Promise<Pause> {
    const interval = options?.intervalMillis;
    if (typeof interval !== "number" || !(interval >= 0)) throw invalid("intervalMillis", "must be a number of milliseconds");
    const deadline = millis("deadline", options.deadline);
    return this.#call({ signal: options.signal }, async (signal) => {
      for (let latest = flow; ; ) {
        const pause = await this.#drive(latest.advance({ type: "checkStatus" }, this.#clock.now()), signal);
        if (pause.type === "finish" || this.#clock.now() + interval >= deadline) return pause;
        latest = pause.flow;
        await this.#clock.sleep(interval, signal);
      }
    });
  }

  /**
   * Does all steps up to the next one that needs the user, or to the end.
   *
   * @example
   * ```ts
   * const pause = await client.drive(ConsentFlow.start(config, request));
   * ```
   * @throws {@link ConsentError}
   */
  drive(flow: ConsentFlow, options?: CallOptions): Promise<Pause> {
    return this.#call(options, (signal) => this.#drive(flow, signal));
  }

  /**
   * Reads one consent by its id.
   *
   * @example
   * ```ts
   * const consent = await client.consent(config, id);
   * ```
   * @throws {@link ConsentError}
   */
  consent(config: types.FlowConfig, id: types.ConsentId, options?: CallOptions): Promise<types.ConsentState> {
    return this.#call(options, (signal) => this.#consent(config, id, signal));
  }

  /**
   * A consent token for the consent `id` that `fromParty` gave, from the store when it holds one. A consent that has ended
   * is an outcome; one that waits for its user leaves Maskinporten's error.
   *
   * @example
   * ```ts
   * const outcome = await client.consentToken(config, id, Party.parse("21818297804"));
   * ```
   * @throws {@link ConsentError}
   */
  consentToken(config: types.FlowConfig, id: types.ConsentId, fromParty: types.Party, options?: CallOptions): Promise<types.Outcome> {
    return this.#call(options, async (signal) => {
      const request = core.json<types.TokenRequest>("configConsentToken", json("config", config), text("id", id), json("fromParty", fromParty));
      try {
        return { type: "granted", token: await this.#token(config, request, signal) };
      } catch (error) {
        if (refusalOf(error) === undefined) throw error;
        const consent = json("consent", await this.#consent(config, id, signal));
        const outcome = core.json<types.Outcome | undefined>("outcomeOfEnded", consent, this.#clock.now());
        if (outcome === undefined) throw error;
        return outcome;
      }
    });
  }

  /**
   * A token for a call of your own, from the store when it holds one.
   *
   * @example
   * ```ts
   * const token = await client.token(config, { scopes: ["altinn:consentrequests.read"] });
   * ```
   * @throws {@link ConsentError}
   */
  token(config: types.FlowConfig, request: types.TokenRequest, options?: CallOptions): Promise<types.AccessToken> {
    return this.#call(options, (signal) => this.#token(config, request, signal));
  }

  /**
   * Altinn's own token for APIs that do not take Maskinporten's, from the store when it holds one.
   *
   * @example
   * ```ts
   * const token = await client.altinnToken(config, { scopes: ["altinn:serviceowner"] });
   * ```
   * @throws {@link ConsentError}
   */
  altinnToken(config: types.FlowConfig, request: types.TokenRequest, options?: CallOptions): Promise<types.AccessToken> {
    return this.#call(options, (signal) => {
      const { environment, client, retry } = config;
      const key = `altinn ${core.text("tokenKey", json("request", request), json("environment", environment), json("client", client))}`;
      return this.#shared(key, undefined, signal, async (inner) => {
        const token = await this.#token(config, request, inner);
        const call = endpoint.exchangeToken.request(environment, token);
        const response = await this.#answer("GET exchange/maskinporten", retry, call, inner);
        return endpoint.exchangeToken.parse(response, this.#clock.now());
      });
    });
  }

  /**
   * What a resource asks of a consent request; `undefined` when the registry does not have it.
   *
   * @example
   * ```ts
   * const resource = await client.resource({ type: "tt02" }, "standard-samtykke-for-dele-data");
   * ```
   * @throws {@link ConsentError}
   */
  resource(environment: types.Environment, id: string, options?: CallOptions): Promise<types.ConsentResource | undefined> {
    return this.#call(options, (signal) => this.#resource(environment, id, signal));
  }

  /**
   * All resources that consent can be asked for. The list changes seldom: keep it for some minutes.
   *
   * @example
   * ```ts
   * const resources = await client.consentResources({ type: "tt02" });
   * ```
   * @throws {@link ConsentError}
   */
  consentResources(environment: types.Environment, options?: CallOptions): Promise<types.ConsentResource[]> {
    return this.#call(options, async (signal) => {
      const request = endpoint.listConsentResources.request(environment);
      return endpoint.listConsentResources.parse(await this.#answer("GET resource/search", undefined, request, signal));
    });
  }

  /**
   * Everything that Altinn would refuse by the rules of the resources that `request` names, which are fetched for it.
   *
   * @example
   * ```ts
   * const problems = await client.checkRequest({ type: "tt02" }, request);
   * ```
   * @throws {@link ConsentError}
   */
  checkRequest(environment: types.Environment, request: types.ConsentRequest, options?: CallOptions): Promise<types.RequestProblem[]> {
    return this.#call(options, async (signal) => {
      ConsentRequest.checkAgainst(request, []);
      const ids = new Set(request.rights.map((right) => right.resource));
      const found = await Promise.all([...ids].map((id) => this.#resource(environment, id, signal)));
      return ConsentRequest.checkAgainst(request, found.filter((resource) => resource !== undefined));
    });
  }

  /**
   * Follows the events of all consents of an organization from where `cursor` stands.
   *
   * @example
   * ```ts
   * for await (const { events, cursor } of client.events(config, EventCursor.beginning())) {
   *   await handle(events);
   *   await store(cursor);
   * }
   * ```
   * @throws {@link ConsentError}
   */
  events(config: types.EventFeedConfig, cursor: EventCursor, options?: CallOptions): ConsentEvents {
    return new ConsentEvents(config, cursor, this.#clock, options, {
      ready: () => core.init(),
      authorize: (exchange, refused, signal) => this.#authorize(exchange, refused, signal),
      send: (request, signal) => this.#transport.send(request, signal),
    });
  }

  /**
   * Verifies the consent token (without `Bearer`) that an API was called with. The issuer's keys are fetched once for all
   * who wait for them, and kept.
   *
   * @example
   * ```ts
   * const consent = await client.verifyConsentToken(verifier, token);
   * ```
   * @throws {@link ConsentError} with the code `TOKEN_REJECTED`, or `TRANSPORT` when the keys cannot be had.
   */
  verifyConsentToken(verifier: ConsentTokenVerifier, token: string, options?: CallOptions): Promise<types.VerifiedConsent> {
    return this.#call(options, async (signal) => {
      const uri = Environment.jwksUri(verifier.environment);
      for (;;) {
        const keys = this.#keys.get(uri) ?? JwksCache.of(verifier.environment);
        const step = verifier.step(token, keys, this.#clock.now());
        if (step.type === "verifySignature") {
          return verifier.finish(step.check, await isSignatureValid(step.check), this.#clock.now());
        }
        await this.#keyFetches.do(uri, signal, async (inner) => {
          const answer = await this.#transport.send(step.request, inner);
          const now = this.#clock.now();
          const fetched = answer.type === "responded" ? JwksCache.responded(keys, answer.response, now) : JwksCache.failed(keys, answer.reason, now);
          this.#keys.set(uri, fetched);
        });
      }
    });
  }

  async #call<T>(options: CallOptions | undefined, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    return limited(options, this.#clock, async (signal) => {
      await core.init();
      return work(signal);
    });
  }

  #resume(flow: ConsentFlow, answer: types.Answer, options: CallOptions | undefined): Promise<Pause> {
    return this.#call(options, (signal) => this.#drive(flow.advance(answer, this.#clock.now()), signal));
  }

  async #drive(flow: ConsentFlow, signal: AbortSignal): Promise<Pause> {
    for (let latest = flow, now = this.#clock.now(); ; now = this.#clock.now()) {
      const step = latest.step(now);
      if (step.type === "visit") return { type: "visit", flow: latest, url: step.url };
      if (step.type === "finish") return { type: "finish", outcome: step.outcome };
      if (step.type === "wait") {
        await this.#sleepUntil(step.until, signal);
        continue;
      }
      const answer = await (step.type === "send"
        ? this.#transport.send(step.request, signal)
        : this.#authorize(latest.tokenExchange(this.#clockOffset), step.grant.refusedToken, signal));
      latest = latest.advance(answer, this.#clock.now());
    }
  }

  /** The answer to a step that signs. A flow may find out that the consent is what a refusal is about. */
  async #authorize(exchange: TokenExchange | undefined, refused: string | undefined, signal: AbortSignal): Promise<types.Answer> {
    if (exchange === undefined) throw new TypeError("a step that signs has an exchange");
    try {
      return { type: "authorized", token: await this.#exchanged(exchange, refused, signal) };
    } catch (error) {
      const problem = exchange.isForConsent ? refusalOf(error) : undefined;
      if (problem === undefined) throw error;
      return { type: "denied", problem };
    }
  }

  #token(config: types.FlowConfig, request: types.TokenRequest, signal: AbortSignal, refused?: string): Promise<types.AccessToken> {
    const exchange = TokenExchange.start(config?.environment, config?.client, request, config?.retry, this.#clockOffset);
    return this.#exchanged(exchange, refused, signal);
  }

  #exchanged(exchange: TokenExchange, refused: string | undefined, signal: AbortSignal): Promise<types.AccessToken> {
    return this.#shared(exchange.tokenKey, refused, signal, (inner) => this.#fetchToken(exchange, inner));
  }

  /** The kept token, or what `fetch` gives: called once for a key, however many wait. */
  async #shared(
    key: types.TokenKey,
    refused: string | undefined,
    signal: AbortSignal,
    fetch: (signal: AbortSignal) => Promise<types.AccessToken>,
  ): Promise<types.AccessToken> {
    if (refused !== undefined) await this.#tokens.refuse(key, refused);
    return this.#fetches.do(key, signal, async (inner) => {
      const kept = await this.#tokens.find(key);
      const isGood = kept !== undefined && AccessToken.isFresh(kept, this.#clock.now());
      if (isGood && (refused === undefined || AccessToken.fingerprint(kept) !== refused)) return kept;
      const token = await fetch(inner);
      await this.#tokens.put(key, token);
      return token;
    });
  }

  async #fetchToken(exchange: TokenExchange, signal: AbortSignal): Promise<types.AccessToken> {
    for (let latest = exchange; ; this.#clockOffset = latest.clockOffset) {
      const step = latest.step(this.#clock.now());
      switch (step.type) {
        case "finish":
          return step.token;
        case "wait":
          await this.#sleepUntil(step.until, signal);
          break;
        case "send":
          latest = latest.advance(await this.#transport.send(step.request, signal), this.#clock.now());
          break;
        case "sign": {
          const answer: types.Answer = { type: "signed", grant: step.grant, signature: await this.#sign(step.grant) };
          latest = latest.advance(answer, this.#clock.now());
        }
      }
    }
  }

  async #sign(grant: types.Grant): Promise<string> {
    const signer = this.#signer;
    if (signer === undefined) throw signingError(new Error("the client has no signer"));
    if (signer.alg !== grant.algorithm) {
      throw signingError(new Error(`the configuration says ${grant.algorithm}, the signer ${signer.alg}`));
    }
    try {
      return base64url(new Uint8Array(await signer.sign(new TextEncoder().encode(grant.signingInput))));
    } catch (cause) {
      throw signingError(cause);
    }
  }

  async #consent(config: types.FlowConfig, id: types.ConsentId, signal: AbortSignal): Promise<types.ConsentState> {
    const request = (token: types.AccessToken): types.HttpRequest => endpoint.readConsentRequest.request(config.environment, id, token);
    return endpoint.readConsentRequest.parse(await this.#authorizedAnswer(config, "GET consentrequests/{id}", request, signal));
  }

  async #resource(environment: types.Environment, id: string, signal: AbortSignal): Promise<types.ConsentResource | undefined> {
    const request = endpoint.readResource.request(environment, id);
    return endpoint.readResource.parse(await this.#answer("GET resource/{id}", undefined, request, signal));
  }

  /** The answer to a call of the consent API, with one more token when the first is refused. */
  async #authorizedAnswer(
    config: types.FlowConfig,
    call: string,
    request: (token: types.AccessToken) => types.HttpRequest,
    signal: AbortSignal,
  ): Promise<types.HttpResponse> {
    const wanted = core.json<types.TokenRequest>("configApiToken", json("config", config));
    const token = await this.#token(config, wanted, signal);
    const response = await this.#answer(call, config.retry, request(token), signal);
    if (response.status !== 401) return response;
    const fresh = await this.#token(config, wanted, signal, AccessToken.fingerprint(token));
    return this.#answer(call, config.retry, request(fresh), signal);
  }

  /** The answer to `request`, sent again while a fault may pass. The last answer is given whatever it is. */
  async #answer(
    call: string,
    retry: types.RetryPolicy | undefined,
    request: types.HttpRequest,
    signal: AbortSignal,
  ): Promise<types.HttpResponse> {
    for (let attempts = core.text("attemptsStart", call, json("retry", retry ?? {}), seed()); ; ) {
      const answer = await this.#transport.send(request, signal);
      const now = this.#clock.now();
      attempts =
        answer.type === "responded"
          ? core.text("attemptsResponded", attempts, json("response", answer.response), now)
          : core.text("attemptsFailed", attempts, answer.reason, now);
      if (answer.type === "responded" && attempts === "null") return answer.response;
      const until = core.json<types.Timestamp | undefined>("attemptsWait", attempts, this.#clock.now());
      if (until !== undefined) await this.#sleepUntil(until, signal);
    }
  }

  /** A timer may fire a little early. */
  async #sleepUntil(until: types.Timestamp, signal: AbortSignal): Promise<void> {
    await this.#clock.sleep(Math.max(Math.ceil(Date.parse(until) - this.#clock.now()), 1), signal);
  }
}

