"""The client for asyncio."""

# pyright: reportPrivateUsage=false

from __future__ import annotations

import asyncio
import inspect
from collections.abc import AsyncIterator
from datetime import datetime, timedelta, timezone
from types import TracebackType
from typing import TYPE_CHECKING, Any
from uuid import UUID

from ._driver import MAX_REQUESTS, Driver
from ._native.samtykke import (
    AccessToken,
    ConsentFlow,
    ConsentRequest,
    ConsentResource,
    ConsentState,
    ConsentStatusChange,
    ConsentTokenVerifier,
    Environment,
    EventCursor,
    EventFeed,
    EventFeedConfig,
    FlowConfig,
    KeySigner,
    Outcome,
    Party,
    RequestProblem,
    TokenRequest,
    VerifiedConsent,
)
from ._work import Acquire, Effect, Send, Sign, T, Work
from .clocks import AsyncClock, seconds_until
from .errors import ConsentError
from .pauses import Pause
from .signers import AsyncSigner, Signer
from .transports import AsyncTransport, HttpxAsyncTransport

if TYPE_CHECKING:
    import httpx

__all__ = ["AsyncConsentEvents", "AsyncSystemClock", "ConsentClient"]


class ConsentClient:
    """Drives flows: it signs, sends, waits and shares tokens.

    Tasks of one event loop share it. A cancelled task stops its work, and those who waited for the same token go on.

    >>> async with ConsentClient(KeySigner.parse(pem)) as client:          # doctest: +SKIP
    ...     pause = await client.request_consent(config, request)
    ...     # keep pause.flow.to_json(), send the user to pause.url; later, when the user is back:
    ...     pause = await client.user_returned(ConsentFlow.from_json(stored), return_url)
    """

    def __init__(
        self,
        signer: KeySigner | Signer | AsyncSigner,
        *,
        http: httpx.AsyncClient | None = None,
        transport: AsyncTransport | None = None,
        clock: AsyncClock | None = None,
    ) -> None:
        """Sign with ``signer``, and send over ``transport``, over ``http``, or over an httpx client of its own."""
        self._signer = signer
        self._transport = transport or HttpxAsyncTransport(http)
        self._clock = clock or AsyncSystemClock()
        self._driver = Driver(signer, self._clock.now, asyncio.Lock, asyncio.Semaphore(MAX_REQUESTS))

    async def request_consent(self, config: FlowConfig, request: ConsentRequest) -> Pause:
        """Create the consent request."""
        return await self._run(self._driver.request_consent(config, request))

    async def user_returned(self, flow: ConsentFlow, url: str) -> Pause:
        """Go on after the user came back to ``url``: read the status and fetch the consent token.

        After an error ``flow`` can be used again.
        """
        return await self._run(self._driver.user_returned(flow, url))

    async def check_status(self, flow: ConsentFlow) -> Pause:
        """Go on without the user: :class:`Visit` again while nothing is decided."""
        return await self._run(self._driver.check_status(flow))

    async def wait_for_decision(
        self, flow: ConsentFlow, *, interval: timedelta = timedelta(seconds=5), deadline: datetime | None = None
    ) -> Pause:
        """Ask for the status every ``interval`` until the user has decided or ``deadline`` has passed.

        After the deadline it is :class:`Visit`, with the flow to go on with.
        """
        return await self._run(self._driver.wait_for_decision(flow, interval, deadline))

    async def drive(self, flow: ConsentFlow) -> Pause:
        """Do all steps up to the next one that needs the user, or to the end."""
        return await self._run(self._driver.drive(flow))

    async def consent(self, config: FlowConfig, id: UUID) -> ConsentState:
        """Read one consent by its id."""
        return await self._run(self._driver.consent(config, id))

    async def consent_token(self, config: FlowConfig, id: UUID, from_party: Party) -> Outcome:
        """Fetch a consent token for the consent that ``from_party`` gave, from the cache when it holds one.

        When Maskinporten refuses and does not say that the client is at fault, the consent's status is read: a consent
        that has ended is an outcome, one that waits for its user leaves Maskinporten's error.
        """
        return await self._run(self._driver.consent_token(config, id, from_party))

    async def token(self, config: FlowConfig, request: TokenRequest) -> AccessToken:
        """Fetch a token for a call of your own, from the cache when it holds one."""
        return await self._run(self._driver.token(config, request))

    async def altinn_token(self, config: FlowConfig, request: TokenRequest) -> AccessToken:
        """Fetch Altinn's own token for APIs that do not take Maskinporten's, from the cache when it holds one."""
        return await self._run(self._driver.altinn_token(config, request))

    async def resource(self, environment: Environment, id: str) -> ConsentResource | None:
        """Read what a resource asks of a consent request; ``None`` when the registry does not have it."""
        return await self._run(self._driver.resource(environment, id))

    async def consent_resources(self, environment: Environment) -> list[ConsentResource]:
        """Read all resources that consent can be asked for. The list changes seldom: keep it for some minutes."""
        return await self._run(self._driver.consent_resources(environment))

    async def check_request(self, environment: Environment, request: ConsentRequest) -> list[RequestProblem]:
        """Find everything that Altinn would refuse by the rules of the resources that ``request`` names."""
        return await self._run(self._driver.check_request(environment, request))

    async def verify_consent_token(self, verifier: ConsentTokenVerifier, token: str) -> VerifiedConsent:
        """Verify the consent token (without ``Bearer``) that an API was called with."""
        return await self._run(self._driver.verify_consent_token(verifier, token))

    def events(self, config: EventFeedConfig, cursor: EventCursor) -> AsyncConsentEvents:
        """Follow the events from where ``cursor`` stands."""
        return AsyncConsentEvents(self, EventFeed.start(config, cursor))

    async def aclose(self) -> None:
        """Close the connections that the client made itself."""
        if isinstance(self._transport, HttpxAsyncTransport):
            await self._transport.aclose()

    async def __aenter__(self) -> ConsentClient:
        """Close at the end of the block."""
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the connections."""
        await self.aclose()

    async def _run(self, work: Work[T]) -> T:
        try:
            effect = next(work)
            while True:
                try:
                    result = await self._perform(effect)
                except BaseException as error:
                    effect = work.throw(error)
                else:
                    effect = work.send(result)
        except StopIteration as done:
            value: T = done.value
            return value

    async def _perform(self, effect: Effect) -> Any:
        if isinstance(effect, Send):
            return await self._transport.send(effect.request)
        if isinstance(effect, Sign):
            return await _signature(self._signer, effect)
        if isinstance(effect, Acquire):
            return await effect.lock.acquire()
        return await self._clock.sleep_until(effect.until)


class AsyncConsentEvents:
    """The events of all consents of an organization, as they come: each look gives at least one.

    Until :meth:`delivered` is called the same events come again. After an error a new loop goes on.

    >>> async for batch in client.events(config, cursor):                      # doctest: +SKIP
    ...     handle(batch)
    ...     store(events.delivered().to_json())
    """

    def __init__(self, client: ConsentClient, feed: EventFeed) -> None:
        """Begin with ``feed``."""
        self._client = client
        self._feed = feed

    def __aiter__(self) -> AsyncIterator[list[ConsentStatusChange]]:
        """Go on where the feed is."""
        return self

    async def __anext__(self) -> list[ConsentStatusChange]:
        """Wait for the next events."""
        work = self._client._driver.next_events(self._feed, self._keep)
        events = await self._client._run(work)
        if events is None:
            raise StopAsyncIteration
        return events

    def delivered(self) -> EventCursor:
        """Confirm that the events were acted on. Store the cursor before the next ones."""
        self._feed = self._feed.delivered(self._client._clock.now())
        return self._feed.cursor()

    @property
    def cursor(self) -> EventCursor:
        """Where the feed has come to."""
        return self._feed.cursor()

    def _keep(self, feed: EventFeed) -> None:
        self._feed = feed


class AsyncSystemClock:
    """The machine's clock, for asyncio."""

    def now(self) -> datetime:
        """Tell the time."""
        return datetime.now(timezone.utc)

    async def sleep_until(self, until: datetime) -> None:
        """Sleep, and let others work."""
        await asyncio.sleep(seconds_until(self.now(), until))


async def _signature(signer: Any, effect: Sign) -> Any:
    try:
        signature = signer.sign(effect.grant.signing_input, effect.grant.algorithm)
        return await signature if inspect.isawaitable(signature) else signature
    except ConsentError:
        raise
    except Exception as error:
        raise ConsentError.signing(str(error) or type(error).__name__) from error
