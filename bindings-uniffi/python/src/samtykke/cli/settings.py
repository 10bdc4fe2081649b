"""Where settings come from: a flag, else the environment, else a TOML file."""

from __future__ import annotations

import argparse
import os
import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .. import (
    ConsentError,
    Environment,
    EventFeedConfig,
    FlowConfig,
    KeyReference,
    KeySigner,
    MaskinportenClient,
    named_environment,
)

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

VARIABLES = {
    "environment": "SAMTYKKE_ENVIRONMENT",
    "platform": "SAMTYKKE_PLATFORM",
    "issuer": "SAMTYKKE_ISSUER",
    "client_id": "SAMTYKKE_CLIENT_ID",
    "kid": "SAMTYKKE_KID",
    "private_key": "SAMTYKKE_PRIVATE_KEY",
    "certificate": "SAMTYKKE_CERTIFICATE",
    "to": "SAMTYKKE_TO",
    "consumer_org": "SAMTYKKE_CONSUMER_ORG",
    "request_scopes": "SAMTYKKE_REQUEST_SCOPE",
    "token_scopes": "SAMTYKKE_SCOPE",
}
FLAGS = {"private_key": "--key-file", "request_scopes": "--request-scope", "token_scopes": "--scope"}
FILE_VARIABLE = "SAMTYKKE_CONFIG"
DEFAULT_FILE = Path("samtykke.toml")


class SettingsError(Exception):
    """A setting is missing or wrong; the text says which, and where it is set."""


@dataclass(frozen=True)
class Settings:
    """Everything that was set, not yet looked at."""

    values: Mapping[str, Any]

    @classmethod
    def read(cls, arguments: argparse.Namespace, variables: Mapping[str, str] = os.environ) -> Settings:
        """Read what flags, variables and file say."""
        values = _from_file(arguments.config or variables.get(FILE_VARIABLE))
        values |= {name: variables[variable] for name, variable in VARIABLES.items() if variables.get(variable)}
        given = {name: getattr(arguments, name, None) for name in VARIABLES}
        values |= {name: value for name, value in given.items() if value is not None}
        return cls(values)

    def find(self, name: str) -> str | None:
        """Give a setting, when there is one."""
        value = self.values.get(name)
        if value is not None and not isinstance(value, str):
            raise SettingsError(f"{name} must be text")
        return value.strip() if value and value.strip() else None

    def text(self, name: str) -> str:
        """Give a setting that must be there."""
        value = self.find(name)
        if value is None:
            flag = FLAGS.get(name, "--" + name.replace("_", "-"))
            raise SettingsError(f"{name} is not set: give {flag}, {VARIABLES[name]} or {name} in the TOML file")
        return value

    def words(self, name: str) -> list[str] | None:
        """Give a setting that is a list, in the environment separated by blanks."""
        value = self.values.get(name)
        if value is None:
            return None
        return value.split() if isinstance(value, str) else [str(word) for word in value]

    def environment(self) -> Environment:
        """Give Altinn and Maskinporten."""
        platform, issuer = self.find("platform"), self.find("issuer")
        if platform or issuer:
            return Environment.CUSTOM(self.text("platform"), self.text("issuer"))
        try:
            return named_environment(self.text("environment"))
        except ConsentError as error:
            raise SettingsError(str(error)) from error

    def client(self) -> MaskinportenClient:
        """Give the client at Maskinporten."""
        certificate = self.find("certificate")
        key = KeyReference.X5C(_certificates(certificate)) if certificate else KeyReference.KID(self.text("kid"))
        return MaskinportenClient(client_id=self.text("client_id"), key=key)

    def signer(self) -> KeySigner:
        """Give the private key, from a file or from the variable itself."""
        value = self.text("private_key")
        text = value if value.startswith(("-----BEGIN", "{")) else _content(Path(value), "private_key")
        try:
            return KeySigner.parse(text)
        except ConsentError as error:
            raise SettingsError(f"private_key: {error}") from error

    def flow(self) -> FlowConfig:
        """Give what is the same for all consents."""
        config = FlowConfig(
            environment=self.environment(), client=self.client(), consumer_org=self.find("consumer_org")
        )
        config.request_scopes = self.words("request_scopes") or config.request_scopes
        config.token_scopes = self.words("token_scopes") or config.token_scopes
        return config

    def feed(self) -> EventFeedConfig:
        """Give whose events to read."""
        scopes = self.words("request_scopes")
        config = EventFeedConfig(
            environment=self.environment(), client=self.client(), consumer_org=self.find("consumer_org")
        )
        config.scopes = scopes or config.scopes
        return config


def _from_file(path: str | None) -> dict[str, Any]:
    file = Path(path) if path else DEFAULT_FILE
    if path is None and not file.exists():
        return {}
    try:
        values = tomllib.loads(_content(file, "the TOML file"))
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{file}: {error}") from error
    unknown = sorted(set(values) - set(VARIABLES))
    if unknown:
        raise SettingsError(f"{file}: there is no setting {', '.join(unknown)}; there are {', '.join(VARIABLES)}")
    if re.match(r"\s*(-----BEGIN|\{)", str(values.get("private_key", ""))):
        raise SettingsError(
            f"{file}: private_key must name a file; the key itself may be in {VARIABLES['private_key']}"
        )
    for name in ("private_key", "certificate"):
        if name in values:
            values[name] = str(file.parent / str(values[name]))
    return values


def _content(path: Path, what: str) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is no text"
        raise SettingsError(f"{what}: {path} cannot be read: {reason}") from error


def _certificates(path: str) -> list[str]:
    found = re.findall(r"-----BEGIN CERTIFICATE-----(.*?)-----END", _content(Path(path), "certificate"), re.DOTALL)
    return ["".join(body.split()) for body in found]
