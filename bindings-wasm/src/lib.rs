//! The core for JavaScript and TypeScript: plain functions from text to text, nothing to free.
//!
//! Values cross as JSON, a flow as text that the package keeps to itself: it may hold the token that is about to be used.
//! A result that begins with `!` is an error. Times are milliseconds, as `Date.now()` counts.
//!
//! Nothing in here holds a state between two calls, so an instance that broke off can be replaced by a fresh one.

mod boundary;
mod error;
mod forms;
mod panic;
mod returns;
mod state;

#[cfg(feature = "full")]
mod calls;
#[cfg(feature = "full")]
mod consent;
#[cfg(feature = "full")]
mod endpoints;
#[cfg(feature = "full")]
mod exchange;
#[cfg(feature = "full")]
mod feed;
#[cfg(feature = "full")]
mod flow;
#[cfg(feature = "full")]
mod tokens;
#[cfg(feature = "full")]
mod verify;

pub use forms::*;
pub use panic::*;
pub use returns::*;
pub use state::*;

#[cfg(feature = "full")]
pub use {calls::*, consent::*, endpoints::*, exchange::*, feed::*, flow::*, tokens::*, verify::*};
