"""Which way a request goes: straight, or through the proxy that the environment names."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    import httpx

R = TypeVar("R")


class Routes(Generic[R]):
    """Transports of httpx, one for each proxy; a client of httpx does much more for each request."""

    def __init__(self, new_transport: Callable[..., R]) -> None:
        """Begin without any."""
        self._new_transport = new_transport
        self._by_proxy: dict[str | None, R] = {}
        self._by_host: dict[tuple[str, str], R] = {}

    def to(self, url: httpx.URL) -> R:
        """Give the transport for the address."""
        key = (url.scheme, url.host)
        route = self._by_host.get(key)
        if route is None:
            route = self._by_host[key] = self._through(_proxy(*key))
        return route

    def all(self) -> Collection[R]:
        """Give what was made."""
        return self._by_proxy.values()

    def _through(self, proxy: str | None) -> R:
        made = self._by_proxy.get(proxy)
        return made or self._by_proxy.setdefault(proxy, self._new_transport(proxy=proxy))


def _proxy(scheme: str, host: str) -> str | None:
    from urllib.request import getproxies, proxy_bypass

    # What goes to http, which the core allows on this machine only, is not encrypted, so no proxy may see it.
    if scheme != "https" or proxy_bypass(host):
        return None
    proxies = getproxies()
    proxy = proxies.get("https") or proxies.get("all")
    return proxy if proxy is None or "://" in proxy else f"http://{proxy}"
