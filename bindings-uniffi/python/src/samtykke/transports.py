"""How requests are sent: over httpx, or by the application."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from ._native.samtykke import HttpHeader, HttpRequest, HttpResponse
from ._routes import Routes
from .errors import NoAnswer

if TYPE_CHECKING:
    import httpx

__all__ = ["AsyncTransport", "HttpxAsyncTransport", "HttpxTransport", "Transport"]

TIMEOUT_SECONDS = 30.0
MAX_BODY = 1024 * 1024
"""No answer of either server comes near this."""
NEEDED_HEADERS = ("date", "retry-after")
USER_AGENT = "samtykke-python"


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
    """Sends over an ``httpx.Client``; without one over httpx's transports, which :meth:`close` closes."""

    def __init__(self, client: httpx.Client | None = None) -> None:
        """Send over ``client``."""
        import httpx

        self._errors = (httpx.HTTPError, httpx.InvalidURL)
        self._client = client
        self._routes = Routes(httpx.HTTPTransport)

    def send(self, request: HttpRequest) -> HttpResponse:
        """Send the request as it stands."""
        try:
            answer = self._answer(request)
            try:
                body = bytearray()
                for chunk in answer.iter_bytes():
                    body += _within_limit(body, chunk)
            finally:
                answer.close()
        except self._errors as error:
            raise NoAnswer(_reason(error)) from error
        return _response(answer, body)

    def _answer(self, request: HttpRequest) -> httpx.Response:
        if self._client is not None:
            return self._client.send(_of_client(self._client, request), stream=True, follow_redirects=False)
        sent = _own(request)
        return self._routes.to(sent.url).handle_request(sent)

    def close(self) -> None:
        """Close the connections, unless the application brought the client."""
        for route in self._routes.all():
            route.close()


class HttpxAsyncTransport:
    """Sends over an ``httpx.AsyncClient``; without one over httpx's transports, which :meth:`aclose` closes."""

    def __init__(self, client: httpx.AsyncClient | None = None) -> None:
        """Send over ``client``."""
        import httpx

        self._errors = (httpx.HTTPError, httpx.InvalidURL)
        self._client = client
        self._routes = Routes(httpx.AsyncHTTPTransport)

    async def send(self, request: HttpRequest) -> HttpResponse:
        """Send the request as it stands."""
        try:
            answer = await self._answer(request)
            try:
                body = bytearray()
                async for chunk in answer.aiter_bytes():
                    body += _within_limit(body, chunk)
            finally:
                await answer.aclose()
        except self._errors as error:
            raise NoAnswer(_reason(error)) from error
        return _response(answer, body)

    async def _answer(self, request: HttpRequest) -> httpx.Response:
        if self._client is not None:
            return await self._client.send(_of_client(self._client, request), stream=True, follow_redirects=False)
        sent = _own(request)
        return await self._routes.to(sent.url).handle_async_request(sent)

    async def aclose(self) -> None:
        """Close the connections, unless the application brought the client."""
        for route in self._routes.all():
            await route.aclose()


def _of_client(client: httpx.Client | httpx.AsyncClient, request: HttpRequest) -> httpx.Request:
    headers = [(header.name, header.value) for header in request.headers]
    return client.build_request(request.method.name, request.url, headers=headers, content=request.body)


def _own(request: HttpRequest) -> httpx.Request:
    import httpx

    headers = [(header.name, header.value) for header in request.headers]
    headers.append(("User-Agent", USER_AGENT))
    return httpx.Request(
        request.method.name,
        request.url,
        headers=headers,
        content=request.body,
        extensions={"timeout": dict.fromkeys(("connect", "read", "write", "pool"), TIMEOUT_SECONDS)},
    )


def _response(answer: httpx.Response, body: bytearray) -> HttpResponse:
    found = [(name, answer.headers.get(name)) for name in NEEDED_HEADERS]
    headers = [HttpHeader(name=name, value=value) for name, value in found if value is not None]
    return HttpResponse(status=answer.status_code, headers=headers, body=body.decode("utf-8", "replace"))


def _within_limit(body: bytearray, chunk: bytes) -> bytes:
    if len(body) + len(chunk) > MAX_BODY:
        raise NoAnswer("the answer is larger than 1 MiB")
    return chunk


def _reason(error: Exception) -> str:
    return f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
