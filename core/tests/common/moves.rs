//! What can happen to a flow, in any order.

use std::time::Duration;

use samtykke::endpoint::token;
use samtykke::{
    AccessToken, Answer, ConsentError, ConsentFlow, HttpHeader, HttpMethod, HttpResponse, Secret, Step, Timestamp,
};

use super::invariants::{advanced, assert_restorable};
use super::{authorizing_creation, consent, grant_of, now, responded, signed, token_response};

/// One thing that a host, a server, a user or the time does.
#[derive(Clone, Debug)]
pub(crate) enum Move {
    /// What the flow waits for comes, and all goes well.
    Proceed,
    /// The host signs the grant of the step, or else the flow's first one.
    Sign { signature: String },
    /// The host has a token.
    Authorize { token: String, seconds: u32 },
    /// The host was given no token.
    Deny { status: u16, body: String },
    /// A server answers.
    Respond { status: u16, headers: Vec<(String, String)>, body: String },
    /// No server answers.
    Fail,
    /// The user comes back.
    Return { url: String },
    /// The host looks without the user.
    CheckStatus,
    /// Time goes by.
    Wait { seconds: u32 },
    /// The flow is stored and read.
    Restore,
}

/// Makes the moves, those that the flow refuses too, and checks at each what holds for all.
pub(crate) fn walk(mut flow: ConsentFlow, moves: impl IntoIterator<Item = Move>) -> ConsentFlow {
    let mut time = now();
    for next in moves {
        match next {
            Move::Wait { seconds } => time = time.plus(Duration::from_secs(seconds.into())),
            Move::Restore => flow = ConsentFlow::from_json(&flow.to_json()).unwrap(),
            next => match advanced(&flow, next.answer(&flow, time), time) {
                Some(next) => flow = next,
                None => continue,
            },
        }
        assert_restorable(&flow, time);
    }
    flow
}

impl Move {
    fn answer(self, flow: &ConsentFlow, time: Timestamp) -> Answer {
        match self {
            Self::Proceed => wanted(flow.step(time)),
            Self::Sign { signature } => {
                let grant = match flow.step(time) {
                    Step::Sign { grant } => grant,
                    _ => grant_of(authorizing_creation().step(now())),
                };
                Answer::Signed { grant, signature }
            }
            Self::Authorize { token, seconds } => {
                let expires_at = time.plus(Duration::from_secs(seconds.into()));
                Answer::Authorized { token: AccessToken { value: Secret::new(token), scope: None, expires_at } }
            }
            Self::Deny { status, body } => match token::parse(&response(status, vec![], body), time) {
                Err(ConsentError::Maskinporten { problem }) => Answer::Denied { problem: *problem },
                Err(_) => Answer::Failed { reason: "no token".to_owned() },
                Ok(token) => Answer::Authorized { token },
            },
            Self::Respond { status, headers, body } => Answer::Responded { response: response(status, headers, body) },
            Self::Return { url } => Answer::Returned { url },
            Self::CheckStatus => Answer::CheckStatus,
            Self::Fail | Self::Wait { .. } | Self::Restore => Answer::Failed { reason: "no answer".to_owned() },
        }
    }
}

fn wanted(step: Step) -> Answer {
    match step {
        Step::Sign { grant } => signed(grant),
        Step::Send { request } if request.url.ends_with("/token") => token_response(),
        Step::Send { request } if request.method == HttpMethod::Post => responded(201, &consent("Created")),
        Step::Send { .. } => responded(200, &consent("Accepted")),
        Step::Visit { .. } | Step::Wait { .. } | Step::Finish { .. } => Answer::CheckStatus,
    }
}

fn response(status: u16, headers: Vec<(String, String)>, body: String) -> HttpResponse {
    let headers = headers.into_iter().map(|(name, value)| HttpHeader { name, value }).collect();
    HttpResponse { status, headers, body }
}
