"""Many flows on one client, and in one process."""

from __future__ import annotations

import asyncio
import gc
import json
import re
import resource
import threading
from datetime import timedelta
from pathlib import Path

import httpx

from samtykke import AccessToken, Answer, ConsentClient, ConsentFlow, HttpResponse, Step, TokenRequest

from bank import SCOPE, Bank, granted, now, visited

CREATED = Path(__file__).parents[3] / "core/tests/wire/01-create-person-201.json"


async def test_500_flows_at_once_on_one_client_make_no_threads(bank: Bank) -> None:
    """They share connections and one token, from the request to the consent token."""
    most, config = 0, bank.config()
    async with ConsentClient(bank.key) as client, httpx.AsyncClient(timeout=60) as user:
        await client.token(config, TokenRequest(scopes=[SCOPE]))
        before = threading.active_count()

        async def one() -> str:
            nonlocal most
            flow = visited(await client.request_consent(config, bank.request())).flow
            approved = await user.post(f"{bank.sandbox.control}/consents/{flow.id()}/approve")
            most = max(most, threading.active_count())
            return granted(await client.user_returned(flow, approved.json()["finalRedirectUrl"]))

        tokens = await asyncio.gather(*(one() for _ in range(500)))
    assert len(set(tokens)) == 500
    assert most == before


def test_10_000_flows_leave_memory_flat(bank: Bank) -> None:
    """Neither the core nor Python keeps a flow that nobody has."""
    go_through(bank, flows=1_000)
    # Allocators take more for a while; what leaks never stops.
    assert any(kilobytes_taken_by(bank, flows=10_000) < 2_000 for _ in range(4))


def kilobytes_taken_by(bank: Bank, flows: int) -> int:
    """Tell how much more the process has after so many flows."""
    before = kilobytes()
    go_through(bank, flows)
    return kilobytes() - before


def go_through(bank: Bank, flows: int) -> None:
    """Go from the start to the user, with answers that are at hand, and store each flow."""
    token = AccessToken(value="token", scope=None, expires_at=now() + timedelta(hours=1))
    created = json.loads(CREATED.read_text())["response"]["body"]
    config, request = bank.config(), bank.request()
    for _ in range(flows):
        flow = ConsentFlow.start(config, request, now()).advance(Answer.AUTHORIZED(token), now())
        response = HttpResponse(status=201, body=json.dumps(created | {"id": str(flow.id())}))
        flow = flow.advance(Answer.RESPONDED(response), now())
        assert isinstance(ConsentFlow.from_json(flow.to_json()).step(now()), Step.VISIT)


def kilobytes() -> int:
    """Tell how much memory the process has; where the system does not say, the most that it has had."""
    gc.collect()
    status = Path("/proc/self/status")
    if status.exists():
        found = re.search(r"VmRSS:\s*(\d+)", status.read_text())
        assert found is not None
        return int(found[1])
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
