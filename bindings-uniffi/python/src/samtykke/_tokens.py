"""The cache that all who share a client use, with one fetch for each kind of token."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime
from heapq import heappop, heappush
from weakref import WeakValueDictionary

from ._native.samtykke import AccessToken
from ._work import Acquire, Lock, Work


class TokenStore:
    """Who holds the turn of a key fetches its token; the others wait and find it."""

    def __init__(self, new_lock: Callable[[], Lock], now: Callable[[], datetime]) -> None:
        """Begin empty."""
        self._new_lock = new_lock
        self._now = now
        self._tokens: dict[str, AccessToken] = {}
        self._expiries: list[tuple[datetime, str]] = []
        self._turns: WeakValueDictionary[str, Lock] = WeakValueDictionary()
        self._guard = threading.Lock()

    def find_or(self, key: str, refused: str | None, fetch: Callable[[], Work[AccessToken]]) -> Work[AccessToken]:
        """Give the kept token, or what ``fetch`` gives: called once for a key, however many wait.

        ``refused`` is the fingerprint of a token that an API did not take.
        """
        turn = self._turn(key)
        yield Acquire(turn)
        try:
            token = self._find(key, refused)
            if token is None:
                token = yield from fetch()
                self._put(key, token)
            return token
        finally:
            turn.release()

    def _turn(self, key: str) -> Lock:
        with self._guard:
            turn = self._turns.get(key)
            if turn is None:
                turn = self._turns[key] = self._new_lock()
            return turn

    def _put(self, key: str, token: AccessToken) -> None:
        with self._guard:
            self._tokens[key] = token
            heappush(self._expiries, (token.expires_at, key))

    def _find(self, key: str, refused: str | None) -> AccessToken | None:
        now = self._now()
        with self._guard:
            while self._expiries and self._expiries[0][0] <= now:
                _, expired = heappop(self._expiries)
                # Another token may have taken its place.
                if expired in self._tokens and self._tokens[expired].expires_at <= now:
                    del self._tokens[expired]
            token = self._tokens.get(key)
        if token is None or not token.is_fresh(now):
            return None
        return None if refused is not None and token.fingerprint() == refused else token

    def __len__(self) -> int:
        """How many tokens are kept."""
        return len(self._tokens)
