"""Work that both clients do: generators that ask for what only a client can do, and are told what came of it."""

from __future__ import annotations

from collections.abc import Generator
from datetime import datetime
from typing import Any, Protocol, TypeVar, Union

from ._native.samtykke import Grant, HttpRequest

T = TypeVar("T")


class Lock(Protocol):
    """A lock of ``threading`` or ``asyncio``."""

    def acquire(self) -> Any:
        """Take it."""
        ...

    def release(self) -> None:
        """Give it back."""
        ...


# `dataclasses` takes longer to import than all of this package's own modules.
class Send:
    """Send the request: an ``HttpResponse``, or ``NoAnswer`` is raised."""

    __slots__ = ("request",)

    def __init__(self, request: HttpRequest) -> None:
        """Ask for it."""
        self.request = request


class Sign:
    """Have the grant signed: the signature."""

    __slots__ = ("grant",)

    def __init__(self, grant: Grant) -> None:
        """Ask for it."""
        self.grant = grant


class Sleep:
    """Come back at this time."""

    __slots__ = ("until",)

    def __init__(self, until: datetime) -> None:
        """Ask for it."""
        self.until = until


class Acquire:
    """Take the lock."""

    __slots__ = ("lock",)

    def __init__(self, lock: Lock) -> None:
        """Ask for it."""
        self.lock = lock


Effect = Union[Send, Sign, Sleep, Acquire]
Work = Generator[Effect, Any, T]
