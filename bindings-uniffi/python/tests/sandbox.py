"""The sandbox as a process of its own, and what tests do that no client could."""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpx


@dataclass(frozen=True)
class Sandbox:
    """Where the sandbox listens."""

    platform: str
    issuer: str
    control: str
    service: str

    def register_client(
        self, public_jwk: str, scopes: list[str], organization: str = "991825827", client_id: str | None = None
    ) -> str:
        """Register a client with one key; the result is its id."""
        body = {"organization": organization, "scopes": scopes, "keys": [json.loads(public_jwk)]}
        if client_id is not None:
            body["clientId"] = client_id
        return str(self.post("clients", body)["clientId"])

    def decide(self, view_uri: str, decision: str) -> str:
        """Choose on the consent page; the result is the URL that the browser is sent to."""
        page = httpx.get(view_uri).raise_for_status().text
        found = re.search(r'name="id" value="([^"]+)"', page)
        assert found is not None
        form = {"id": found[1], "lang": "nb", "decision": decision}
        return httpx.post(view_uri, data=form).headers["location"]

    def decide_without_page(self, consent: object, decision: str) -> str:
        """Choose without a browser; the result is the URL that it would be sent to."""
        return str(self.post(f"consents/{consent}/{decision}", None)["finalRedirectUrl"])

    def fault(self, route: str, times: int | None = 1, **fault: object) -> None:
        """Let the calls of a route meet a fault."""
        rule: dict[str, object] = {"route": route, "fault": fault}
        if times is not None:
            rule["times"] = times
        self.post("faults", rule)

    def clear_faults(self) -> None:
        """Let everything work again."""
        httpx.delete(f"{self.control}/faults").raise_for_status()

    def move_clock(self, seconds: float) -> None:
        """Let the servers' clock differ from ours."""
        self.post("clock", {"offsetSeconds": seconds})

    def post(self, path: str, body: object) -> Any:
        """Call the sandbox's own API."""
        answer = httpx.post(f"{self.control}/{path}", json=body) if body else httpx.post(f"{self.control}/{path}")
        return answer.raise_for_status().json()

    def income(self, token: str) -> httpx.Response:
        """Call the service with a consent token."""
        return httpx.get(f"{self.service}/api/income", headers={"Authorization": f"Bearer {token}"})


@contextmanager
def running_sandbox(*arguments: str) -> Generator[Sandbox, None, None]:
    """Start the sandbox on a free port and end it afterwards."""
    program = [os.environ["SAMTYKKE_SANDBOX_BIN"], "--events-lag", "0", *arguments]
    with subprocess.Popen(program, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:  # noqa: S603
        assert process.stdout is not None
        ready = json.loads(process.stdout.readline())
        try:
            yield Sandbox(ready["platform"], ready["issuer"], ready["control"], ready["service"])
        finally:
            process.terminate()
