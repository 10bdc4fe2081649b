use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

/// One connection that stays open: as little work as can be, since it shares the machine with what it measures.
pub(crate) struct Connection {
    stream: BufReader<TcpStream>,
    authorization: String,
    line: String,
}

impl Connection {
    pub(crate) fn open(address: &str, token: &str) -> Self {
        Self::open_as(address, &format!("Bearer {token}"))
    }

    pub(crate) fn open_as(address: &str, authorization: &str) -> Self {
        let stream = TcpStream::connect(address).unwrap();
        stream.set_nodelay(true).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
        Self { stream: BufReader::new(stream), authorization: authorization.to_owned(), line: String::new() }
    }

    /// Sends a request and reads the whole answer, which must have `status`.
    pub(crate) fn call(&mut self, method: &str, path: &str, body: &str, status: u16) -> String {
        let authorization = &self.authorization;
        let length = body.len();
        let request = format!(
            "{method} {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: {authorization}\r\n\
             Content-Type: application/json\r\nContent-Length: {length}\r\n\r\n{body}"
        );
        self.stream.get_mut().write_all(request.as_bytes()).unwrap();
        let (answered, length) = self.read_head();
        let mut body = vec![0; length];
        self.stream.read_exact(&mut body).unwrap();
        let body = String::from_utf8(body).unwrap();
        assert_eq!(answered, status, "{method} {path}: {body}");
        body
    }

    fn read_head(&mut self) -> (u16, usize) {
        let status = self.read_line()[9..12].parse().unwrap();
        let mut length = 0;
        loop {
            let line = self.read_line();
            if line.is_empty() {
                return (status, length);
            }
            if let Some(value) = line.strip_prefix("content-length: ") {
                length = value.parse().unwrap();
            }
        }
    }

    fn read_line(&mut self) -> &str {
        self.line.clear();
        self.stream.read_line(&mut self.line).unwrap();
        self.line.trim_end()
    }
}
