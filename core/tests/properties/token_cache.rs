//! The token cache under any uses.

use std::collections::BTreeMap;
use std::time::Duration;

use proptest::prelude::*;
use samtykke::{AccessToken, Secret, TokenCache, TokenKey};

use crate::common::now;
use crate::values;

#[derive(Clone, Debug)]
enum Use {
    Put { key: u8, seconds: u64 },
    Find { key: u8 },
    Refuse { key: u8 },
    Purge,
    Wait { seconds: u64 },
}

proptest! {
    #![proptest_config(values(1_000))]

    #[test]
    fn only_the_last_token_is_found_and_only_while_it_holds(uses in prop::collection::vec(a_use(), 0..60)) {
        let (mut cache, mut time, mut last) = (TokenCache::default(), now(), BTreeMap::new());
        for (at, next) in uses.into_iter().enumerate() {
            match next {
                Use::Put { key, seconds } => {
                    let expires_at = time.plus(Duration::from_secs(seconds));
                    let token = AccessToken { value: Secret::new(at.to_string()), scope: None, expires_at };
                    cache.put(token_key(key), token.clone(), time);
                    last.insert(key, token);
                }
                Use::Find { key } => {
                    let wanted = last.get(&key).filter(|token| token.is_fresh(time));
                    let found = cache.find(&token_key(key), time);
                    prop_assert!(found.as_ref().is_none_or(|token| token.expires_at > time));
                    prop_assert_eq!(found.as_ref(), wanted);
                }
                Use::Refuse { key } => {
                    if let Some(token) = last.remove(&key) {
                        cache.refuse(&token_key(key), &token.fingerprint());
                    }
                }
                Use::Purge => cache.purge(time),
                Use::Wait { seconds } => time = time.plus(Duration::from_secs(seconds)),
            }
        }
        cache.purge(time.plus(Duration::from_secs(1_000)));
        prop_assert!(cache.is_empty());
    }
}

fn a_use() -> impl Strategy<Value = Use> {
    prop_oneof![
        3 => (0..4_u8, 0..130_u64).prop_map(|(key, seconds)| Use::Put { key, seconds }),
        4 => (0..4_u8).prop_map(|key| Use::Find { key }),
        1 => (0..4_u8).prop_map(|key| Use::Refuse { key }),
        1 => Just(Use::Purge),
        2 => (0..60_u64).prop_map(|seconds| Use::Wait { seconds }),
    ]
}

fn token_key(key: u8) -> TokenKey {
    TokenKey::from(key.to_string())
}
