"""Ctrl-C. Python drops an interrupt that comes while an object is freed, so a program that waits has to remember it."""

from __future__ import annotations

import signal
import threading
from collections.abc import Generator
from contextlib import contextmanager
from types import FrameType

_came = threading.Event()


@contextmanager
def remembered() -> Generator[None, None, None]:
    """Remember that one came, unless it is not Python's to handle: whoever started the program may have it ignored."""
    is_ours = signal.getsignal(signal.SIGINT) is signal.default_int_handler
    if not is_ours or threading.current_thread() is not threading.main_thread():
        yield
        return
    _came.clear()
    signal.signal(signal.SIGINT, _interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def heed() -> None:
    """Raise what was dropped."""
    if _came.is_set():
        raise KeyboardInterrupt


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    _came.set()
    raise KeyboardInterrupt
