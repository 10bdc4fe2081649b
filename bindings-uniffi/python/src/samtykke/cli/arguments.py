"""The command line."""

from __future__ import annotations

import argparse
from datetime import timedelta
from uuid import UUID

from .. import __version__
from .exits import TABLE

SHELLS = ("bash", "zsh", "fish")


def parser() -> argparse.ArgumentParser:
    """Describe every command."""
    root = argparse.ArgumentParser(
        prog="samtykke",
        description="Altinn 3 consent on the command line.",
        epilog=f"{TABLE}\n\nEvery command has --help. `samtykke completion bash` completes the words.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    root.add_argument("--version", action="version", version=f"samtykke {__version__}")
    commands = root.add_subparsers(dest="command", required=True, metavar="COMMAND")
    output, settings = _output(), _settings()

    request = commands.add_parser("request", help="ask for a consent", parents=[settings, output])
    request.add_argument("--from", dest="from_party", required=True, help="who is to consent; - reads it from stdin")
    request.add_argument("--resource", required=True, help="the resource's id")
    request.add_argument("--metadata", action="append", default=[], metavar="KEY=VALUE", help="may be repeated")
    request.add_argument("--redirect-url", required=True, help="where Altinn sends the user afterwards")
    request.add_argument("--valid-for", type=duration, default=timedelta(days=30), help="such as 30d, 12h or 90s")
    request.add_argument("--id", type=UUID, help="the consent's id; without it one is made")
    request.add_argument("--flow", help="a file to keep the flow in; it holds the party's number")
    _waiting(request)

    status = commands.add_parser("status", help="what became of a consent", parents=[settings, output])
    _which(status)
    _waiting(status)

    token = commands.add_parser(
        "token", help="fetch a consent token, or without a consent one for the API", parents=[settings, output]
    )
    _which(token)
    token.add_argument("--from", dest="from_party", help="who gave the consent; - reads it from stdin")
    token.add_argument("--return-url", help="the URL that the user came back to, with --flow")

    events = commands.add_parser("events", help="what happened to all consents", parents=[settings, output])
    events.add_argument("--follow", action="store_true", help="go on when all is read")
    events.add_argument("--cursor", help="a file to go on from, and to keep the place in")
    events.add_argument("--interval", type=duration, default=timedelta(minutes=5), help="between two looks")

    back = commands.add_parser("return", help="read the URL that a user came back to", parents=[output])
    back.add_argument("url")
    back.add_argument("--id-parameter", default="consentId", help="the parameter with the consent's id")
    back.add_argument("--id", type=UUID, help="the consent's id that must be in it")

    number = commands.add_parser("check-number", help="look at a person or organization number", parents=[output])
    number.add_argument("number", help="the number; - reads it from stdin")

    commands.add_parser("doctor", help="find what is wrong with the settings", parents=[settings, output])

    completion = commands.add_parser("completion", help="print the completion for a shell")
    completion.add_argument("shell", choices=SHELLS)
    return root


def duration(text: str) -> timedelta:
    """Read a number with its unit."""
    units = {"d": "days", "h": "hours", "m": "minutes", "s": "seconds"}
    if text[-1:] not in units or not text[:-1].isdigit():
        raise argparse.ArgumentTypeError("must be a number of days, hours, minutes or seconds, such as 30d")
    return timedelta(**{units[text[-1]]: int(text[:-1])})


def _output() -> argparse.ArgumentParser:
    parent = argparse.ArgumentParser(add_help=False)
    parent.add_argument("--json", action="store_true", help="print JSON for machines")
    return parent


def _settings() -> argparse.ArgumentParser:
    parent = argparse.ArgumentParser(add_help=False)
    group = parent.add_argument_group("settings", "each may be in the environment or the TOML file instead")
    group.add_argument("--config", metavar="FILE", help="the TOML file; samtykke.toml by default")
    group.add_argument("--environment", help="prod, tt02, at22, at23, at24 or yt01")
    group.add_argument("--platform", metavar="URL", help="Altinn's platform, for another environment")
    group.add_argument("--issuer", metavar="URL", help="Maskinporten's issuer, for another environment")
    group.add_argument("--client-id", help="the client at Maskinporten")
    group.add_argument("--kid", help="the id of the key that is registered on the client")
    group.add_argument("--key-file", dest="private_key", metavar="FILE", help="the private key: PEM or JWK")
    group.add_argument("--certificate", metavar="FILE", help="a PEM chain, for grants with x5c instead of a key id")
    group.add_argument("--to", help="the organization that asks")
    group.add_argument("--consumer-org", help="the customer that a supplier asks for")
    group.add_argument("--scope", dest="token_scopes", action="append", help="of the consent token; may be repeated")
    group.add_argument("--request-scope", dest="request_scopes", action="append", help="of the token for Altinn")
    return parent


def _which(command: argparse.ArgumentParser) -> None:
    command.add_argument("id", nargs="?", type=UUID, help="the consent's id")
    command.add_argument("--flow", help="a file with a flow instead")


def _waiting(command: argparse.ArgumentParser) -> None:
    command.add_argument("--wait", action="store_true", help="wait for the decision")
    command.add_argument("--timeout", type=duration, help="no longer than this, such as 10m")
    command.add_argument("--poll", type=duration, default=timedelta(seconds=5), help="between two looks")
