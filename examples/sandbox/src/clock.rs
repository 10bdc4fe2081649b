use std::sync::atomic::{AtomicI64, AtomicU32, Ordering};

use time::{Duration, OffsetDateTime};
use uuid::Uuid;

/// The sandbox's own time: the system's, moved by an offset that tests choose.
#[derive(Default)]
pub(crate) struct Clock {
    offset_micros: AtomicI64,
    ids: AtomicU32,
}

impl Clock {
    /// UTC in whole microseconds, the precision that Altinn's database keeps.
    pub(crate) fn now(&self) -> OffsetDateTime {
        let system = OffsetDateTime::now_utc();
        let moved = system.checked_add(self.offset()).unwrap_or(system);
        moved.replace_microsecond(moved.microsecond()).unwrap_or(moved)
    }

    pub(crate) fn offset(&self) -> Duration {
        Duration::microseconds(self.offset_micros.load(Ordering::Relaxed))
    }

    /// Moves the clock to `offset` from the system's time; `false` when that leaves the years 1970 to 9000.
    pub(crate) fn set_offset(&self, offset: Duration) -> bool {
        let Some(moved) = OffsetDateTime::now_utc().checked_add(offset) else { return false };
        let Ok(micros) = i64::try_from(offset.whole_microseconds()) else { return false };
        if !(1970..=9000).contains(&moved.year()) {
            return false;
        }
        self.offset_micros.store(micros, Ordering::Relaxed);
        true
    }

    pub(crate) fn set_now(&self, now: OffsetDateTime) -> bool {
        self.set_offset(now - OffsetDateTime::now_utc())
    }

    /// A UUIDv7 that sorts after every id given out before in the same millisecond.
    pub(crate) fn event_id(&self, now: OffsetDateTime) -> Uuid {
        let millis = u64::try_from(now.unix_timestamp_nanos() / 1_000_000).unwrap_or(0);
        let count = self.ids.fetch_add(1, Ordering::Relaxed);
        let mut tail = *Uuid::new_v4().as_bytes();
        // The builder overwrites the upper four bits of byte 0 and the upper two of byte 2.
        tail[0] = (count >> 22) as u8 & 0x0f;
        tail[1] = (count >> 14) as u8;
        tail[2] = (count >> 8) as u8 & 0x3f;
        tail[3] = count as u8;
        let mut counter_and_random = [0; 10];
        counter_and_random.copy_from_slice(&tail[..10]);
        uuid::Builder::from_unix_timestamp_millis(millis, &counter_and_random).into_uuid()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn event_ids_ascend_within_a_millisecond() {
        let clock = Clock::default();
        let now = clock.now();
        let ids: Vec<_> = (0..5000).map(|_| clock.event_id(now)).collect();
        assert!(ids.is_sorted());
        assert!(ids.iter().all(|id| id.get_version_num() == 7));
    }

    #[test]
    fn the_clock_moves_and_refuses_absurd_times() {
        let clock = Clock::default();
        assert!(clock.set_offset(Duration::days(400)));
        assert!(clock.now() - OffsetDateTime::now_utc() > Duration::days(399));
        assert!(!clock.set_offset(Duration::MAX));
    }
}
