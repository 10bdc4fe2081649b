"""Where a flow stops and needs somebody else."""

from __future__ import annotations

from typing import Union

from ._native.samtykke import ConsentFlow, Outcome

__all__ = ["Finish", "Pause", "Visit"]


class _Frozen:
    """Cannot be changed. `dataclasses` and `NamedTuple` take long to import and to make a class."""

    def __init__(self, **members: object) -> None:
        self.__dict__.update(members)

    def __setattr__(self, name: str, value: object) -> None:
        """Refuse."""
        raise AttributeError(f"{type(self).__name__}.{name} cannot be changed")

    def __eq__(self, other: object) -> bool:
        """Compare what they hold."""
        return type(self) is type(other) and self.__dict__ == other.__dict__


class Visit(_Frozen):
    """The user must decide: store ``flow.to_json()``, send the user to ``url``."""

    flow: ConsentFlow
    url: str
    __match_args__ = ("flow", "url")

    def __init__(self, flow: ConsentFlow, url: str) -> None:
        """Stop before the user's decision."""
        super().__init__(flow=flow, url=url)

    def __repr__(self) -> str:
        """Leave the flow out, which holds personal data."""
        return f"Visit(url={self.url!r})"


class Finish(_Frozen):
    """The flow is at its end."""

    outcome: Outcome
    __match_args__ = ("outcome",)

    def __init__(self, outcome: Outcome) -> None:
        """Stop with the outcome."""
        super().__init__(outcome=outcome)

    def __repr__(self) -> str:
        """Show the outcome."""
        return f"Finish(outcome={self.outcome!r})"


Pause = Union[Visit, Finish]
"""A flow waits for its user, or is at its end."""
