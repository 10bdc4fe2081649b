"""The README's program, as it stands there."""

from datetime import datetime, timedelta, timezone

from samtykke import (
    AccessToken,
    ConsentClient,
    ConsentFlow,
    ConsentRequest,
    ConsentRight,
    Environment,
    Finish,
    FlowConfig,
    KeyReference,
    MaskinportenClient,
    Outcome,
    Pause,
    Visit,
    parse_party,
)

config = FlowConfig(
    environment=Environment.TT02(),
    client=MaskinportenClient(client_id="your client", key=KeyReference.KID("your key id")),
    token_scopes=["skatteetaten:inntekt"],
)


async def ask(client: ConsentClient) -> Pause:
    """Keep ``flow.to_json()`` of what comes, and send the user to its ``url``."""
    request = ConsentRequest(
        from_party=parse_party("21818297804"),
        to_party="991825827",
        valid_to=datetime.now(timezone.utc) + timedelta(days=30),
        rights=[ConsentRight(resource="ske-samtykke-sbl-inntekt", metadata={"inntektsaar": "2025"})],
        redirect_url="https://bank.example/return",
    )
    return await client.request_consent(config, request)


async def go_on(client: ConsentClient, stored: str, return_url: str) -> AccessToken | None:
    """Call the service with the token's ``value`` when the user is back."""
    match await client.user_returned(ConsentFlow.from_json(stored), return_url):
        case Finish(outcome=Outcome.GRANTED(token=token)):
            return token
        case Visit():
            return None  # nothing is decided yet
        case _:
            return None  # rejected, expired, revoked or deleted
