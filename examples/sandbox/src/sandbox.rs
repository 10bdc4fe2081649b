use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::extract::{DefaultBodyLimit, MatchedPath, Request};
use axum::middleware::{Next, from_fn};
use axum::response::Response;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::app::App;
use crate::options::SandboxOptions;
use crate::signing_key::KeyRing;
use crate::{altinn, control, maskinporten, portal, registry, service};

const MAX_BODY: usize = 1024 * 1024;

/// A running sandbox with its own port and state. It stops when it is dropped.
#[derive(Debug)]
pub struct Sandbox {
    origin: String,
    stop: Option<oneshot::Sender<()>>,
    server: JoinHandle<io::Result<()>>,
}

impl Sandbox {
    /// Starts on a free loopback port, behaving like tt02, within the current tokio runtime.
    ///
    /// # Errors
    ///
    /// When no port can be bound or no key can be made.
    pub async fn start() -> io::Result<Self> {
        Self::start_with(SandboxOptions::default()).await
    }

    /// Starts with `options`.
    ///
    /// # Errors
    ///
    /// When the address is in use, the page size is not 1 to 1000, or no key can be made.
    pub async fn start_with(options: SandboxOptions) -> io::Result<Self> {
        if !(1..=1000).contains(&options.page_size) {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, "the page size must be 1 to 1000"));
        }
        let listener = TcpListener::bind((options.host, options.port)).await?;
        let origin = origin(listener.local_addr()?);
        let keys = tokio::task::spawn_blocking(KeyRing::generate)
            .await?
            .map_err(|_| io::Error::other("no key could be made"))?;
        let app = Arc::new(App::new(options, origin.clone(), keys));
        let (stop, stopped) = oneshot::channel::<()>();
        let router = router().with_state(app);
        let server = tokio::spawn(async move {
            let until_stopped = async {
                // A dropped sender means stop, too.
                let _ = stopped.await;
            };
            axum::serve(listener, router).with_graceful_shutdown(until_stopped).await
        });
        Ok(Self { origin, stop: Some(stop), server })
    }

    /// Scheme, host and port, such as `http://127.0.0.1:4010`: the base of every address here.
    #[must_use]
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// Stops accepting, and waits until the running requests are answered.
    ///
    /// # Errors
    ///
    /// When the server failed.
    pub async fn stop(mut self) -> io::Result<()> {
        self.stop.take();
        (&mut self.server).await?
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        self.stop.take();
    }
}

fn router() -> Router<crate::app::Shared> {
    Router::new()
        .merge(altinn::routes())
        .merge(portal::routes())
        .merge(maskinporten::routes())
        .merge(registry::routes())
        .merge(service::routes())
        .merge(control::routes())
        .layer(DefaultBodyLimit::max(MAX_BODY))
        .layer(from_fn(log_request))
}

/// Logs the route, never the path or query, which may carry numbers.
async fn log_request(request: Request, next: Next) -> Response {
    let request_id = uuid::Uuid::new_v4().to_string();
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().map_or("-", MatchedPath::as_str).to_owned();
    let started = std::time::Instant::now();
    let mut response = next.run(request).await;
    let status = response.status().as_u16();
    let micros = u64::try_from(started.elapsed().as_micros()).unwrap_or(u64::MAX);
    tracing::info!(%request_id, %method, route, status, micros, "answered");
    if let Ok(value) = request_id.parse() {
        response.headers_mut().insert("x-request-id", value);
    }
    response
}

/// A sandbox on all interfaces is reached as localhost by the programs beside it.
fn origin(address: SocketAddr) -> String {
    if address.ip().is_unspecified() {
        return format!("http://localhost:{}", address.port());
    }
    format!("http://{address}")
}
