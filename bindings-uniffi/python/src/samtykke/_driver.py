"""The step loop, once for both clients."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from ._native import samtykke as core
from ._native.samtykke import (
    AccessToken,
    Answer,
    CallAttempts,
    ConsentFlow,
    ConsentRequest,
    ConsentResource,
    ConsentState,
    ConsentStatusChange,
    ConsentTokenVerifier,
    Environment,
    EventFeed,
    FeedStep,
    FlowConfig,
    FlowMove,
    Grant,
    HttpRequest,
    HttpResponse,
    JwksCache,
    KeySigner,
    Outcome,
    Party,
    RequestProblem,
    RetryPolicy,
    Step,
    TokenExchange,
    TokenMove,
    TokenRequest,
    TokenStep,
    VerifiedConsent,
    VerifyStep,
)
from ._tokens import TokenStore
from ._work import Acquire, Lock, Send, Sign, Sleep, Work
from .errors import ConsentError, NoAnswer
from .pauses import Finish, Pause, Visit

MAX_REQUESTS = 100
"""As many connections as httpx opens."""


class Driver:
    """What a client has to keep between calls, and the work that it does."""

    def __init__(self, signer: Any, now: Callable[[], datetime], new_lock: Callable[[], Lock], slots: Lock) -> None:
        """Begin without tokens and keys. As many requests as there are ``slots`` are under way at a time."""
        self._key = signer if isinstance(signer, KeySigner) else None
        self._now = now
        self._new_lock = new_lock
        self._slots = slots
        self._tokens = TokenStore(new_lock, now)
        self._keys: dict[str, tuple[JwksCache, Lock]] = {}
        self._clock_offset = 0

    def request_consent(self, config: FlowConfig, request: ConsentRequest) -> Work[Pause]:
        """Create the consent request."""
        return self.drive(ConsentFlow.start(config, request, self._now()))

    def user_returned(self, flow: ConsentFlow, url: str) -> Work[Pause]:
        """Go on after the user came back."""
        return self._from(flow.move_on(Answer.RETURNED(url), self._now()))

    def check_status(self, flow: ConsentFlow) -> Work[Pause]:
        """Go on without the user."""
        return self._from(flow.move_on(Answer.CHECK_STATUS(), self._now()))

    def wait_for_decision(self, flow: ConsentFlow, interval: timedelta, deadline: datetime | None) -> Work[Pause]:
        """Ask for the status again and again."""
        while True:
            pause = yield from self.check_status(flow)
            next_look = self._now() + interval
            if isinstance(pause, Finish) or (deadline is not None and next_look >= deadline):
                return pause
            flow = pause.flow
            yield Sleep(next_look)

    def drive(self, flow: ConsentFlow) -> Work[Pause]:
        """Do all steps up to the next one that needs the user, or to the end."""
        return self._from(FlowMove(flow=flow, step=flow.step(self._now())))

    def _from(self, move: FlowMove) -> Work[Pause]:
        while True:
            flow, step = move.flow, move.step
            if isinstance(step, Step.SEND):
                answer = yield from self._send(step.request)
            elif isinstance(step, Step.SIGN):
                answer = yield from self._authorize(step.grant, flow.token_exchange)
            elif isinstance(step, Step.WAIT):
                yield Sleep(step.until)
                move = FlowMove(flow=flow, step=flow.step(self._now()))
                continue
            elif isinstance(step, Step.VISIT):
                return Visit(flow, step.url)
            else:
                assert isinstance(step, Step.FINISH)
                return Finish(step.outcome)
            move = flow.move_on(answer, self._now())

    def next_events(self, feed: EventFeed, keep: Callable[[EventFeed], None]) -> Work[list[ConsentStatusChange] | None]:
        """Give the next events, at least one; ``None`` at the end. ``keep`` is told how far the feed has come."""
        while True:
            step = feed.step(self._now())
            if isinstance(step, FeedStep.SEND):
                answer = yield from self._send(step.request)
            elif isinstance(step, FeedStep.SIGN):
                answer = yield from self._authorize(step.grant, feed.token_exchange)
            elif isinstance(step, FeedStep.WAIT):
                yield Sleep(step.until)
                continue
            elif isinstance(step, FeedStep.DELIVER):
                return list(step.events)
            else:
                return None
            feed = feed.advance(answer, self._now())
            keep(feed)

    def consent(self, config: FlowConfig, id: core.ConsentId) -> Work[ConsentState]:
        """Read one consent."""
        response = yield from self._authorized_answer(
            config,
            "GET consentrequests/{id}",
            lambda token: core.read_consent_request(config.environment, id, token),
        )
        return core.parse_consent(response)

    def consent_token(self, config: FlowConfig, id: core.ConsentId, from_party: Party) -> Work[Outcome]:
        """Fetch a consent token, or find out why there is none."""
        try:
            token = yield from self.token(config, core.consent_token_request(config, id, from_party))
            return Outcome.GRANTED(token, None)
        except ConsentError as refusal:
            if refusal.about_a_consent is None:
                raise
            consent = yield from self.consent(config, id)
            ended = core.outcome_of_ended(consent, self._now())
            if ended is None:
                raise
            return ended

    def token(self, config: FlowConfig, request: TokenRequest, refused: str | None = None) -> Work[AccessToken]:
        """Give a token, from the cache when it holds one."""
        exchange = TokenExchange.start(config.environment, config.client, request, config.retry)
        return self._tokens.find_or(exchange.token_key(), refused, lambda: self._fetch(exchange))

    def altinn_token(self, config: FlowConfig, request: TokenRequest) -> Work[AccessToken]:
        """Give Altinn's own token, from the cache when it holds one."""

        def fetch() -> Work[AccessToken]:
            token = yield from self.token(config, request)
            call = core.exchange_token(config.environment, token, False)
            response = yield from self._answer("GET exchange/maskinporten", config.retry, call)
            return core.parse_altinn_token(response, self._now())

        key = f"altinn {core.token_key(request, config.environment, config.client)}"
        return self._tokens.find_or(key, None, fetch)

    def resource(self, environment: Environment, id: str) -> Work[ConsentResource | None]:
        """Read what a resource asks of a consent request."""
        call = core.read_resource(environment, id)
        response = yield from self._answer("GET resource/{id}", core.new_retry_policy(), call)
        return core.parse_resource(response)

    def consent_resources(self, environment: Environment) -> Work[list[ConsentResource]]:
        """Read all resources that consent can be asked for."""
        call = core.list_consent_resources(environment)
        response = yield from self._answer("GET resource/search", core.new_retry_policy(), call)
        return list(core.parse_consent_resources(response))

    def check_request(self, environment: Environment, request: ConsentRequest) -> Work[list[RequestProblem]]:
        """Hold a request against the resources that it names."""
        resources: list[ConsentResource] = []
        for id in dict.fromkeys(right.resource for right in request.rights):
            resource = yield from self.resource(environment, id)
            if resource is not None:
                resources.append(resource)
        return list(core.check_request_against(request, resources))

    def verify_consent_token(self, verifier: ConsentTokenVerifier, token: str) -> Work[VerifiedConsent]:
        """Verify a consent token; the issuer's keys are fetched once for all who wait."""
        environment = verifier.environment()
        uri = environment.jwks_uri()
        keys, turn = self._keys.setdefault(uri, (JwksCache(environment), self._new_lock()))
        step = verifier.step(token, keys, self._now())
        if isinstance(step, VerifyStep.FETCH_KEYS):
            yield Acquire(turn)
            try:
                step = yield from self._with_keys(uri, verifier, token)
            finally:
                turn.release()
        assert isinstance(step, VerifyStep.VERIFY_SIGNATURE)
        return verifier.finish(step.check, step.check.is_valid(), self._now())

    def _with_keys(self, uri: str, verifier: ConsentTokenVerifier, token: str) -> Work[VerifyStep]:
        keys, turn = self._keys[uri]
        while isinstance(step := verifier.step(token, keys, self._now()), VerifyStep.FETCH_KEYS):
            answer = yield from self._send(step.request)
            if isinstance(answer, Answer.RESPONDED):
                keys = keys.responded(answer.response, self._now())
            else:
                assert isinstance(answer, Answer.FAILED)
                keys = keys.failed(answer.reason, self._now())
            self._keys[uri] = (keys, turn)
        return step

    def _authorize(self, grant: Grant, exchange: Callable[[], TokenExchange | None]) -> Work[Answer]:
        def fetch() -> Work[AccessToken]:
            return self._fetch(_present(exchange()))

        try:
            token = yield from self._tokens.find_or(grant.token_key, grant.refused_token, fetch)
            return Answer.AUTHORIZED(token)
        except ConsentError as error:
            # The flow may find out that the consent is what the refusal is about.
            if error.about_a_consent is None or not _present(exchange()).is_for_consent():
                raise
            return Answer.DENIED(error.about_a_consent)

    def _fetch(self, exchange: TokenExchange) -> Work[AccessToken]:
        if self._clock_offset:
            exchange = exchange.with_clock_offset(self._clock_offset)
        while True:
            # A grant holds for seconds: it is signed when it can be sent.
            yield Acquire(self._slots)
            try:
                move = yield from self._signed(exchange)
                if isinstance(move.step, TokenStep.SEND):
                    answer = yield from self._sent(move.step.request)
                    move = move.exchange.move_on(answer, self._now())
            finally:
                self._slots.release()
            exchange, self._clock_offset = move.exchange, move.clock_offset
            if isinstance(move.step, TokenStep.FINISH):
                return move.step.token
            if isinstance(move.step, TokenStep.WAIT):
                yield Sleep(move.step.until)

    def _signed(self, exchange: TokenExchange) -> Work[TokenMove]:
        if self._key is not None:
            return exchange.signed_by(self._key, self._now())
        step = exchange.step(self._now())
        if not isinstance(step, TokenStep.SIGN):
            return TokenMove(exchange=exchange, step=step, clock_offset=self._clock_offset)
        signature = yield Sign(step.grant)
        return exchange.move_on(Answer.SIGNED(step.grant, signature), self._now())

    def _authorized_answer(
        self, config: FlowConfig, call: str, request: Callable[[AccessToken], HttpRequest]
    ) -> Work[HttpResponse]:
        """Make a call of the consent API, with one more token when the first is refused."""
        wanted = core.api_token_request(config)
        token = yield from self.token(config, wanted)
        response = yield from self._answer(call, config.retry, request(token))
        if response.status != 401:
            return response
        token = yield from self.token(config, wanted, token.fingerprint())
        return (yield from self._answer(call, config.retry, request(token)))

    def _answer(self, call: str, retry: RetryPolicy, request: HttpRequest) -> Work[HttpResponse]:
        """Make a call again while a fault may pass. The last answer is given whatever it is."""
        attempts = CallAttempts.start(call, retry)
        while True:
            later: CallAttempts | None
            answer = yield from self._send(request)
            if isinstance(answer, Answer.FAILED):
                later = attempts.failed(answer.reason, self._now())
            else:
                assert isinstance(answer, Answer.RESPONDED)
                later = attempts.responded(answer.response, self._now())
                if later is None:
                    return answer.response
            attempts = later
            while (until := attempts.wait_until(self._now())) is not None:
                yield Sleep(until)

    def _send(self, request: HttpRequest) -> Work[Answer]:
        yield Acquire(self._slots)
        try:
            return (yield from self._sent(request))
        finally:
            self._slots.release()

    def _sent(self, request: HttpRequest) -> Work[Answer]:
        try:
            response: HttpResponse = yield Send(request)
        except (NoAnswer, OSError) as error:
            return Answer.FAILED(str(error) or type(error).__name__)
        return Answer.RESPONDED(response)


def _present(exchange: TokenExchange | None) -> TokenExchange:
    """Give the exchange, which is behind every step that signs."""
    assert exchange is not None
    return exchange
