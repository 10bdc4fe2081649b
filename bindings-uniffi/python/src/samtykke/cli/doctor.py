"""``samtykke doctor``: what is wrong with the settings, and what to do about it."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timezone
from email.utils import parsedate_to_datetime

from .. import ConsentError, FlowConfig, HttpxTransport, JwksCache, KeySigner, NoAnswer, SyncConsentClient, TokenRequest
from .exits import Exit
from .output import Output
from .settings import Settings, SettingsError

CLOCK_TOLERANCE_SECONDS = 5


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at."""

    check: str
    ok: bool
    text: str
    advice: str | None = None


def doctor(arguments: argparse.Namespace, output: Output) -> Exit:
    """Look at everything, and go on after a fault as far as that makes sense."""
    findings: list[Finding] = []
    for finding in _examine(arguments):
        findings.append(finding)
        advice = f"\n    {finding.advice}" if finding.advice else ""
        text = f"{'✓' if finding.ok else '✗'} {finding.check}: {finding.text}{advice}"
        members = {"check": finding.check, "ok": finding.ok, "text": finding.text, "advice": finding.advice}
        output.result(text, **members)
    return Exit.DONE if all(finding.ok for finding in findings) else Exit.FAULT


def _examine(arguments: argparse.Namespace) -> Iterator[Finding]:
    try:
        settings = Settings.read(arguments)
        config = settings.flow()
    except SettingsError as error:
        yield Finding("configuration", False, str(error), "Set it, and run the doctor again.")
        return
    yield Finding("configuration", True, f"{config.environment.platform_url()}, client {config.client.client_id}")
    yield _clock(config)
    try:
        key = settings.signer()
    except SettingsError as error:
        yield Finding("key", False, str(error), "Use an RSA key of 2048 bits or more: PEM without a password, or JWK.")
        return
    yield Finding("key", True, "an RSA key that can sign")
    for scope in dict.fromkeys([*config.request_scopes, *config.token_scopes]):
        yield _scope(config, key, scope)


def _clock(config: FlowConfig) -> Finding:
    transport = HttpxTransport()
    try:
        before = datetime.now(timezone.utc)
        answer = transport.send(JwksCache(config.environment).request())
        after = datetime.now(timezone.utc)
    except NoAnswer as error:
        advice = "Check the network, the proxy (HTTPS_PROXY) and the environment."
        return Finding("clock", False, f"{config.environment.issuer_url()} does not answer: {error}", advice)
    finally:
        transport.close()
    told = answer.header("Date")
    if answer.status != 200 or told is None:
        advice = "Check the environment: this address is no Maskinporten."
        return Finding("clock", False, f"{config.environment.jwks_uri()} answered {answer.status}", advice)
    off = round((before + (after - before) / 2 - parsedate_to_datetime(told)).total_seconds())
    text = f"{abs(off)} s {'ahead of' if off > 0 else 'behind'} Maskinporten's" if off else "as Maskinporten's"
    if abs(off) <= CLOCK_TOLERANCE_SECONDS:
        return Finding("clock", True, text)
    return Finding("clock", False, text, "Set this machine's clock, by NTP for example: grants hold for seconds.")


def _scope(config: FlowConfig, key: KeySigner, scope: str) -> Finding:
    with SyncConsentClient(key) as client:
        try:
            client.token(config, TokenRequest(scopes=[scope], consumer_org=config.consumer_org))
        except ConsentError as error:
            return Finding(f"scope {scope}", False, str(error), error.advice)
    return Finding(f"scope {scope}", True, "Maskinporten gives a token")
