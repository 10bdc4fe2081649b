//! Points in time, as the wire writes them.

use std::fmt;
use std::time::Duration;

use crate::calendar::{self, DateTime};
use crate::error::ConsentError;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A point in time in UTC with microseconds, the precision that Altinn stores.
///
/// As text and JSON it is RFC 3339, for example `2026-12-31T12:00:00+00:00`. Years 1 to 9999 exist; what lies outside is
/// moved to the nearest of them.
///
/// See <https://www.rfc-editor.org/rfc/rfc3339>.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "tsify", derive(tsify::Tsify))]
#[cfg_attr(feature = "tsify", tsify(type = "string"))]
pub struct Timestamp {
    microseconds: i64,
}

impl Timestamp {
    const MIN: i64 = -62_135_596_800_000_000;
    const MAX: i64 = 253_402_300_799_999_999;

    /// The time that is `microseconds` after 1970-01-01T00:00:00Z.
    #[must_use]
    pub const fn from_unix_micros(microseconds: i64) -> Self {
        let microseconds = if microseconds < Self::MIN {
            Self::MIN
        } else if microseconds > Self::MAX {
            Self::MAX
        } else {
            microseconds
        };
        Self { microseconds }
    }

    /// The time that is `milliseconds` after 1970-01-01T00:00:00Z, as JavaScript's `Date.now()` counts.
    #[must_use]
    pub const fn from_unix_millis(milliseconds: i64) -> Self {
        Self::from_unix_micros(milliseconds.saturating_mul(1_000))
    }

    /// The time that is `seconds` after 1970-01-01T00:00:00Z, as the claims of a JWT count.
    #[must_use]
    pub const fn from_unix_seconds(seconds: i64) -> Self {
        Self::from_unix_micros(seconds.saturating_mul(1_000_000))
    }

    /// Reads RFC 3339 text. Fractions are cut at microseconds; a time without offset is read as UTC, as Altinn does.
    ///
    /// # Errors
    ///
    /// [`ConsentError::InvalidInput`] with field `timestamp` when the text is no date-time.
    ///
    /// See <https://www.rfc-editor.org/rfc/rfc3339#section-5.6>.
    pub fn parse(text: &str) -> Result<Self, ConsentError> {
        calendar::parse_rfc3339(text)
            .map(Self::from_unix_micros)
            .ok_or_else(|| ConsentError::invalid("timestamp", "is not an RFC 3339 date-time"))
    }

    /// Reads the form that HTTP headers have, for example `Tue, 24 Nov 2026 10:00:00 GMT`.
    ///
    /// See <https://www.rfc-editor.org/rfc/rfc9110#section-5.6.7>.
    pub(crate) fn parse_http_date(text: &str) -> Option<Self> {
        calendar::parse_http_date(text).map(Self::from_unix_seconds)
    }

    /// Microseconds since 1970-01-01T00:00:00Z.
    #[must_use]
    pub const fn unix_micros(self) -> i64 {
        self.microseconds
    }

    /// Milliseconds since 1970-01-01T00:00:00Z, rounded down.
    #[must_use]
    pub const fn unix_millis(self) -> i64 {
        self.microseconds.div_euclid(1_000)
    }

    /// Seconds since 1970-01-01T00:00:00Z, rounded down.
    #[must_use]
    pub const fn unix_seconds(self) -> i64 {
        self.microseconds.div_euclid(1_000_000)
    }

    /// This time plus `duration`, at most the end of the year 9999.
    #[must_use]
    pub fn plus(self, duration: Duration) -> Self {
        let microseconds = i64::try_from(duration.as_micros()).unwrap_or(i64::MAX);
        Self::from_unix_micros(self.microseconds.saturating_add(microseconds))
    }

    /// How long it is from `earlier` to this time; zero when `earlier` is later.
    #[must_use]
    pub fn since(self, earlier: Self) -> Duration {
        let microseconds = self.microseconds.saturating_sub(earlier.microseconds);
        Duration::from_micros(u64::try_from(microseconds).unwrap_or(0))
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let DateTime { year, month, day, hour, minute, second, micros } = DateTime::from_unix_micros(self.microseconds);
        write!(f, "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}")?;
        if micros > 0 {
            write!(f, ".{}", format!("{micros:06}").trim_end_matches('0'))?;
        }
        // Altinn and .NET write the offset in digits.
        f.write_str("+00:00")
    }
}

impl fmt::Debug for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_every_form_that_altinn_writes() {
        let cases = [
            ("2026-07-18T06:18:12.2597103+00:00", 1_784_355_492_259_710),
            ("2026-07-18T06:18:12.25971+00:00", 1_784_355_492_259_710),
            ("2026-07-18T06:18:12Z", 1_784_355_492_000_000),
            ("2026-07-18T08:18:12+02:00", 1_784_355_492_000_000),
            ("2026-07-18T06:18:12", 1_784_355_492_000_000),
            ("0001-01-01T00:00:00+00:00", Timestamp::MIN),
        ];
        for (text, micros) in cases {
            assert_eq!(Timestamp::parse(text).unwrap().unix_micros(), micros, "{text}");
        }
    }

    #[test]
    fn writes_the_offset_in_digits_and_reads_itself() {
        let time = Timestamp::from_unix_micros(1_784_355_492_259_710);
        assert_eq!(time.to_string(), "2026-07-18T06:18:12.25971+00:00");
        assert_eq!(Timestamp::parse(&time.to_string()).unwrap(), time);
        let end = Timestamp::from_unix_micros(i64::MAX);
        assert_eq!(Timestamp::parse(&end.to_string()).unwrap(), end);
    }

    #[test]
    fn reads_the_date_of_http_headers() {
        let date = Timestamp::parse_http_date("Sun, 06 Nov 1994 08:49:37 GMT").unwrap();
        assert_eq!(date.to_string(), "1994-11-06T08:49:37+00:00");
        assert_eq!(Timestamp::parse_http_date("120"), None);
    }

    #[test]
    fn refuses_what_is_no_time() {
        for text in ["", "yesterday", "2026-13-01T00:00:00Z", "2026-07-18"] {
            assert!(Timestamp::parse(text).is_err(), "{text}");
        }
    }
}
