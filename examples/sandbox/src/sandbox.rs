use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::extract::{DefaultBodyLimit, MatchedPath, Request, State};
use axum::http::HeaderValue;
use axum::http::header::DATE;
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::Response;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::altinn_time::http_date;
use crate::app::{App, Shared};
use crate::body_limit::{MAX_BODY, read_body};
use crate::faults::strike;
use crate::options::SandboxOptions;
use crate::store::Store;
use crate::{altinn, authentication, bff, control, maskinporten, portal, registry, server, service, token_generator};

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
    /// When the address is in use, the page size is not 1 to 1000, no key can be made, or the `db` file cannot be used.
    pub async fn start_with(options: SandboxOptions) -> io::Result<Self> {
        if !(1..=1000).contains(&options.page_size) {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, "the page size must be 1 to 1000"));
        }
        let address = SocketAddr::new(options.host, options.port);
        let listener = TcpListener::bind(address).await;
        let listener =
            listener.map_err(|error| io::Error::new(error.kind(), format!("cannot listen on {address}: {error}")))?;
        let origin = origin(listener.local_addr()?);
        let read_timeout = options.read_timeout;
        let own_origin = origin.clone();
        // Making a key and reading a file take long enough to hold up a runtime.
        let app = tokio::task::spawn_blocking(move || {
            let store = options.db.as_deref().map_or_else(|| Ok(Store::none()), Store::open)?;
            App::new(options, own_origin, store)
        });
        let app = Arc::new(app.await??);
        let (stop, stopped) = oneshot::channel::<()>();
        let server = tokio::spawn(server::serve(listener, router(app), read_timeout, stopped));
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

fn router(app: Shared) -> Router {
    Router::new()
        .merge(altinn::routes())
        .merge(authentication::routes())
        .merge(bff::routes())
        .merge(portal::routes())
        .merge(maskinporten::routes())
        .merge(token_generator::routes())
        .merge(registry::routes())
        .merge(service::routes())
        .merge(control::routes())
        .layer(from_fn_with_state(app.clone(), strike))
        .layer(from_fn_with_state(app.clone(), read_body))
        .layer(DefaultBodyLimit::max(MAX_BODY))
        .layer(from_fn(log_request))
        .layer(from_fn_with_state(app.clone(), date))
        .with_state(app)
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

/// Every answer is of the time that the sandbox's clock shows.
async fn date(State(app): State<Shared>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    if let Ok(date) = HeaderValue::from_str(&http_date(app.clock.now())) {
        response.headers_mut().insert(DATE, date);
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
