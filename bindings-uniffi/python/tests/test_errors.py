"""Errors as exceptions, and what nothing prints."""

from __future__ import annotations

import copy
import pickle
from datetime import timedelta
from uuid import UUID

import pytest

from samtykke import (
    AccessToken,
    Answer,
    ConsentClient,
    ConsentError,
    ConsentFlow,
    ConsentReturn,
    ConsentState,
    ErrorClass,
    Finish,
    HttpHeader,
    HttpResponse,
    InternalError,
    Outcome,
    Party,
    PortalViewMode,
    ReturnVerdict,
    Step,
    TokenRequest,
    parse_consent,
    parse_consent_return,
    parse_token,
    party_number_input,
)
from samtykke import ConsentStatus as Status

from bank import PERSON, Bank, now, visited

PROBLEM = """{"type": "x", "title": "Bad Request", "status": 400, "code": "STD-00000", "traceId": "00-1-01",
"detail": "One or more validation errors occurred.", "extra": {"a": 1},
"validationErrors": [{"code": "AM.VLD-00027", "detail": "Redirecturl is not valid", "paths": ["/RedirectUrl"]}],
"problems": [{"code": "AM-00004", "status": 400, "detail": "Unknown person"}]}"""


def test_everything_that_altinn_said_is_told() -> None:
    """Status, codes, fields with paths, problems inside, extensions, trace id and the beginning of the body."""
    with pytest.raises(ConsentError) as refused:
        parse_consent(HttpResponse(status=400, body=PROBLEM))
    error = refused.value
    assert (error.code, error.kind, error.server_code, error.status) == ("ALTINN", ErrorClass.FIX, "STD-00000", 400)
    assert error.trace_id == "00-1-01"
    assert error.altinn is not None
    assert [(each.code, each.paths) for each in error.altinn.validation_errors] == [("AM.VLD-00027", ["/RedirectUrl"])]
    assert [each.code for each in error.altinn.problems] == ["AM-00004"]
    assert error.altinn.extensions == {"extra": '{"a":1}'}
    assert error.excerpt is not None
    assert error.excerpt.startswith('{"type"')
    assert error.advice == "Check the person number: the register does not know it."
    assert str(error).startswith("Altinn refused GET consentrequests/{id}: STD-00000 One or more")
    assert repr(error) == f"ConsentError(ALTINN: {error})"


def test_what_maskinporten_said_is_told() -> None:
    """Also when it is no JSON."""
    body = '{"error": "invalid_scope", "error_description": "Not allowed (MP-200)"}'
    with pytest.raises(ConsentError) as refused:
        parse_token(HttpResponse(status=400, body=body), now())
    assert refused.value.maskinporten is not None
    assert refused.value.maskinporten.description == "Not allowed (MP-200)"
    with pytest.raises(ConsentError, match=r"^unexpected answer 502 to POST token") as gateway:
        parse_token(HttpResponse(status=502, body="<html>"), now())
    assert (gateway.value.retryable, gateway.value.excerpt) == (True, "<html>")


def test_an_error_is_copied_and_pickled() -> None:
    """It crosses to another process, as a task's error does."""
    with pytest.raises(ConsentError) as refused:
        ConsentFlow.from_json("{}")
    for twin in (copy.copy(refused.value), pickle.loads(pickle.dumps(refused.value))):  # noqa: S301
        assert (twin.code, str(twin)) == ("UNREADABLE_FLOW", str(refused.value))


def test_a_panic_in_rust_is_an_exception() -> None:
    """A method that fails on nothing cannot read this id."""
    with pytest.raises(InternalError, match="UUID"):
        state("no UUID").is_usable(now())


async def test_no_text_holds_a_secret(bank: Bank, client: ConsentClient) -> None:
    """Not repr, not str, not a format."""
    request = bank.request()
    visit = visited(await client.request_consent(bank.config(), request))
    pause = await client.user_returned(visit.flow, bank.sandbox.decide(visit.url, "approve"))
    assert isinstance(pause, Finish)
    assert isinstance(pause.outcome, Outcome.GRANTED)
    token = pause.outcome.token
    sign = ConsentFlow.start(bank.config(), request, now()).step(now())
    assert isinstance(sign, Step.SIGN)
    response = HttpResponse(
        status=200, headers=[HttpHeader(name="Set-Cookie", value=token.value)], body=f"{PERSON} {token.value}"
    )
    shown = [
        visit, pause, pause.outcome, pause.outcome.consent, token, request, request.rights, request.from_party, sign,
        sign.grant, response, Answer.SIGNED(sign.grant, token.value), Answer.RESPONDED(response),
        TokenRequest(scopes=["a"], pid=PERSON), party_number_input(PERSON), bank.key, client, visit.flow,
        parse_consent_return(f"/?Status=Failed&ErrorMessage={PERSON}"),
        ConsentReturn(verdict=ReturnVerdict.ACCEPTED, error_message=PERSON),
    ]  # fmt: skip
    for value in shown:
        for text in (repr(value), str(value), f"{value}"):
            assert PERSON not in text
            assert token.value not in text
            assert sign.grant.signing_input not in text
            assert "2025" not in text.replace(str(now().year), "")


def test_texts_tell_what_may_be_told() -> None:
    """A record shows its members."""
    token = AccessToken(value="eyJ", scope="a", expires_at=now())
    assert "[redacted]" in repr(token)
    assert 'scope: Some("a")' in repr(token)
    assert repr(Party.PERSON("12345")) == "Party.PERSON([not valid])"
    assert repr(Status.CREATED()) == "ConsentStatus.CREATED()"
    assert repr(Status.UNKNOWN("new")) == "ConsentStatus.UNKNOWN(text=new)"


def state(id: str) -> ConsentState:
    """Make a consent whose id cannot be read."""
    wrong: UUID = id  # type: ignore[assignment]  # pyright: ignore[reportAssignmentType]
    return ConsentState(
        id=wrong,
        from_party="",
        to_party="",
        required_delegator=None,
        handled_by=None,
        valid_to=now() + timedelta(days=1),
        rights=[],
        request_message=None,
        status=Status.CREATED(),
        consented=None,
        redirect_url="",
        events=[],
        view_uri="",
        portal_view_mode=PortalViewMode.HIDE,
    )
