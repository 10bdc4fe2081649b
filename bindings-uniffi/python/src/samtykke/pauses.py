"""Where a flow stops and needs somebody else."""

from __future__ import annotations

from typing import NamedTuple, Union

from ._native.samtykke import ConsentFlow, Outcome

__all__ = ["Finish", "Pause", "Visit"]


class Visit(NamedTuple):
    """The user must decide: store ``flow.to_json()``, send the user to ``url``."""

    flow: ConsentFlow
    url: str

    def __repr__(self) -> str:
        """Leave the flow out, which holds personal data."""
        return f"Visit(url={self.url!r})"


class Finish(NamedTuple):
    """The flow is at its end."""

    outcome: Outcome


Pause = Union[Visit, Finish]
"""A flow waits for its user, or is at its end."""
