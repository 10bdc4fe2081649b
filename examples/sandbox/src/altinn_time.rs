//! Timestamps as Altinn and HTTP write and read them.

use time::macros::{format_description, offset};
use time::{Date, Month, OffsetDateTime, Time, UtcOffset};

/// ISO 8601 in UTC with the offset `+00:00`, microseconds without trailing zeros.
pub(crate) fn format(moment: OffsetDateTime) -> String {
    let moment = moment.to_offset(UtcOffset::UTC);
    let seconds = format_description!("[year]-[month]-[day]T[hour]:[minute]:[second]");
    let mut text = moment.format(seconds).unwrap_or_default();
    if moment.microsecond() > 0 {
        let fraction = format!(".{:06}", moment.microsecond());
        text.push_str(fraction.trim_end_matches('0'));
    }
    text.push_str("+00:00");
    text
}

/// .NET's round-trip form `O` in UTC, as the feed's next link rewrites its dates.
pub(crate) fn format_round_trip(moment: OffsetDateTime) -> String {
    let moment = moment.to_offset(UtcOffset::UTC);
    let seconds = format_description!("[year]-[month]-[day]T[hour]:[minute]:[second]");
    format!("{}.{:07}Z", moment.format(seconds).unwrap_or_default(), moment.nanosecond() / 100)
}

/// The form of HTTP's `Date` header.
pub(crate) fn http_date(moment: OffsetDateTime) -> String {
    let form =
        format_description!("[weekday repr:short], [day] [month repr:short] [year] [hour]:[minute]:[second] GMT");
    moment.to_offset(UtcOffset::UTC).format(form).unwrap_or_default()
}

/// The ISO 8601 forms that System.Text.Json takes: a date, or date and time with up to 16 fraction digits; without
/// an offset it is UTC, the time zone of Altinn's servers.
pub(crate) fn parse(text: &str) -> Option<OffsetDateTime> {
    let (date, rest) = text.split_at_checked(10)?;
    let date = parse_date(date)?;
    if rest.is_empty() {
        return Some(date.midnight().assume_utc());
    }
    let rest = rest.strip_prefix('T')?;
    let split = rest.find(['Z', '+', '-']).unwrap_or(rest.len());
    let (time, offset) = rest.split_at(split);
    let moment = date.with_time(parse_time(time)?).assume_offset(parse_offset(offset)?);
    moment.checked_to_offset(UtcOffset::UTC).filter(|moment| (1..=9999).contains(&moment.year()))
}

/// Also what .NET's `DateTimeOffset.Parse` takes from a query beside those forms: white space around it, and a space for
/// the `T`.
pub(crate) fn parse_loosely(text: &str) -> Option<OffsetDateTime> {
    let text = text.trim();
    parse(text).or_else(|| {
        let (date, time) = text.split_at_checked(10)?;
        parse(&format!("{date}T{}", time.strip_prefix(' ')?))
    })
}

fn parse_date(text: &str) -> Option<Date> {
    let (year, rest) = text.split_at_checked(4)?;
    let (month, day) = rest.strip_prefix('-')?.split_once('-')?;
    let month = Month::try_from(u8::try_from(digits(month, 2)?).ok()?).ok()?;
    Date::from_calendar_date(i32::try_from(digits(year, 4)?).ok()?, month, u8::try_from(digits(day, 2)?).ok()?).ok()
}

fn parse_time(text: &str) -> Option<Time> {
    let (clock, fraction) = text.split_once('.').unwrap_or((text, ""));
    if text.contains('.') && (fraction.is_empty() || fraction.len() > 16) {
        return None;
    }
    let mut parts = clock.split(':').map(|part| digits(part, 2).and_then(|number| u8::try_from(number).ok()));
    let (hour, minute, second) = (parts.next()??, parts.next()??, parts.next());
    if parts.next().is_some() || (second.is_none() && !fraction.is_empty()) {
        return None;
    }
    if !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let nanos = format!("{fraction:0<9}").get(..9)?.parse().ok()?;
    Time::from_hms_nano(hour, minute, second.unwrap_or(Some(0))?, nanos).ok()
}

fn parse_offset(text: &str) -> Option<UtcOffset> {
    if text.is_empty() || text == "Z" {
        return Some(offset!(UTC));
    }
    let sign = if text.starts_with('-') { -1 } else { 1 };
    let text = text.get(1..)?;
    let (hours, minutes) = text.split_once(':').unwrap_or((text, "00"));
    let (hours, minutes) = (i8::try_from(digits(hours, 2)?).ok()?, i8::try_from(digits(minutes, 2)?).ok()?);
    if minutes > 59 || hours > 14 || (hours == 14 && minutes > 0) {
        return None;
    }
    UtcOffset::from_hms(sign * hours, sign * minutes, 0).ok()
}

fn digits(text: &str, count: usize) -> Option<u32> {
    (text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.parse().ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writes_microseconds_without_trailing_zeros() {
        let cases = [
            ("2026-07-18T06:18:12.2597103+00:00", "2026-07-18T06:18:12.25971+00:00"),
            ("2026-07-18T06:18:56.5063249Z", "2026-07-18T06:18:56.506324+00:00"),
            ("2026-12-31T13:00:00+01:00", "2026-12-31T12:00:00+00:00"),
            ("2026-12-31T12:00", "2026-12-31T12:00:00+00:00"),
            ("2026-12-31T13:00:00+01", "2026-12-31T12:00:00+00:00"),
            ("2026-12-31", "2026-12-31T00:00:00+00:00"),
        ];
        for (given, written) in cases {
            assert_eq!(parse(given).map(format).as_deref(), Some(written), "{given}");
        }
    }

    #[test]
    fn a_query_is_read_more_loosely() {
        let noon = parse("2026-12-31T12:00:00Z");
        for text in ["2026-12-31 12:00:00Z", " 2026-12-31T12:00 ", "2026-12-31 13:00:00+01:00"] {
            assert_eq!(parse_loosely(text), noon, "{text}");
        }
        assert_eq!(parse_loosely("2026-12-31T12:00:00 00:00"), None);
    }

    #[test]
    fn refuses_what_dotnet_refuses() {
        for text in [
            "",
            "2026",
            "2026-13-01",
            "2026-12-31 12:00:00",
            "2026-12-31T25:00:00",
            "2026-12-31T12:00:00.",
            "2026-12-31T12:00:00+14:01",
            "9999-12-31T23:59:59-14:00",
            "0001-01-01T00:00:00+14:00",
            "i morgen",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
