"""What the program prints: results for people or machines on stdout, progress and faults on stderr."""

from __future__ import annotations

import json
import sys
from datetime import datetime
from typing import Any
from uuid import UUID

from .. import ConsentError, SystemClock
from . import interrupts


class Output:
    """Prints results as text, or as one JSON object in a line each."""

    def __init__(self, *, as_json: bool) -> None:
        """Print for people, or for machines."""
        self._as_json = as_json

    def result(self, text: str, /, **members: Any) -> None:
        """Print one result."""
        print(json.dumps(members, default=_plain, ensure_ascii=False) if self._as_json else text, flush=True)

    def fault(self, text: str, /, **members: Any) -> None:
        """Print what went wrong."""
        told = json.dumps({"error": text, **members}, default=_plain, ensure_ascii=False)
        print(told if self._as_json else f"samtykke: {text}", file=sys.stderr)

    def error(self, error: ConsentError) -> None:
        """Print an error, and what to do."""
        advice = f"\n  {error.advice}" if error.advice and not self._as_json else ""
        kind = error.kind.name.lower()
        members = {"code": error.code, "kind": kind, "serverCode": error.server_code, "status": error.status}
        members |= {"advice": error.advice, "retryable": error.retryable, "traceId": error.trace_id}
        self.fault(f"{error}{advice}", **{name: value for name, value in members.items() if value is not None})


class ProgressClock(SystemClock):
    """Sleeps, and says on stderr for what."""

    def __init__(self, waiting_for: str) -> None:
        """Say that it waits for this."""
        self._waiting_for = waiting_for
        self._since: datetime | None = None

    def sleep_until(self, until: datetime) -> None:
        """Sleep, unless the program was interrupted."""
        interrupts.heed()
        first, now = self._since is None, self.now()
        self._since = self._since or now
        if sys.stderr.isatty():
            seconds = round((now - self._since).total_seconds())
            print(f"\r… {self._waiting_for} ({seconds} s) ", end="", file=sys.stderr, flush=True)
        elif first:
            print(f"… {self._waiting_for}", file=sys.stderr, flush=True)
        super().sleep_until(until)

    def done(self) -> None:
        """End the line that was written over."""
        if self._since is not None and sys.stderr.isatty():
            print(file=sys.stderr)


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    return type(value).__name__
