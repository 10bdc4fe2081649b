//! The service owner's side.

use std::sync::Arc;

use super::{Shared, shared};
use crate::consent::ConsentRight;
use crate::environment::Environment;
use crate::error::ConsentError;
use crate::http::{HttpRequest, HttpResponse};
use crate::organization_number::OrganizationNumber;
use crate::party::Party;
use crate::time::Timestamp;
use crate::verify::{
    ActorId, ConsentTokenOptions, ConsentTokenVerifier, JwksCache, SignatureCheck, VerifiedConsent, VerifyStep,
};

#[uniffi::export]
impl ConsentTokenVerifier {
    /// A verifier with these demands.
    #[uniffi::constructor(name = "new")]
    fn ffi_new(options: ConsentTokenOptions) -> Shared<Arc<Self>> {
        shared(Self::new(options))
    }

    /// Whose Maskinporten must have issued the tokens: make the cache of keys for it.
    #[uniffi::method(name = "environment")]
    fn ffi_environment(&self) -> Environment {
        self.environment().clone()
    }

    /// What to do with `token` (without `Bearer`) at `now`. The same token, keys and time give the same step.
    #[uniffi::method(name = "step")]
    fn ffi_step(&self, token: &str, keys: &JwksCache, now: Timestamp) -> Shared<VerifyStep> {
        self.step(token, keys, now).map_err(Arc::new)
    }

    /// The consent, after the host verified `check`: `is_valid` is what its crypto library said.
    #[uniffi::method(name = "finish")]
    fn ffi_finish(&self, check: SignatureCheck, is_valid: bool, now: Timestamp) -> Shared<VerifiedConsent> {
        self.finish(&check, is_valid, now).map_err(Arc::new)
    }
}

#[uniffi::export]
impl JwksCache {
    /// An empty cache for the environment's issuer: the first verification fetches the keys.
    #[uniffi::constructor(name = "new")]
    fn ffi_new(environment: Environment) -> Arc<Self> {
        Arc::new(Self::new(&environment))
    }

    /// Whether the keys should be fetched at `now`: there are none, or they are old. A host may do so ahead of any token.
    #[uniffi::method(name = "is_due")]
    fn ffi_is_due(&self, now: Timestamp) -> bool {
        self.is_due(now)
    }

    /// The call that fetches the keys.
    #[uniffi::method(name = "request")]
    fn ffi_request(&self) -> HttpRequest {
        self.request()
    }

    /// The cache after the issuer answered at `now`. An answer without usable keys counts as a failure.
    #[uniffi::method(name = "responded")]
    fn ffi_responded(&self, response: HttpResponse, now: Timestamp) -> Arc<Self> {
        Arc::new(self.responded(&response, now))
    }

    /// The cache after no whole answer came, with the same keys. `reason` is for the error; no secrets.
    #[uniffi::method(name = "failed")]
    fn ffi_failed(&self, reason: &str, now: Timestamp) -> Arc<Self> {
        Arc::new(self.failed(reason, now))
    }
}

#[cfg(feature = "signer")]
#[uniffi::export]
impl SignatureCheck {
    /// Whether the key made the signature.
    #[uniffi::method(name = "is_valid")]
    fn ffi_is_valid(&self) -> bool {
        self.is_valid()
    }
}

#[uniffi::export]
impl VerifiedConsent {
    /// Makes sure that `from_party` consented to `wanted`: the resource, every action, and exactly this metadata.
    ///
    /// Metadata keys are compared without regard to case, values exactly. A right that is narrowed by a key that `wanted`
    /// does not name gives nothing, so a forgotten key cannot open all years at once.
    #[uniffi::method(name = "check")]
    fn ffi_check(&self, from_party: Party, wanted: ConsentRight) -> Shared<()> {
        self.check(&from_party, &wanted).map_err(Arc::new)
    }

    /// Whether `check` has no objection.
    #[uniffi::method(name = "allows")]
    fn ffi_allows(&self, from_party: Party, wanted: ConsentRight) -> Shared<bool> {
        Ok::<_, Arc<ConsentError>>(self.allows(&from_party, &wanted))
    }

    /// The rights for the resource with this id. Several may name it, with different metadata.
    #[uniffi::method(name = "rights_for")]
    fn ffi_rights_for(&self, resource: &str) -> Vec<ConsentRight> {
        self.rights_for(resource).into_iter().cloned().collect()
    }
}

#[uniffi::export]
impl ActorId {
    /// The Norwegian organization's number; nothing for foreign organizations.
    #[uniffi::method(name = "organization_number")]
    fn ffi_organization_number(&self) -> Option<OrganizationNumber> {
        self.organization_number()
    }
}
