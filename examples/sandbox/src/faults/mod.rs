//! Faults on demand: what networks and gateways do to answers.

mod half_body;
mod rule;
mod strike;

pub(crate) use rule::FaultRule;
pub(crate) use strike::strike;

use rule::Fault;
use serde::{Deserialize, Serialize};

/// The rules in force, in the order in which they were set.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct Faults(Vec<FaultRule>);

/// What befalls one request.
#[derive(Default)]
struct Blow {
    delay_millis: u64,
    fault: Option<Fault>,
    /// Whether the request is carried out although its answer is spoilt.
    handled: bool,
}

impl Faults {
    pub(crate) fn add(&mut self, rule: FaultRule) {
        self.0.push(rule);
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn rules(&self) -> &[FaultRule] {
        &self.0
    }

    /// Delays add up; the first other fault decides. Rules that have struck their last time go.
    fn next(&mut self, method: &str, route: &str, path: &str) -> Blow {
        let mut blow = Blow::default();
        for rule in &mut self.0 {
            if !rule.concerns(method, route, path) || !rule.strikes() {
                continue;
            }
            match &rule.fault {
                Fault::Latency { millis } => blow.delay_millis = blow.delay_millis.saturating_add(*millis),
                fault => {
                    blow.fault = Some(fault.clone());
                    blow.handled = rule.handled;
                    break;
                }
            }
        }
        self.0.retain(|rule| rule.times != Some(0));
        blow
    }
}
