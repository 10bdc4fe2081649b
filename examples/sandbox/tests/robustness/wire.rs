//! HTTP/1.1 as bytes, for what no client library sends.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpStream};
use std::time::Duration;

/// Longer than any answer takes, on a busy machine too.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);

pub(crate) struct Answer {
    /// `None` when the connection was closed without an answer.
    pub(crate) status: Option<u16>,
    pub(crate) text: String,
}

/// Sends `bytes` on a connection of their own and reads to its end. A server that neither answers nor closes panics here.
pub(crate) fn exchange(address: &str, bytes: &[u8]) -> Answer {
    let mut stream = connect(address);
    // The server may close while the rest is on its way; its answer counts all the same.
    let _ = stream.write_all(bytes);
    read(stream)
}

/// The same, and nothing more will come.
pub(crate) fn exchange_and_hang_up(address: &str, bytes: &[u8]) -> Answer {
    let mut stream = connect(address);
    let _ = stream.write_all(bytes);
    let _ = stream.shutdown(Shutdown::Write);
    read(stream)
}

pub(crate) fn connect(address: &str) -> TcpStream {
    let stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    stream.set_write_timeout(Some(PATIENCE)).unwrap();
    stream
}

pub(crate) fn read(mut stream: TcpStream) -> Answer {
    let mut bytes = Vec::new();
    let end = stream.read_to_end(&mut bytes);
    if let Err(error) = &end {
        let is_hanging = matches!(error.kind(), std::io::ErrorKind::WouldBlock | std::io::ErrorKind::TimedOut);
        assert!(!is_hanging, "no end after {PATIENCE:?}: {}", String::from_utf8_lossy(&bytes));
    }
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let status = text.strip_prefix("HTTP/1.1 ").and_then(|rest| rest.get(..3)?.parse().ok());
    Answer { status, text }
}

/// A request with one header per line.
pub(crate) fn request(method: &str, target: &[u8], headers: &[Vec<u8>], body: &[u8]) -> Vec<u8> {
    let mut bytes = method.as_bytes().to_vec();
    bytes.push(b' ');
    bytes.extend(target);
    bytes.extend(b" HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n");
    for header in headers {
        bytes.extend(header);
        bytes.extend(b"\r\n");
    }
    if !body.is_empty() {
        bytes.extend(format!("Content-Length: {}\r\n", body.len()).as_bytes());
    }
    bytes.extend(b"\r\n");
    bytes.extend(body);
    bytes
}
