"""The types of the generated module are those that are checked in."""

from __future__ import annotations

import os
import sys
from pathlib import Path

PACKAGE = Path(__file__).parent.parent
sys.path.insert(0, str(PACKAGE / "tools"))

import stubs  # noqa: E402


def test_the_stub_is_what_the_core_exports() -> None:
    """A change is a decision: run with ``SAMTYKKE_WRITE_STUB=1`` to take it, and read the difference."""
    path = PACKAGE / "src/samtykke/_native/samtykke.pyi"
    if os.environ.get("SAMTYKKE_WRITE_STUB"):
        path.write_text(stubs.stub())
    assert path.read_text() == stubs.stub()
