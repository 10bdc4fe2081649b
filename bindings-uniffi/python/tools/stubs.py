"""Write the types of the generated module, as they are at run time: ``python tools/stubs.py`` prints the stub.

UniFFI's own annotations do not say that a variant is an instance of its enum, nor which arguments may be left out.
"""

from __future__ import annotations

import enum
import inspect
import re
import typing
from collections.abc import Iterator
from types import FunctionType

import samtykke  # noqa: F401 - it sets the defaults
from samtykke._native import samtykke as module

core: typing.Any = module

HEADER = '''"""Generated from the core: see tools/stubs.py."""

import enum
from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

ConsentId = UUID
Extensions = dict[str, str]
Metadata = dict[str, str]
OrganizationNumber = str
PartyUrn = str
PersonNumber = str
RedirectUrl = str
Secret = str
Timestamp = datetime
TokenKey = str
'''


def stub() -> str:
    """Give the whole stub."""
    parts = [HEADER]
    for name in core.__all__:
        if not name.endswith("Protocol"):
            parts.append("\n".join(of(name, getattr(core, name))))
    return "\n".join(parts) + "\n"


def of(name: str, made: object) -> Iterator[str]:
    """Give the lines for one name."""
    if isinstance(made, FunctionType):
        yield f"def {name}({arguments(made)}) -> {result(made)}: ..."
        return
    assert isinstance(made, type)
    variants = {key: value for key, value in vars(made).items() if isinstance(value, type) and issubclass(value, made)}
    if variants:
        yield from sum_type(name, made, variants)
    elif issubclass(made, enum.Enum):
        yield f"class {name}(enum.Enum):"
        yield from (f"    {member.name} = {member.value}" for member in made)
        yield from methods(made)
    elif issubclass(made, Exception):
        yield f"class {name}(Exception):"
        yield from methods(made) if vars(made).get("_uniffi_make_instance") else iter(["    ..."])
    else:
        yield f"class {name}:"
        yield from members(vars(made).get("__init__"))
        yield from methods(made)


def sum_type(name: str, made: type, variants: dict[str, type]) -> Iterator[str]:
    """Give an enum whose variants carry something."""
    yield f"class {name}:"
    yield from (f"    {variant} = _{name}_{variant}" for variant in variants)
    yield from (f"    def is_{variant.lower()}(self) -> bool: ..." for variant in variants)
    yield from methods(made)
    for variant, part in variants.items():
        initializer = vars(part.__mro__[1]).get("__init__")
        yield f"\nclass _{name}_{variant}({name}):"
        yield from members(initializer)


def members(initializer: object) -> Iterator[str]:
    """Give the fields of a record, and its initializer."""
    if not isinstance(initializer, FunctionType):
        return
    given = [part for part in inspect.signature(initializer).parameters.values() if part.name != "self"]
    if any(part.kind is part.VAR_POSITIONAL for part in given):
        return
    if not is_primary(initializer):
        yield from (f"    {part.name}: {annotation(part.annotation, given=False)}" for part in given)
    yield f"    def __init__(self{', ' if given else ''}{arguments(initializer)}) -> None: ..."


def is_primary(initializer: FunctionType) -> bool:
    """Tell whether it is the constructor of an object, which has no fields."""
    return "_UniffiLib" in initializer.__code__.co_names


def methods(made: type) -> Iterator[str]:
    """Give the public methods of a type."""
    count = 0
    for name, method in sorted(vars(made).items()):
        function = method.__func__ if isinstance(method, classmethod) else method
        if name.startswith("_") or (
            name.lower().startswith("is_")
            and "_UniffiLib" not in getattr(getattr(function, "__code__", None), "co_names", ())
        ):
            continue
        if not isinstance(function, FunctionType):
            continue
        count += 1
        rest = arguments(function)
        first = "cls" if isinstance(method, classmethod) else "self"
        if isinstance(method, classmethod):
            yield "    @classmethod"
        yield f"    def {name}({first}{', ' if rest else ''}{rest}) -> {result(function)}: ..."
    if not count and issubclass(made, enum.Enum) is False and "__init__" not in vars(made):
        yield "    ..."


def arguments(function: FunctionType) -> str:
    """Give what a function takes."""
    parts = []
    keyword_only = False
    for part in inspect.signature(function).parameters.values():
        if part.name in ("self", "cls"):
            continue
        if part.kind is part.KEYWORD_ONLY and not keyword_only:
            keyword_only = True
            parts.append("*")
        default = "" if part.default is part.empty else " = ..."
        parts.append(f"{part.name}: {annotation(part.annotation, given=True)}{default}")
    return ", ".join(parts)


def result(function: FunctionType) -> str:
    """Give what a function returns."""
    return annotation(typing.cast(str, function.__annotations__.get("return", "None")), given=False)


def annotation(text: str, *, given: bool) -> str:
    """Give a type as Python 3.10 writes it; what is given may be any sequence."""
    text = text.replace("datetime.datetime", "datetime").replace("typing.", "").replace("uuid.UUID", "UUID")
    while (optional := re.search(r"Optional\[([^\[\]]*(?:\[[^\[\]]*\])?[^\[\]]*)\]", text)) is not None:
        text = text.replace(optional[0], f"{optional[1]} | None")
    if given:
        text = re.sub(r"\b[Ll]ist\[", "Sequence[", text)
        text = re.sub(r"\bMetadata\b", "Mapping[str, str]", text)
    return re.sub(r"\bList\[", "list[", text)


if __name__ == "__main__":
    print(stub(), end="")
