//! Moments as people in Norway read them.

use time::macros::format_description;
use time::{Date, Duration, Month, OffsetDateTime, Time, UtcOffset, Weekday};

const MONTHS: [&str; 12] = [
    "januar",
    "februar",
    "mars",
    "april",
    "mai",
    "juni",
    "juli",
    "august",
    "september",
    "oktober",
    "november",
    "desember",
];

/// `31.12.2026, 13:00` in Norwegian time, whatever the language of the page.
pub(super) fn format(moment: OffsetDateTime) -> String {
    let minutes = format_description!("[day].[month].[year], [hour]:[minute]");
    local(moment).format(minutes).unwrap_or_default()
}

/// `31. desember 2026 kl. 13:00`, likewise.
pub(super) fn format_long(moment: OffsetDateTime) -> String {
    let moment = local(moment);
    let month = MONTHS[usize::from(u8::from(moment.month())) - 1];
    let (day, year, hour, minute) = (moment.day(), moment.year(), moment.hour(), moment.minute());
    format!("{day:02}. {month} {year} kl. {hour:02}:{minute:02}")
}

fn local(moment: OffsetDateTime) -> OffsetDateTime {
    let summer = change(moment.year(), Month::March).zip(change(moment.year(), Month::October));
    let is_summer = summer.is_some_and(|(start, end)| (start..end).contains(&moment));
    let offset = UtcOffset::from_hms(if is_summer { 2 } else { 1 }, 0, 0).unwrap_or(UtcOffset::UTC);
    moment.checked_to_offset(offset).unwrap_or(moment)
}

/// Clocks change at 01:00 UTC on the last Sunday of March and October.
fn change(year: i32, month: Month) -> Option<OffsetDateTime> {
    let last = Date::from_calendar_date(year, month, 31).ok()?;
    let sunday = last - Duration::days(i64::from(last.weekday().number_days_from_sunday()));
    debug_assert_eq!(sunday.weekday(), Weekday::Sunday);
    Some(sunday.with_time(Time::from_hms(1, 0, 0).ok()?).assume_utc())
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    #[test]
    fn summer_is_an_hour_later() {
        assert_eq!(format(datetime!(2026-12-31 12:00 UTC)), "31.12.2026, 13:00");
        assert_eq!(format(datetime!(2026-07-01 12:00 UTC)), "01.07.2026, 14:00");
        assert_eq!(format(datetime!(2026-03-29 00:59 UTC)), "29.03.2026, 01:59");
        assert_eq!(format(datetime!(2026-03-29 01:00 UTC)), "29.03.2026, 03:00");
        assert_eq!(format(datetime!(2026-10-25 01:00 UTC)), "25.10.2026, 02:00");
    }

    #[test]
    fn the_long_form_names_the_month() {
        assert_eq!(format_long(datetime!(2026-12-31 12:00 UTC)), "31. desember 2026 kl. 13:00");
        assert_eq!(format_long(datetime!(2026-05-01 07:05 UTC)), "01. mai 2026 kl. 09:05");
    }
}
