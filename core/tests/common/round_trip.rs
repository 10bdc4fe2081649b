//! The way out to Altinn and back.

use samtykke::{ConsentFlow, ConsentReturn, RedirectUrl, ReturnVerdict, Seed};

use super::invariants::advanced;
use super::redirect::{Decision, redirected};
use super::{authorized, config, consent, now, request, request_of, responded, returned};

/// A flow that waits for its user, and the URL that it told Altinn to send the user to. `None` when the flow refuses `url`
/// or the name of the parameter.
pub(crate) fn sent_redirect_url(url: RedirectUrl, id_parameter: &str) -> Option<(ConsentFlow, String)> {
    let (mut config, mut request) = (config(), request());
    config.id_parameter = id_parameter.to_owned();
    config.state_parameter = Some("state".to_owned()).filter(|name| !name.eq_ignore_ascii_case(id_parameter));
    request.redirect_url = url;
    let flow = ConsentFlow::start_with_seed(config, request, Seed::from_bytes([7; 32]), now()).ok()?;
    let flow = flow.advance(authorized(), now()).unwrap();
    let body: serde_json::Value = serde_json::from_str(&request_of(flow.step(now())).body.unwrap()).unwrap();
    let sent = body["redirectUrl"].as_str().unwrap().to_owned();
    Some((flow.advance(responded(201, &consent("Created")), now()).unwrap(), sent))
}

/// The flow finds itself in the URL that Altinn makes of `sent`.
pub(crate) fn comes_back(flow: &ConsentFlow, sent: &str) {
    assert!(RedirectUrl::parse(sent).is_ok(), "{sent}");
    let accepted = redirected(sent, Decision::Accept);
    assert!(advanced(flow, returned(&accepted), now()).is_some(), "{accepted}");
    // Altinn puts its parameter behind the last `#/`, and that may be inside another fragment.
    let (_, fragment) = sent.split_once('#').unwrap_or_default();
    if fragment.starts_with('/') || !fragment.contains("#/") {
        assert_eq!(ConsentReturn::parse(&accepted).verdict, ReturnVerdict::Accepted, "{accepted}");
        let refused = redirected(sent, Decision::Reject);
        assert_eq!(ConsentReturn::parse(&refused).verdict, ReturnVerdict::Rejected, "{refused}");
    }
    assert!(flow.advance(returned(&accepted.replace(super::ID, super::OTHER_ID)), now()).is_err(), "{accepted}");
}
