"""The service owner's side, and tokens and grants checked with PyJWT in both directions."""

from __future__ import annotations

import json
import time
import uuid
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from jwt.algorithms import RSAAlgorithm

from samtykke import (
    ConsentClient,
    ConsentError,
    ConsentRight,
    ConsentTokenOptions,
    ConsentTokenVerifier,
    Environment,
    HttpResponse,
    JwksCache,
    KeySigner,
    RetryPolicy,
    SigningAlgorithm,
    SyncConsentClient,
    TokenExchange,
    TokenRequest,
    TokenStep,
    VerifyStep,
    parse_party,
)

from bank import ORGANIZATION, PERSON, RESOURCE, SCOPE, Bank, granted, now, visited
from sandbox import Sandbox

RIGHT = ConsentRight(resource=RESOURCE, metadata={"inntektsaar": "2025"})
TT02_SCOPE = "skatteetaten:inntekt"


@pytest.fixture(scope="module")
def issuer_key() -> rsa.RSAPrivateKey:
    """Make a key as an issuer has."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


async def test_a_genuine_token_gives_what_was_consented_to(bank: Bank, client: ConsentClient) -> None:
    """The keys are fetched once."""
    visit = visited(await client.request_consent(bank.config(), bank.request()))
    token = granted(await client.user_returned(visit.flow, bank.sandbox.decide(visit.url, "approve")))
    verifier = ConsentTokenVerifier(ConsentTokenOptions(environment=bank.environment, scopes=[SCOPE]))
    consent = await client.verify_consent_token(verifier, token)
    assert consent.id == visit.flow.id()
    assert consent.consumer.organization_number() == ORGANIZATION
    consent.check(parse_party(PERSON), RIGHT)
    assert not consent.allows(parse_party("25922947409"), RIGHT)
    with pytest.raises(ConsentError, match=r"^the consent token is refused: metadata") as refused:
        consent.check(parse_party(PERSON), ConsentRight(resource=RESOURCE))
    assert (refused.value.code, refused.value.check) == ("TOKEN_REJECTED", "metadata")


async def test_keys_that_are_rotated_are_fetched_and_a_token_of_nobody_is_refused(sandbox: Sandbox) -> None:
    """Without asyncio as with it."""
    bank = Bank(sandbox)
    verifier = ConsentTokenVerifier(ConsentTokenOptions(environment=bank.environment, scopes=[SCOPE]))
    with SyncConsentClient(bank.key) as client:
        visit = visited(client.request_consent(bank.config(), bank.request()))
        token = granted(client.user_returned(visit.flow, sandbox.decide(visit.url, "approve")))
        assert client.verify_consent_token(verifier, token).allows(parse_party(PERSON), RIGHT)
        header, claims, signature = token.split(".")
        forged = f"{header}.{claims}.{'A' if signature[0] != 'A' else 'B'}{signature[1:]}"
        with pytest.raises(ConsentError) as refused:
            client.verify_consent_token(verifier, forged)
        assert refused.value.check == "signature"


def test_a_token_that_pyjwt_signed_is_verified_here(issuer_key: rsa.RSAPrivateKey) -> None:
    """Their signature, our check."""
    for algorithm in ("RS256", "RS384", "RS512"):
        token = jwt.encode(consent_claims(), issuer_key, algorithm, headers={"kid": "issuer-key"})
        assert verify(token, issuer_key).allows(parse_party(PERSON), RIGHT)
    stranger = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    with pytest.raises(ConsentError) as refused:
        verify(jwt.encode(consent_claims(), stranger, "RS256", headers={"kid": "issuer-key"}), issuer_key)
    assert refused.value.check == "signature"
    late = consent_claims() | {"exp": int(time.time()) - 60}
    with pytest.raises(ConsentError) as expired:
        verify(jwt.encode(late, issuer_key, "RS256", headers={"kid": "issuer-key"}), issuer_key)
    assert expired.value.check == "exp"


def test_a_grant_that_is_signed_here_is_verified_by_pyjwt(bank: Bank) -> None:
    """Our signature, their check: with a key of ours and with one of theirs."""
    theirs = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = theirs.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    for key in (bank.key, KeySigner.parse(pem)):
        for algorithm in SigningAlgorithm:
            assertion = signed_grant(bank, key, algorithm)
            public = jwt.PyJWK(json.loads(key.public_jwk("python-key")) | {"alg": algorithm.name})
            claims = jwt.decode(assertion, public, [algorithm.name], audience=bank.sandbox.issuer)
            assert (claims["iss"], claims["scope"]) == (bank.client.client_id, SCOPE)
            assert jwt.get_unverified_header(assertion)["kid"] == "python-key"
            assert claims["exp"] - claims["iat"] <= 120


def test_a_consent_token_of_the_sandbox_is_verified_by_pyjwt(bank: Bank, sync_client: SyncConsentClient) -> None:
    """The third one agrees."""
    visit = visited(sync_client.request_consent(bank.config(), bank.request()))
    token = granted(sync_client.user_returned(visit.flow, bank.sandbox.decide(visit.url, "approve")))
    key = jwt.PyJWKClient(bank.environment.jwks_uri()).get_signing_key_from_jwt(token)
    claims = jwt.decode(token, key, ["RS256"], options={"verify_aud": False})
    assert claims["authorization_details"][0]["id"] == str(visit.flow.id())


def signed_grant(bank: Bank, key: KeySigner, algorithm: SigningAlgorithm) -> str:
    """Give the whole JWT of an exchange."""
    client = bank.config().client
    client.algorithm = algorithm
    try:
        exchange = TokenExchange.start(bank.environment, client, TokenRequest(scopes=[SCOPE]), RetryPolicy())
        step = exchange.signed_by(key, now()).step
    finally:
        client.algorithm = SigningAlgorithm.RS256
    assert isinstance(step, TokenStep.SEND)
    assert step.request.body is not None
    return step.request.body.partition("assertion=")[2]


def verify(token: str, key: rsa.RSAPrivateKey) -> Any:
    """Verify as an API does, with a loop of its own."""
    public = json.loads(RSAAlgorithm.to_jwk(key.public_key())) | {"kid": "issuer-key", "use": "sig"}
    keys = JwksCache(Environment.TT02())
    verifier = ConsentTokenVerifier(ConsentTokenOptions(environment=Environment.TT02(), scopes=[TT02_SCOPE]))
    step = verifier.step(token, keys, now())
    assert isinstance(step, VerifyStep.FETCH_KEYS)
    assert step.request.url == "https://test.maskinporten.no/jwk"
    keys = keys.responded(HttpResponse(status=200, body=json.dumps({"keys": [public]})), now())
    step = verifier.step(token, keys, now())
    assert isinstance(step, VerifyStep.VERIFY_SIGNATURE)
    return verifier.finish(step.check, step.check.is_valid(), now())


def consent_claims() -> dict[str, Any]:
    """Give the claims of a token that passes every check."""
    bank = {"authority": "iso6523-actorid-upis", "ID": f"0192:{ORGANIZATION}"}
    right = {
        "action": ["consent"],
        "resource": [{"type": "urn:altinn:resource", "value": RESOURCE}],
        "metadata": {"inntektsaar": "2025"},
    }
    detail = {
        "type": "urn:altinn:consent",
        "id": str(uuid.uuid4()),
        "from": f"urn:altinn:person:identifier-no:{PERSON}",
        "to": bank,
        "consented": "2026-01-01T00:00:00Z",
        "validTo": "2099-01-01T00:00:00Z",
        "consentRights": [right],
    }
    issued = int(time.time())
    return {
        "iss": "https://test.maskinporten.no/",
        "token_type": "Bearer",
        "client_id": "c",
        "scope": TT02_SCOPE,
        "iat": issued,
        "exp": issued + 119,
        "jti": str(uuid.uuid4()),
        "consumer": bank,
        "authorization_details": [detail],
    }
