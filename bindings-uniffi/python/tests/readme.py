"""The program of the README, which is compared with this file and run by the tests."""
# ruff: noqa: D103

# README
from datetime import datetime, timedelta, timezone

from samtykke import (
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
    Visit,
    parse_party,
)

config = FlowConfig(
    environment=Environment.TT02(),
    client=MaskinportenClient(client_id="your client", key=KeyReference.KID("your key id")),
    token_scopes=["skatteetaten:inntekt"],
)


async def ask(client: ConsentClient) -> tuple[str, str]:
    request = ConsentRequest(
        from_party=parse_party("21818297804"),
        to_party="991825827",
        valid_to=datetime.now(timezone.utc) + timedelta(days=30),
        rights=[ConsentRight(resource="standard-samtykke-for-dele-data", metadata={"inntektsaar": "2025"})],
        redirect_url="https://bank.example/return",
    )
    match await client.request_consent(config, request):
        case Visit(flow=flow, url=url):
            return url, flow.to_json()  # send the user to the one, keep the other
        case Finish(outcome=outcome):
            raise RuntimeError(f"it is over before the user was asked: {outcome}")


async def go_on(client: ConsentClient, stored: str, return_url: str) -> str | None:
    match await client.user_returned(ConsentFlow.from_json(stored), return_url):
        case Finish(outcome=Outcome.GRANTED(token=token)):
            return token.value  # call the service with it
        case Finish():
            return None  # rejected, expired, revoked or deleted
        case Visit():
            return None  # nothing is decided yet
