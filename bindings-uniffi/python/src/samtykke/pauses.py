"""Where a flow stops and needs somebody else."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Union

from ._native.samtykke import ConsentFlow, Outcome

__all__ = ["Finish", "Pause", "Visit"]


@dataclass(frozen=True)
class Visit:
    """The user must decide: store ``flow.to_json()``, send the user to ``url``."""

    flow: ConsentFlow = field(repr=False)
    url: str


@dataclass(frozen=True)
class Finish:
    """The flow is at its end."""

    outcome: Outcome


Pause = Union[Visit, Finish]
"""A flow waits for its user, or is at its end."""
