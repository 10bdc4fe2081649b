"""How requests are sent: over httpx, or by the application."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from ._native.samtykke import HttpHeader, HttpRequest, HttpResponse
from .errors import NoAnswer

if TYPE_CHECKING:
    import httpx

__all__ = ["AsyncTransport", "HttpxAsyncTransport", "HttpxTransport", "Transport"]

TIMEOUT_SECONDS = 30.0
MAX_BODY = 1024 * 1024
"""No answer of either server comes near this."""
NEEDED_HEADERS = ("date", "retry-after")


class Transport(Protocol):
    """Sends requests for :class:`~samtykke.SyncConsentClient`."""

    def send(self, request: HttpRequest) -> HttpResponse:
        """Send the request as it stands, without following redirects; any status is an answer.

        Raises :class:`~samtykke.NoAnswer` or ``OSError`` when no whole answer came.
        """
        ...


class AsyncTransport(Protocol):
    """Sends requests for :class:`~samtykke.ConsentClient`."""

    async def send(self, request: HttpRequest) -> HttpResponse:
        """Send the request as it stands, without following redirects; any status is an answer.

        Raises :class:`~samtykke.NoAnswer` or ``OSError`` when no whole answer came.
        """
        ...


class HttpxTransport:
    """Sends over an ``httpx.Client``; without one over a client of its own, which :meth:`close` closes."""

    def __init__(self, client: httpx.Client | None = None) -> None:
        """Send over ``client``."""
        import httpx

        self._owned = client is None
        self._errors = (httpx.HTTPError, httpx.InvalidURL)
        # What goes to http, which the core allows on this machine only, is not encrypted, so no proxy may see it.
        self._client = client or httpx.Client(timeout=TIMEOUT_SECONDS, mounts={"http://": None})

    def send(self, request: HttpRequest) -> HttpResponse:
        """Send the request as it stands."""
        try:
            answer = self._client.send(_httpx_request(self._client, request), stream=True, follow_redirects=False)
            try:
                body = bytearray()
                for chunk in answer.iter_bytes():
                    body += _within_limit(body, chunk)
            finally:
                answer.close()
        except self._errors as error:
            raise NoAnswer(_reason(error)) from error
        return _response(answer, body)

    def close(self) -> None:
        """Close the connections, unless the application brought the client."""
        if self._owned:
            self._client.close()


class HttpxAsyncTransport:
    """Sends over an ``httpx.AsyncClient``; without one over a client of its own, which :meth:`aclose` closes."""

    def __init__(self, client: httpx.AsyncClient | None = None) -> None:
        """Send over ``client``."""
        import httpx

        self._owned = client is None
        self._errors = (httpx.HTTPError, httpx.InvalidURL)
        self._client = client or httpx.AsyncClient(timeout=TIMEOUT_SECONDS, mounts={"http://": None})

    async def send(self, request: HttpRequest) -> HttpResponse:
        """Send the request as it stands."""
        try:
            sent = _httpx_request(self._client, request)
            answer = await self._client.send(sent, stream=True, follow_redirects=False)
            try:
                body = bytearray()
                async for chunk in answer.aiter_bytes():
                    body += _within_limit(body, chunk)
            finally:
                await answer.aclose()
        except self._errors as error:
            raise NoAnswer(_reason(error)) from error
        return _response(answer, body)

    async def aclose(self) -> None:
        """Close the connections, unless the application brought the client."""
        if self._owned:
            await self._client.aclose()


def _httpx_request(client: httpx.Client | httpx.AsyncClient, request: HttpRequest) -> httpx.Request:
    headers = [(header.name, header.value) for header in request.headers]
    return client.build_request(request.method.name, request.url, headers=headers, content=request.body)


def _response(answer: httpx.Response, body: bytearray) -> HttpResponse:
    headers = [HttpHeader(name=name, value=answer.headers[name]) for name in NEEDED_HEADERS if name in answer.headers]
    return HttpResponse(status=answer.status_code, headers=headers, body=body.decode("utf-8", "replace"))


def _within_limit(body: bytearray, chunk: bytes) -> bytes:
    if len(body) + len(chunk) > MAX_BODY:
        raise NoAnswer("the answer is larger than 1 MiB")
    return chunk


def _reason(error: Exception) -> str:
    return f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
