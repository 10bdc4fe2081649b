"""One consent through the core, with httpx and KeySigner, against the sandbox."""

import time
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone

import httpx
import pytest
from sandbox import Sandbox, running_sandbox

from samtykke import (
    Answer,
    ConsentError,
    ConsentFlow,
    ConsentRequest,
    ConsentRight,
    Environment,
    FlowConfig,
    HttpHeader,
    HttpRequest,
    HttpResponse,
    KeyReference,
    KeySigner,
    MaskinportenClient,
    Outcome,
    PortalViewMode,
    RetryPolicy,
    SigningAlgorithm,
    Step,
    parse_party,
)

SCOPE = "altinn:consentrequests.write"


class Bank:
    """A data consumer with a client that is registered at the sandbox."""

    def __init__(self, sandbox: Sandbox) -> None:
        """Make a key and register it."""
        self.sandbox = sandbox
        self.key = KeySigner.generate()
        client_id = sandbox.register_client(self.key.public_jwk("python-key"), [SCOPE])
        self.config = FlowConfig(
            environment=Environment.CUSTOM(platform=sandbox.platform, issuer=sandbox.issuer),
            client=MaskinportenClient(
                client_id=client_id, key=KeyReference.KID(kid="python-key"), algorithm=SigningAlgorithm.RS256
            ),
            request_scopes=[SCOPE],
            token_scopes=[SCOPE],
            resource=[],
            consumer_org=None,
            id_parameter="consentId",
            state_parameter="state",
            skip_actor_choice=False,
            check_status=True,
            retry=RetryPolicy(max_attempts=4, base_delay_millis=1000, max_delay_millis=8000, deadline_millis=60000),
        )

    def start(
        self, redirect_url: str = "http://127.0.0.1/return", valid_for: timedelta = timedelta(days=1)
    ) -> ConsentFlow:
        """Begin a consent of a person for one year's income."""
        right = ConsentRight(
            resource="standard-samtykke-for-dele-data", actions=["consent"], metadata={"inntektsaar": "2025"}
        )
        request = ConsentRequest(
            id=None,
            from_party=parse_party("21818297804"),
            to_party="991825827",
            required_delegator=None,
            valid_to=now() + valid_for,
            rights=[right],
            request_message=None,
            redirect_url=redirect_url,
            portal_view_mode=PortalViewMode.HIDE,
        )
        return ConsentFlow.start(self.config, request, now())

    def drive(self, flow: ConsentFlow) -> tuple[ConsentFlow, Step]:
        """Sign and send until the flow needs the user or is at its end."""
        while True:
            step = flow.step(now())
            if isinstance(step, Step.SIGN):
                signature = self.key.sign(step.grant.signing_input, step.grant.algorithm)
                flow = flow.advance(Answer.SIGNED(grant=step.grant, signature=signature), now())
            elif isinstance(step, Step.SEND):
                flow = flow.advance(Answer.RESPONDED(response=send(step.request)), now())
            elif isinstance(step, Step.WAIT):
                time.sleep(max(0.0, (step.until - now()).total_seconds()))
            else:
                return flow, step

    def until_visit(self) -> tuple[ConsentFlow, str]:
        """Create the request; the result has the address of the consent page."""
        flow, step = self.drive(self.start())
        assert isinstance(step, Step.VISIT)
        return flow, step.url

    def finish(self, flow: ConsentFlow, return_url: str) -> Outcome:
        """Go on after the user's return."""
        _, step = self.drive(flow.advance(Answer.RETURNED(url=return_url), now()))
        assert isinstance(step, Step.FINISH)
        return step.outcome


def now() -> datetime:
    """Read the clock, which the core has not."""
    return datetime.now(timezone.utc)


def send(request: HttpRequest) -> HttpResponse:
    """Send as it stands and answer whatever comes."""
    headers = {header.name: header.value for header in request.headers}
    answer = httpx.request(request.method.name, request.url, headers=headers, content=request.body)
    answered = [HttpHeader(name=name, value=value) for name, value in answer.headers.items()]
    return HttpResponse(status=answer.status_code, headers=answered, body=answer.text)


@pytest.fixture(scope="module")
def bank() -> Iterator[Bank]:
    """One bank for all tests of this file."""
    with running_sandbox() as sandbox:
        yield Bank(sandbox)


def test_an_approved_consent_gives_a_token_that_opens_the_data(bank: Bank) -> None:
    """The whole story, with the flow stored while the user decides."""
    flow, url = bank.until_visit()
    stored = flow.to_json()
    assert "eyJ" not in stored
    outcome = bank.finish(ConsentFlow.from_json(stored), bank.sandbox.decide(url, "approve"))
    assert isinstance(outcome, Outcome.GRANTED)
    headers = {"Authorization": f"Bearer {outcome.token.value}"}
    data = httpx.get(f"{bank.sandbox.service}/api/income", headers=headers).raise_for_status().json()
    assert data["income"][0]["year"] == "2025"


def test_a_refused_consent_ends_as_rejected(bank: Bank) -> None:
    """The user's no is an outcome."""
    flow, url = bank.until_visit()
    outcome = bank.finish(flow, bank.sandbox.decide(url, "reject"))
    assert isinstance(outcome, Outcome.REJECTED)


def test_wrong_input_is_a_consent_error(bank: Bank) -> None:
    """Every fault has a code and names its field."""
    with pytest.raises(ConsentError, match=r"^redirectUrl must be") as refused:
        bank.start(redirect_url="javascript:alert(1)")
    assert refused.value.code() == "INVALID_INPUT"
    with pytest.raises(ConsentError, match=r"^validTo must be in the future"):
        bank.start(valid_for=timedelta(days=-1))
    with pytest.raises(ConsentError, match=r"^personNumber has a wrong check digit"):
        parse_party("21818297805")
    with pytest.raises(ConsentError, match="the flow waits for a signature or a token"):
        bank.start().advance(Answer.CHECK_STATUS(), now())
    with pytest.raises(ConsentError) as unreadable:
        ConsentFlow.from_json("{}")
    assert unreadable.value.code() == "UNREADABLE_FLOW"
