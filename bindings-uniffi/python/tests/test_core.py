"""The core without a client: a flow is a value."""

from __future__ import annotations

import json
import time
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from samtykke import (
    Answer,
    ConsentClient,
    ConsentError,
    ConsentFlow,
    ConsentRight,
    Environment,
    EventFilter,
    HttpHeader,
    HttpRequest,
    HttpResponse,
    LanguageText,
    NumberInputState,
    Outcome,
    Party,
    RetryPolicy,
    ReturnVerdict,
    Step,
    check_consent_return_id,
    find_in_consent_return,
    named_environment,
    parse_consent_return,
    parse_party,
    party_number_input,
    redirect_url_with_parameter,
    skip_actor_choice,
)
from samtykke._native import samtykke as module

from bank import ORGANIZATION, PERSON, Bank, granted, now, visited

SNAPSHOTS = Path(__file__).parents[3] / "core/tests/snapshots"
NODE = Path(__file__).parents[3] / "bindings-wasm/tests/stored-flow.json"


def test_a_loop_of_ones_own_brings_a_flow_to_its_end(bank: Bank) -> None:
    """Sign, send and wait are all that a host does."""
    flow, step = drive(bank, ConsentFlow.start(bank.config(), bank.request(), now()))
    assert isinstance(step, Step.VISIT)
    return_url = bank.sandbox.decide(step.url, "approve")
    _, step = drive(bank, flow.advance(Answer.RETURNED(return_url), now()))
    assert isinstance(step, Step.FINISH)
    assert isinstance(step.outcome, Outcome.GRANTED)
    assert bank.sandbox.income(step.outcome.token.value).status_code == 200


def test_steps_are_matched_by_pattern(bank: Bank) -> None:
    """The variants of an enum are classes."""
    flow = ConsentFlow.start(bank.config(), bank.request(), now())
    match flow.step(now()):
        case Step.SIGN(grant=grant):
            assert grant.signing_input.count(".") == 1
        case _:
            pytest.fail("a flow begins with a grant")


def test_wrong_input_is_a_consent_error(bank: Bank) -> None:
    """Every fault has a code and names its field."""
    with pytest.raises(ConsentError, match=r"^redirectUrl must be") as refused:
        ConsentFlow.start(bank.config(), bank.request(redirect_url="javascript:alert(1)"), now())
    assert (refused.value.code, refused.value.field) == ("INVALID_INPUT", "redirectUrl")
    with pytest.raises(ConsentError, match=r"^validTo must be in the future"):
        ConsentFlow.start(bank.config(), bank.request(timedelta(days=-1)), now())
    with pytest.raises(ConsentError, match=r"^personNumber has a wrong check digit"):
        parse_party("21818297805")
    with pytest.raises(ConsentError, match="the flow waits for a signature or a token"):
        ConsentFlow.start(bank.config(), bank.request(), now()).advance(Answer.CHECK_STATUS(), now())
    with pytest.raises(ConsentError) as unreadable:
        ConsentFlow.from_json("{}")
    assert unreadable.value.code == "UNREADABLE_FLOW"


async def test_a_flow_that_another_language_began_goes_on_here(bank: Bank, client: ConsentClient) -> None:
    """The text is the same in all languages: this one comes from Rust."""
    stored = json.loads((SNAPSHOTS / "stored_flow__awaiting_user.snap").read_text().split("---", 2)[2])
    mine = visited(await client.request_consent(bank.config(), bank.request()))
    stored["config"] |= {
        "environment": {"type": "custom", "platform": bank.sandbox.platform, "issuer": bank.sandbox.issuer},
        "client": stored["config"]["client"]
        | {"clientId": bank.client.client_id, "key": {"type": "kid", "kid": "python-key"}},
        "tokenScopes": ["altinn:consentrequests.write"],
    }
    stored["id"] = stored["request"]["id"] = str(mine.flow.id())
    stored["request"]["fromParty"]["number"] = PERSON
    stored["state"]["viewUri"] = mine.url

    flow = ConsentFlow.from_json(json.dumps(stored))
    assert flow.step(now()) == Step.VISIT(mine.url)
    assert flow.request().rights == [
        ConsentRight(resource="standard-samtykke-for-dele-data", metadata={"inntektsaar": "2025"})
    ]
    granted(await client.user_returned(flow, bank.sandbox.decide(mine.url, "approve")))


async def test_a_flow_that_node_began_goes_on_here(bank: Bank, client: ConsentClient) -> None:
    """From its first call on."""
    stored = json.loads(NODE.read_text())
    stored["config"]["environment"] |= {"platform": bank.sandbox.platform, "issuer": bank.sandbox.issuer}
    stored["config"]["client"] |= {"clientId": bank.client.client_id, "key": {"type": "kid", "kid": "python-key"}}
    stored["id"] = str(uuid4())
    mine = visited(await client.drive(ConsentFlow.from_json(json.dumps(stored))))
    assert str(mine.flow.id()) == stored["id"]
    granted(await client.user_returned(mine.flow, bank.sandbox.decide(mine.url, "approve")))


async def test_differences_are_told_when_the_id_was_taken(bank: Bank, client: ConsentClient) -> None:
    """Altinn keeps the first request."""
    request = bank.request()
    request.id = UUID("0198c000-0000-7000-8000-0000000000aa")
    first = visited(await client.request_consent(bank.config(), request))
    assert first.flow.differences() == []
    request.rights[0].metadata = {"inntektsaar": "2024"}
    second = visited(await client.request_consent(bank.config(), request))
    assert [difference.field for difference in second.flow.differences()] == ["rights[0]", "rights"]


def test_defaults_are_those_of_the_core(bank: Bank) -> None:
    """What is left out in Python is what Rust would take."""
    assert bank.config().request_scopes == ["altinn:consentrequests.write"]
    assert RetryPolicy() == RetryPolicy(
        max_attempts=4, base_delay_millis=1000, max_delay_millis=8000, deadline_millis=60000
    )
    assert LanguageText(nb="Hei").en is None
    assert EventFilter().event_types == []
    assert ConsentRight(resource="a").actions == ["consent"]
    one, other = ConsentRight(resource="a"), ConsentRight(resource="b")
    one.metadata["key"] = "value"
    assert other.metadata == {}


def test_the_module_was_generated_from_the_library() -> None:
    """Each of its functions is the one that the module means. The import does not look at all."""
    core: Any = module
    core._uniffi_check_api_checksums(core._UniffiLib)


def test_environments_are_named() -> None:
    """An unknown name never becomes some default."""
    assert named_environment("TT02") == Environment.TT02()
    assert Environment.TT02().jwks_uri() == "https://test.maskinporten.no/jwk"
    with pytest.raises(ConsentError, match=r"^environment must be"):
        named_environment("test")


def test_numbers_are_read_as_people_type_them() -> None:
    """What to show, and what is missing."""
    typing = party_number_input("2181 82")
    assert (typing.state, typing.formatted) == (NumberInputState.PARTIAL, "218182")
    whole = party_number_input("991 825 827")
    assert whole.party == Party.ORGANIZATION(ORGANIZATION)


def test_the_way_to_altinn_and_back() -> None:
    """URLs with what must be found again."""
    url = redirect_url_with_parameter("https://bank.example/#/return", "consentId", "7")
    assert url == "https://bank.example/#/return?consentId=7"
    assert find_in_consent_return(f"{url}&Status=OK", "consentid") == "7"
    assert parse_consent_return("/return?Status=Failed").verdict == ReturnVerdict.REJECTED
    assert skip_actor_choice("https://a.no/?id=1") == "https://a.no/?id=1&DONTCHOOSEREPORTEE=true"
    with pytest.raises(ConsentError) as refused:
        check_consent_return_id("/return", "consentId", UUID(int=7))
    assert refused.value.code == "RETURN_MISMATCH"


def drive(bank: Bank, flow: ConsentFlow) -> tuple[ConsentFlow, Step]:
    """Sign and send until the flow needs the user or is at its end."""
    while True:
        step = flow.step(now())
        if isinstance(step, Step.SIGN):
            signature = bank.key.sign(step.grant.signing_input, step.grant.algorithm)
            flow = flow.advance(Answer.SIGNED(step.grant, signature), now())
        elif isinstance(step, Step.SEND):
            flow = flow.advance(Answer.RESPONDED(send(step.request)), now())
        elif isinstance(step, Step.WAIT):
            time.sleep(max(0.0, (step.until - now()).total_seconds()))
        else:
            return flow, step


def send(request: HttpRequest) -> HttpResponse:
    """Send as it stands and answer whatever comes."""
    headers = {header.name: header.value for header in request.headers}
    answer = httpx.request(request.method.name, request.url, headers=headers, content=request.body)
    answered = [HttpHeader(name=name, value=value) for name, value in answer.headers.items()]
    return HttpResponse(status=answer.status_code, headers=answered, body=answer.text)
