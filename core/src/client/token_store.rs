use std::collections::BTreeMap;
use std::sync::{Arc, Weak};

use tokio::sync::{Mutex, MutexGuard};

use crate::error::ConsentError;
use crate::token::{AccessToken, TokenKey};
use crate::token_cache::TokenCache;

/// The cache that all who share a client use. Who holds a key's turn fetches its token; the others wait and find it.
#[derive(Default)]
pub(super) struct TokenStore {
    cache: Mutex<TokenCache>,
    turns: Mutex<BTreeMap<TokenKey, Arc<Mutex<()>>>>,
}

impl TokenStore {
    /// The kept token, or what `fetch` gives: called once for a key, however many wait.
    pub(super) async fn find_or<F>(
        self: &Arc<Self>,
        key: &TokenKey,
        refused: Option<&str>,
        fetch: F,
    ) -> Result<AccessToken, ConsentError>
    where
        F: AsyncFnOnce() -> Result<AccessToken, ConsentError>,
    {
        let turn = self.turn(key).await;
        let holder = turn.lock().await;
        let token = match self.find(key, refused).await {
            Some(token) => Ok(token),
            None => self.fetch(key, fetch).await,
        };
        drop(holder);
        token
    }

    async fn turn(&self, key: &TokenKey) -> Arc<Mutex<()>> {
        let mut turns = self.turns.lock().await;
        turns.retain(|_, turn| Arc::strong_count(turn) > 1);
        turns.entry(key.clone()).or_default().clone()
    }

    async fn find(&self, key: &TokenKey, refused: Option<&str>) -> Option<AccessToken> {
        let mut cache: MutexGuard<'_, TokenCache> = self.cache.lock().await;
        if let Some(fingerprint) = refused {
            cache.refuse(key, fingerprint);
        }
        cache.find(key, super::now())
    }

    async fn fetch<F>(self: &Arc<Self>, key: &TokenKey, fetch: F) -> Result<AccessToken, ConsentError>
    where
        F: AsyncFnOnce() -> Result<AccessToken, ConsentError>,
    {
        let token = fetch().await?;
        self.cache.lock().await.put(key.clone(), token.clone(), super::now());
        // No token stays in memory for longer than it lives, whether or not somebody asks for it again.
        tokio::spawn(purge_at(token.expires_at, Arc::downgrade(self)));
        Ok(token)
    }
}

async fn purge_at(expiry: crate::time::Timestamp, store: Weak<TokenStore>) {
    super::sleep_until(expiry).await;
    if let Some(store) = store.upgrade() {
        store.cache.lock().await.purge(super::now());
    }
}
