use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::{Bytes, HttpBody};
use hyper::body::Frame;
use tokio::time::{Sleep, sleep};

/// A body that breaks off after its only piece.
pub(super) struct HalfBody {
    piece: Option<Bytes>,
    /// Time for the piece to leave before the connection closes.
    rest: Option<Pin<Box<Sleep>>>,
}

const REST: Duration = Duration::from_millis(20);

impl HalfBody {
    pub(super) fn new(piece: Bytes) -> Self {
        Self { piece: Some(piece), rest: None }
    }
}

impl HttpBody for HalfBody {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        if let Some(piece) = self.piece.take() {
            return Poll::Ready(Some(Ok(Frame::data(piece))));
        }
        let rest = self.rest.get_or_insert_with(|| Box::pin(sleep(REST)));
        match rest.as_mut().poll(context) {
            Poll::Pending => Poll::Pending,
            Poll::Ready(()) => Poll::Ready(Some(Err(io::Error::other("broken off")))),
        }
    }
}
