"""What the package costs beside what one would write by hand: run it with ``SAMTYKKE_SANDBOX_BIN`` set.

Each pair is measured in turns in the same process, so that ratios hold where times do not.
"""

from __future__ import annotations

import asyncio
import gc
import json
import os
import statistics
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from pathlib import Path

import httpx
import jwt

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from samtykke import (
    AccessToken,
    Answer,
    ConsentClient,
    ConsentFlow,
    HttpResponse,
    KeySigner,
    RetryPolicy,
    Step,
    SyncConsentClient,
    TokenExchange,
    TokenRequest,
    TokenStep,
)

from bank import PERSON, RESOURCE, RETURN_URL, SCOPE, Bank, granted, now, visited
from sandbox import Sandbox, running_sandbox

GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
CONSENTS = "/accessmanagement/api/v1/enterprise/consentrequests"


class ByHand:
    """A consent with httpx and PyJWT, as a careful person would write it."""

    def __init__(self, bank: Bank, private: rsa.RSAPrivateKey) -> None:
        """Take the bank's place."""
        self.bank = bank
        self.private = private
        self.http = httpx.Client(timeout=30)
        self.token: str | None = None

    def grant(self, **more: object) -> str:
        """Sign a grant."""
        issued = int(time.time())
        claims = {
            "aud": self.bank.sandbox.issuer,
            "iss": self.bank.client.client_id,
            "scope": SCOPE,
            "iat": issued,
            "exp": issued + 110,
            "jti": str(uuid.uuid4()),
            **more,
        }
        return jwt.encode(claims, self.private, "RS256", headers={"kid": "python-key"})

    def fetch(self, **more: object) -> str:
        """Trade a grant for a token."""
        form = {"grant_type": GRANT, "assertion": self.grant(**more)}
        answer = self.http.post(f"{self.bank.sandbox.issuer}token", data=form).raise_for_status()
        return str(answer.json()["access_token"])

    def consent(self, approve: Callable[[str], object]) -> str:
        """Ask, wait for the decision, check, and fetch the consent token."""
        self.token = self.token or self.fetch()
        id = str(uuid.uuid4())
        person = f"urn:altinn:person:identifier-no:{PERSON}"
        right = {
            "action": ["consent"],
            "resource": [{"type": "urn:altinn:resource", "value": RESOURCE}],
            "metadata": {"inntektsaar": "2025"},
        }
        body = {
            "id": id,
            "from": person,
            "to": f"urn:altinn:organization:identifier-no:{self.bank.organization}",
            "validTo": (datetime.now(timezone.utc) + timedelta(days=1)).isoformat(),
            "consentRights": [right],
            "redirectUrl": f"{RETURN_URL}?consentId={id}",
            "portalViewMode": "Hide",
        }
        headers = {"Authorization": f"Bearer {self.token}"}
        url = f"{self.bank.sandbox.platform}{CONSENTS}"
        self.http.post(url, json=body, headers=headers).raise_for_status()
        approve(id)
        status = self.http.get(f"{url}/{id}", headers=headers).raise_for_status().json()["status"]
        assert status == "Accepted"
        return self.fetch(authorization_details=[{"type": "urn:altinn:consent", "id": id, "from": person}])


def bank_with_pem(sandbox: Sandbox) -> tuple[Bank, rsa.RSAPrivateKey]:
    """Register one key that both sides can use."""
    private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    bank = Bank(sandbox)
    bank.key = KeySigner.parse(pem)
    sandbox.register_client(bank.key.public_jwk("python-key"), [SCOPE], client_id=bank.client.client_id)
    return bank, private


def in_turns(rounds: int, ours: Callable[[], object], theirs: Callable[[], object]) -> tuple[float, float]:
    """Give the medians in microseconds."""
    times: tuple[list[float], list[float]] = ([], [])
    for turn in range(rounds * 2):
        # Either goes first as often.
        which = (turn + turn // 2) % 2
        start = time.perf_counter()
        (ours, theirs)[which]()
        times[which].append((time.perf_counter() - start) * 1e6)
    return statistics.median(times[0]), statistics.median(times[1])


def report(name: str, ours: float, theirs: float) -> None:
    """Print a ratio."""
    print(f"{name}: {ours:.0f} µs against {theirs:.0f} µs, ratio {ours / theirs:.2f}", flush=True)


def signed_grant(bank: Bank, by_hand: ByHand) -> None:
    """Sign grants of one exchange."""
    request = TokenRequest(scopes=[SCOPE])
    exchange = TokenExchange.start(bank.environment, bank.client, request, RetryPolicy())
    report("a signed RS256 grant", *in_turns(400, lambda: exchange.signed_by(bank.key, now()), by_hand.grant))

    def from_the_start() -> None:
        begun = TokenExchange.start(bank.environment, bank.client, request, RetryPolicy())
        step = begun.signed_by(bank.key, now()).step(now())
        assert isinstance(step, TokenStep.SEND)

    report("the same with its request", *in_turns(400, from_the_start, by_hand.grant))


def whole_flow(bank: Bank, by_hand: ByHand) -> None:
    """Go through a whole consent."""
    approver = httpx.Client()

    def approve(id: object) -> None:
        approver.post(f"{bank.sandbox.control}/consents/{id}/approve").raise_for_status()

    client, config = SyncConsentClient(bank.key), bank.config()

    def ours() -> None:
        visit = visited(client.request_consent(config, bank.request()))
        approve(visit.flow.id())
        granted(client.user_returned(visit.flow, f"{visit.flow.redirect_url()}&Status=OK"))

    ours()
    by_hand.consent(approve)
    report("a whole consent", *in_turns(150, ours, lambda: by_hand.consent(approve)))


def memory(bank: Bank) -> None:
    """Make ten thousand flows, one after the other, without a network."""
    token = Answer.AUTHORIZED(fake_token())
    config, request = bank.config(), bank.request()

    def one() -> None:
        flow = ConsentFlow.start(config, request, now()).advance(token, now())
        step = flow.step(now())
        assert isinstance(step, Step.SEND)
        response = HttpResponse(status=201, body=created(str(flow.id())))
        flow = flow.advance(Answer.RESPONDED(response), now())
        ConsentFlow.from_json(flow.to_json())

    wire = Path(__file__).parents[3] / "core/tests/wire/01-create-person-201.json"
    answer = json.loads(wire.read_text())["response"]["body"]

    def created(id: str) -> str:
        return json.dumps(answer | {"id": id})

    for _ in range(500):
        one()
    gc.collect()
    before = resident()
    for _ in range(10_000):
        one()
    gc.collect()
    print(f"10,000 flows: {(resident() - before) / 1e6:+.2f} MB resident", flush=True)


def fake_token() -> AccessToken:
    """Give a token that nobody looks at."""
    return AccessToken(value="token", scope=None, expires_at=now() + timedelta(hours=1))


def resident() -> int:
    """Give the bytes of memory that the process has."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


async def concurrent(bank: Bank) -> None:
    """Run five hundred flows at once, on one client."""
    before, most, config = threading.active_count(), 0, bank.config()

    async def one(client: ConsentClient) -> None:
        nonlocal most
        visit = visited(await client.request_consent(config, bank.request()))
        most = max(most, threading.active_count())
        await approver.post(f"{bank.sandbox.control}/consents/{visit.flow.id()}/approve")
        granted(await client.user_returned(visit.flow, f"{visit.flow.redirect_url()}&Status=OK"))

    start = time.perf_counter()
    async with ConsentClient(bank.key) as client, httpx.AsyncClient(timeout=60) as approver:
        await asyncio.gather(*(one(client) for _ in range(500)))
    took = time.perf_counter() - start
    print(f"500 flows at once: {took:.1f} s, {most - before} threads more than before", flush=True)


def imports() -> None:
    """Time ``import samtykke`` in a process of its own; httpx is imported by the first client."""
    script = "import time; s = time.perf_counter(); import samtykke; print((time.perf_counter() - s) * 1e3)"

    def once() -> float:
        return float(subprocess.run([sys.executable, "-c", script], capture_output=True, check=True).stdout)  # noqa: S603

    print(f"import samtykke: {statistics.median(once() for _ in range(15)):.0f} ms", flush=True)


def main() -> None:
    """Measure everything."""
    imports()
    with running_sandbox() as sandbox:
        bank, private = bank_with_pem(sandbox)
        by_hand = ByHand(bank, private)
        signed_grant(bank, by_hand)
        whole_flow(bank, by_hand)
        memory(bank)
        asyncio.run(concurrent(bank))


if __name__ == "__main__":
    main()
