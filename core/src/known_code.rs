//! The documented codes of Altinn and Maskinporten, and what to do about each.

use serde::{Deserialize, Serialize};

use ErrorClass::{Ended, Fix, Permission, Retry, Wait};

/// What kind of action an error calls for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[cfg_attr(feature = "tsify", derive(tsify::Tsify))]
pub enum ErrorClass {
    /// Something in the request, the configuration or the program is wrong: the same call fails again.
    Fix,
    /// The same call may succeed later without any change.
    Retry,
    /// The user has not decided: read the status, ask again later.
    Wait,
    /// A scope, a delegation or an agreement is missing, which somebody must grant.
    Permission,
    /// The consent is at its end: make a new request if it is still needed.
    Ended,
}

/// A code with its class and advice.
pub(crate) struct KnownCode {
    code: &'static str,
    class: ErrorClass,
    advice: &'static str,
}

impl KnownCode {
    pub(crate) const fn class(&self) -> ErrorClass {
        self.class
    }

    pub(crate) const fn advice(&self) -> &'static str {
        self.advice
    }
}

/// The entry for `code`, when it is documented.
pub(crate) fn find(code: &str) -> Option<&'static KnownCode> {
    KNOWN.iter().find(|known| known.code == code)
}

/// The entry for a text of Maskinporten's that has no code.
pub(crate) fn find_text(text: &str) -> Option<&'static KnownCode> {
    let text = text.to_ascii_lowercase();
    KNOWN_TEXTS.iter().find(|known| text.contains(known.code))
}

/// What Maskinporten says of a grant from a clock that is ahead of its own.
pub(crate) const ISSUED_IN_FUTURE: &str = "issue time is after now";

const OF_THE_PAGE: &str =
    "Altinn's own consent page gets this answer, no call of a data consumer: report it to Altinn.";

const fn known(code: &'static str, class: ErrorClass, advice: &'static str) -> KnownCode {
    KnownCode { code, class, advice }
}

const KNOWN: &[KnownCode] = &[
    known(
        "AM-00000",
        Permission,
        "Read the request with a token of the organization in `toParty`; the scope `altinn:consentrequests.org` may create \
         for others but not read, so turn the status check off with it.",
    ),
    known("AM-00001", Fix, "Check the consent id, and that this organization is the receiver of the consent."),
    known("AM-00002", Fix, OF_THE_PAGE),
    known("AM-00003", Fix, "Check the organization number: the register does not know it."),
    known("AM-00004", Fix, "Check the person number: the register does not know it."),
    known("AM-00005", Fix, "Name exactly one resource in each right, and one of type Consent."),
    known("AM-00006", Fix, "Send only the metadata keys that the resource lists."),
    known("AM-00007", Fix, "Give every metadata key a value that is not empty."),
    known("AM-00008", Fix, "Send every metadata key that the resource lists."),
    known("AM-00009", Fix, "Ask for resources with different consent templates in separate requests."),
    known("AM-00010", Fix, OF_THE_PAGE),
    known("AM-00011", Ended, "The consent was revoked: ask the person again if you still need it."),
    known("AM-00012", Fix, "Ask for the token with the same `fromParty` as in the consent request."),
    known("AM-00013", Ended, "The consent has expired: make a new request."),
    known("AM-00014", Wait, "The consent is not accepted: read its status to see whether the person may still decide."),
    known("AM-00015", Fix, OF_THE_PAGE),
    known("AM-00016", Fix, "Another request has this id: choose a new one."),
    known("STD-00000", Fix, "Correct the fields that the validation errors name."),
    known("STD-00001", Fix, "Look at each of the problems inside: the status 500 does not mean that Altinn is down."),
    known("STD.VLD-00000", Fix, "Name at least one action in each right."),
    known("AM.VLD-00022", Fix, "Choose an end of validity in the future."),
    known("AM.VLD-00023", Fix, "Ask for at least one right."),
    known("AM.VLD-00024", Fix, OF_THE_PAGE),
    known("AM.VLD-00025", Fix, OF_THE_PAGE),
    known("AM.VLD-00026", Fix, OF_THE_PAGE),
    known("AM.VLD-00027", Fix, "Use an absolute URL to redirect to: https, http or an app's own scheme."),
    known("AM.VLD-00050", Retry, "Altinn's own page size is wrong: report it to Altinn."),
    known("AM.VLD-00051", Fix, "Ask for events with `createdAfter` before `createdBefore`."),
    known("AM.VLD-00052", Fix, "Ask for event types among rejected, accepted, revoked, deleted and used."),
    known("AM.VLD-00053", Fix, "Begin the feed again: the continuation token is none."),
    known("MP-011", Fix, "Look for typing errors and line breaks in the grant's values."),
    known("MP-012", Fix, "Sign a fresh grant for every attempt: this one was used already."),
    known("MP-100", Fix, "Check the client id, and that the client is registered in this environment."),
    known("MP-110", Fix, "Use the issuer with its trailing slash as audience."),
    known("MP-120", Fix, "Use a certificate that this environment accepts."),
    known("MP-121", Fix, "Register the key again: a registered key lives for one year."),
    known("MP-122", Fix, "Use a certificate of the organization that owns the client."),
    known("MP-123", Fix, "Send `x5c` as an array of base64 DER certificates."),
    known("MP-124", Fix, "Check that the private key belongs to the key id that is registered on the client."),
    known("MP-130", Fix, "Check this machine's clock: the grant was too old when it arrived."),
    known("MP-200", Fix, "Register the scope on the client, and look for typing errors in it."),
    known("MP-201", Fix, "Register the scope on a client of the right integration type."),
    known("MP-250", Permission, "Ask the API's owner to give the organization access to the scope."),
    known("MP-251", Permission, "Ask the customer to delegate the scope to the supplier in Altinn."),
    known("MP-301", Fix, "Use a type of authorization details that Maskinporten knows."),
    known("MP-302", Fix, "Send only the documented members in the authorization details."),
    known("MP-303", Fix, "Check the values in the authorization details."),
];

/// A part of the text, in lower case, in the place of the code.
const KNOWN_TEXTS: &[KnownCode] = &[
    known(ISSUED_IN_FUTURE, Fix, "Check this machine's clock: it is ahead of Maskinporten's."),
    known(
        "consumer_org",
        Fix,
        "Leave `consumerOrg` out when the organization asks for itself, and name only a customer that delegated the scope.",
    ),
];
