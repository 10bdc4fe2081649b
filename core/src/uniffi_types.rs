//! How the value types cross to Kotlin, Swift and Python, and the objects that those languages see.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use crate::consent::{ConsentId, ConsentRequest, Metadata};
use crate::consent_return::ConsentReturn;
use crate::environment::Environment;
use crate::error::ConsentError;
use crate::flow::{Answer, ConsentFlow, FlowConfig, Step};
use crate::known_code::ErrorClass;
use crate::organization_number::OrganizationNumber;
use crate::party::{Party, PartyUrn};
use crate::person_number::PersonNumber;
use crate::redirect_url::RedirectUrl;
use crate::secret::Secret;
#[cfg(feature = "signer")]
use crate::signer::KeySigner;
use crate::time::Timestamp;
use crate::token::{AccessToken, TokenKey};

uniffi::custom_type!(Timestamp, SystemTime, {
    try_lift: |time| Ok(from_system_time(time)),
    lower: |timestamp| to_system_time(timestamp),
});

// A value that cannot be read must reach the caller as the error type of the call, which is `Arc<ConsentError>`.

uniffi::custom_type!(PersonNumber, String, {
    try_lift: |text| Ok(PersonNumber::parse(&text).map_err(Arc::new)?),
    lower: |number| number.digits().to_owned(),
});

uniffi::custom_type!(OrganizationNumber, String, {
    try_lift: |text| Ok(OrganizationNumber::parse(&text).map_err(Arc::new)?),
    lower: |number| number.digits().to_owned(),
});

uniffi::custom_type!(PartyUrn, String, {
    try_lift: |urn| Ok(PartyUrn::from(urn)),
    lower: |urn| urn.as_str().to_owned(),
});

uniffi::custom_type!(ConsentId, String, {
    try_lift: |text| Ok(ConsentId::parse(&text).map_err(Arc::new)?),
    lower: |id| id.to_string(),
});

uniffi::custom_type!(RedirectUrl, String, {
    try_lift: |text| Ok(RedirectUrl::parse(&text).map_err(Arc::new)?),
    lower: |url| url.as_str().to_owned(),
});

uniffi::custom_type!(TokenKey, String, {
    try_lift: |text| Ok(TokenKey::from(text)),
    lower: |key| key.as_str().to_owned(),
});

uniffi::custom_type!(Secret, String, {
    try_lift: |text| Ok(Secret::new(text)),
    lower: |secret| secret.expose().to_owned(),
});

uniffi::custom_type!(Metadata, HashMap<String, String>, {
    try_lift: |map| Ok(map.into_iter().collect()),
    lower: |metadata| metadata.iter().map(|(key, value)| (key.to_owned(), value.to_owned())).collect(),
});

/// The methods that other languages call. They only change the form: an error is an object, a flow is shared.
#[uniffi::export]
impl ConsentFlow {
    /// Begins a consent at `now`, with randomness from the operating system.
    #[uniffi::constructor(name = "start")]
    fn ffi_start(config: FlowConfig, request: ConsentRequest, now: Timestamp) -> Result<Arc<Self>, Arc<ConsentError>> {
        shared(Self::start(config, request, now))
    }

    /// Reads what `toJson` wrote, in any of the languages.
    #[uniffi::constructor(name = "from_json")]
    fn ffi_from_json(json: &str) -> Result<Arc<Self>, Arc<ConsentError>> {
        shared(Self::from_json(json))
    }

    /// The consent's id, which is also in the return URL.
    #[uniffi::method(name = "id")]
    fn ffi_id(&self) -> ConsentId {
        self.id()
    }

    /// What to do at `now`. The same flow at the same time gives the same step; nothing changes.
    #[uniffi::method(name = "step")]
    fn ffi_step(&self, now: Timestamp) -> Step {
        self.step(now)
    }

    /// The flow after `answer`, which came at `now`. This flow is left as it was.
    #[uniffi::method(name = "advance")]
    fn ffi_advance(&self, answer: Answer, now: Timestamp) -> Result<Arc<Self>, Arc<ConsentError>> {
        shared(self.advance(answer, now))
    }

    /// The flow as JSON. It holds no key, assertion or token; it does hold the party's number, so it is personal data.
    #[uniffi::method(name = "to_json")]
    fn ffi_to_json(&self) -> String {
        self.to_json()
    }
}

#[uniffi::export]
impl ConsentError {
    /// A stable word for programs to compare, such as `INVALID_INPUT`.
    #[uniffi::method(name = "code")]
    fn ffi_code(&self) -> String {
        self.code().to_owned()
    }

    /// One sentence that says what happened, without secrets.
    #[uniffi::method(name = "detail")]
    fn ffi_detail(&self) -> String {
        self.to_string()
    }

    /// The server's own code, such as `AM-00016` or `MP-124`.
    #[uniffi::method(name = "server_code")]
    fn ffi_server_code(&self) -> Option<String> {
        self.server_code().map(str::to_owned)
    }

    /// What kind of action the error calls for.
    #[uniffi::method(name = "class")]
    fn ffi_class(&self) -> ErrorClass {
        self.class()
    }

    /// Whether the same call may succeed later without any change.
    #[uniffi::method(name = "is_retryable")]
    fn ffi_is_retryable(&self) -> bool {
        self.is_retryable()
    }

    /// What the developer should do, for errors whose cause is documented.
    #[uniffi::method(name = "advice")]
    fn ffi_advice(&self) -> Option<String> {
        self.advice().map(str::to_owned)
    }
}

/// Reads 11 digits (a person), 9 digits (an organization) or Altinn's URN for either.
#[uniffi::export]
fn parse_party(text: &str) -> Result<Party, Arc<ConsentError>> {
    Party::parse(text).map_err(Arc::new)
}

/// Reads a return URL. Anyone can forge it: read the status before acting on it.
#[uniffi::export]
fn parse_consent_return(url: &str) -> ConsentReturn {
    ConsentReturn::parse(url)
}

/// The environment called `name`: `prod`, `tt02`, `at22`, `at23`, `at24` or `yt01`.
#[uniffi::export]
fn named_environment(name: &str) -> Result<Environment, Arc<ConsentError>> {
    Environment::named(name).map_err(Arc::new)
}

/// The claims of a token that is a JWT, read without verification: for display, never for a decision.
#[uniffi::export]
fn unverified_claims(token: AccessToken) -> Option<String> {
    token.unverified_claims()
}

#[cfg(feature = "signer")]
#[uniffi::export]
impl KeySigner {
    /// Reads a private key: PEM (PKCS#1 or PKCS#8, not encrypted) or a JWK as JSON.
    #[uniffi::constructor(name = "parse")]
    fn ffi_parse(text: &str) -> Result<Arc<Self>, Arc<ConsentError>> {
        shared(Self::parse(text))
    }

    /// Makes a new key of 2048 bits.
    #[uniffi::constructor(name = "generate")]
    fn ffi_generate() -> Result<Arc<Self>, Arc<ConsentError>> {
        shared(Self::generate())
    }

    /// The signature of `signingInput`, as base64url without padding.
    #[uniffi::method(name = "sign")]
    fn ffi_sign(&self, signing_input: &str, algorithm: crate::SigningAlgorithm) -> Result<String, Arc<ConsentError>> {
        self.sign(signing_input, algorithm).map_err(Arc::new)
    }

    /// The public key as a JWK with this `kid`, to register at Maskinporten.
    #[uniffi::method(name = "public_jwk")]
    fn ffi_public_jwk(&self, kid: &str) -> String {
        self.public_jwk(kid)
    }
}

fn shared<T>(result: Result<T, ConsentError>) -> Result<Arc<T>, Arc<ConsentError>> {
    result.map(Arc::new).map_err(Arc::new)
}

fn from_system_time(time: SystemTime) -> Timestamp {
    let micros = |duration: Duration| i64::try_from(duration.as_micros()).unwrap_or(i64::MAX);
    Timestamp::from_unix_micros(match time.duration_since(UNIX_EPOCH) {
        Ok(after) => micros(after),
        Err(before) => -micros(before.duration()),
    })
}

fn to_system_time(timestamp: Timestamp) -> SystemTime {
    let micros = timestamp.unix_micros();
    let distance = Duration::from_micros(micros.unsigned_abs());
    let time = if micros < 0 { UNIX_EPOCH.checked_sub(distance) } else { UNIX_EPOCH.checked_add(distance) };
    time.unwrap_or(UNIX_EPOCH)
}
