"""Time, which the core does not have."""

from __future__ import annotations

import time
from datetime import datetime, timezone
from typing import Protocol

__all__ = ["AsyncClock", "Clock", "SystemClock"]


class Clock(Protocol):
    """What :class:`~samtykke.SyncConsentClient` knows of time."""

    def now(self) -> datetime:
        """Tell the time, with its zone."""
        ...

    def sleep_until(self, until: datetime) -> None:
        """Return when ``until`` has come."""
        ...


class AsyncClock(Protocol):
    """What :class:`~samtykke.ConsentClient` knows of time."""

    def now(self) -> datetime:
        """Tell the time, with its zone."""
        ...

    async def sleep_until(self, until: datetime) -> None:
        """Return when ``until`` has come."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """Tell the time."""
        return datetime.now(timezone.utc)

    def sleep_until(self, until: datetime) -> None:
        """Sleep."""
        time.sleep(seconds_until(self.now(), until))


def seconds_until(now: datetime, until: datetime) -> float:
    """Tell how long it is from ``now``."""
    return max(0.0, (until - now).total_seconds())
