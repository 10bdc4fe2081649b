"""Transport, clock and HTTP client of the application's own."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from email.utils import format_datetime

import httpx
import pytest

from samtykke import (
    ConsentClient,
    ConsentError,
    HttpHeader,
    HttpRequest,
    HttpResponse,
    HttpxAsyncTransport,
    KeySigner,
    NoAnswer,
    RetryPolicy,
    SyncConsentClient,
    TokenRequest,
)

from bank import SCOPE, Bank, now, visited
from sandbox import Sandbox


async def test_an_httpx_client_of_ones_own_is_used_and_left_open(bank: Bank) -> None:
    """With its proxies, hooks and trust store."""
    seen: list[str] = []

    async def see(request: httpx.Request) -> None:
        seen.append(request.url.path)

    async with httpx.AsyncClient(event_hooks={"request": [see]}) as http:
        async with ConsentClient(bank.key, http=http) as client:
            visited(await client.request_consent(bank.config(), bank.request()))
        assert seen == ["/token", "/accessmanagement/api/v1/enterprise/consentrequests"]
        assert not http.is_closed


async def test_a_clock_that_is_wrong_is_found_out(bank: Bank, faulty: Sandbox) -> None:
    """Maskinporten's date tells how far off ours is, and later grants know."""
    ahead = timedelta(minutes=-5)
    faulty.move_clock(ahead.total_seconds())
    transport = Dated(ahead)
    async with ConsentClient(bank.key, transport=transport) as client:
        await client.token(bank.config(), TokenRequest(scopes=[SCOPE]))
        assert transport.calls == 2
        await client.token(bank.config(), TokenRequest(scopes=[SCOPE], resource=["https://other.example"]))
        assert transport.calls == 3


def test_waits_are_the_clocks(bank: Bank) -> None:
    """Nothing sleeps but the clock, and the core says for how long."""
    clock = Stepping(now())
    config = bank.config()
    config.retry = RetryPolicy()
    client = SyncConsentClient(bank.key, transport=Silent(), clock=clock)
    with pytest.raises(ConsentError, match="after 4 attempts: the line is dead"):
        client.token(config, TokenRequest(scopes=[SCOPE]))
    waited = [round(wait.total_seconds() * 4) for wait in clock.waits]
    assert len(waited) == 3
    assert all(low <= wait <= high for wait, (low, high) in zip(waited, [(3, 4), (6, 8), (12, 16)], strict=True))


async def test_an_endless_answer_is_none(bank: Bank) -> None:
    """No answer of either server comes near a megabyte."""

    async def endless(_: httpx.Request) -> httpx.Response:
        return httpx.Response(200, content=b"a" * (1024 * 1024 + 1))

    async with httpx.AsyncClient(transport=httpx.MockTransport(endless)) as http:
        client = ConsentClient(bank.key, http=http)
        with pytest.raises(ConsentError, match="larger than 1 MiB"):
            await client.token(bank.config(), TokenRequest(scopes=[SCOPE]))


async def test_redirects_are_not_followed(bank: Bank) -> None:
    """A redirect would carry the token to another place."""
    asked: list[str] = []

    def redirect(request: httpx.Request) -> httpx.Response:
        asked.append(str(request.url))
        return httpx.Response(307, headers={"Location": "https://elsewhere.example/"})

    async with httpx.AsyncClient(transport=httpx.MockTransport(redirect), follow_redirects=True) as http:
        with pytest.raises(ConsentError) as refused:
            await ConsentClient(bank.key, http=http).token(bank.config(), TokenRequest(scopes=[SCOPE]))
    assert refused.value.status == 307
    assert asked == [f"{bank.sandbox.issuer}token"]


async def test_a_cancelled_task_stops_and_the_others_go_on(bank: Bank) -> None:
    """Who waited for the same token fetches it then."""
    transport = Slow()
    client = ConsentClient(bank.key, transport=transport)
    wanted = TokenRequest(scopes=[SCOPE])
    first = asyncio.create_task(client.token(bank.config(), wanted))
    await asyncio.sleep(0.02)
    second = asyncio.create_task(client.token(bank.config(), wanted))
    await asyncio.sleep(0.02)
    transport.delay = 0.0
    first.cancel()
    with pytest.raises(asyncio.CancelledError):
        await first
    assert transport.cancelled == 1
    assert (await second).value
    assert transport.sent == 2


async def test_a_wait_is_cancelled(bank: Bank, client: ConsentClient) -> None:
    """With a timeout, as anything in asyncio."""
    visit = visited(await client.request_consent(bank.config(), bank.request()))
    with pytest.raises(asyncio.TimeoutError):
        await asyncio.wait_for(client.wait_for_decision(visit.flow, interval=timedelta(hours=1)), 0.2)


async def test_a_key_that_cannot_sign_is_told() -> None:
    """A KeySigner reads PEM and JWK, and says what it cannot."""
    with pytest.raises(ConsentError) as refused:
        KeySigner.parse("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n")
    assert refused.value.code == "INVALID_INPUT"
    assert "AAAA" not in str(refused.value)


class Dated(HttpxAsyncTransport):
    """The servers' clock shows in their answers."""

    def __init__(self, ahead: timedelta) -> None:
        """Count from nothing."""
        super().__init__()
        self.ahead = ahead
        self.calls = 0

    async def send(self, request: HttpRequest) -> HttpResponse:
        """Send, and put the date right."""
        answer = await super().send(request)
        self.calls += 1
        answer.headers = [HttpHeader(name="Date", value=format_datetime(now() + self.ahead, usegmt=True))]
        return answer


class Slow(HttpxAsyncTransport):
    """Takes its time."""

    def __init__(self) -> None:
        """Count from nothing."""
        super().__init__()
        self.delay = 60.0
        self.sent = 0
        self.cancelled = 0

    async def send(self, request: HttpRequest) -> HttpResponse:
        """Wait, then send."""
        self.sent += 1
        try:
            await asyncio.sleep(self.delay)
        except asyncio.CancelledError:
            self.cancelled += 1
            raise
        return await super().send(request)


class Silent:
    """Nobody answers."""

    def send(self, request: HttpRequest) -> HttpResponse:
        """Give up at once."""
        raise NoAnswer("the line is dead")


class Stepping:
    """A clock that moves when somebody sleeps."""

    def __init__(self, start: datetime) -> None:
        """Begin at ``start``."""
        self.time = start
        self.waits: list[timedelta] = []

    def now(self) -> datetime:
        """Tell the time."""
        return self.time

    def sleep_until(self, until: datetime) -> None:
        """Be there."""
        self.waits.append(until - self.time)
        self.time = until
