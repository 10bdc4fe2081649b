use std::collections::BTreeMap;
use std::sync::Arc;

use tokio::sync::Mutex;

use crate::token::{AccessToken, TokenKey};

/// One slot for each kind of token. Who holds a slot's lock fetches; the others wait and find the token there.
#[derive(Default)]
pub(super) struct TokenCache {
    slots: Mutex<BTreeMap<TokenKey, Slot>>,
}

type Slot = Arc<Mutex<Option<AccessToken>>>;

impl TokenCache {
    pub(super) async fn slot(&self, key: &TokenKey) -> Slot {
        let mut slots = self.slots.lock().await;
        // A slot that nobody holds and whose token is gone or old is of no more use; consent tokens come one by one.
        slots.retain(|other, slot| other == key || Arc::strong_count(slot) > 1 || is_useful(slot));
        slots.entry(key.clone()).or_default().clone()
    }

    pub(super) async fn drop_token(&self, key: &TokenKey) {
        let slot = self.slot(key).await;
        *slot.lock().await = None;
    }
}

fn is_useful(slot: &Slot) -> bool {
    slot.try_lock().map_or(true, |token| token.as_ref().is_some_and(|token| token.is_fresh(super::now())))
}
