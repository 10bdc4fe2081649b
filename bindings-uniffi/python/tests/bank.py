"""A data consumer with a client that is registered at the sandbox."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

from samtykke import (
    ConsentRequest,
    ConsentRight,
    Environment,
    EventFeedConfig,
    Finish,
    FlowConfig,
    KeyReference,
    KeySigner,
    MaskinportenClient,
    Outcome,
    Pause,
    RetryPolicy,
    Visit,
    parse_party,
)

from sandbox import Sandbox

SCOPE = "altinn:consentrequests.write"
PERSON = "21818297804"
ORGANIZATION = "991825827"
RESOURCE = "standard-samtykke-for-dele-data"
RETURN_URL = "https://bank.example/return"
QUICK = RetryPolicy(base_delay_millis=1, max_delay_millis=2)


class Bank:
    """A key, a client at Maskinporten, and what it asks for."""

    def __init__(self, sandbox: Sandbox, organization: str = ORGANIZATION) -> None:
        """Make a key and register it."""
        self.sandbox = sandbox
        self.organization = organization
        self.key = KeySigner.generate()
        client_id = sandbox.register_client(self.key.public_jwk("python-key"), [SCOPE], organization)
        self.environment = Environment.CUSTOM(sandbox.platform, sandbox.issuer)
        self.client = MaskinportenClient(client_id=client_id, key=KeyReference.KID("python-key"))

    def config(self, consumer_org: str | None = None, *, check_status: bool = True) -> FlowConfig:
        """Give the configuration of its flows."""
        return FlowConfig(
            environment=self.environment,
            client=self.client,
            consumer_org=consumer_org,
            check_status=check_status,
            retry=QUICK,
        )

    def feed(self) -> EventFeedConfig:
        """Give the configuration of its feed."""
        return EventFeedConfig(
            environment=self.environment, client=self.client, scopes=[SCOPE], poll_interval_seconds=1, retry=QUICK
        )

    def request(
        self,
        valid_for: timedelta = timedelta(days=1),
        redirect_url: str = RETURN_URL,
        from_party: str = PERSON,
        to_party: str | None = None,
    ) -> ConsentRequest:
        """Ask for one year's income."""
        return ConsentRequest(
            from_party=parse_party(from_party),
            to_party=to_party or self.organization,
            valid_to=now() + valid_for,
            rights=[ConsentRight(resource=RESOURCE, metadata={"inntektsaar": "2025"})],
            redirect_url=redirect_url,
        )


def now() -> datetime:
    """Read the clock, which the core has not."""
    return datetime.now(timezone.utc)


def visited(pause: Pause) -> Visit:
    """Make sure that the user must decide."""
    assert isinstance(pause, Visit)
    return pause


def finished(pause: Pause) -> Outcome:
    """Make sure that the flow is at its end."""
    assert isinstance(pause, Finish)
    return pause.outcome


def granted(pause: Pause) -> str:
    """Give the consent token."""
    outcome = finished(pause)
    assert isinstance(outcome, Outcome.GRANTED)
    return outcome.token.value
