use serde::{Deserialize, Serialize};

/// Finds out whether a chain of pages leads in a circle, however long, while it remembers one page only.
///
/// See <https://en.wikipedia.org/wiki/Cycle_detection#Brent's_algorithm>.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct LoopGuard {
    mark: Option<String>,
    /// How many pages ago the mark was set.
    steps: u64,
    /// After how many it moves on.
    reach: u64,
}

impl LoopGuard {
    /// The guard after one more page, or `None` when that page was met before.
    pub(super) fn after(&self, page: &str) -> Option<Self> {
        if self.mark.as_deref() == Some(page) {
            return None;
        }
        let steps = self.steps + 1;
        if steps < self.reach {
            return Some(Self { steps, ..self.clone() });
        }
        Some(Self { mark: Some(page.to_owned()), steps: 0, reach: self.reach.saturating_mul(2).max(1) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn meets_every_circle_and_nothing_else() {
        for (tail, circle) in [(0, 1), (0, 2), (3, 1), (5, 7), (100, 13)] {
            let page = |at: usize| if at < tail { at } else { tail + (at - tail) % circle };
            let mut guard = Some(LoopGuard::default());
            let met = (0..2_000).find(|at| {
                guard = guard.as_ref().and_then(|guard| guard.after(&page(*at).to_string()));
                guard.is_none()
            });
            assert!(met.is_some_and(|at| at >= tail + circle && at <= 4 * (tail + circle)), "{tail} {circle} {met:?}");
        }
        let mut guard = LoopGuard::default();
        for at in 0..2_000 {
            guard = guard.after(&at.to_string()).unwrap();
        }
    }
}
