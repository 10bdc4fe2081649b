//! The feed of what happened to all consents, as one value.

mod config;
mod cursor;
mod loop_guard;
mod state;
mod step;
mod stored;

pub use config::EventFeedConfig;
pub use cursor::EventCursor;
pub use step::FeedStep;

use std::time::Duration;

use loop_guard::LoopGuard;
use state::{Authorizing, Delivering, Reading, State};

use crate::endpoint::read_events::{self, EventPage};
use crate::error::ConsentError;
use crate::flow::Answer;
use crate::http::{HttpRequest, HttpResponse};
use crate::retry::{Attempts, Fault};
use crate::seed::Seed;
use crate::time::Timestamp;
use crate::token::AccessToken;
use crate::token_exchange::{Issuance, Progress, TokenExchange, TokenStep};

/// Follows the events of all consents of an organization: `step` says what to do, `advance` takes the answer,
/// `delivered` confirms that the events were acted on.
///
/// ```text
///  Authorizing ── Signed, Responded ──▶ Reading ── new events ──▶ Delivering
///     ▲  ▲  ▲                           │ │ │ ▲                    │ │ │
///     │  │  └─────── 401, once ─────────┘ │ └────── next page ─────┘ │ │
///     │  └───── Wait, no next page ───────┴──────────────────────────┘ │
///     └──────────── next page, token too old ──────────────────────────┘
/// ```
///
/// Every event is delivered at least once. It is delivered again only after a crash between the delivery and the storage
/// of the cursor, or when more events than the [`EventCursor`] remembers fall into its overlap; so act on an event in a
/// way that bears repetition. Events show five minutes after they happened, and an expiry never does.
///
/// ```
/// use samtykke::{Answer, ConsentError, ConsentStatusChange, EventFeed, FeedStep, HttpRequest, Timestamp};
///
/// # fn sign(_: &str) -> String { String::new() }
/// # fn send(_: HttpRequest) -> Answer { Answer::Failed { reason: String::new() } }
/// # fn sleep_until(_: Timestamp) {}
/// # fn handle(_: Vec<ConsentStatusChange>) {}
/// # fn store(_: String) {}
/// fn follow(mut feed: EventFeed, now: impl Fn() -> Timestamp) -> Result<(), ConsentError> {
///     loop {
///         feed = match feed.step(now()) {
///             FeedStep::Sign { grant } => {
///                 feed.advance(Answer::Signed { signature: sign(&grant.signing_input), grant }, now())?
///             }
///             FeedStep::Send { request } => feed.advance(send(request), now())?,
///             FeedStep::Wait { until } => { sleep_until(until); continue }
///             FeedStep::Deliver { events } => {
///                 handle(events);
///                 let feed = feed.delivered(now())?;
///                 store(feed.cursor().to_json());
///                 feed
///             }
///             FeedStep::Finish => return Ok(()),
///         };
///     }
/// }
/// ```
///
/// See <https://docs.altinn.studio/authorization/guides/system-vendor/consent/>.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Object))]
pub struct EventFeed {
    config: EventFeedConfig,
    seed: Seed,
    /// What was learnt from the grants so far.
    issuance: Issuance,
    cursor: EventCursor,
    guard: LoopGuard,
    /// Altinn did not know the page any more, and this look began anew.
    restarted: bool,
    state: State,
}

impl EventFeed {
    /// How long Altinn holds events back.
    const LAG: Duration = Duration::from_secs(300);

    /// Begins where `cursor` stands, with randomness from the operating system.
    ///
    /// A cursor goes with its filter: what a wider filter would have let through earlier is not delivered later.
    ///
    /// # Errors
    ///
    /// [`ConsentError::InvalidInput`] that names the field; [`ConsentError::NoRandomness`].
    pub fn start(config: EventFeedConfig, cursor: EventCursor) -> Result<Self, ConsentError> {
        Self::start_with_seed(config, cursor, Seed::random()?)
    }

    /// Begins a feed whose every id follows from `seed`: for tests that must repeat.
    ///
    /// # Errors
    ///
    /// [`ConsentError::InvalidInput`] that names the field.
    pub fn start_with_seed(config: EventFeedConfig, cursor: EventCursor, seed: Seed) -> Result<Self, ConsentError> {
        config.check()?;
        let state = State::authorization(&config, &seed, Issuance::default(), Progress::default(), None);
        Ok(Self {
            config,
            seed,
            issuance: Issuance::default(),
            cursor,
            guard: LoopGuard::default(),
            restarted: false,
            state,
        })
    }

    /// What to store after each delivery. It moves on with [`EventFeed::delivered`], and a little at the end of each look.
    #[must_use]
    pub const fn cursor(&self) -> &EventCursor {
        &self.cursor
    }

    /// The exchange behind a [`FeedStep::Sign`], for a host that shares tokens and answers [`Answer::Authorized`]. `None` in
    /// all other states.
    #[must_use]
    pub fn token_exchange(&self) -> Option<TokenExchange> {
        match &self.state {
            State::Authorizing(state) => Some((*state.exchange).clone()),
            _ => None,
        }
    }

    /// The feed as JSON with its token, for a binding that holds it as text between two calls. It must not leave the
    /// process; the cursor is what to store.
    #[doc(hidden)]
    #[must_use]
    pub fn to_memory_json(&self) -> String {
        stored::to_json(self)
    }

    /// Reads what [`EventFeed::to_memory_json`] wrote.
    ///
    /// # Errors
    ///
    /// [`ConsentError::UnreadableFlow`] for anything else.
    #[doc(hidden)]
    pub fn from_memory_json(json: &str) -> Result<Self, ConsentError> {
        stored::from_json(json)
    }

    /// What to do at `now`. The same feed at the same time gives the same step; nothing changes.
    #[must_use]
    pub fn step(&self, now: Timestamp) -> FeedStep {
        match &self.state {
            State::Authorizing(Authorizing { not_before: Some(until), .. }) if *until > now => {
                FeedStep::Wait { until: *until }
            }
            State::Authorizing(state) => match state.exchange.step(now) {
                TokenStep::Sign { grant } => FeedStep::Sign { grant },
                TokenStep::Send { request } => FeedStep::Send { request },
                TokenStep::Wait { until } => FeedStep::Wait { until },
                // A finished exchange is never kept: `advance` goes on to the next state.
                TokenStep::Finish { .. } => FeedStep::Wait { until: now },
            },
            State::Reading(state) => match state.attempts.wait(now) {
                Some(until) => FeedStep::Wait { until },
                None => FeedStep::Send { request: self.request(&state.token) },
            },
            State::Delivering(state) => FeedStep::Deliver { events: state.events.clone() },
            State::Finished => FeedStep::Finish,
        }
    }

    /// The feed after `answer`, which came at `now`. This feed is left as it was: after an error the caller still has it,
    /// and may go on with it later.
    ///
    /// # Errors
    ///
    /// `OutOfTurn` when the feed waits for something else; `InvalidInput` for a signature that is none; `UnexpectedAnswer`
    /// also for pages that lead in a circle; else what Altinn, Maskinporten or the network said.
    pub fn advance(&self, answer: Answer, now: Timestamp) -> Result<Self, ConsentError> {
        match (&self.state, answer) {
            (State::Authorizing(state), answer) => self.authorized(state, answer, now),
            (State::Reading(state), Answer::Responded { response }) => self.responded(state, &response, now),
            (State::Reading(state), Answer::Failed { reason }) => {
                let attempts = state.attempts.failed.saturating_add(1);
                self.later(state, &Fault::NO_ANSWER, now)
                    .ok_or_else(|| ConsentError::transport(read_events::CALL, &reason, attempts))
            }
            (_, answer) => Err(self.out_of_turn(answer.name())),
        }
    }

    /// The feed after the events of [`FeedStep::Deliver`] were acted on, at `now`. This feed is left as it was.
    ///
    /// # Errors
    ///
    /// `OutOfTurn` when there is nothing to deliver.
    pub fn delivered(&self, now: Timestamp) -> Result<Self, ConsentError> {
        match &self.state {
            State::Delivering(state) => Ok(self.turned(state.clone(), now)),
            _ => Err(self.out_of_turn("the confirmation of a delivery")),
        }
    }

    fn request(&self, token: &AccessToken) -> HttpRequest {
        let filter = self.cursor.narrowed(&self.config.filter);
        let page = self.cursor.continuation_token.as_deref();
        read_events::checked_request(&self.config.environment, &filter, page, token)
    }

    fn authorized(&self, state: &Authorizing, answer: Answer, now: Timestamp) -> Result<Self, ConsentError> {
        let exchange = Box::new(state.exchange.advance(answer, now)?);
        let issuance = exchange.issuance();
        let state = match exchange.step(now) {
            TokenStep::Finish { token } => {
                let refused_token = exchange.refused_token().cloned();
                State::Reading(Reading { token, refused_token, attempts: Attempts::default(), since: now })
            }
            _ => State::Authorizing(Authorizing { exchange, not_before: None }),
        };
        Ok(Self { issuance, state, ..self.clone() })
    }

    fn responded(&self, state: &Reading, response: &HttpResponse, now: Timestamp) -> Result<Self, ConsentError> {
        let error = match read_events::parse(response) {
            Ok(page) => return self.received(state, page, response, now),
            Err(error) => error,
        };
        if response.status == 401 && state.refused_token.is_none() {
            let progress = Progress { refused_token: Some(state.token.fingerprint()), ..Progress::default() };
            return Ok(self.authorizing(progress, None));
        }
        if is_unknown_page(&error) && self.cursor.continuation_token.is_some() && !self.restarted {
            let reading = Reading { attempts: Attempts::default(), since: now, ..state.clone() };
            let (cursor, guard) = (self.cursor.without_page(), LoopGuard::default());
            return Ok(Self { cursor, guard, restarted: true, state: State::Reading(reading), ..self.clone() });
        }
        let later = Fault::of(response, now).and_then(|fault| self.later(state, &fault, now));
        later.ok_or(error)
    }

    fn received(
        &self,
        state: &Reading,
        page: EventPage,
        response: &HttpResponse,
        now: Timestamp,
    ) -> Result<Self, ConsentError> {
        let guard = match &page.continuation_token {
            Some(next) if self.cursor.continuation_token.as_ref() == Some(next) => None,
            Some(next) => self.guard.after(next),
            None => Some(LoopGuard::default()),
        };
        let circle = || response.unexpected(read_events::CALL, "links.next leads in a circle");
        let events = self.cursor.unseen(page.events);
        let next = Delivering { events, continuation_token: page.continuation_token, reading: state.clone() };
        let feed = Self { guard: guard.ok_or_else(circle)?, ..self.clone() };
        match next.events.is_empty() {
            true => Ok(feed.turned(next, now)),
            false => Ok(Self { state: State::Delivering(next), ..feed }),
        }
    }

    /// The feed after a page: at the next one, or at the next look.
    fn turned(&self, page: Delivering, now: Timestamp) -> Self {
        let has_next = page.continuation_token.is_some();
        let cursor = self.cursor.after_page(&page.events, page.continuation_token, self.config.overlap(), now);
        let feed = Self { cursor, ..self.clone() };
        if !has_next {
            let feed = Self { restarted: false, ..feed };
            return match self.is_last_look(page.reading.since) {
                true => Self { state: State::Finished, ..feed },
                false => feed.authorizing(Progress::default(), Some(now.plus(self.config.poll_interval()))),
            };
        }
        if !page.reading.token.is_fresh(now) {
            return feed.authorizing(Progress::default(), None);
        }
        let reading = Reading { refused_token: None, attempts: Attempts::default(), since: now, ..page.reading };
        Self { state: State::Reading(reading), ..feed }
    }

    /// Whether everything before the filter's end showed already at `asked`, by a clock that may be a little wrong.
    fn is_last_look(&self, asked: Timestamp) -> bool {
        let shown = |end: Timestamp| end.plus(Self::LAG).plus(self.config.overlap());
        self.config.filter.created_before.is_some_and(|end| shown(end) <= asked)
    }

    fn authorizing(&self, progress: Progress, not_before: Option<Timestamp>) -> Self {
        let state = State::authorization(&self.config, &self.seed, self.issuance, progress, not_before);
        Self { state, ..self.clone() }
    }

    /// The same call later, unless this was the last attempt.
    fn later(&self, state: &Reading, fault: &Fault, now: Timestamp) -> Option<Self> {
        let attempts = state.attempts.after(fault, &self.config.retry, &self.seed, now)?;
        let reading = Reading { attempts, since: now, ..state.clone() };
        Some(Self { state: State::Reading(reading), ..self.clone() })
    }

    fn out_of_turn(&self, given: &str) -> ConsentError {
        let expected = match self.state {
            State::Authorizing(_) => "a signature or a token",
            State::Reading(_) => "an HTTP response",
            State::Delivering(_) => "the confirmation of a delivery",
            State::Finished => "nothing: it is finished",
        };
        ConsentError::OutOfTurn { expected: expected.to_owned(), given: given.to_owned() }
    }
}

/// The continuation token is none for this Altinn: it is old, or the cursor was damaged.
fn is_unknown_page(error: &ConsentError) -> bool {
    let ConsentError::Altinn { problem, .. } = error else { return false };
    problem.validation_errors.iter().any(|error| error.code.as_deref() == Some("AM.VLD-00053"))
}
