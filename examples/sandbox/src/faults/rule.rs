//! One rule: where a fault strikes, how often, and which it is.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A fault for the requests to one route.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct FaultRule {
    /// A route as the log names it, a path, or the beginning of one with `*` at the end.
    pub(super) route: String,
    #[serde(default)]
    method: Option<String>,
    pub(super) fault: Fault,
    /// How often it still strikes; always when absent.
    #[serde(default)]
    pub(super) times: Option<u32>,
    /// How likely it strikes a request, 0 to 1.
    #[serde(default = "certain")]
    probability: f64,
    /// The same seed strikes the same requests of a sequence.
    #[serde(default)]
    seed: u64,
    #[serde(default)]
    pub(super) handled: bool,
}

#[derive(Clone, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase", deny_unknown_fields)]
pub(super) enum Fault {
    /// The answer comes late.
    Latency { millis: u64 },
    /// Another status; without `body` the answer is empty.
    Status {
        status: u16,
        #[serde(default)]
        body: Option<Value>,
        #[serde(default)]
        content_type: Option<String>,
    },
    /// The connection closes without an answer.
    DropConnection,
    /// The right answer, but the connection closes half-way through the body.
    HalfBody,
    /// 200 with bytes that are no JSON.
    Garbage,
    /// A gateway's page instead of the answer.
    GatewayHtml {
        #[serde(default = "bad_gateway")]
        status: u16,
    },
    /// 429 in the gateway's form, with `Retry-After` in seconds.
    TooManyRequests {
        #[serde(default = "one")]
        retry_after: u32,
    },
}

impl FaultRule {
    /// What is wrong with the rule, if anything.
    pub(crate) fn flaw(&self) -> Option<&'static str> {
        let status = match &self.fault {
            Fault::Status { status, .. } | Fault::GatewayHtml { status } => *status,
            _ => 200,
        };
        if !(200..=599).contains(&status) {
            return Some("status must be 200 to 599");
        }
        if matches!(&self.fault, Fault::Latency { millis } if *millis > 600_000) {
            return Some("millis must be 600000 at most");
        }
        if !(0.0..=1.0).contains(&self.probability) {
            return Some("probability must be 0 to 1");
        }
        if self.route.is_empty() || self.route.starts_with("/sandbox") {
            return Some("route must be a route of the sandbox outside /sandbox");
        }
        (self.times == Some(0)).then_some("times must be at least 1")
    }

    /// The control routes are never struck: the rule could not be taken back.
    pub(super) fn concerns(&self, method: &str, route: &str, path: &str) -> bool {
        if path.starts_with("/sandbox") {
            return false;
        }
        let place = match self.route.strip_suffix('*') {
            Some(beginning) => path.starts_with(beginning),
            None => self.route == route || self.route == path,
        };
        place && self.method.as_deref().is_none_or(|wanted| wanted.eq_ignore_ascii_case(method))
    }

    /// Whether the next request is struck.
    pub(super) fn strikes(&mut self) -> bool {
        if self.times == Some(0) {
            return false;
        }
        let struck = self.probability >= 1.0 || self.draw() < self.probability;
        if struck && let Some(times) = &mut self.times {
            *times -= 1;
        }
        struck
    }

    /// SplitMix64: 0 to 1 from the seed, which moves on.
    fn draw(&mut self) -> f64 {
        self.seed = self.seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.seed;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((bits ^ (bits >> 31)) >> 11) as f64 / (1u64 << 53) as f64
    }
}

fn certain() -> f64 {
    1.0
}

fn bad_gateway() -> u16 {
    502
}

fn one() -> u32 {
    1
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn rule(value: Value) -> FaultRule {
        serde_json::from_value(value).unwrap()
    }

    #[test]
    fn the_same_seed_strikes_the_same_requests() {
        let strikes = |seed: u64| {
            let mut rule =
                rule(json!({"route": "/token", "fault": {"kind": "dropConnection"}, "probability": 0.5, "seed": seed}));
            (0..64).map(|_| rule.strikes()).collect::<Vec<_>>()
        };
        assert_eq!(strikes(7), strikes(7));
        assert_ne!(strikes(7), strikes(8));
        assert!((16..48).contains(&strikes(7).into_iter().filter(|struck| *struck).count()));
    }

    #[test]
    fn once_is_once() {
        let mut rule = rule(json!({"route": "/token", "fault": {"kind": "garbage"}, "times": 1}));
        assert!(rule.strikes());
        assert!(!rule.strikes());
    }

    #[test]
    fn absurd_rules_are_named() {
        for (value, word) in [
            (json!({"route": "/token", "fault": {"kind": "status", "status": 42}}), "status"),
            (json!({"route": "/token", "fault": {"kind": "garbage"}, "probability": 2}), "probability"),
            (json!({"route": "/sandbox/reset", "fault": {"kind": "garbage"}}), "route"),
        ] {
            assert!(rule(value).flaw().is_some_and(|flaw| flaw.contains(word)));
        }
    }
}
