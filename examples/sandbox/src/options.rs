use std::net::{IpAddr, Ipv4Addr};
use std::path::PathBuf;
use std::time::Duration;

/// How a sandbox behaves; [`SandboxOptions::default`] is Altinn's test environment tt02 on a free loopback port.
#[derive(Clone, Debug)]
pub struct SandboxOptions {
    /// The address to listen on, `127.0.0.1` by default.
    pub host: IpAddr,
    /// The port to listen on; 0 takes a free one.
    pub port: u16,
    /// Events younger than this are hidden from the event feed; five minutes in Altinn.
    pub events_lag: Duration,
    /// Events per page of the feed, 1 to 1000; 100 in tt02.
    pub page_size: usize,
    /// Refuse parties that nobody registered, instead of registering a valid number on first use.
    pub strict_parties: bool,
    /// An SQLite file that keeps the state across restarts; in memory only by default.
    pub db: Option<PathBuf>,
    /// How long a client may take to send a request's head, and again for its body; 30 seconds by default.
    pub read_timeout: Duration,
}

impl Default for SandboxOptions {
    fn default() -> Self {
        Self {
            host: IpAddr::V4(Ipv4Addr::LOCALHOST),
            port: 0,
            events_lag: Duration::from_secs(300),
            page_size: 100,
            strict_parties: false,
            db: None,
            read_timeout: Duration::from_secs(30),
        }
    }
}
