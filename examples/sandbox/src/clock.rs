use std::sync::atomic::{AtomicU32, Ordering};

use serde::{Deserialize, Serialize};
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

use crate::locked::Locked;

/// The sandbox's own time: the system's, moved or stopped as tests choose.
#[derive(Default)]
pub(crate) struct Clock {
    setting: Locked<ClockSetting>,
    ids: AtomicU32,
}

#[derive(Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum ClockSetting {
    /// The system's time plus this many microseconds.
    Offset(i64),
    /// A moment that stays, in microseconds since 1970.
    Frozen(i64),
}

impl Default for ClockSetting {
    fn default() -> Self {
        Self::Offset(0)
    }
}

impl Clock {
    /// UTC in whole microseconds, the precision that Altinn's database keeps.
    pub(crate) fn now(&self) -> OffsetDateTime {
        let system = OffsetDateTime::now_utc();
        let moved = match self.setting() {
            ClockSetting::Offset(micros) => system.checked_add(Duration::microseconds(micros)),
            ClockSetting::Frozen(micros) => OffsetDateTime::from_unix_timestamp_nanos(i128::from(micros) * 1000).ok(),
        };
        let moved = moved.unwrap_or(system);
        moved.replace_microsecond(moved.microsecond()).unwrap_or(moved)
    }

    pub(crate) fn setting(&self) -> ClockSetting {
        *self.setting.read()
    }

    pub(crate) fn set(&self, setting: ClockSetting) {
        *self.setting.write() = setting;
    }

    /// Moves the clock to `offset` from the system's time; `false` when that leaves the years 1970 to 9000.
    pub(crate) fn set_offset(&self, offset: Duration) -> bool {
        let Some(moved) = OffsetDateTime::now_utc().checked_add(offset) else { return false };
        let Ok(micros) = i64::try_from(offset.whole_microseconds()) else { return false };
        if !(1970..=9000).contains(&moved.year()) {
            return false;
        }
        self.set(ClockSetting::Offset(micros));
        true
    }

    /// Sets the clock to a moment from which it runs on, or where it stays when `frozen`.
    pub(crate) fn set_now(&self, now: OffsetDateTime, frozen: bool) -> bool {
        let moved = self.set_offset(now - OffsetDateTime::now_utc());
        if moved && frozen {
            let micros = i64::try_from(now.unix_timestamp_nanos() / 1000);
            micros.map(|micros| self.set(ClockSetting::Frozen(micros))).is_ok()
        } else {
            moved
        }
    }

    /// Goes on after `ids` that an earlier process gave out, perhaps in a moment that still stands.
    pub(crate) fn resume_after(&self, ids: impl Iterator<Item = Uuid>) {
        let next = ids.map(|id| counter(&id).wrapping_add(1)).max().unwrap_or(0);
        self.ids.store(next, Ordering::Relaxed);
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

/// The 26 bits of an event's id that tell it from others of its millisecond.
fn counter(id: &Uuid) -> u32 {
    let bytes = id.as_bytes();
    let bits = |index: usize, mask: u8| u32::from(bytes[index] & mask);
    bits(6, 0x0f) << 22 | bits(7, 0xff) << 14 | bits(8, 0x3f) << 8 | bits(9, 0xff)
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
        let later = Clock::default();
        later.resume_after(ids.iter().copied());
        assert!(later.event_id(now) > ids[4999]);
    }

    #[test]
    fn the_clock_moves_stops_and_refuses_absurd_times() {
        let clock = Clock::default();
        assert!(clock.set_offset(Duration::days(400)));
        assert!(clock.now() - OffsetDateTime::now_utc() > Duration::days(399));
        assert!(!clock.set_offset(Duration::MAX));
        let stop = OffsetDateTime::from_unix_timestamp(1_800_000_000).unwrap();
        assert!(clock.set_now(stop, true));
        assert_eq!(clock.now(), stop);
    }
}
