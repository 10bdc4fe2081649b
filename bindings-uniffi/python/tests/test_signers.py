"""A key that another process holds, as a KMS does: see examples/kms-signer/key_agent.py."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import pytest

from samtykke import ConsentClient, ConsentError, KeySigner, SigningAlgorithm, SyncConsentClient, TokenRequest

from bank import SCOPE, Bank, granted, visited
from sandbox import Sandbox

EXAMPLES = Path(__file__).parents[3] / "examples/kms-signer"
sys.path.insert(0, str(EXAMPLES))

from agent_signer import AgentSigner, AsyncAgentSigner  # noqa: E402


def test_a_key_of_another_process_signs_a_whole_consent(sandbox: Sandbox) -> None:
    """The private key never enters this process."""
    with running_agent() as address:
        signer = AgentSigner(address)
        bank = Bank(sandbox)
        sandbox.register_client(signer.public_jwk("python-key"), [SCOPE], client_id=bank.client.client_id)
        with SyncConsentClient(signer) as client:
            visit = visited(client.request_consent(bank.config(), bank.request()))
            granted(client.user_returned(visit.flow, sandbox.decide(visit.url, "approve")))


async def test_a_key_that_is_asked_over_the_network_does_not_stop_others(sandbox: Sandbox) -> None:
    """The asyncio client awaits what a signer gives."""
    with running_agent() as address:
        signer = AsyncAgentSigner(address)
        bank = Bank(sandbox)
        sandbox.register_client(await signer.public_jwk("python-key"), [SCOPE], client_id=bank.client.client_id)
        async with ConsentClient(signer) as client:
            await client.token(bank.config(), TokenRequest(scopes=[SCOPE]))


def test_an_agent_that_is_gone_is_a_signing_error(bank: Bank) -> None:
    """The cause stays."""
    with running_agent() as address:
        signer = AgentSigner(address)
    with SyncConsentClient(signer) as client, pytest.raises(ConsentError, match="could not be signed") as refused:
        client.token(bank.config(), TokenRequest(scopes=[SCOPE]))
    assert refused.value.code == "SIGNING"
    assert isinstance(refused.value.__cause__, OSError)


async def test_one_fetch_serves_all_who_wait_for_the_same_token(bank: Bank) -> None:
    """However many wait."""
    signer = Counting(bank.key)
    async with ConsentClient(signer) as client:
        wanted = TokenRequest(scopes=[SCOPE])
        tokens = await asyncio.gather(*(client.token(bank.config(), wanted) for _ in range(20)))
    assert len({token.value for token in tokens}) == 1
    assert signer.count == 1


async def test_one_corrupt_byte_of_the_signature_is_maskinportens_error(bank: Bank) -> None:
    """Maskinporten says that the key is another."""
    async with ConsentClient(Corrupting(bank.key)) as client:
        with pytest.raises(ConsentError) as refused:
            await client.token(bank.config(), TokenRequest(scopes=[SCOPE]))
    assert refused.value.server_code == "MP-124"


@contextmanager
def running_agent() -> Generator[str, None, None]:
    """Start the agent, which makes a key and tells where it listens."""
    program = [sys.executable, str(EXAMPLES / "key_agent.py")]
    with subprocess.Popen(program, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603
        assert process.stdout is not None
        try:
            yield process.stdout.readline().strip()
        finally:
            process.terminate()


class Counting:
    """Signs, and counts how often."""

    def __init__(self, key: KeySigner) -> None:
        """Count from nothing."""
        self.key = key
        self.count = 0

    async def sign(self, signing_input: str, algorithm: SigningAlgorithm) -> str:
        """Sign after a while."""
        self.count += 1
        await asyncio.sleep(0.01)
        return self.key.sign(signing_input, algorithm)


class Corrupting:
    """Signs, and changes one character."""

    def __init__(self, key: KeySigner) -> None:
        """Use ``key``."""
        self.key = key

    def sign(self, signing_input: str, algorithm: SigningAlgorithm) -> str:
        """Sign nearly right."""
        signature = self.key.sign(signing_input, algorithm)
        return ("B" if signature[0] == "A" else "A") + signature[1:]
