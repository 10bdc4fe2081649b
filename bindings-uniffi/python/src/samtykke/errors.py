"""What can go wrong, as exceptions."""

from __future__ import annotations

from ._native.samtykke import (
    AltinnProblem,
    ErrorClass,
    ErrorReport,
    InternalError,
    MaskinportenProblem,
    signing_error,
)
from ._native.samtykke import ConsentError as CoreError

__all__ = ["ConsentError", "InternalError", "NoAnswer"]


class ConsentError(Exception):
    """Why something could not be done. ``str`` of it is one sentence.

    The user's "no", an expiry and a revocation are no errors but outcomes. It never holds a token, a key or a person
    number, so it may be logged.
    """

    code: str
    """A stable word for programs to compare, such as ``INVALID_INPUT``."""
    kind: ErrorClass
    """What kind of action the error calls for."""
    retryable: bool
    """Whether the same call may succeed later without any change."""
    advice: str | None
    """What the developer should do, for errors whose cause is documented."""
    server_code: str | None
    """The server's own code, such as ``AM-00016`` or ``MP-124``."""
    field: str | None
    """The value that is wrong, for example ``validTo``."""
    check: str | None
    """The check that a consent token did not pass, such as ``exp``."""
    reason: str | None
    """What is wrong, as the end of a sentence, or what the network or the signer said."""
    call: str | None
    """The call, for example ``POST consentrequests``."""
    attempts: int | None
    """How many attempts were made."""
    status: int | None
    """The HTTP status."""
    excerpt: str | None
    """The beginning of the body, person numbers and tokens removed."""
    altinn: AltinnProblem | None
    """Everything that Altinn said: validation errors with paths, nested problems, extensions, trace id."""
    maskinporten: MaskinportenProblem | None
    """Everything that Maskinporten said."""

    def __init__(self, report: ErrorReport, about_a_consent: MaskinportenProblem | None = None) -> None:
        """Make the exception of everything that the core tells."""
        super().__init__(report, about_a_consent)
        self.code = report.code
        self.kind = report.kind
        self.retryable = report.retryable
        self.advice = report.advice
        self.server_code = report.server_code
        self.field = report.field
        self.check = report.check
        self.reason = report.reason
        self.call = report.call
        self.attempts = report.attempts
        self.status = report.status
        self.excerpt = report.excerpt
        self.altinn = report.altinn
        self.maskinporten = report.maskinporten
        self.about_a_consent = about_a_consent
        """What Maskinporten said, when the consent that a token was to carry may be why it gave none."""
        self._detail = report.detail

    @classmethod
    def of(cls, error: CoreError) -> ConsentError:
        """Make the exception of the core's error."""
        return cls(error.report(), error.about_a_consent())

    @classmethod
    def signing(cls, reason: str) -> ConsentError:
        """Make the error of a key that could not sign. ``reason`` must hold no secrets."""
        return cls.of(signing_error(reason))

    @property
    def trace_id(self) -> str | None:
        """What to quote to Altinn's support."""
        return self.altinn.trace_id if self.altinn else None

    def __str__(self) -> str:
        """One sentence that says what happened."""
        return self._detail

    def __repr__(self) -> str:
        """Show the code and the sentence."""
        return f"ConsentError({self.code}: {self._detail})"


class NoAnswer(Exception):
    """No whole answer came: what a transport raises. The call is made again, as the core says."""
