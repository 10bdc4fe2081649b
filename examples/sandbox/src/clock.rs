use serde::{Deserialize, Serialize};
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

use crate::locked::Locked;

/// The sandbox's own time: the system's, moved or stopped as tests choose.
#[derive(Default)]
pub(crate) struct Clock {
    setting: Locked<ClockSetting>,
    last_id: Locked<IdTime>,
}

/// What orders event ids: the millisecond, and a number within it.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
struct IdTime {
    millis: u64,
    count: u32,
}

const MAX_COUNT: u32 = (1 << 26) - 1;

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
        *self.last_id.write() = ids.map(|id| IdTime::of(&id)).max().unwrap_or_default();
    }

    /// A UUIDv7 that sorts after every id given out before, also when the clock was turned back since.
    pub(crate) fn event_id(&self, now: OffsetDateTime) -> Uuid {
        let millis = u64::try_from(now.unix_timestamp_nanos() / 1_000_000).unwrap_or(0);
        let time = {
            let mut last = self.last_id.write();
            *last = last.next(millis);
            *last
        };
        let mut tail = *Uuid::new_v4().as_bytes();
        // The builder overwrites the upper four bits of byte 0 and the upper two of byte 2.
        tail[0] = (time.count >> 22) as u8 & 0x0f;
        tail[1] = (time.count >> 14) as u8;
        tail[2] = (time.count >> 8) as u8 & 0x3f;
        tail[3] = time.count as u8;
        let mut counter_and_random = [0; 10];
        counter_and_random.copy_from_slice(&tail[..10]);
        uuid::Builder::from_unix_timestamp_millis(time.millis, &counter_and_random).into_uuid()
    }
}

impl IdTime {
    fn of(id: &Uuid) -> Self {
        let bytes = id.as_bytes();
        let millis = bytes[..6].iter().fold(0, |millis, byte| millis << 8 | u64::from(*byte));
        let bits = |index: usize, mask: u8| u32::from(bytes[index] & mask);
        Self { millis, count: bits(6, 0x0f) << 22 | bits(7, 0xff) << 14 | bits(8, 0x3f) << 8 | bits(9, 0xff) }
    }

    fn next(self, millis: u64) -> Self {
        if millis > self.millis {
            Self { millis, count: 0 }
        } else if self.count < MAX_COUNT {
            Self { count: self.count + 1, ..self }
        } else {
            Self { millis: self.millis + 1, count: 0 }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn event_ids_ascend_within_a_millisecond_and_when_time_goes_back() {
        let clock = Clock::default();
        let now = clock.now();
        let ids: Vec<_> = (0..5000).map(|_| clock.event_id(now)).collect();
        assert!(ids.is_sorted());
        assert!(ids.iter().all(|id| id.get_version_num() == 7));
        let later = Clock::default();
        later.resume_after(ids.iter().copied());
        assert!(later.event_id(now) > ids[4999]);
        assert!(later.event_id(now - Duration::days(1)) > ids[4999]);
        assert!(IdTime { millis: 7, count: MAX_COUNT }.next(7) > IdTime { millis: 7, count: MAX_COUNT });
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
