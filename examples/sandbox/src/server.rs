//! The loop that accepts connections: time-outs for slow senders, and a way to break a connection off.

use std::io;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::{Service, service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpListener;
use tokio::sync::oneshot;

use crate::altinn_path;

/// Marks a response that must never be sent: its connection is closed instead.
#[derive(Clone, Copy)]
pub(crate) struct BreakOff;

/// How long to wait when the system hands out no more sockets.
const RESPITE: Duration = Duration::from_millis(50);

/// Serves until `stopped` fires, then lets the running requests end.
pub(crate) async fn serve(
    listener: TcpListener,
    router: Router,
    read_timeout: Duration,
    mut stopped: oneshot::Receiver<()>,
) -> io::Result<()> {
    let connections = GracefulShutdown::new();
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(read_timeout).auto_date_header(false);
    loop {
        let stream = tokio::select! {
            // A dropped sender means stop, too.
            _ = &mut stopped => break,
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => stream,
                Err(_) => {
                    tokio::time::sleep(RESPITE).await;
                    continue;
                }
            },
        };
        // Small answers must not wait for the other side's acknowledgement.
        let _ = stream.set_nodelay(true);
        let router = TowerToHyperService::new(router.clone());
        let answer = service_fn(move |mut request: hyper::Request<Incoming>| {
            if let Some(uri) = altinn_path::canonical(request.uri()) {
                *request.uri_mut() = uri;
            }
            let answer = router.call(request);
            async move {
                let response: hyper::Response<Body> = answer.await.map_err(io::Error::other)?;
                match response.extensions().get::<BreakOff>() {
                    Some(BreakOff) => Err(io::Error::other("broken off")),
                    None => Ok(response),
                }
            }
        });
        let connection = connections.watch(http.serve_connection(TokioIo::new(stream), answer));
        tokio::spawn(async move {
            // A connection that fails concerns its client only.
            let _ = connection.await;
        });
    }
    drop(listener);
    connections.shutdown().await;
    Ok(())
}
