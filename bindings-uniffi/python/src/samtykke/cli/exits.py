"""What the exit status says."""

from __future__ import annotations

from enum import IntEnum

from .. import ConsentError, ErrorClass, Outcome


class Exit(IntEnum):
    """The exit statuses, as ``samtykke --help`` tells them."""

    DONE = 0
    FAULT = 1
    USAGE = 2
    NO_CONSENT = 3
    UNDECIDED = 4
    FIX = 5
    PERMISSION = 6
    TEMPORARY = 7
    INTERRUPTED = 130


TABLE = """exit status:
  0    done; the consent is given, the number is valid, the doctor found nothing
  1    the number is not valid, or the doctor found something
  2    wrong usage or settings
  3    no consent: rejected, expired, revoked or deleted
  4    not decided yet
  5    something must be corrected first
  6    a scope, a delegation or an agreement is missing
  7    it may work later
  130  interrupted"""


def of_error(error: ConsentError) -> Exit:
    """Give the status for an error."""
    by_kind = {
        ErrorClass.RETRY: Exit.TEMPORARY,
        ErrorClass.PERMISSION: Exit.PERMISSION,
        ErrorClass.WAIT: Exit.UNDECIDED,
        ErrorClass.ENDED: Exit.NO_CONSENT,
    }
    return by_kind.get(error.kind, Exit.FIX)


def of_outcome(outcome: Outcome) -> Exit:
    """Give the status for the end of a flow."""
    return Exit.DONE if isinstance(outcome, Outcome.GRANTED) else Exit.NO_CONSENT
