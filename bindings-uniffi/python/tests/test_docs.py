"""What the documentation shows is so."""

from __future__ import annotations

import ast
import doctest
import inspect
import re
import subprocess
import sys
from pathlib import Path

import samtykke

README = Path(__file__).parent.parent / "README.md"


def test_the_example_in_the_module_is_true() -> None:
    """As a reader would type it."""
    tests, failed = doctest.testmod(samtykke)[::-1]
    assert (tests, failed) == (1, 0)


def test_the_readmes_program_can_be_read() -> None:
    """And names only what is there."""
    (program,) = re.findall(r"```python\n(.*?)```", README.read_text(), re.DOTALL)
    tree = ast.parse(program)
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and node.id[0].isupper()}
    assert names <= set(samtykke.__all__)


def test_everything_public_is_documented() -> None:
    """Classes with all that is in them, and functions: with the words of the core, where they are the core's."""
    public = {name: getattr(samtykke, name) for name in samtykke.__all__}
    own = {name: value for name, value in public.items() if getattr(value, "__module__", "").startswith("samtykke")}
    assert len(own) > 100
    assert [name for name, value in own.items() if not documented(value)] == []


def documented(value: object) -> bool:
    """Tell whether it has a text of its own, and so has all that is public in it."""
    if not inspect.isclass(value):
        return bool(inspect.getdoc(value))
    members = [member for name, member in vars(value).items() if not name.startswith(("_", "is_"))]
    inner = [member for member in members if inspect.isroutine(member) or isinstance(member, (type, property))]
    # A variant inherits from the class that has its text. `getdoc` would also find the text of a class further up.
    return bool(value.__doc__ or value.__mro__[1].__doc__) and all(documented(member) for member in inner)


def test_asyncio_and_httpx_are_imported_only_for_those_who_use_them() -> None:
    """The core needs neither."""
    script = "import samtykke, sys; print([name for name in ('asyncio', 'httpx') if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)  # noqa: S603
    assert done.stdout.strip() == "[]"
