//! What is asked for, and what became of it.

mod consent_difference;
mod consent_event;
mod consent_id;
mod consent_request;
mod consent_right;
mod consent_state;
mod request_problem;
mod status_change;
mod text;

pub use consent_difference::ConsentDifference;
pub use consent_event::{ConsentEvent, ConsentEventType};
pub use consent_id::ConsentId;
pub use consent_request::{ConsentRequest, PortalViewMode};
pub use consent_right::ConsentRight;
pub use consent_state::{ConsentState, ConsentStatus};
pub use request_problem::{RequestProblem, RequestProblemKind};
pub use status_change::ConsentStatusChange;
pub use text::{LanguageText, Metadata};
