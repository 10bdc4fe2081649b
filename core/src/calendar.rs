//! The Gregorian calendar, and the two ways in which the wire writes a time of it.

const DAY: i64 = 86_400;
const MICROS: i64 = 1_000_000;

/// A time in UTC.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct DateTime {
    pub(crate) year: i64,
    pub(crate) month: i64,
    pub(crate) day: i64,
    pub(crate) hour: i64,
    pub(crate) minute: i64,
    pub(crate) second: i64,
    pub(crate) micros: i64,
}

impl DateTime {
    pub(crate) const fn from_unix_micros(micros: i64) -> Self {
        let seconds = micros.div_euclid(MICROS);
        let (year, month, day) = civil(seconds.div_euclid(DAY));
        let second = seconds.rem_euclid(DAY);
        Self {
            year,
            month,
            day,
            hour: second / 3_600,
            minute: second / 60 % 60,
            second: second % 60,
            micros: micros.rem_euclid(MICROS),
        }
    }

    /// Seconds since 1970 of a time that exists. A leap second counts as the second before it.
    fn unix_seconds(&self) -> Option<i64> {
        let Self { year, month, day, hour, minute, second, .. } = *self;
        let days = days(year, month, day);
        let exists = (1..=9_999).contains(&year)
            && (1..=12).contains(&month)
            && civil(days) == (year, month, day)
            && hour < 24
            && minute < 60
            && second <= 60;
        exists.then(|| days * DAY + hour * 3_600 + minute * 60 + second.min(59))
    }
}

/// Microseconds since 1970 of `2026-07-18T06:18:12.2597103+02:00`: fractions are cut, no offset means UTC.
///
/// See <https://www.rfc-editor.org/rfc/rfc3339#section-5.6>.
pub(crate) fn parse_rfc3339(text: &str) -> Option<i64> {
    let mut text = Reader(text.as_bytes());
    let (year, month) = (text.number(4)?, text.after(b"-")?.number(2)?);
    let (day, hour) = (text.after(b"-")?.number(2)?, text.after(b"Tt ")?.number(2)?);
    let (minute, second) = (text.after(b":")?.number(2)?, text.after(b":")?.number(2)?);
    let micros = match text.after(b".") {
        Some(fraction) => fraction.fraction()?,
        None => 0,
    };
    let seconds = DateTime { year, month, day, hour, minute, second, micros }.unix_seconds()?;
    let offset = text.offset()?;
    text.0.is_empty().then(|| (seconds - offset) * MICROS + micros)
}

/// Seconds since 1970 of `Sun, 06 Nov 1994 08:49:37 GMT`.
///
/// See <https://www.rfc-editor.org/rfc/rfc9110#section-5.6.7>.
pub(crate) fn parse_http_date(text: &str) -> Option<i64> {
    const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let mut words = text.split_ascii_whitespace().skip_while(|word| word.ends_with(','));
    let day = Reader(words.next()?.as_bytes()).number(2)?;
    let name = words.next()?;
    let month = MONTHS.iter().zip(1..).find_map(|(known, month)| (*known == name).then_some(month))?;
    let year = Reader(words.next()?.as_bytes()).number(4)?;
    let mut time = Reader(words.next()?.as_bytes());
    let (hour, minute) = (time.number(2)?, time.after(b":")?.number(2)?);
    let second = time.after(b":")?.number(2)?;
    let is_utc = matches!(words.next()?, "GMT" | "UTC" | "+0000");
    let date = DateTime { year, month, day, hour, minute, second, micros: 0 };
    date.unix_seconds().filter(|_| is_utc && time.0.is_empty() && words.next().is_none())
}

/// Text of which the beginning is read off.
struct Reader<'a>(&'a [u8]);

impl Reader<'_> {
    fn number(&mut self, digits: usize) -> Option<i64> {
        let (number, rest) = self.0.split_at_checked(digits)?;
        self.0 = rest;
        number.iter().try_fold(0, |sum, byte| byte.is_ascii_digit().then(|| sum * 10 + i64::from(byte - b'0')))
    }

    /// What follows one of `marks`.
    fn after(&mut self, marks: &[u8]) -> Option<&mut Self> {
        let (mark, rest) = self.0.split_first()?;
        if !marks.contains(mark) {
            return None;
        }
        self.0 = rest;
        Some(self)
    }

    fn fraction(&mut self) -> Option<i64> {
        let digits = self.0.iter().take_while(|byte| byte.is_ascii_digit()).count();
        let (fraction, rest) = self.0.split_at(digits);
        self.0 = rest;
        let micros = (0..6).fold(0, |sum, at| sum * 10 + fraction.get(at).map_or(0, |byte| i64::from(byte - b'0')));
        (digits > 0).then_some(micros)
    }

    /// Seconds ahead of UTC.
    fn offset(&mut self) -> Option<i64> {
        if self.0.is_empty() || self.after(b"Zz").is_some() {
            return Some(0);
        }
        let sign = if self.after(b"+").is_some() { 1 } else { self.after(b"-").map(|_| -1)? };
        let (hours, minutes) = (self.number(2)?, self.after(b":")?.number(2)?);
        (hours < 24 && minutes < 60).then_some(sign * (hours * 3_600 + minutes * 60))
    }
}

/// Days from 1970-01-01 to a date. Years begin in March, so that the leap day is their last.
///
/// See <https://howardhinnant.github.io/date_algorithms.html>.
const fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

/// The date that is so many days after 1970-01-01.
const fn civil(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let day_of_era = days.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * day_of_year + 2) / 153;
    let month = (shifted + 2) % 12 + 1;
    let year = year_of_era + era * 400 + if month <= 2 { 1 } else { 0 };
    (year, month, day_of_year - (153 * shifted + 2) / 5 + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_day_of_ten_thousand_years_is_found_again() {
        let mut before = (0, 12, 31);
        for day in days(1, 1, 1)..=days(9_999, 12, 31) {
            let date = civil(day);
            assert_eq!(days(date.0, date.1, date.2), day);
            assert!(date > before, "{date:?}");
            before = date;
        }
        assert_eq!((days(1970, 1, 1), civil(0)), (0, (1970, 1, 1)));
        assert_eq!(days(2000, 3, 1) - days(2000, 2, 28), 2);
        assert_eq!(days(1900, 3, 1) - days(1900, 2, 28), 1);
    }

    #[test]
    fn a_time_that_does_not_exist_is_refused() {
        let refused = [
            "2026-02-29T00:00:00Z",
            "2026-00-01T00:00:00Z",
            "2026-01-01T24:00:00Z",
            "2026-01-01T00:60:00Z",
            "2026-01-01T00:00:61Z",
            "0000-01-01T00:00:00Z",
            "2026-01-01T00:00:00+24:00",
            "2026-01-01T00:00:00.Z",
            "2026-01-01T00:00:00Z ",
            "2026-1-01T00:00:00Z",
            "+026-01-01T00:00:00Z",
            "2026-01-01",
            "２026-01-01T00:00:00Z",
        ];
        for text in refused {
            assert_eq!(parse_rfc3339(text), None, "{text}");
        }
        assert_eq!(parse_rfc3339("2016-12-31T23:59:60Z"), parse_rfc3339("2016-12-31T23:59:59Z"));
    }

    #[test]
    fn an_http_date_is_in_utc() {
        assert_eq!(parse_http_date("Sun, 06 Nov 1994 08:49:37 GMT"), Some(784_111_777));
        assert_eq!(parse_http_date("06 Nov 1994 08:49:37 GMT"), Some(784_111_777));
        for text in
            ["", "Sun, 06 Nov 1994 08:49:37 CET", "Sun, 31 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:37", "120"]
        {
            assert_eq!(parse_http_date(text), None, "{text}");
        }
    }
}
