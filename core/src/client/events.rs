use super::{ConsentClient, answered, now, sleep_until};
use crate::consent::ConsentStatusChange;
use crate::error::ConsentError;
use crate::event_feed::{EventCursor, EventFeed, EventFeedConfig, FeedStep};

/// The events of all consents of an organization, as they come: see [`EventFeed`].
///
/// ```no_run
/// # async fn example(client: samtykke::client::ConsentClient, config: samtykke::EventFeedConfig) -> Result<(), samtykke::ConsentError> {
/// # fn load() -> String { String::new() }
/// # fn store(_: String) {}
/// let mut events = client.events(config, samtykke::EventCursor::from_json(&load())?)?;
/// while let Some(batch) = events.next().await? {
///     for event in batch { println!("{} {:?}", event.consent_request_id, event.event_type) }
///     store(events.delivered()?.to_json());
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct ConsentEvents {
    client: ConsentClient,
    feed: EventFeed,
}

impl ConsentClient {
    /// Follows the events from where `cursor` stands.
    ///
    /// # Errors
    ///
    /// [`ConsentError::InvalidInput`] that names the field; [`ConsentError::NoRandomness`].
    pub fn events(&self, config: EventFeedConfig, cursor: EventCursor) -> Result<ConsentEvents, ConsentError> {
        Ok(ConsentEvents { client: self.clone(), feed: EventFeed::start(config, cursor)? })
    }
}

impl ConsentEvents {
    /// The next events, at least one, as soon as there are any; `None` when the filter's `created_before` has passed.
    /// Until [`ConsentEvents::delivered`] is called the same events come again. Nothing is lost when the future is
    /// dropped.
    ///
    /// # Errors
    ///
    /// Any [`ConsentError`]; call it again to go on.
    pub async fn next(&mut self) -> Result<Option<Vec<ConsentStatusChange>>, ConsentError> {
        loop {
            let answer = match self.feed.step(now()) {
                FeedStep::Sign { grant } => {
                    self.client.authorize(self.feed.token_exchange(), grant.refused_token.as_deref()).await?
                }
                FeedStep::Send { request } => answered(self.client.transport.send(request).await),
                FeedStep::Wait { until } => {
                    sleep_until(until).await;
                    continue;
                }
                FeedStep::Deliver { events } => return Ok(Some(events)),
                FeedStep::Finish => return Ok(None),
            };
            self.feed = self.feed.advance(answer, now())?;
        }
    }

    /// Confirms that the events of [`ConsentEvents::next`] were acted on. Store the cursor before the next ones.
    ///
    /// # Errors
    ///
    /// `OutOfTurn` when there is nothing to confirm.
    pub fn delivered(&mut self) -> Result<&EventCursor, ConsentError> {
        self.feed = self.feed.delivered(now())?;
        Ok(self.feed.cursor())
    }

    /// Where the feed has come to.
    #[must_use]
    pub const fn cursor(&self) -> &EventCursor {
        self.feed.cursor()
    }
}
