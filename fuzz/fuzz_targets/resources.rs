//! The resource registry's answers.

#![no_main]

#[path = "../../core/tests/common/mod.rs"]
mod common;
#[path = "../input.rs"]
mod input;

use common::invariants::assert_tells_nothing;
use common::request;
use samtykke::endpoint::{list_consent_resources, read_resource};
use samtykke::{ConsentResource, ConsentRight, HttpResponse};

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let response = input::response(&input::text(data));
    let one = read_resource::parse(&response).inspect_err(assert_tells_nothing).ok().flatten();
    let list = HttpResponse { body: format!("[{}]", response.body), ..response };
    // A number that no float holds makes a list unreadable, also where the member is of no interest.
    let Ok(listed) = list_consent_resources::parse(&list).inspect_err(assert_tells_nothing) else { return };
    assert!(listed.iter().all(ConsentResource::is_consent));
    if let Some(one) = one.as_ref().filter(|one| one.is_consent()) {
        assert_eq!(listed.first(), Some(one));
    }
    let mut request = request();
    for resource in one.iter().chain(&listed) {
        let stored = serde_json::to_string(resource).unwrap();
        assert_eq!(serde_json::from_str::<ConsentResource>(&stored).unwrap(), *resource);
        let keys = resource.consent_metadata.iter().map(|key| (key.key.clone(), "1"));
        request.rights.push(ConsentRight { metadata: keys.collect(), ..ConsentRight::new(&resource.identifier) });
    }
    for problem in request.check_against(&listed) {
        assert!(!problem.field.is_empty() && !problem.reason.is_empty());
    }
});
