use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::environment::Environment;
use crate::error::ConsentError;
use crate::event_filter::EventFilter;
use crate::maskinporten_client::MaskinportenClient;
use crate::organization_number::OrganizationNumber;
use crate::retry::RetryPolicy;
use crate::token::TokenRequest;

/// Whose events to follow, and how.
///
/// See <https://docs.altinn.studio/authorization/guides/system-vendor/consent/>.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[cfg_attr(feature = "tsify", derive(tsify::Tsify))]
pub struct EventFeedConfig {
    /// Which Altinn and Maskinporten.
    pub environment: Environment,
    /// The organization's client at Maskinporten.
    pub client: MaskinportenClient,
    /// The scopes of the token: `altinn:consentrequests.read`, or `.write`.
    #[serde(default = "default_scopes")]
    pub scopes: Vec<String>,
    /// The customer whose consents to follow, when a supplier asks on its behalf. With the scope
    /// `altinn:consentrequests.org` consents can be made for others, but their events cannot be read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consumer_org: Option<OrganizationNumber>,
    /// Which events.
    #[serde(default)]
    pub filter: EventFilter,
    /// Seconds between two looks at the feed, at least 1. Altinn shows an event five minutes late, so looking more often
    /// than the default of 300 gains little; the status of a single consent is there at once.
    #[serde(default = "default_poll_interval_seconds")]
    pub poll_interval_seconds: u32,
    /// How many seconds before the newest event each look begins, at least 60, by default 120: events that Altinn's
    /// machines wrote at the same time may show in another order than their times.
    #[serde(default = "default_overlap_seconds")]
    pub overlap_seconds: u32,
    /// How often calls are repeated.
    #[serde(default)]
    pub retry: RetryPolicy,
}

impl EventFeedConfig {
    /// All events, with the defaults for the rest.
    #[must_use]
    pub fn new(environment: Environment, client: MaskinportenClient) -> Self {
        Self {
            environment,
            client,
            scopes: default_scopes(),
            consumer_org: None,
            filter: EventFilter::default(),
            poll_interval_seconds: default_poll_interval_seconds(),
            overlap_seconds: default_overlap_seconds(),
            retry: RetryPolicy::default(),
        }
    }

    pub(super) fn check(&self) -> Result<(), ConsentError> {
        self.environment.check()?;
        self.client.check()?;
        self.token_request().check("scopes")?;
        self.filter.check()?;
        if self.poll_interval_seconds == 0 {
            return Err(ConsentError::invalid("pollIntervalSeconds", "must be at least 1"));
        }
        if self.overlap_seconds < 60 {
            return Err(ConsentError::invalid("overlapSeconds", "must be at least 60"));
        }
        self.retry.check()
    }

    pub(super) fn token_request(&self) -> TokenRequest {
        TokenRequest { consumer_org: self.consumer_org.clone(), ..TokenRequest::with_scopes(&self.scopes) }
    }

    pub(super) fn poll_interval(&self) -> Duration {
        Duration::from_secs(self.poll_interval_seconds.into())
    }

    pub(super) fn overlap(&self) -> Duration {
        Duration::from_secs(self.overlap_seconds.into())
    }
}

fn default_scopes() -> Vec<String> {
    vec!["altinn:consentrequests.read".to_owned()]
}

const fn default_poll_interval_seconds() -> u32 {
    300
}

const fn default_overlap_seconds() -> u32 {
    120
}
