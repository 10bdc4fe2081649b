"""Which way requests go when the application brings no client of httpx."""

from __future__ import annotations

import httpx
import pytest

from samtykke._routes import Routes

PROXY = "http://proxy.example:3128"


@pytest.fixture(autouse=True)
def only_these_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give the environment one proxy for https, and one host that it is not for."""
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.setenv("http_proxy", PROXY)
    monkeypatch.setenv("https_proxy", PROXY)
    monkeypatch.setenv("no_proxy", "inside.example")


def transport(*, proxy: str | None) -> list[str | None]:
    """Stand in for one of httpx's."""
    return [proxy]


def way(url: str) -> str | None:
    """Tell the proxy that a request to the address would go through."""
    return Routes(transport).to(httpx.URL(url))[0]


def test_https_goes_through_the_proxy_of_the_environment() -> None:
    """As with any client of httpx."""
    assert way("https://platform.altinn.no/x") == PROXY


def test_a_proxy_may_come_without_a_scheme(monkeypatch: pytest.MonkeyPatch) -> None:
    """Then it is http."""
    monkeypatch.setenv("https_proxy", "proxy.example:3128")
    assert way("https://platform.altinn.no/x") == PROXY


def test_a_host_without_proxy_is_asked_directly() -> None:
    """The environment says so."""
    assert way("https://api.inside.example/x") is None


def test_http_is_never_seen_by_a_proxy() -> None:
    """It goes to this machine, and is not encrypted."""
    assert way("http://127.0.0.1:4010/x") is None


def test_hosts_share_the_connections_of_their_way() -> None:
    """One transport for each proxy."""
    routes = Routes(transport)
    assert routes.to(httpx.URL("https://a.example")) is routes.to(httpx.URL("https://b.example"))
    assert len(routes.all()) == 1
