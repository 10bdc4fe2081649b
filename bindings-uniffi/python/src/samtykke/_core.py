"""What the core's generated module needs to feel like Python: one exception, defaults, and texts without secrets."""

from __future__ import annotations

import enum
from copy import deepcopy
from datetime import datetime, timezone
from functools import wraps
from types import FunctionType
from typing import Any, cast

from . import _buffers
from ._native import samtykke as module
from .errors import ConsentError, InternalError

NoneType = type(None)

core: Any = module
"""With what its types do not tell."""


def adapt() -> None:
    """Change the generated module, once, when the package is imported."""
    _buffers.install()
    _raise_consent_errors()
    _set_defaults()
    members: dict[str, Any] = core.__dict__
    names: list[str] = core.__all__
    for made in (members[name] for name in names):
        if isinstance(made, type) and not issubclass(made, (enum.Enum, BaseException)):
            _set_texts(cast(Any, made))


def _raise_consent_errors() -> None:
    converter = core._UniffiFfiConverterTypeConsentError__as_error
    lift = converter.lift

    def raised(buffer: Any) -> ConsentError:
        return ConsentError.of(lift(buffer))

    converter.lift = staticmethod(raised)


def _set_defaults() -> None:
    """Keyword arguments that may be left out take the core's own defaults."""
    environment = core.Environment.PRODUCTION()
    client = core.new_maskinporten_client("", "")
    party = core.parse_party("991825827")
    epoch = datetime.fromtimestamp(0, timezone.utc)
    right = core.new_consent_right("")
    request = core.new_consent_request(party, "991825827", epoch, [], "https://example.com")
    _defaults(request, "from_party", "to_party", "valid_to", "rights", "redirect_url")
    _defaults(right, "resource")
    _defaults(client, "client_id", "key")
    _defaults(core.new_flow_config(environment, client), "environment", "client")
    _defaults(core.new_event_feed_config(environment, client), "environment", "client")
    _defaults(core.new_consent_token_options(environment, [""]), "environment", "scopes")
    _defaults(core.new_token_request([""]), "scopes")
    for record in (core.new_event_filter(), core.new_retry_policy(), core.new_language_text()):
        _defaults(record)
    _defaults(core.HttpResponse(status=0, headers=[], body=""), "status")


def _defaults(record: Any, *required: str) -> None:
    made = cast(type[object], type(record))
    initializer: FunctionType = vars(made)["__init__"]
    defaults: dict[str, Any] = {name: value for name, value in record.__dict__.items() if name not in required}
    initializer.__kwdefaults__ = defaults
    own = {name: value for name, value in defaults.items() if not isinstance(value, (str, int, enum.Enum, NoneType))}
    if own:
        setattr(made, "__init__", _with_own(initializer, own))  # noqa: B010


def _with_own(initializer: FunctionType, defaults: dict[str, Any]) -> Any:
    """Give each record lists and records of its own."""

    @wraps(initializer)
    def initialize(self: object, **given: Any) -> None:
        for name, value in defaults.items():
            if name not in given:
                given[name] = deepcopy(value)
        initializer(self, **given)

    return initialize


def _set_texts(made: type) -> None:
    """Types that hold something private have a text from Rust; the others show their members."""
    variants = [member for member in vars(made).values() if isinstance(member, type) and issubclass(member, made)]
    for shown in variants or [made]:
        base = shown.__mro__[1] if variants else shown
        told = vars(base).get("__repr__")
        if told is not None and told.__module__ == core.__name__ and "_UniffiLib" in told.__code__.co_names:
            shown.__repr__ = _safe(told)  # type: ignore[method-assign]
            if "_UniffiLib" not in shown.__str__.__code__.co_names:
                shown.__str__ = shown.__repr__  # type: ignore[method-assign]
        elif "__str__" in vars(base):
            shown.__repr__ = shown.__str__  # type: ignore[method-assign]


def _safe(told: Any) -> Any:
    def text(self: object) -> str:
        try:
            return str(told(self))
        except InternalError:
            return f"{type(self).__name__}([not valid])"

    return text
