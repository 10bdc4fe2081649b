"""The sandbox as a process of its own."""

import json
import os
import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import httpx


@dataclass(frozen=True)
class Sandbox:
    """Where the sandbox listens."""

    platform: str
    issuer: str
    control: str
    service: str

    def register_client(self, public_jwk: str, scopes: list[str]) -> str:
        """Register a client with one key; the result is its id."""
        body = {"organization": "991825827", "scopes": scopes, "keys": [json.loads(public_jwk)]}
        answer = httpx.post(f"{self.control}/clients", json=body).raise_for_status()
        client_id: str = answer.json()["clientId"]
        return client_id

    def decide(self, view_uri: str, decision: str) -> str:
        """Choose on the consent page; the result is the URL that the browser is sent to."""
        page = httpx.get(view_uri).raise_for_status().text
        found = re.search(r'name="id" value="([^"]+)"', page)
        assert found is not None
        form = {"id": found[1], "lang": "nb", "decision": decision}
        return httpx.post(view_uri, data=form).headers["location"]


@contextmanager
def running_sandbox() -> Iterator[Sandbox]:
    """Start the sandbox on a free port and end it afterwards."""
    program = os.environ["SAMTYKKE_SANDBOX_BIN"]
    with subprocess.Popen([program, "--events-lag", "0"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:  # noqa: S603
        assert process.stdout is not None
        ready = json.loads(process.stdout.readline())
        try:
            yield Sandbox(ready["platform"], ready["issuer"], ready["control"], ready["service"])
        finally:
            process.terminate()
