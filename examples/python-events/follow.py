"""Follow what happens to all consents of an organization, into SQLite. Stop it at any time, and start it again."""

from __future__ import annotations

import os
import signal
import sqlite3
import sys
from collections.abc import Iterable
from pathlib import Path

from samtykke import (
    ConsentError,
    ConsentEventType,
    ConsentStatusChange,
    Environment,
    EventCursor,
    EventFeedConfig,
    KeyReference,
    KeySigner,
    MaskinportenClient,
    SyncConsentClient,
)

# One row for each event, and one row that says where the feed has come to.
SCHEMA = """
CREATE TABLE IF NOT EXISTS event (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    consent TEXT NOT NULL,
    type TEXT NOT NULL,
    changed TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS feed (only_row INTEGER PRIMARY KEY CHECK (only_row = 1), cursor TEXT NOT NULL);
"""


def main() -> None:
    """Follow until somebody stops it."""
    # SIGTERM ends it where it is, as Ctrl-C does: a transaction is whole or has not happened.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    key = KeySigner.parse(Path(setting("SAMTYKKE_PRIVATE_KEY")).read_text(encoding="utf-8"))
    feed = config()
    database = opened(setting("DATABASE"))
    with SyncConsentClient(key) as client:
        events = client.events(feed, stored_cursor(database))
        print("Following", flush=True)
        for batch in events:
            # `delivered` moves the cursor past the batch. Both are written in one transaction: whenever the process
            # ends, the rows and the cursor agree, so nothing is lost and nothing comes twice.
            store(database, batch, events.delivered())
            for event in batch:
                print(f"{event.consent_request_id} {kind(event)}", flush=True)


def store(database: sqlite3.Connection, batch: Iterable[ConsentStatusChange], cursor: EventCursor) -> None:
    """Write events and cursor together."""
    rows = [(str(event.consent_request_id), kind(event), event.changed_date.isoformat()) for event in batch]
    with database:
        database.executemany("INSERT INTO event (consent, type, changed) VALUES (?, ?, ?)", rows)
        database.execute("INSERT OR REPLACE INTO feed (only_row, cursor) VALUES (1, ?)", (cursor.to_json(),))


def stored_cursor(database: sqlite3.Connection) -> EventCursor:
    """Say where to begin: after what is stored, else with the first event that Altinn still has."""
    row = database.execute("SELECT cursor FROM feed").fetchone()
    return EventCursor.from_json(row[0]) if row else EventCursor.beginning()


def opened(path: str) -> sqlite3.Connection:
    """Open the file, and make the tables if they are not there."""
    database = sqlite3.connect(path)
    database.executescript(SCHEMA)
    return database


def kind(event: ConsentStatusChange) -> str:
    """Give Altinn's word for what happened: ``Created``, ``Accepted`` and so on."""
    word = event.event_type
    if isinstance(word, ConsentEventType.UNKNOWN):
        return word.text
    return type(word).__name__.rpartition(".")[2].capitalize()


def config() -> EventFeedConfig:
    """Say whose events, and from where: ``Environment.TT02()`` or ``Environment.PRODUCTION()`` for the real Altinn."""
    return EventFeedConfig(
        environment=Environment.CUSTOM(setting("SAMTYKKE_PLATFORM"), setting("SAMTYKKE_ISSUER")),
        client=MaskinportenClient(
            client_id=setting("SAMTYKKE_CLIENT_ID"), key=KeyReference.KID(setting("SAMTYKKE_KID"))
        ),
        poll_interval_seconds=int(os.environ.get("POLL_SECONDS", "30")),
    )


def setting(name: str) -> str:
    """Read an environment variable that must be there."""
    value = os.environ.get(name)
    if not value:
        raise SystemExit(f"error: {name} is not set: see README.md")
    return value


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        print("Stopped")
    except (ConsentError, OSError, sqlite3.Error) as error:
        sys.exit(f"error: {error}")
