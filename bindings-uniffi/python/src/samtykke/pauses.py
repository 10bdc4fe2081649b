"""Where a flow stops and needs somebody else."""

from __future__ import annotations

from typing import Union

from ._native.samtykke import ConsentFlow, Outcome

__all__ = ["Finish", "Pause", "Visit"]


# Written out: `dataclasses` and `NamedTuple` take long to import and to make a class.
class Visit:
    """The user must decide: store ``flow.to_json()``, send the user to ``url``."""

    __slots__ = ("flow", "url")
    __match_args__ = ("flow", "url")

    def __init__(self, flow: ConsentFlow, url: str) -> None:
        """Stop before the user's decision."""
        self.flow = flow
        self.url = url

    def __repr__(self) -> str:
        """Leave the flow out, which holds personal data."""
        return f"Visit(url={self.url!r})"


class Finish:
    """The flow is at its end."""

    __slots__ = ("outcome",)
    __match_args__ = ("outcome",)

    def __init__(self, outcome: Outcome) -> None:
        """Stop with the outcome."""
        self.outcome = outcome

    def __eq__(self, other: object) -> bool:
        """Compare the outcomes."""
        return isinstance(other, Finish) and self.outcome == other.outcome

    def __repr__(self) -> str:
        """Show the outcome."""
        return f"Finish(outcome={self.outcome!r})"


Pause = Union[Visit, Finish]
"""A flow waits for its user, or is at its end."""
