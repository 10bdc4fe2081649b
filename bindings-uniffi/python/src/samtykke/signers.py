"""Who signs grants: a key in memory, or one that another holds."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import Protocol

from ._native.samtykke import KeySigner, SigningAlgorithm

__all__ = ["AsyncSigner", "KeySigner", "Signer"]


class Signer(Protocol):
    """Something that holds the client's private key: a KMS, an HSM, an agent in another process."""

    def sign(self, signing_input: str, algorithm: SigningAlgorithm) -> str:
        """Sign the ASCII text ``signing_input``; the result is base64url, with or without padding.

        An exception becomes a :class:`~samtykke.ConsentError` with code ``SIGNING`` that tells its text.
        """
        ...


class AsyncSigner(Protocol):
    """As :class:`Signer`, for a key that is asked over the network: only for the asyncio client."""

    def sign(self, signing_input: str, algorithm: SigningAlgorithm) -> Awaitable[str]:
        """Sign the ASCII text ``signing_input``; the result is base64url, with or without padding."""
        ...
