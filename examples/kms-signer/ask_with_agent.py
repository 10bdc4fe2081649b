"""A consent with a key that never enters this process: another one signs, as a KMS or an HSM does."""

from __future__ import annotations

import os
import sys
from datetime import datetime, timedelta, timezone

from samtykke import (
    ConsentError,
    ConsentRequest,
    ConsentRight,
    Environment,
    Finish,
    FlowConfig,
    KeyReference,
    MaskinportenClient,
    Outcome,
    SyncConsentClient,
    Visit,
    parse_party,
)

from agent_signer import AgentSigner


def main() -> None:
    """Print the public key, or ask for a consent."""
    # The agent is `key_agent.py`. What differs from a key in memory is this one line.
    signer = AgentSigner(setting("KEY_AGENT"))
    if sys.argv[1:] == ["public-jwk"]:
        # To register at Maskinporten, once: it is the only part of the key that leaves the agent.
        print(signer.public_jwk(setting("SAMTYKKE_KID")))
        return
    with SyncConsentClient(signer) as client:
        pause = client.request_consent(config(), request())
        if not isinstance(pause, Visit):
            raise SystemExit("error: the consent was decided before anybody saw it")
        print(f"Open this page and choose:\n  {pause.url}", flush=True)
        deadline = datetime.now(timezone.utc) + timedelta(minutes=10)
        pause = client.wait_for_decision(pause.flow, interval=timedelta(seconds=1), deadline=deadline)
        match pause:
            case Finish(outcome=Outcome.GRANTED(token=token)):
                print(f"The person said yes. The consent token is valid until {token.expires_at:%H:%M:%S}")
            case Finish():
                print("No consent.")
            case Visit():
                print("Nobody has chosen within ten minutes.")


def config() -> FlowConfig:
    """Say who asks, and where: ``Environment.TT02()`` or ``Environment.PRODUCTION()`` for the real Altinn."""
    return FlowConfig(
        environment=Environment.CUSTOM(setting("SAMTYKKE_PLATFORM"), setting("SAMTYKKE_ISSUER")),
        client=MaskinportenClient(
            client_id=setting("SAMTYKKE_CLIENT_ID"), key=KeyReference.KID(setting("SAMTYKKE_KID"))
        ),
    )


def request() -> ConsentRequest:
    """Say what is asked for: one year's income, for a day."""
    return ConsentRequest(
        from_party=parse_party(setting("SAMTYKKE_FROM")),
        to_party=setting("SAMTYKKE_TO"),
        valid_to=datetime.now(timezone.utc) + timedelta(days=1),
        rights=[ConsentRight(resource="standard-samtykke-for-dele-data", metadata={"inntektsaar": "2025"})],
        redirect_url="https://bank.example/return",
    )


def setting(name: str) -> str:
    """Read an environment variable that must be there."""
    value = os.environ.get(name)
    if not value:
        raise SystemExit(f"error: {name} is not set: see README.md")
    return value


if __name__ == "__main__":
    try:
        main()
    except (ConsentError, OSError) as error:
        sys.exit(f"error: {error}")
