//! Tokens that were fetched before.

use std::collections::BTreeMap;

use crate::time::Timestamp;
use crate::token::{AccessToken, TokenKey};

/// Tokens by their [`TokenKey`]. It reads no clock: every method is told the time, and drops what has expired by then.
///
/// ```
/// use samtykke::{AccessToken, Secret, Timestamp, TokenCache, TokenKey};
///
/// let (now, key) = (Timestamp::from_unix_seconds(0), TokenKey::from("key".to_owned()));
/// let token = AccessToken { value: Secret::new("t"), scope: None, expires_at: Timestamp::from_unix_seconds(119) };
/// let mut cache = TokenCache::default();
/// cache.put(key.clone(), token.clone(), now);
/// assert_eq!(cache.find(&key, now), Some(token));
/// assert_eq!(cache.find(&key, Timestamp::from_unix_seconds(118)), None);
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TokenCache {
    tokens: BTreeMap<TokenKey, AccessToken>,
}

impl TokenCache {
    /// The token for `key`, if it still holds long enough for a call.
    #[must_use]
    pub fn find(&mut self, key: &TokenKey, now: Timestamp) -> Option<AccessToken> {
        self.purge(now);
        self.tokens.get(key).filter(|token| token.is_fresh(now)).cloned()
    }

    /// Keeps a token until it expires.
    pub fn put(&mut self, key: TokenKey, token: AccessToken, now: Timestamp) {
        self.tokens.insert(key, token);
        self.purge(now);
    }

    /// Drops the token that an API refused, named by its [`AccessToken::fingerprint`]; a newer one under the same key
    /// stays.
    pub fn refuse(&mut self, key: &TokenKey, fingerprint: &str) {
        if self.tokens.get(key).is_some_and(|token| token.fingerprint() == fingerprint) {
            self.tokens.remove(key);
        }
    }

    /// Drops what has expired.
    pub fn purge(&mut self, now: Timestamp) {
        self.tokens.retain(|_, token| now < token.expires_at);
    }

    /// How many tokens are kept.
    #[must_use]
    pub fn len(&self) -> usize {
        self.tokens.len()
    }

    /// Whether none is kept.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.tokens.is_empty()
    }
}
