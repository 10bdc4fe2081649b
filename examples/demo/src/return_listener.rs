//! The web server that the person comes back to.

use std::time::Duration;

use samtykke::ConsentReturn;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;

use crate::failure::Failure;
use crate::return_page;

const PATH: &str = "/return";
const MAX_HEAD: usize = 16 * 1024;
const PATIENCE: Duration = Duration::from_secs(10);

/// Listens on a free loopback port for people who come back from Altinn.
pub(crate) struct ReturnListener {
    origin: String,
    returns: mpsc::Receiver<String>,
}

impl ReturnListener {
    /// Starts to listen.
    ///
    /// # Errors
    ///
    /// When no port is free.
    pub(crate) async fn start() -> Result<Self, Failure> {
        let failed = |error| Failure::because("cannot listen for the person's return", error);
        let socket = TcpListener::bind(("127.0.0.1", 0)).await.map_err(failed)?;
        let origin = format!("http://{}", socket.local_addr().map_err(failed)?);
        let (sender, returns) = mpsc::channel(1);
        tokio::spawn(serve(socket, sender));
        Ok(Self { origin, returns })
    }

    /// The redirect URL to hand to Altinn.
    pub(crate) fn url(&self) -> String {
        format!("{}{PATH}", self.origin)
    }

    /// Waits for somebody to come back; the whole URL, with what Altinn put into it.
    ///
    /// # Errors
    ///
    /// When nobody can come any more.
    pub(crate) async fn next_return(&mut self) -> Result<String, Failure> {
        let target = self.returns.recv().await;
        let target = target.ok_or_else(|| Failure::Failed("the return listener has ended".to_owned()))?;
        Ok(format!("{}{target}", self.origin))
    }
}

async fn serve(socket: TcpListener, returns: mpsc::Sender<String>) {
    while let Ok((stream, _)) = socket.accept().await {
        // Browsers open connections ahead of time and leave them idle, so each has a task.
        let returns = returns.clone();
        tokio::spawn(async move {
            if let Ok(Ok(Some(target))) = tokio::time::timeout(PATIENCE, respond(stream)).await {
                let _ = returns.send(target).await;
            }
        });
    }
}

/// Answers one request; what it asked for, if that is the page to come back to.
async fn respond(mut stream: TcpStream) -> std::io::Result<Option<String>> {
    let head = read_head(&mut stream).await?;
    let target = return_target(&head).map(str::to_owned);
    let response = match &target {
        Some(target) => return_page::response(ConsentReturn::parse(target).verdict, header(&head, "accept-language")),
        None => "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".to_owned(),
    };
    stream.write_all(response.as_bytes()).await?;
    stream.shutdown().await?;
    Ok(target)
}

async fn read_head(stream: &mut TcpStream) -> std::io::Result<String> {
    let mut head = Vec::new();
    while !head.windows(4).any(|end| end == b"\r\n\r\n") && head.len() < MAX_HEAD {
        if stream.read_buf(&mut head).await? == 0 {
            break;
        }
    }
    Ok(String::from_utf8_lossy(&head).into_owned())
}

/// The path and query of a `GET` for the page to come back to.
fn return_target(head: &str) -> Option<&str> {
    let mut words = head.lines().next()?.split(' ');
    let (Some("GET"), Some(target), Some("HTTP/1.1")) = (words.next(), words.next(), words.next()) else { return None };
    (target.split('?').next() == Some(PATH)).then_some(target)
}

fn header<'a>(head: &'a str, wanted: &str) -> &'a str {
    let lines = head.lines().skip(1).filter_map(|line| line.split_once(':'));
    lines.into_iter().find(|(name, _)| name.eq_ignore_ascii_case(wanted)).map_or("", |(_, value)| value.trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_return_is_taken_for_one() {
        let get = |target: &str| format!("GET {target} HTTP/1.1\r\nHost: x\r\nAccept-Language: nn\r\n\r\n");
        assert_eq!(return_target(&get("/return?consentId=1&Status=OK")), Some("/return?consentId=1&Status=OK"));
        assert_eq!(return_target(&get("/return")), Some("/return"));
        for head in [get("/favicon.ico"), get("/returned"), "POST /return HTTP/1.1\r\n\r\n".into(), String::new()] {
            assert_eq!(return_target(&head), None, "{head}");
        }
        assert_eq!(header(&get("/"), "accept-language"), "nn");
    }
}
