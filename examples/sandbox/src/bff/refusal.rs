use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use crate::altinn::aspnet;
use crate::altinn::problem::Problem;

/// Why the API behind the portal refuses.
pub(crate) enum BffRefusal {
    /// With a code.
    Problem(Problem),
    /// A status without a body.
    Empty(StatusCode),
    /// An exception: 500 without a code.
    Unhandled,
}

impl BffRefusal {
    pub(super) fn problem(status: u16, code: &'static str, detail: &'static str) -> Self {
        Self::Problem(Problem::new(status, code, detail))
    }
}

impl IntoResponse for BffRefusal {
    fn into_response(self) -> Response {
        match self {
            Self::Problem(problem) => problem.into_response(),
            Self::Empty(status) => aspnet::empty(status),
            Self::Unhandled => aspnet::unhandled(),
        }
    }
}
