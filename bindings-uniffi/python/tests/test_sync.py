"""The client without asyncio."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from samtykke import (
    ConsentError,
    ConsentFlow,
    EventCursor,
    Outcome,
    SigningAlgorithm,
    SyncConsentClient,
    TokenRequest,
    parse_party,
)

from bank import PERSON, SCOPE, Bank, finished, granted, now, visited
from sandbox import Sandbox


def test_an_approved_consent_gives_a_token_that_opens_the_data(bank: Bank, sync_client: SyncConsentClient) -> None:
    """The whole story, with the flow stored while the user decides."""
    visit = visited(sync_client.request_consent(bank.config(), bank.request()))
    flow = ConsentFlow.from_json(visit.flow.to_json())
    pause = sync_client.user_returned(flow, bank.sandbox.decide(visit.url, "approve"))
    assert bank.sandbox.income(granted(pause)).status_code == 200


def test_a_refused_consent_is_waited_for(bank: Bank, sync_client: SyncConsentClient) -> None:
    """The user's no is an outcome."""
    visit = visited(sync_client.request_consent(bank.config(), bank.request()))
    poll = timedelta(milliseconds=20)
    visited(sync_client.wait_for_decision(visit.flow, interval=poll, deadline=now() + poll * 2))
    with pytest.raises(ConsentError) as early:
        sync_client.consent_token(bank.config(), visit.flow.id(), parse_party(PERSON))
    assert early.value.maskinporten is not None
    bank.sandbox.decide_without_page(visit.flow.id(), "reject")
    assert isinstance(finished(sync_client.wait_for_decision(visit.flow, interval=poll)), Outcome.REJECTED)


def test_single_calls(bank: Bank, sync_client: SyncConsentClient) -> None:
    """What needs no flow."""
    visit = visited(sync_client.request_consent(bank.config(), bank.request()))
    assert sync_client.consent(bank.config(), visit.flow.id()).id == visit.flow.id()
    bank.sandbox.decide_without_page(visit.flow.id(), "approve")
    outcome = sync_client.consent_token(bank.config(), visit.flow.id(), parse_party(PERSON))
    assert isinstance(outcome, Outcome.GRANTED)
    assert sync_client.check_request(bank.environment, bank.request()) == []
    assert len(sync_client.consent_resources(bank.environment)) > 3
    assert sync_client.altinn_token(bank.config(), TokenRequest(scopes=[SCOPE])).value


def test_threads_share_one_fetch(bank: Bank) -> None:
    """Who waits for the same token finds it."""
    signer = Counting(bank)
    with SyncConsentClient(signer) as client, ThreadPoolExecutor(8) as threads:
        tokens = threads.map(lambda _: client.token(bank.config(), TokenRequest(scopes=[SCOPE])).value, range(8))
        assert len(set(tokens)) == 1
    assert signer.count == 1


def test_events_are_followed(sandbox: Sandbox) -> None:
    """As with asyncio."""
    bank = Bank(sandbox, "923609016")
    with SyncConsentClient(bank.key) as client:
        visit = visited(client.request_consent(bank.config(), bank.request()))
        events = client.events(bank.feed(), EventCursor.beginning())
        assert [event.consent_request_id for event in next(events)] == [visit.flow.id()]
        assert EventCursor.from_json(events.delivered().to_json()).to_json() == events.cursor.to_json()


class Counting:
    """Signs, and counts how often."""

    def __init__(self, bank: Bank) -> None:
        """Count from nothing."""
        self.key = bank.key
        self.count = 0

    def sign(self, signing_input: str, algorithm: SigningAlgorithm) -> str:
        """Sign as the bank does."""
        self.count += 1
        return self.key.sign(signing_input, algorithm)
