use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use uuid::Uuid;

/// The sandbox as a process of its own, stopped when this is dropped.
pub(crate) struct Program {
    child: Child,
    origin: String,
}

impl Program {
    pub(crate) fn start(db: Option<&str>) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_samtykke-sandbox"));
        if let Some(db) = db {
            command.args(["--db", db]);
        }
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
        let ready: serde_json::Value = serde_json::from_str(&line).unwrap();
        Self { child, origin: ready["origin"].as_str().unwrap().to_owned() }
    }

    pub(crate) fn address(&self) -> String {
        self.origin.trim_start_matches("http://").to_owned()
    }

    /// The memory that is in use (`VmRSS`), or none where the system does not tell.
    pub(crate) fn megabytes(&self) -> f64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<f64>().ok()).unwrap_or(0.0) / 1024.0
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A synthetic person: one of a thousand birth days, with check digits that fit.
pub(crate) fn person(id: Uuid) -> String {
    let chosen = id.as_u128() % 1_000;
    let serial = (0..100).find_map(|serial| {
        with_check_digits(&format!("{:02}81{:02}{:03}", 1 + chosen % 28, chosen / 28, 100 + serial))
    });
    serial.unwrap()
}

fn with_check_digits(nine: &str) -> Option<String> {
    let sum = |digits: &str, weights: &[u32]| -> u32 {
        digits.chars().zip(weights).map(|(digit, weight)| digit.to_digit(10).unwrap() * weight).sum()
    };
    let first = (11 - sum(nine, &[3, 7, 6, 1, 8, 9, 4, 5, 2]) % 11) % 11;
    let ten = format!("{nine}{first}");
    let second = (11 - sum(&ten, &[5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11) % 11;
    (first < 10 && second < 10).then(|| format!("{ten}{second}"))
}
