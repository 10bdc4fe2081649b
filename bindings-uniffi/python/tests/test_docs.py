"""What the documentation shows is so."""

from __future__ import annotations

import doctest
import inspect
import re
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest

import samtykke
from samtykke import AccessToken, ConsentClient, ConsentError, HttpRequest, HttpResponse, KeySigner, NoAnswer

import readme
from bank import Bank, now, visited

README = Path(__file__).parent.parent / "README.md"


def test_the_example_in_the_module_is_true() -> None:
    """As a reader would type it."""
    tests, failed = doctest.testmod(samtykke)[::-1]
    assert (tests, failed) == (1, 0)


def test_the_readmes_program_is_a_file() -> None:
    """Which the type checkers read, and the next tests run."""
    (program,) = re.findall(r"```python\n(.*?)```", README.read_text(), re.DOTALL)
    assert Path(readme.__file__).read_text().endswith(f'"""\n\n{program}')


async def test_the_readmes_configuration_asks_the_maskinporten_of_tt02() -> None:
    """And nobody else."""
    asked: list[str] = []

    class Dead:
        async def send(self, request: HttpRequest) -> HttpResponse:
            asked.append(request.url)
            raise NoAnswer("no network")

    with pytest.raises(ConsentError):
        await readme.ask(ConsentClient(KeySigner.generate(), transport=Dead(), clock=Hasty()))
    assert set(asked) == {"https://test.maskinporten.no/token"}


async def test_the_readmes_last_part_gives_the_token(bank: Bank) -> None:
    """When the user has approved."""
    async with ConsentClient(bank.key) as client:
        visit = visited(await client.request_consent(bank.config(), bank.request()))
        token = await readme.go_on(client, visit.flow.to_json(), bank.sandbox.decide(visit.url, "approve"))
    assert isinstance(token, AccessToken)


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


class Hasty:
    """A clock that moves when somebody sleeps."""

    def __init__(self) -> None:
        """Begin with the day's time."""
        self.time = now()

    def now(self) -> datetime:
        """Tell the time."""
        return self.time

    async def sleep_until(self, until: datetime) -> None:
        """Let the time be."""
        self.time = until
