"""One consent: ask for it, print the link, wait for the person, fetch the data."""

from __future__ import annotations

import os
import sys
from datetime import datetime, timedelta, timezone
from pathlib import Path

import httpx

from samtykke import (
    AccessToken,
    ConsentError,
    ConsentRequest,
    ConsentRight,
    Environment,
    Finish,
    FlowConfig,
    KeyReference,
    KeySigner,
    MaskinportenClient,
    Outcome,
    SyncConsentClient,
    Visit,
    parse_party,
)


def main() -> None:
    """Do the whole of it."""
    key = KeySigner.parse(Path(setting("SAMTYKKE_PRIVATE_KEY")).read_text(encoding="utf-8"))
    data_url = setting("SAMTYKKE_DATA_URL")
    # One client for the whole program: it shares connections and tokens. `ConsentClient` is the same with asyncio.
    with SyncConsentClient(key) as client:
        # Ask. The person has to choose on Altinn's page.
        pause = client.request_consent(config(), request())
        if not isinstance(pause, Visit):
            raise SystemExit("error: the consent was decided before anybody saw it")
        print(f"Open this page and choose:\n  {pause.url}", flush=True)

        # Nobody comes back to a script, so look at the status now and then. What there is to keep is
        # `pause.flow.to_json()`: with it another process goes on, also tomorrow.
        deadline = datetime.now(timezone.utc) + timedelta(minutes=10)
        pause = client.wait_for_decision(pause.flow, interval=timedelta(seconds=1), deadline=deadline)
        match pause:
            case Finish(outcome=Outcome.GRANTED(token=token)):
                show(data_url, token)
            case Finish(outcome=Outcome.REJECTED()):
                print("The person said no.")
            case Finish():
                print("The consent has ended.")
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


def show(data_url: str, token: AccessToken) -> None:
    """Call the service with the consent token, at once: the token lives for minutes."""
    answer = httpx.get(data_url, headers={"Authorization": f"Bearer {token.value}"}).raise_for_status()
    income = answer.json()["income"][0]
    print(f"The person said yes. Income in {income['year']}: {income['amount']} NOK")


def setting(name: str) -> str:
    """Read an environment variable that must be there."""
    value = os.environ.get(name)
    if not value:
        raise SystemExit(f"error: {name} is not set: see README.md")
    return value


if __name__ == "__main__":
    try:
        main()
    except (ConsentError, httpx.HTTPError, OSError) as error:
        # No text of an error holds a token, a key or a person number.
        sys.exit(f"error: {error}")
