"""Sign with a key that another process holds. Write the same few lines for a KMS, an HSM or a vault."""

from __future__ import annotations

import asyncio
import json
import socket

from samtykke import SigningAlgorithm


class AgentSigner:
    """Asks the agent at ``host:port``: a ``Signer``, for both clients."""

    def __init__(self, address: str) -> None:
        """Ask the agent at ``address``."""
        host, _, port = address.rpartition(":")
        self._address = (host, int(port))

    def sign(self, signing_input: str, algorithm: SigningAlgorithm) -> str:
        """Have the text signed."""
        return self._ask({"sign": signing_input, "algorithm": algorithm.name})["signature"]

    def public_jwk(self, kid: str) -> str:
        """Tell the public key, to register at Maskinporten."""
        return self._ask({"publicJwk": kid})["jwk"]

    def _ask(self, request: dict[str, str]) -> dict[str, str]:
        with socket.create_connection(self._address, timeout=5) as connection, connection.makefile("rw") as lines:
            lines.write(json.dumps(request) + "\n")
            lines.flush()
            answer: dict[str, str] = json.loads(lines.readline())
            return answer


class AsyncAgentSigner:
    """As ``AgentSigner``, without stopping the event loop: an ``AsyncSigner``."""

    def __init__(self, address: str) -> None:
        """Ask the agent at ``address``."""
        host, _, port = address.rpartition(":")
        self._address = (host, int(port))

    async def sign(self, signing_input: str, algorithm: SigningAlgorithm) -> str:
        """Have the text signed."""
        return (await self._ask({"sign": signing_input, "algorithm": algorithm.name}))["signature"]

    async def public_jwk(self, kid: str) -> str:
        """Tell the public key, to register at Maskinporten."""
        return (await self._ask({"publicJwk": kid}))["jwk"]

    async def _ask(self, request: dict[str, str]) -> dict[str, str]:
        reader, writer = await asyncio.open_connection(*self._address)
        try:
            writer.write(json.dumps(request).encode() + b"\n")
            await writer.drain()
            answer: dict[str, str] = json.loads(await reader.readline())
            return answer
        finally:
            writer.close()
