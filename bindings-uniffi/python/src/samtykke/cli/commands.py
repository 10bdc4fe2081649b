"""What each command does."""

from __future__ import annotations

import argparse
import os
import sys
from datetime import datetime, timedelta, timezone
from pathlib import Path

from .. import (
    ConsentEventType,
    ConsentFlow,
    ConsentRequest,
    ConsentRight,
    ConsentState,
    ConsentStatus,
    EventCursor,
    NumberInputState,
    Outcome,
    Party,
    Pause,
    ReturnVerdict,
    SyncConsentClient,
    SystemClock,
    TokenRequest,
    Visit,
    check_consent_return_id,
    find_in_consent_return,
    parse_consent_return,
    parse_party,
    party_number_input,
)
from .exits import Exit, of_outcome
from .output import Output, ProgressClock
from .settings import Settings, SettingsError


def request(arguments: argparse.Namespace, output: Output) -> Exit:
    """Ask for a consent."""
    settings = Settings.read(arguments)
    wanted = ConsentRequest(
        id=arguments.id,
        from_party=parse_party(_private(arguments.from_party)),
        to_party=settings.text("to"),
        valid_to=datetime.now(timezone.utc) + arguments.valid_for,
        rights=[ConsentRight(resource=arguments.resource, metadata=_metadata(arguments.metadata))],
        redirect_url=arguments.redirect_url,
    )
    clock = ProgressClock("waiting for the decision")
    with SyncConsentClient(settings.signer(), clock=clock) as client:
        pause = client.request_consent(settings.flow(), wanted)
        if isinstance(pause, Visit):
            id = pause.flow.id()
            if arguments.flow:
                _keep(arguments.flow, pause.flow.to_json())
            differences = [f"{each.field} {each.reason}" for each in pause.flow.differences()]
            lines = [f"consent {id}", f"send the user to {pause.url}", *differences]
            output.result("\n".join(lines), id=id, url=pause.url, differences=differences)
            if not arguments.wait:
                return Exit.DONE
            pause = _waited(client, pause, arguments, clock)
    return _told(pause, output)


def status(arguments: argparse.Namespace, output: Output) -> Exit:
    """Tell what became of a consent."""
    settings = Settings.read(arguments)
    clock = ProgressClock("waiting for the decision")
    with SyncConsentClient(settings.signer(), clock=clock) as client:
        if arguments.flow:
            flow = ConsentFlow.from_json(_stored(arguments.flow))
            pause = client.check_status(flow)
            if arguments.wait and isinstance(pause, Visit):
                pause = _waited(client, pause, arguments, clock)
            return _told(pause, output)
        if arguments.id is None:
            raise SettingsError("name the consent's id, or a file with --flow")
        deadline = clock.now() + arguments.timeout if arguments.timeout else None
        consent = client.consent(settings.flow(), arguments.id)
        while arguments.wait and consent.status == ConsentStatus.CREATED() and not consent.is_expired(clock.now()):
            next_look = clock.now() + arguments.poll
            if deadline is not None and next_look >= deadline:
                break
            clock.sleep_until(next_look)
            consent = client.consent(settings.flow(), arguments.id)
        clock.done()
    return _told_state(consent, output)


def token(arguments: argparse.Namespace, output: Output) -> Exit:
    """Fetch a token."""
    settings = Settings.read(arguments)
    with SyncConsentClient(settings.signer()) as client:
        if arguments.flow:
            flow = ConsentFlow.from_json(_stored(arguments.flow))
            url = arguments.return_url
            return _told(client.user_returned(flow, url) if url else client.check_status(flow), output, show_token=True)
        config = settings.flow()
        if arguments.id is None:
            access = client.token(config, TokenRequest(scopes=config.request_scopes, consumer_org=config.consumer_org))
            output.result(access.value, token=access.value, expiresAt=access.expires_at, scope=access.scope)
            return Exit.DONE
        if arguments.from_party is None:
            raise SettingsError("name who gave the consent with --from")
        outcome = client.consent_token(config, arguments.id, parse_party(_private(arguments.from_party)))
    return _told_outcome(outcome, output, show_token=True)


def events(arguments: argparse.Namespace, output: Output) -> Exit:
    """Print events as they come."""
    settings = Settings.read(arguments)
    place = Path(arguments.cursor) if arguments.cursor else None
    cursor = EventCursor.from_json(_stored(place)) if place and place.exists() else EventCursor.beginning()
    config = settings.feed()
    interval = arguments.interval if arguments.follow else _ImpatientClock.NEVER
    config.poll_interval_seconds = max(1, int(interval.total_seconds()))
    clock = ProgressClock("waiting for events") if arguments.follow else _ImpatientClock()
    with SyncConsentClient(settings.signer(), clock=clock) as client:
        feed = client.events(config, cursor)
        try:
            for batch in feed:
                for event in batch:
                    kind = _word(event.event_type)
                    text = f"{event.changed_date.isoformat()}  {event.consent_request_id}  {kind}"
                    members = {"consentRequestId": event.consent_request_id, "eventType": kind}
                    output.result(text, **members, changedDate=event.changed_date)
                moved = feed.delivered()
                if place:
                    _keep(place, moved.to_json())
        except _AllRead:
            pass
        if place:
            _keep(place, feed.cursor.to_json())
    return Exit.DONE


def read_return(arguments: argparse.Namespace, output: Output) -> Exit:
    """Read a return URL."""
    found = parse_consent_return(arguments.url)
    id = find_in_consent_return(arguments.url, arguments.id_parameter)
    if arguments.id is not None:
        check_consent_return_id(arguments.url, arguments.id_parameter, arguments.id)
    verdict = found.verdict.name.lower()
    message = f": {found.error_message}" if found.error_message else ""
    lines = [
        f"{verdict}{message}",
        f"consent {id}" if id else "no consent id",
        "anyone can forge a URL: read the status",
    ]
    output.result("\n".join(lines), verdict=verdict, errorMessage=found.error_message, consentId=id)
    by_verdict = {ReturnVerdict.ACCEPTED: Exit.DONE, ReturnVerdict.REJECTED: Exit.NO_CONSENT}
    return by_verdict.get(found.verdict, Exit.UNDECIDED)


def check_number(arguments: argparse.Namespace, output: Output) -> Exit:
    """Look at a number."""
    found = party_number_input(_private(arguments.number))
    kind = None if found.party is None else "person" if isinstance(found.party, Party.PERSON) else "organization"
    words = [found.state.name.lower(), kind, "synthetic" if found.is_synthetic else None, found.reason]
    text = ", ".join(word for word in words if word)
    members = {"state": found.state.name.lower(), "kind": kind, "synthetic": found.is_synthetic}
    output.result(f"{found.formatted}: {text}", **members, formatted=found.formatted, reason=found.reason)
    return Exit.DONE if found.state == NumberInputState.VALID else Exit.FAULT


class _AllRead(Exception):
    """The feed has nothing more to tell now."""


class _ImpatientClock(SystemClock):
    """Waits for a server that is busy, and not for the next look."""

    NEVER = timedelta(hours=1)

    def sleep_until(self, until: datetime) -> None:
        if until - self.now() > self.NEVER / 2:
            raise _AllRead
        super().sleep_until(until)


def _waited(client: SyncConsentClient, visit: Visit, arguments: argparse.Namespace, clock: ProgressClock) -> Pause:
    deadline = datetime.now(timezone.utc) + arguments.timeout if arguments.timeout else None
    try:
        return client.wait_for_decision(visit.flow, interval=arguments.poll, deadline=deadline)
    finally:
        clock.done()


def _told(pause: Pause, output: Output, *, show_token: bool = False) -> Exit:
    if isinstance(pause, Visit):
        output.result(f"not decided: {pause.url}", status="Created", id=pause.flow.id(), url=pause.url)
        return Exit.UNDECIDED
    return _told_outcome(pause.outcome, output, show_token=show_token)


def _told_outcome(outcome: Outcome, output: Output, *, show_token: bool) -> Exit:
    word = type(outcome).__name__.rpartition(".")[2].lower()
    if isinstance(outcome, Outcome.GRANTED):
        secret = {"token": outcome.token.value} if show_token else {}
        text = outcome.token.value if show_token else word
        output.result(text, outcome=word, expiresAt=outcome.token.expires_at, **secret)
    else:
        output.result(word, outcome=word)
    return of_outcome(outcome)


def _told_state(consent: ConsentState, output: Output) -> Exit:
    word = _word(consent.status)
    usable, expired = consent.is_usable(datetime.now(timezone.utc)), consent.is_expired(datetime.now(timezone.utc))
    text = f"{word}{', expired' if expired else ''}, valid to {consent.valid_to.isoformat()}"
    output.result(text, id=consent.id, status=word, usable=usable, expired=expired, validTo=consent.valid_to)
    if usable:
        return Exit.DONE
    return Exit.UNDECIDED if consent.status == ConsentStatus.CREATED() and not expired else Exit.NO_CONSENT


def _word(member: ConsentStatus | ConsentEventType) -> str:
    if isinstance(member, (ConsentStatus.UNKNOWN, ConsentEventType.UNKNOWN)):
        return member.text
    return type(member).__name__.rpartition(".")[2].capitalize()


def _metadata(pairs: list[str]) -> dict[str, str]:
    split = [pair.partition("=") for pair in pairs]
    if not all(equals for _, equals, _ in split):
        raise SettingsError("--metadata must be KEY=VALUE")
    return {key.strip(): value.strip() for key, _, value in split}


def _private(given: str) -> str:
    """Read from stdin what other users of the machine must not see among the processes."""
    return sys.stdin.readline().strip() if given == "-" else given


def _stored(path: str | Path) -> str:
    try:
        return Path(path).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path} cannot be read") from error


def _keep(path: str | Path, text: str) -> None:
    """For this user only: it may be personal data."""
    part = Path(f"{path}.part")
    try:
        with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
            file.write(text)
        part.replace(path)
    except OSError as error:
        raise SettingsError(f"{path} cannot be written: {error.strerror}") from error
