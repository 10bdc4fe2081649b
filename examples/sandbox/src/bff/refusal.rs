use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use crate::altinn::aspnet;
use crate::altinn::problem::Problem;

/// Why the API behind the portal refuses.
pub(crate) enum BffRefusal {
    /// With a code.
    Problem(Problem),
    /// 403 without a body: a scope or a policy decision is missing.
    Forbidden,
    /// 401 with the framework's problem details, which have no code: the controller itself says no.
    Unauthorized,
    /// An exception: 500 with the framework's problem details.
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
            Self::Forbidden => aspnet::empty(StatusCode::FORBIDDEN),
            Self::Unauthorized => aspnet::plain(StatusCode::UNAUTHORIZED),
            Self::Unhandled => aspnet::unhandled(),
        }
    }
}
