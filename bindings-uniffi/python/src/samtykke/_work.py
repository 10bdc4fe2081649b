"""Work that both clients do: generators that ask for what only a client can do, and are told what came of it."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
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


@dataclass(frozen=True)
class Send:
    """Send the request: an ``HttpResponse``, or ``NoAnswer`` is raised."""

    request: HttpRequest


@dataclass(frozen=True)
class Sign:
    """Have the grant signed: the signature."""

    grant: Grant


@dataclass(frozen=True)
class Sleep:
    """Come back at this time."""

    until: datetime


@dataclass(frozen=True)
class Acquire:
    """Take the lock."""

    lock: Lock


Effect = Union[Send, Sign, Sleep, Acquire]
Work = Generator[Effect, Any, T]
