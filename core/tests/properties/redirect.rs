//! The way to Altinn and back.

use proptest::prelude::*;
use samtykke::{ConsentReturn, RedirectUrl, skip_actor_choice};

use crate::common::round_trip::{comes_back, sent_redirect_url};
use crate::values;

proptest! {
    #![proptest_config(values(1_000))]

    #[test]
    fn no_text_breaks_a_reader(text in "\\PC{0,60}|[a-z]{0,5}:?/{0,3}[ -~æ]{0,60}") {
        let _ = (ConsentReturn::parse(&text), RedirectUrl::parse(&text), skip_actor_choice(&text));
    }

    #[test]
    fn a_flow_finds_itself_in_the_url_that_altinn_makes(url in url(), parameter in "[a-zA-Z]{1,8}|[ -~æ]{1,4}") {
        let url = RedirectUrl::parse(&url).unwrap();
        if let Some((flow, sent)) = sent_redirect_url(url, &parameter) {
            comes_back(&flow, &sent);
        }
    }
}

/// A page, a route of a hash router, or an app; with and without parameters and a fragment.
fn url() -> impl Strategy<Value = String> {
    let begin = "(https|http|HTTPS)://([a-z]{1,5}@)?(bank\\.example|127\\.0\\.0\\.1|\\[::1\\])(:[0-9]{2,4})?(/[a-z&;=%]{0,5}){0,2}|[a-z][a-z0-9+.-]{2,5}app:(//)?[a-z]{0,5}";
    let query = "(\\?([a-z]{0,3}(=[a-zA-Z0-9+%&;/?]{0,6})?&?){0,3})?";
    let fragment = "(#[a-z]{0,5}|#/[a-z/]{0,5}([?&]([a-z]{0,3}(=[a-zA-Z0-9+%&;/?]{0,6})?&?){0,2})?)?";
    (begin, query, fragment).prop_map(|(begin, query, fragment)| format!("{begin}{query}{fragment}"))
}
