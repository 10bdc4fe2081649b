//! The documented codes of Altinn and Maskinporten, and what to do about each.

/// A code with its advice.
pub(crate) struct KnownCode {
    code: &'static str,
    advice: &'static str,
}

impl KnownCode {
    pub(crate) const fn advice(&self) -> &'static str {
        self.advice
    }
}

/// The entry for `code`, when it is documented.
pub(crate) fn find(code: &str) -> Option<&'static KnownCode> {
    KNOWN.iter().find(|known| known.code == code)
}

const fn known(code: &'static str, advice: &'static str) -> KnownCode {
    KnownCode { code, advice }
}

const KNOWN: &[KnownCode] = &[
    known("AM-00000", "Read the request with a token of the organization that it was made for."),
    known("AM-00001", "Check the consent id, and that this organization is the receiver of the consent."),
    known("AM-00003", "Check the organization number: the register does not know it."),
    known("AM-00004", "Check the person number: the register does not know it."),
    known("AM-00005", "Name exactly one resource in each right, and one of type Consent."),
    known("AM-00006", "Send only the metadata keys that the resource lists."),
    known("AM-00007", "Give every metadata key a value that is not empty."),
    known("AM-00008", "Send every metadata key that the resource lists."),
    known("AM-00009", "Ask for resources with different consent templates in separate requests."),
    known("AM-00011", "The consent was revoked: ask the person again if you still need it."),
    known("AM-00012", "Ask for the token with the same `fromParty` as in the consent request."),
    known("AM-00013", "The consent has expired: make a new request."),
    known("AM-00014", "The consent is not accepted: read its status before asking for a token."),
    known("AM-00016", "Another request has this id: choose a new one."),
    known("STD-00000", "Correct the fields that the validation errors name."),
    known("STD-00001", "Correct every problem in the list; do not send the same request again."),
    known("MP-011", "Look for typing errors and line breaks in the grant's values."),
    known("MP-012", "Sign a fresh grant for every attempt: this one was used already."),
    known("MP-100", "Check the client id, and that the client is registered in this environment."),
    known("MP-110", "Use the issuer with its trailing slash as audience."),
    known("MP-120", "Use a certificate that this environment accepts."),
    known("MP-121", "Register the key again: a registered key lives for one year."),
    known("MP-122", "Use a certificate of the organization that owns the client."),
    known("MP-123", "Send `x5c` as an array of base64 DER certificates."),
    known("MP-124", "Check that the private key belongs to the key id that is registered on the client."),
    known("MP-130", "Check this machine's clock: the grant was too old when it arrived."),
    known("MP-200", "Register the scope on the client, and look for typing errors in it."),
    known("MP-201", "Register the scope on a client of the right integration type."),
    known("MP-250", "Ask the API's owner to give the organization access to the scope."),
    known("MP-251", "Ask the customer to delegate the scope to the supplier in Altinn."),
    known("MP-301", "Use a type of authorization details that Maskinporten knows."),
    known("MP-302", "Send only the documented members in the authorization details."),
    known("MP-303", "Check the values in the authorization details."),
];
