//! What every wrapper does with its arguments and its result.

use samtykke::{ConsentError, Timestamp};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::error::{self, Outcome};

/// Reads an argument that crossed as JSON.
pub(crate) fn read<T: DeserializeOwned>(field: &str, json: &str) -> Outcome<T> {
    samtykke::read_argument(field, json)
}

/// Reads an argument that is plain text.
#[cfg(feature = "full")]
pub(crate) fn parse<T: TryFrom<String>>(field: &str, text: &str) -> Outcome<T>
where
    T::Error: std::fmt::Display,
{
    T::try_from(text.to_owned()).map_err(|error| ConsentError::unreadable_value(field, &error))
}

/// The time that JavaScript's clock shows.
pub(crate) fn time(millis: f64) -> Outcome<Timestamp> {
    if !millis.is_finite() {
        let reason = "it must be a number of milliseconds, as Date.now() gives";
        return Err(ConsentError::unreadable_value("now", &reason));
    }
    #[expect(clippy::cast_possible_truncation, reason = "a Timestamp is limited to the years 1 to 9999 anyway")]
    Ok(Timestamp::from_unix_millis(millis as i64))
}

/// A result that crosses as JSON.
pub(crate) fn json<T: Serialize>(result: Outcome<T>) -> String {
    // Structs of text and numbers always serialize.
    text(result.map(|value| serde_json::to_string(&value).unwrap_or_default()))
}

/// A state together with its step, on two lines: most hosts ask for the one when they have the other.
#[cfg(feature = "full")]
pub(crate) fn with_step<T: Serialize>(held: &str, step: &T) -> String {
    format!("{held}\n{}", json(Ok(step)))
}

/// A result that is text already.
pub(crate) fn text(result: Outcome<String>) -> String {
    result.unwrap_or_else(|failure| error::text(&failure))
}
