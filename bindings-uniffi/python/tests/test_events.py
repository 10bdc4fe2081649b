"""The feed of events: it stops and goes on elsewhere."""

from __future__ import annotations

from uuid import UUID

import pytest

from samtykke import ConsentClient, ConsentError, ConsentEventType, EventCursor, EventFilter

from bank import Bank, visited
from sandbox import Sandbox


async def test_events_stop_and_go_on_from_a_stored_cursor(sandbox: Sandbox) -> None:
    """Every event is delivered, and none twice."""
    bank = Bank(sandbox, "937884117")
    async with ConsentClient(bank.key) as client:
        first = await decided(bank, client, "approve")
        events = client.events(bank.feed(), EventCursor.beginning())
        met: list[tuple[UUID, ConsentEventType]] = []
        stored = ""
        async for batch in events:
            met += [(event.consent_request_id, event.event_type) for event in batch]
            stored = events.delivered().to_json()
            break
        assert met == [(first, ConsentEventType.CREATED()), (first, ConsentEventType.ACCEPTED())]

        second = await decided(bank, client, "reject")
        async for batch in client.events(bank.feed(), EventCursor.from_json(stored)):
            assert {event.consent_request_id for event in batch} == {second}
            break


async def test_events_come_again_until_they_are_confirmed(bank: Bank, client: ConsentClient) -> None:
    """A crash between the delivery and the storage of the cursor loses nothing."""
    await decided(bank, client, "approve")
    events = client.events(bank.feed(), EventCursor.beginning())
    assert await anext(events) == await anext(events)
    with pytest.raises(ConsentError) as refused:
        events.delivered()
        events.delivered()
    assert refused.value.code == "OUT_OF_TURN"


async def test_a_feed_goes_on_after_an_error(bank: Bank, client: ConsentClient, faulty: Sandbox) -> None:
    """The same feed is asked again."""
    await decided(bank, client, "approve")
    faulty.fault("/accessmanagement/*", times=None, kind="gatewayHtml")
    events = client.events(bank.feed(), EventCursor.beginning())
    with pytest.raises(ConsentError):
        await anext(events)
    faulty.clear_faults()
    assert await anext(events)


async def test_only_events_that_are_asked_for_come(bank: Bank, client: ConsentClient) -> None:
    """A filter goes with its cursor."""
    wanted = await decided(bank, client, "reject")
    await decided(bank, client, "reject")
    config = bank.feed()
    config.filter = EventFilter(event_types=[ConsentEventType.REJECTED()], consent_request_id=wanted)
    events = await anext(client.events(config, EventCursor.beginning()))
    assert [(event.consent_request_id, event.event_type) for event in events] == [(wanted, ConsentEventType.REJECTED())]


def test_a_cursor_of_another_version_is_refused() -> None:
    """The text holds its version."""
    with pytest.raises(ConsentError, match=r"^cursor has version 2"):
        EventCursor.from_json('{"v": 2}')


async def decided(bank: Bank, client: ConsentClient, decision: str) -> UUID:
    """Give a consent that somebody decided about."""
    visit = visited(await client.request_consent(bank.config(), bank.request()))
    bank.sandbox.decide_without_page(visit.flow.id(), decision)
    return visit.flow.id()
