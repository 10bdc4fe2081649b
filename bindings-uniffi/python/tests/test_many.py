"""Many flows at once, on one client."""

from __future__ import annotations

import asyncio
import gc
import threading
import tracemalloc

from samtykke import ConsentClient, ConsentFlow, Step

from bank import Bank, now, visited


async def test_many_flows_on_one_client_make_no_threads(bank: Bank) -> None:
    """They share connections and one token."""
    before = threading.active_count()
    async with ConsentClient(bank.key) as client:
        flows = (client.request_consent(bank.config(), bank.request()) for _ in range(100))
        visits = await asyncio.gather(*flows)
        assert threading.active_count() == before
    assert len({visited(visit).flow.id() for visit in visits}) == 100


def test_flows_leave_no_memory(bank: Bank) -> None:
    """Handles of the core are given back with the objects."""

    def run() -> None:
        flow = ConsentFlow.start(bank.config(), bank.request(), now())
        assert isinstance(flow.step(now()), Step.SIGN)
        ConsentFlow.from_json(flow.to_json())

    for _ in range(20):
        run()
    gc.collect()
    tracemalloc.start()
    try:
        before = tracemalloc.get_traced_memory()[0]
        for _ in range(200):
            run()
        gc.collect()
        grown = tracemalloc.get_traced_memory()[0] - before
    finally:
        tracemalloc.stop()
    assert grown < 20_000
