//! Income per year, for the years that were consented.

use aws_lc_rs::digest::{SHA256, digest};
use axum::Json;
use axum::extract::{RawQuery, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::consent_token::{ConsentForResource, forbidden};
use crate::app::{App, Shared};

const RESOURCE: &str = "standard-samtykke-for-dele-data";
const YEAR: &str = "inntektsaar";

pub(super) async fn income(State(app): State<Shared>, RawQuery(query): RawQuery, headers: HeaderMap) -> Response {
    answer(&app, &query.unwrap_or_default(), &headers).unwrap_or_else(|refusal| refusal)
}

fn answer(app: &App, query: &str, headers: &HeaderMap) -> Result<Response, Response> {
    let consent = ConsentForResource::from_headers(app, headers, RESOURCE)?;
    let mut years = consent.values(YEAR);
    years.sort_unstable();
    years.dedup();
    if let Some((_, wanted)) = form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "year") {
        if !years.contains(&wanted.as_ref()) {
            return Err(forbidden("year_not_consented", "The consent does not cover the income of that year"));
        }
        years.retain(|year| *year == wanted);
    }
    let income: Vec<Value> =
        years.iter().map(|year| json!({"year": year, "amount": amount(&consent.from, year)})).collect();
    Ok(Json(json!({"resource": RESOURCE, "from": consent.from, "currency": "NOK", "income": income})).into_response())
}

/// The same invented amount for the same person and year, 300,000 to 900,000.
fn amount(from: &str, year: &str) -> u32 {
    let hash = digest(&SHA256, format!("{from} {year}").as_bytes());
    let number = hash.as_ref().iter().take(4).fold(0u32, |number, byte| number << 8 | u32::from(*byte));
    300_000 + number % 600_001
}
