//! How the portal retells the problems of the API behind it.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use crate::altinn::problem::Problem;
use crate::bff::BffRefusal;
use crate::portal::texts::Missing;

pub(super) fn retell(refusal: &BffRefusal) -> Response {
    let (status, code, detail) = match refusal {
        BffRefusal::Problem(problem) => of_code(problem.code()),
        BffRefusal::Forbidden => (403, "CTUI-00999", "Error without problem code"),
        BffRefusal::Unauthorized => (401, "CTUI-00098", "Unauthorized user"),
        BffRefusal::Unhandled => UNKNOWN,
    };
    Problem::new(status, code, detail).into_response()
}

pub(super) fn missing(what: Missing) -> Response {
    let (code, detail) = match what {
        Missing::Party => ("CTUI-00095", "Consent party not found"),
        Missing::Resource => ("CTUI-00096", "Consent resource not found"),
        Missing::Template => ("CTUI-00097", "Consent template not found"),
    };
    Problem::new(StatusCode::NOT_FOUND.as_u16(), code, detail).into_response()
}

const UNKNOWN: (u16, &str, &str) = (500, "CTUI-00099", "Unhandled error from backend");

fn of_code(code: &str) -> (u16, &'static str, &'static str) {
    match code {
        "AM-00000" => (403, "CTUI-00000", "Not authorized for consent"),
        "AM-00001" => (404, "CTUI-00001", "Consent not found"),
        "AM-00002" => (400, "CTUI-00002", "Consent have wrong status to be consented"),
        "AM-00010" => (400, "CTUI-00010", "Consent have wrong status to be revoked"),
        "AM-00011" => (400, "CTUI-00011", "Consent is revoked"),
        "AM-00013" => (400, "CTUI-00013", "Consent is expired"),
        "AM-00014" => (400, "CTUI-00014", "Consent is not accepted"),
        "AM-00015" => (400, "CTUI-00015", "Consent cant be rejected. Wrong status"),
        _ => UNKNOWN,
    }
}
