//! The flow under any moves.

use proptest::prelude::*;
use samtykke::{ConsentFlow, Outcome};

use crate::common::moves::{Move, walk};
use crate::common::*;
use crate::values;

proptest! {
    #![proptest_config(values(120))]

    #[test]
    fn no_moves_break_a_flow_and_what_is_stored_goes_on(flow in flow(), moves in prop::collection::vec(a_move(), 0..20)) {
        walk(flow, moves);
    }

    #[test]
    fn a_flow_that_is_given_what_it_waits_for_comes_to_its_end(
        flow in flow(),
        others in prop::collection::vec(any::<bool>(), 0..12),
    ) {
        let restored = others.into_iter().flat_map(|restore| [Move::Proceed].into_iter().chain(restore.then_some(Move::Restore)));
        let flow = walk(walk(flow, restored), vec![Move::Proceed; 12]);
        let is_granted = matches!(outcome_of(flow.step(now())), Outcome::Granted { .. });
        prop_assert!(is_granted);
    }
}

fn flow() -> impl Strategy<Value = ConsentFlow> {
    (any::<bool>(), any::<bool>(), any::<bool>()).prop_map(|(check_status, skip_actor_choice, has_state)| {
        let mut config = config();
        config.check_status = check_status;
        config.skip_actor_choice = skip_actor_choice;
        config.state_parameter = has_state.then(|| "state".to_owned());
        start(config)
    })
}

fn a_move() -> impl Strategy<Value = Move> {
    prop_oneof![
        20 => Just(Move::Proceed),
        2 => "[A-Za-z0-9_=-]{0,20}|\\PC{0,5}".prop_map(|signature| Move::Sign { signature }),
        4 => ("\\PC{0,10}", 0..200_u32).prop_map(|(token, seconds)| Move::Authorize { token, seconds }),
        2 => (status(), body()).prop_map(|(status, body)| Move::Deny { status, body }),
        10 => (status(), headers(), body())
            .prop_map(|(status, headers, body)| Move::Respond { status, headers, body }),
        2 => Just(Move::Fail),
        3 => url().prop_map(|url| Move::Return { url }),
        2 => Just(Move::CheckStatus),
        3 => prop_oneof![0..20_u32, any::<u32>()].prop_map(|seconds| Move::Wait { seconds }),
        3 => Just(Move::Restore),
    ]
}

fn status() -> impl Strategy<Value = u16> {
    let usual = [200, 201, 400, 401, 403, 404, 408, 429, 500, 502, 503];
    prop_oneof![9 => prop::sample::select(usual.to_vec()), 1 => any::<u16>()]
}

fn headers() -> impl Strategy<Value = Vec<(String, String)>> {
    let values =
        ["0", "3", "99999999999999999999", "-1", "Tue, 24 Nov 2026 10:00:06 GMT", "Mon, 31 Feb 0000 99:99:99 GMT"];
    let names = ["Retry-After", "date", "Date", "X"];
    let header = (
        prop::sample::select(names.to_vec()),
        prop_oneof![3 => prop::sample::select(values.to_vec()).prop_map(str::to_owned), 1 => "\\PC{0,30}"],
    );
    prop::collection::vec(header.prop_map(|(name, value)| (name.to_owned(), value)), 0..3)
}

fn body() -> impl Strategy<Value = String> {
    let statuses = ["Created", "Accepted", "Rejected", "Revoked", "Deleted", "Expired", "accepted", "Paused", ""];
    let ends = ["2027-01-01T00:00:00+00:00", "2026-11-24T10:00:00Z", "0001-01-01T00:00:00", "9999-12-31T23:59:59Z"];
    let refusals = ["MP-012", "MP-130", "MP-200", "MP-303", "AM-00011", "Issue time is after now", "21818297804"];
    prop_oneof![
        6 => (prop::sample::select(statuses.to_vec()), prop::sample::select(ends.to_vec()))
            .prop_map(|(status, end)| consent_until(status, end)),
        1 => Just(consent("Accepted").replace(ID, OTHER_ID)),
        1 => Just(consent("Created").replace("https://am.ui", "http://am.ui")),
        2 => (".{0,10}", any::<i64>()).prop_map(|(token, seconds)| {
            serde_json::json!({ "access_token": token, "expires_in": seconds }).to_string()
        }),
        3 => prop::sample::select(refusals.to_vec()).prop_map(|text| {
            serde_json::json!({ "error": "invalid_grant", "error_description": text }).to_string()
        }),
        2 => prop::sample::select(refusals.to_vec()).prop_map(|text| {
            serde_json::json!({ "code": text, "detail": "x", "validationErrors": [{ "code": text }] }).to_string()
        }),
        2 => "\\PC{0,40}",
    ]
}

fn url() -> impl Strategy<Value = String> {
    prop_oneof![
        Just(RETURN.to_owned()),
        Just(RETURN.replace("OK", "Failed")),
        Just(RETURN.replace(ID, OTHER_ID)),
        "\\PC{0,40}",
    ]
}
