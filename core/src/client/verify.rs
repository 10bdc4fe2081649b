use std::collections::BTreeMap;

use tokio::sync::Mutex;

use super::{ConsentClient, now};
use crate::error::ConsentError;
use crate::verify::{ConsentTokenVerifier, JwksCache, VerifiedConsent, VerifyStep};

/// The issuers' keys, by where they come from.
pub(super) type KeyStore = Mutex<BTreeMap<String, JwksCache>>;

impl ConsentClient {
    /// Verifies the consent token (without `Bearer`) that an API was called with. The issuer's keys are fetched once for all
    /// who wait for them, and kept: see [`JwksCache`].
    ///
    /// # Errors
    ///
    /// As [`ConsentTokenVerifier::step`] and [`ConsentTokenVerifier::finish`].
    pub async fn verify_consent_token(
        &self,
        verifier: &ConsentTokenVerifier,
        token: &str,
    ) -> Result<VerifiedConsent, ConsentError> {
        let environment = verifier.environment();
        let mut stores = self.keys.lock().await;
        let keys = stores.entry(environment.jwks_uri()).or_insert_with(|| JwksCache::new(environment));
        loop {
            match verifier.step(token, keys, now())? {
                VerifyStep::FetchKeys { request } => {
                    *keys = match self.transport.send(request).await {
                        Ok(response) => keys.responded(&response, now()),
                        Err(reason) => keys.failed(&reason, now()),
                    };
                }
                VerifyStep::VerifySignature { check } => {
                    drop(stores);
                    return verifier.finish(&check, check.is_valid(), now());
                }
            }
        }
    }
}
