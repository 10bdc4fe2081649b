"""The program on the command line."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from samtykke import KeySigner
from samtykke.cli import interrupts, main
from samtykke.cli.exits import Exit
from samtykke.cli.output import ProgressClock

from bank import PERSON, RESOURCE, SCOPE, Bank
from sandbox import Sandbox

REQUEST = ["request", "--from", PERSON, "--resource", RESOURCE, "--metadata", "inntektsaar=2025"]
REQUEST += ["--redirect-url", "https://bank.example/return"]


class Desk:
    """A folder with a key and a TOML file, and the program run in it."""

    def __init__(self, folder: Path, sandbox: Sandbox, organization: str = "991825827") -> None:
        """Make and register the key."""
        self.folder = folder
        self.sandbox = sandbox
        private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.pem = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
        (folder / "key.pem").write_text(self.pem)
        public = KeySigner.parse(self.pem).public_jwk("desk")
        self.client_id = sandbox.register_client(public, [SCOPE], organization)
        settings = {
            "platform": sandbox.platform,
            "issuer": sandbox.issuer,
            "client_id": self.client_id,
            "kid": "desk",
            "private_key": "key.pem",
            "to": organization,
        }
        (folder / "samtykke.toml").write_text("".join(f'{name} = "{value}"\n' for name, value in settings.items()))

    def file(self, name: str) -> str:
        """Give the path of a file in the folder."""
        return str(self.folder / name)


@pytest.fixture
def desk(tmp_path: Path, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """Sit down at a desk without settings in the environment."""
    for name in [name for name in os.environ if name.startswith("SAMTYKKE_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    return Desk(tmp_path, sandbox)


def result(capsys: pytest.CaptureFixture[str]) -> dict[str, object]:
    """Read the only line on stdout."""
    found: dict[str, object] = json.loads(capsys.readouterr().out)
    return found


def test_a_consent_from_the_request_to_the_token(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    """The flow waits in a file that only its owner may read."""
    flow = desk.file("flow.json")
    assert main([*REQUEST, "--flow", flow, "--json"]) == Exit.DONE
    asked = result(capsys)
    assert Path(flow).stat().st_mode & 0o077 == 0
    id = str(asked["id"])
    assert main(["status", id, "--json"]) == Exit.UNDECIDED
    assert result(capsys)["status"] == "Created"
    assert main(["status", "--flow", flow]) == Exit.UNDECIDED
    capsys.readouterr()

    return_url = desk.sandbox.decide(str(asked["url"]), "approve")
    assert main(["return", return_url, "--id", id, "--json"]) == Exit.DONE
    assert result(capsys) == {"verdict": "accepted", "errorMessage": None, "consentId": id}
    assert main(["token", "--flow", flow, "--return-url", return_url]) == Exit.DONE
    assert desk.sandbox.income(capsys.readouterr().out.strip()).status_code == 200
    assert main(["token", id, "--from", PERSON, "--json"]) == Exit.DONE
    assert result(capsys)["outcome"] == "granted"
    assert main(["status", id]) == Exit.DONE
    assert capsys.readouterr().out.startswith("Accepted, valid to ")


def test_a_wait_ends_with_the_users_no(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    """And with the deadline before."""
    assert main([*REQUEST, "--wait", "--timeout", "1s", "--poll", "1s", "--flow", desk.file("flow.json")]) == 4
    told = capsys.readouterr()
    assert "not decided: " in told.out
    id = told.out.split()[1]
    desk.sandbox.decide_without_page(id, "reject")
    assert main(["status", id, "--wait", "--json"]) == Exit.NO_CONSENT
    assert result(capsys)["status"] == "Rejected"
    assert main(["status", "--flow", desk.file("flow.json"), "--wait"]) == Exit.NO_CONSENT
    assert capsys.readouterr().out == "rejected\n"


def test_events_are_read_from_where_the_cursor_is(
    tmp_path: Path, desk: Desk, sandbox: Sandbox, capsys: pytest.CaptureFixture[str]
) -> None:
    """Once each."""
    Desk(tmp_path, sandbox, "313645983")
    main(REQUEST)
    capsys.readouterr()
    words = ["events", "--request-scope", SCOPE, "--cursor", desk.file("cursor.json"), "--json"]
    assert main(words) == Exit.DONE
    assert result(capsys)["eventType"] == "Created"
    assert main(words) == Exit.DONE
    assert capsys.readouterr().out == ""


def test_events_are_followed_until_somebody_interrupts(desk: Desk, bank: Bank) -> None:
    """As a process, whose progress is on stderr."""
    main(REQUEST)
    words = ["events", "--follow", "--request-scope", SCOPE, "--interval", "1s"]
    program = [sys.executable, "-m", "samtykke", *words]
    process = subprocess.Popen(program, stdout=subprocess.PIPE, text=True, preexec_fn=heed_interrupts)  # noqa: S603
    try:
        assert process.stdout is not None
        assert process.stdout.readline()
        process.send_signal(signal.SIGINT)
        assert process.wait(10) == Exit.INTERRUPTED
    finally:
        process.kill()
        process.communicate()


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_an_interrupt_that_python_drops_ends_the_wait() -> None:
    """It does when one comes while an object is freed."""

    class Freed:
        def __del__(self) -> None:
            signal.raise_signal(signal.SIGINT)

    # A shell that started the tests in the background has it ignored.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with interrupts.remembered():
            Freed()
            with pytest.raises(KeyboardInterrupt):
                ProgressClock("waiting").sleep_until(datetime.now(timezone.utc) + timedelta(seconds=2))
    finally:
        signal.signal(signal.SIGINT, before)


def heed_interrupts() -> None:
    """Undo what a shell does to programs in the background, which the program would take over."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def test_the_doctor_finds_nothing_at_a_healthy_desk(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    """Configuration, clock, key and scopes."""
    assert main(["doctor"]) == Exit.DONE
    lines = capsys.readouterr().out.splitlines()
    assert [line[:3] for line in lines] == ["✓ c", "✓ c", "✓ k", "✓ s"]


def test_the_doctor_says_what_to_do(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    """About each finding."""
    assert main(["doctor", "--scope", "nobody:has-it", "--json"]) == Exit.FAULT
    findings = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [finding["ok"] for finding in findings] == [True, True, True, True, False]
    assert findings[-1]["check"] == "scope nobody:has-it"
    assert findings[-1]["advice"].startswith("Register the scope on the client")
    (desk.folder / "key.pem").write_text("no key")
    assert main(["doctor", "--issuer", "http://127.0.0.1:1/"]) == Exit.FAULT
    told = capsys.readouterr().out
    assert "✗ clock: http://127.0.0.1:1/ does not answer" in told
    assert "✗ key: private_key: " in told
    assert "Use an RSA key of 2048 bits" in told


def test_settings_come_from_flags_before_variables_before_the_file(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The key may be in a variable, but not in the file, and there is no flag for it."""
    monkeypatch.setenv("SAMTYKKE_PRIVATE_KEY", desk.pem)
    monkeypatch.setenv("SAMTYKKE_CLIENT_ID", "nobody")
    (desk.folder / "key.pem").unlink()
    assert main(["token", "--json"]) == Exit.FIX
    fault = json.loads(capsys.readouterr().err)
    assert (fault["code"], fault["serverCode"]) == ("MASKINPORTEN", "MP-100")
    assert main(["token", "--client-id", desk.client_id, "--json"]) == Exit.DONE
    assert str(result(capsys)["token"]).startswith("eyJ")
    (desk.folder / "samtykke.toml").write_text(f'private_key = """{desk.pem}"""\n')
    assert main(["token"]) == Exit.USAGE
    assert "private_key must name a file" in capsys.readouterr().err
    with pytest.raises(SystemExit) as refused:
        main(["token", "--private-key", desk.pem])
    assert refused.value.code == Exit.USAGE


def test_what_is_missing_is_named(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    """With the three places where it may be set."""
    (desk.folder / "samtykke.toml").write_text('environment = "tt02"\nkid = "k"\n')
    assert main(["doctor"]) == Exit.FAULT
    assert "client_id is not set: give --client-id, SAMTYKKE_CLIENT_ID or client_id" in capsys.readouterr().out
    (desk.folder / "samtykke.toml").write_text('environmnt = "tt02"\n')
    assert main(["status", "0198c000-0000-7000-8000-0000000000aa"]) == Exit.USAGE
    assert "there is no setting environmnt" in capsys.readouterr().err


def test_numbers_and_returns_need_no_settings(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """They are read, not asked about."""
    monkeypatch.chdir(tmp_path)
    assert main(["check-number", "21818297804", "--json"]) == Exit.DONE
    assert result(capsys)["kind"] == "person"
    assert main(["check-number", "21818297805"]) == Exit.FAULT
    assert "has a wrong check digit" in capsys.readouterr().out
    assert main(["return", "/return?Status=Failed&ErrorMessage=No"]) == Exit.NO_CONSENT
    assert capsys.readouterr().out.startswith("rejected: No\nno consent id\n")
    assert main(["return", "/return"]) == Exit.UNDECIDED


def test_completion_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    """For three shells; bash says whether the script is one."""
    for shell in ("bash", "zsh", "fish"):
        assert main(["completion", shell]) == Exit.DONE
        script = capsys.readouterr().out
        assert "check-number" in script
        assert "follow" in script
        if shell == "bash":
            line = f"{script}\nCOMP_WORDS=(samtykke do); COMP_CWORD=1; _samtykke; echo ${{COMPREPLY[@]}}"
            done = subprocess.run(["/bin/bash", "-c", line], capture_output=True, text=True, check=True)  # noqa: S603
            assert done.stdout.strip() == "doctor"
