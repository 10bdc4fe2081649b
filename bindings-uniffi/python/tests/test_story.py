"""The story of a consent, with the asyncio client."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from samtykke import (
    ConsentClient,
    ConsentError,
    ConsentFlow,
    ConsentStatus,
    ErrorClass,
    KeySigner,
    Outcome,
    TokenRequest,
    parse_party,
)

from bank import ORGANIZATION, PERSON, Bank, finished, granted, now, visited
from sandbox import Sandbox


async def test_an_approved_consent_gives_a_token_that_opens_the_data(bank: Bank, client: ConsentClient) -> None:
    """The whole story, with the flow stored while the user decides."""
    visit = visited(await client.request_consent(bank.config(), bank.request()))
    stored = visit.flow.to_json()
    assert "eyJ" not in stored
    with pytest.raises(AttributeError, match=r"Visit\.url cannot be changed"):
        visit.url = "https://elsewhere.example"
    return_url = bank.sandbox.decide(visit.url, "approve")
    pause = await client.user_returned(ConsentFlow.from_json(stored), return_url)
    data = bank.sandbox.income(granted(pause)).raise_for_status().json()
    assert data["income"][0]["year"] == "2025"


async def test_a_refused_consent_ends_as_rejected(bank: Bank, client: ConsentClient) -> None:
    """The user's no is an outcome."""
    visit = visited(await client.request_consent(bank.config(), bank.request()))
    outcome = finished(await client.user_returned(visit.flow, bank.sandbox.decide(visit.url, "reject")))
    assert isinstance(outcome, Outcome.REJECTED)
    assert outcome.consent.status == ConsentStatus.REJECTED()


async def test_an_unanswered_consent_ends_as_expired(faulty: Sandbox) -> None:
    """The end of validity passes."""
    bank = Bank(faulty)
    async with ConsentClient(bank.key) as client:
        visit = visited(await client.request_consent(bank.config(), bank.request(timedelta(seconds=1))))
        await asyncio.sleep(1.1)
        assert isinstance(finished(await client.check_status(visit.flow)), Outcome.EXPIRED)


async def test_a_consent_that_is_revoked_before_its_token_is_an_outcome(bank: Bank, client: ConsentClient) -> None:
    """The return says OK, Maskinporten says no, and the status says why."""
    visit = visited(await client.request_consent(bank.config(check_status=False), bank.request()))
    return_url = bank.sandbox.decide(visit.url, "approve")
    bank.sandbox.decide_without_page(visit.flow.id(), "revoke")
    assert isinstance(finished(await client.user_returned(visit.flow, return_url)), Outcome.REVOKED)
    outcome = await client.consent_token(bank.config(), visit.flow.id(), parse_party(PERSON))
    assert isinstance(outcome, Outcome.REVOKED)


async def test_a_forged_return_leads_back_to_the_page(bank: Bank, client: ConsentClient) -> None:
    """Anyone can write a URL."""
    visit = visited(await client.request_consent(bank.config(), bank.request()))
    forged = f"https://bank.example/return?consentId={visit.flow.id()}&Status=OK"
    assert visited(await client.user_returned(visit.flow, forged)).url == visit.url
    with pytest.raises(ConsentError) as refused:
        await client.user_returned(visit.flow, "https://bank.example/return?Status=OK")
    assert refused.value.code == "RETURN_MISMATCH"


async def test_a_decision_is_waited_for_and_read(bank: Bank, client: ConsentClient) -> None:
    """Nobody needs to return."""
    visit = visited(await client.request_consent(bank.config(), bank.request()))
    poll = timedelta(milliseconds=30)
    deadline = now() + timedelta(milliseconds=100)
    visited(await client.wait_for_decision(visit.flow, interval=poll, deadline=deadline))

    async def decide_later() -> None:
        await asyncio.sleep(0.1)
        bank.sandbox.decide_without_page(visit.flow.id(), "approve")

    pause, _ = await asyncio.gather(client.wait_for_decision(visit.flow, interval=poll), decide_later())
    granted(pause)
    consent = await client.consent(bank.config(), visit.flow.id())
    assert consent.is_usable(now())
    assert isinstance(await client.consent_token(bank.config(), consent.id, parse_party(PERSON)), Outcome.GRANTED)


async def test_a_supplier_asks_on_behalf_of_its_customer(sandbox: Sandbox) -> None:
    """The customer delegated the scope to the supplier."""
    customer, supplier = "313876144", Bank(sandbox, "310149942")
    scopes = ["altinn:consentrequests.write"]
    async with ConsentClient(supplier.key) as client:
        config, request = supplier.config(customer), supplier.request(to_party=customer)
        with pytest.raises(ConsentError) as refused:
            await client.request_consent(config, request)
        assert (refused.value.server_code, refused.value.kind) == ("MP-251", ErrorClass.PERMISSION)
        delegation = {"consumer": customer, "supplier": supplier.organization, "scopes": scopes}
        sandbox.post("delegations", delegation)
        visit = visited(await client.request_consent(config, request))
        granted(await client.user_returned(visit.flow, sandbox.decide(visit.url, "approve")))
        consent = await client.consent(config, visit.flow.id())
        assert consent.handled_by is not None
        assert consent.handled_by.endswith(supplier.organization)


async def test_an_organization_consents(bank: Bank, client: ConsentClient) -> None:
    """Who gives the consent may be an organization."""
    visit = visited(await client.request_consent(bank.config(), bank.request(from_party="810419512")))
    pause = await client.user_returned(visit.flow, bank.sandbox.decide(visit.url, "approve"))
    assert bank.sandbox.income(granted(pause)).status_code == 200


async def test_faults_that_pass_are_met_with_patience(faulty: Sandbox) -> None:
    """The calls are made again, as the core says."""
    bank = Bank(faulty)
    faulty.fault("/token", kind="status", status=503)
    faulty.fault("/accessmanagement/*", kind="dropConnection")
    faulty.fault("/accessmanagement/*", kind="halfBody")
    async with ConsentClient(bank.key) as client:
        visit = visited(await client.request_consent(bank.config(), bank.request()))
        faulty.fault("/accessmanagement/*", kind="gatewayHtml", times=2)
        return_url = faulty.decide_without_page(visit.flow.id(), "approve")
        granted(await client.user_returned(visit.flow, return_url))


async def test_a_fault_that_stays_is_an_error_and_the_flow_goes_on_later(faulty: Sandbox) -> None:
    """The error tells the call, the attempts and that it may pass."""
    bank = Bank(faulty)
    async with ConsentClient(bank.key) as client:
        visit = visited(await client.request_consent(bank.config(), bank.request()))
        faulty.fault("/accessmanagement/*", times=None, kind="dropConnection")
        with pytest.raises(ConsentError) as failed:
            await client.check_status(visit.flow)
        error = failed.value
        assert (error.code, error.retryable, error.attempts) == ("TRANSPORT", True, 4)
        assert error.call == "GET consentrequests/{id}"
        with pytest.raises(ConsentError, match="no answer to GET consentrequests"):
            await client.consent(bank.config(), visit.flow.id())
        faulty.clear_faults()
        visited(await client.check_status(visit.flow))


async def test_another_key_is_maskinportens_error(bank: Bank) -> None:
    """Everything that the server said is told, and what to do."""
    async with ConsentClient(KeySigner.generate()) as client:
        with pytest.raises(ConsentError, match=r"^Maskinporten gave no token: ") as refused:
            await client.request_consent(bank.config(), bank.request())
    error = refused.value
    assert (error.code, error.server_code, error.status) == ("MASKINPORTEN", "MP-124", 400)
    assert error.maskinporten is not None
    assert error.maskinporten.error == "invalid_grant"
    assert error.advice is not None
    assert "private key" in error.advice


async def test_the_registry_says_what_a_request_lacks(bank: Bank, client: ConsentClient) -> None:
    """Before Altinn would."""
    resource = await client.resource(bank.environment, "standard-samtykke-for-dele-data")
    assert resource is not None
    assert resource.is_consent()
    assert await client.resource(bank.environment, "no-such-resource") is None
    listed = await client.consent_resources(bank.environment)
    assert resource.identifier in [each.identifier for each in listed]
    request = bank.request()
    assert await client.check_request(bank.environment, request) == []
    request.rights[0].metadata = {"Inntektsar": "2025"}
    problems = await client.check_request(bank.environment, request)
    assert [problem.code for problem in problems] == ["AM-00006", "AM-00008"]


async def test_altinns_own_token_is_fetched_once(bank: Bank, client: ConsentClient) -> None:
    """For APIs that do not take Maskinporten's."""
    wanted = TokenRequest(scopes=["altinn:consentrequests.write"])
    token = await client.altinn_token(bank.config(), wanted)
    assert await client.altinn_token(bank.config(), wanted) == token
    assert token != await client.token(bank.config(), wanted)
    assert ORGANIZATION in (token.unverified_claims() or "")
