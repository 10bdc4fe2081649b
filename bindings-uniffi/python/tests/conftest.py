"""One sandbox for all tests, and a bank for each file."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio

from samtykke import ConsentClient, SyncConsentClient

from bank import Bank
from sandbox import Sandbox, running_sandbox


@pytest.fixture(scope="session")
def sandbox() -> Iterator[Sandbox]:
    """Start the sandbox."""
    with running_sandbox() as running:
        yield running


@pytest.fixture(scope="module")
def bank(sandbox: Sandbox) -> Bank:
    """Register a bank."""
    return Bank(sandbox)


@pytest_asyncio.fixture(scope="module")
async def client(bank: Bank) -> AsyncIterator[ConsentClient]:
    """Give a client with the bank's key."""
    async with ConsentClient(bank.key) as client:
        yield client


@pytest.fixture(scope="module")
def sync_client(bank: Bank) -> Iterator[SyncConsentClient]:
    """Give a client without asyncio with the bank's key."""
    with SyncConsentClient(bank.key) as client:
        yield client


@pytest.fixture
def faulty(sandbox: Sandbox) -> Iterator[Sandbox]:
    """Give the sandbox to a test that breaks it, and mend it afterwards."""
    yield sandbox
    sandbox.clear_faults()
    sandbox.move_clock(0)
