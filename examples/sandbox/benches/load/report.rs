use std::time::Duration;

/// How long the calls took.
pub(crate) struct Report {
    /// In ascending order.
    latencies: Vec<Duration>,
    lasted: Duration,
}

impl Report {
    pub(crate) fn new(mut latencies: Vec<Duration>, lasted: Duration) -> Self {
        latencies.sort_unstable();
        Self { latencies, lasted }
    }

    pub(crate) fn calls(&self) -> usize {
        self.latencies.len()
    }

    /// Calls a second.
    pub(crate) fn rate(&self) -> f64 {
        self.latencies.len() as f64 / self.lasted.as_secs_f64()
    }

    /// The time within which so many of a hundred calls were answered.
    pub(crate) fn percentile(&self, percent: usize) -> Duration {
        let index = (self.latencies.len() * percent / 100).min(self.latencies.len().saturating_sub(1));
        self.latencies.get(index).copied().unwrap_or_default()
    }

    pub(crate) fn line(&self, what: &str) -> String {
        let millis = |duration: Duration| duration.as_secs_f64() * 1_000.0;
        let [median, high, highest] = [50, 99, 100].map(|percent| millis(self.percentile(percent)));
        format!("{what:<44}{:>8.0} calls/s   p50 {median:.2} ms   p99 {high:.2} ms   max {highest:.1} ms", self.rate())
    }
}
