"""What the documentation shows is so."""

from __future__ import annotations

import doctest
import inspect
import re
import subprocess
import sys
from pathlib import Path

import pytest

import samtykke
from samtykke import ConsentClient

import readme
from bank import Bank

README = Path(__file__).parent.parent / "README.md"


def test_the_example_in_the_module_is_true() -> None:
    """As a reader would type it."""
    tests, failed = doctest.testmod(samtykke)[::-1]
    assert (tests, failed) == (1, 0)


def test_the_readme_shows_the_program_that_is_run_here() -> None:
    """Word for word."""
    (shown,) = re.findall(r"```python\n(.*?)```", README.read_text(), re.DOTALL)
    assert Path(readme.__file__).read_text().partition("# README\n")[2] == shown
    names = {name for name, value in vars(readme).items() if getattr(value, "__module__", "").startswith("samtykke")}
    assert len(names) > 10
    assert names <= {*samtykke.__all__, "config"}


async def test_the_readmes_program_gets_a_token(
    bank: Bank, client: ConsentClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The user is asked, decides, and comes back to another process."""
    monkeypatch.setattr(readme, "config", bank.config())
    url, stored = await readme.ask(client)
    assert await readme.go_on(client, stored, f"https://bank.example/return?consentId={consent_id(stored)}") is None
    token = await readme.go_on(client, stored, bank.sandbox.decide(url, "approve"))
    assert bank.sandbox.income(token or "").is_success
    url, stored = await readme.ask(client)
    assert await readme.go_on(client, stored, bank.sandbox.decide(url, "reject")) is None


def consent_id(stored: str) -> str:
    """Read the id out of a stored flow."""
    return str(samtykke.ConsentFlow.from_json(stored).id())


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


def test_what_takes_long_to_import_is_imported_only_for_those_who_use_it() -> None:
    """The core needs none of it."""
    slow = ("asyncio", "dataclasses", "httpx", "inspect")
    script = f"import samtykke, sys; print([name for name in {slow} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)  # noqa: S603
    assert done.stdout.strip() == "[]"
