//! The issuer's key set.

#![no_main]

#[path = "../../core/tests/common/mod.rs"]
mod common;
#[path = "../input.rs"]
mod input;

use std::time::Duration;

use common::invariants::assert_tells_nothing;
use common::now;
use samtykke::endpoint::jwks;
use samtykke::{Environment, JwksCache};

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let response = input::response(&input::text(data));
    let parsed = jwks::parse(&response).inspect_err(assert_tells_nothing);
    let cache = JwksCache::new(&Environment::Tt02).responded(&response, now());
    assert_eq!(cache.is_due(now().plus(Duration::from_secs(20))), parsed.is_err());
    let stored = serde_json::to_string(&cache).unwrap();
    assert_eq!(serde_json::from_str::<JwksCache>(&stored).unwrap(), cache);
    for key in parsed.iter().flatten() {
        assert!(stored.contains(&serde_json::to_string(key.kid()).unwrap()));
    }
});
