//! Where the browser ends up after the choice.

use reqwest::Response;
use reqwest::header::{COOKIE, LOCATION, SET_COOKIE};

use crate::common::sample::{Sample, answer};
use crate::common::{income_request, new_id};
use crate::stage::Stage;

pub(crate) const SAMPLES: &[&str] = &[
    "97-redirect-plain-accept",
    "98-redirect-query-reject",
    "100-redirect-hash-route-accept",
    "103-redirect-custom-scheme-accept",
    "104-redirect-no-decision",
];

const PAGE: &str = "/accessmanagement/ui/consent/request";

/// By the form on the page, and by the way out of the portal: log-out, then the redirect.
#[tokio::test]
async fn the_browser_goes_where_altinn_sends_it() {
    for name in SAMPLES {
        let stage = Stage::at("2026-08-21T10:00:00Z").await;
        let id = new_id();
        let sample = Sample::read(name, &stage.bed).with("<id>", &id);
        let mut asked = income_request(&id);
        asked["redirectUrl"] = sample.request_body()["redirectUrl"].clone();
        stage.create(&asked).await;
        assert_eq!(stage.bed.http.get(sample.url()).send().await.unwrap().status(), 200, "{name}");
        let decision = match sample.request_body()["decision"].as_str().unwrap() {
            "accept" => Some("approve"),
            "reject" => Some("reject"),
            _ => None,
        };
        if let Some(decision) = decision {
            let form = [("id", id.as_str()), ("decision", decision)];
            let response = stage.bed.post(PAGE).form(&form).send().await.unwrap();
            sample.is_answered_by(&answer(response).await);
        }
        sample.is_answered_by(&answer(leave(&stage, &id).await).await);
    }
}

/// The last stop of the way out of the portal.
async fn leave(stage: &Stage, id: &str) -> Response {
    let query = "env=tt02&pid=01025161013&partyuuid=d5b861c8-8e3b-44cd-9952-5315e5990cf5&scopes=altinn:portal/enduser";
    let token = stage.bed.get(&format!("/api/GetPersonalToken?{query}"));
    let token = token.basic_auth("user", Some("password")).send().await.unwrap().text().await.unwrap();
    let start = stage.bed.get(&format!("/accessmanagement/api/v1/consent/request/{id}/logout"));
    let start = start.bearer_auth(token).send().await.unwrap();
    let remembered = start.headers()[SET_COOKIE].to_str().unwrap().split(';').next().unwrap().to_owned();
    let log_out = stage.bed.http.get(start.headers()[LOCATION].to_str().unwrap());
    let log_out = log_out.header(COOKIE, &remembered).send().await.unwrap();
    let back = stage.bed.http.get(log_out.headers()[LOCATION].to_str().unwrap());
    back.header(COOKIE, remembered).send().await.unwrap()
}
