"""What the package costs beside what one would write by hand: run it with ``SAMTYKKE_SANDBOX_BIN`` set.

Each pair is measured in turns in the same process, so that ratios hold where times do not.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import jwt

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from samtykke import (
    KeySigner,
    RetryPolicy,
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
    """A consent with httpx and PyJWT, as a careful person would write it: what comes is looked at before it is used."""

    def __init__(self, bank: Bank, private: rsa.RSAPrivateKey) -> None:
        """Take the bank's place."""
        self.bank = bank
        self.private = private
        self.http = httpx.Client(timeout=30)
        self.token: str | None = None
        self.expires = 0.0

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

    def fetch(self, **more: object) -> tuple[str, float]:
        """Trade a grant for a token; it comes with the time of its end."""
        form = {"grant_type": GRANT, "assertion": self.grant(**more)}
        answer = self.http.post(f"{self.bank.sandbox.issuer}token", data=form).raise_for_status().json()
        return str(answer["access_token"]), time.time() + answer["expires_in"]

    def consent(self, approve: Callable[[str], str]) -> str:
        """Ask, wait for the decision, check, and fetch the consent token."""
        if self.token is None or time.time() + 5 >= self.expires:
            self.token, self.expires = self.fetch()
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
        created = self.http.post(url, json=body, headers=headers).raise_for_status().json()
        assert created["id"] == id
        assert created["status"] == "Created"
        assert urlsplit(created["viewUri"]).scheme in ("https", "http")
        returned = parse_qs(urlsplit(approve(id)).query)
        assert returned["consentId"] == [id]
        assert returned["Status"] == ["OK"]
        state = self.http.get(f"{url}/{id}", headers=headers).raise_for_status().json()
        assert (state["id"], state["status"]) == (id, "Accepted")
        assert datetime.fromisoformat(state["validTo"]) > datetime.now(timezone.utc)
        token, _ = self.fetch(authorization_details=[{"type": "urn:altinn:consent", "id": id, "from": person}])
        return token


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
    report(
        "a signed RS256 grant beside PyJWT", *in_turns(400, lambda: exchange.signed_by(bank.key, now()), by_hand.grant)
    )

    def from_the_start() -> None:
        begun = TokenExchange.start(bank.environment, bank.client, request, RetryPolicy())
        step = begun.signed_by(bank.key, now()).step
        assert isinstance(step, TokenStep.SEND)

    report("the same from the configuration to the request", *in_turns(400, from_the_start, by_hand.grant))


def whole_flow(bank: Bank, by_hand: ByHand) -> None:
    """Go through a whole consent."""
    approver = httpx.Client()

    def approve(id: object) -> str:
        answer = approver.post(f"{bank.sandbox.control}/consents/{id}/approve").raise_for_status()
        return str(answer.json()["finalRedirectUrl"])

    client, config = SyncConsentClient(bank.key), bank.config()

    def ours() -> None:
        visit = visited(client.request_consent(config, bank.request()))
        granted(client.user_returned(visit.flow, approve(visit.flow.id())))

    ours()
    by_hand.consent(approve)
    report("a whole consent beside httpx and PyJWT", *in_turns(200, ours, lambda: by_hand.consent(approve)))


def imports() -> None:
    """Time ``import samtykke`` in a process of its own, compiled as pip leaves it; the first client imports httpx."""
    script = "import time; s = time.perf_counter(); import samtykke; print((time.perf_counter() - s) * 1e3)"

    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    with tempfile.TemporaryDirectory() as compiled:
        program = [sys.executable, "-X", f"pycache_prefix={compiled}", "-c", script]

        def once() -> float:
            return float(subprocess.run(program, capture_output=True, check=True, env=environment).stdout)  # noqa: S603

        once()
        print(f"import samtykke, without httpx: {statistics.median(once() for _ in range(15)):.0f} ms", flush=True)


def main() -> None:
    """Measure everything."""
    imports()
    with running_sandbox() as sandbox:
        bank, private = bank_with_pem(sandbox)
        by_hand = ByHand(bank, private)
        signed_grant(bank, by_hand)
        whole_flow(bank, by_hand)


if __name__ == "__main__":
    main()
