//! The sandbox's process.

use std::path::PathBuf;
use std::process::Stdio;
use std::time::{Duration, Instant};

use serde::Deserialize;
use tokio::io::{AsyncBufReadExt, AsyncRead, BufReader};
use tokio::process::{Child, Command};

use crate::console::Console;
use crate::failure::Failure;

const VARIABLE: &str = "SAMTYKKE_SANDBOX_BIN";
const NAME: &str = "samtykke-sandbox";
const PATIENCE: Duration = Duration::from_secs(20);

/// A running sandbox and where its servers are. Its process is told to end when this is dropped.
pub(crate) struct Sandbox {
    pub(crate) platform: String,
    pub(crate) issuer: String,
    pub(crate) control: String,
    pub(crate) service: String,
    process: Child,
}

/// The line that the sandbox prints when it listens.
#[derive(Deserialize)]
struct Ready {
    origin: String,
    platform: String,
    issuer: String,
    control: String,
    service: String,
}

impl Sandbox {
    /// Starts the sandbox on `port`, or on a free one when that is 0, and waits until it listens.
    ///
    /// # Errors
    ///
    /// When there is no such program, or when it cannot listen; the reason is its own.
    pub(crate) async fn start(port: u16, console: &Console) -> Result<Self, Failure> {
        let started = Instant::now();
        let mut process = spawn(port)?;
        let complaint = process.stderr.take().map(|stderr| tokio::spawn(last_line(stderr)));
        let line = tokio::time::timeout(PATIENCE, first_line(&mut process)).await;
        let line = line.map_err(|_| failed(&format!("it said nothing for {} s", PATIENCE.as_secs())))?;
        let Some(line) = line else {
            let reason = match complaint {
                Some(complaint) => complaint.await.unwrap_or_default(),
                None => String::new(),
            };
            return Err(failed(reason.strip_prefix("samtykke-sandbox: ").unwrap_or(&reason)));
        };
        let ready: Ready = serde_json::from_str(&line).map_err(|error| failed(&error.to_string()))?;
        let process_id = process.id().unwrap_or_default();
        console.step("sandbox", started.elapsed(), &format!("{} (process {process_id})", ready.origin));
        let Ready { platform, issuer, control, service, .. } = ready;
        Ok(Self { platform, issuer, control, service, process })
    }

    /// Ends the process and waits until it is gone.
    pub(crate) async fn stop(mut self) {
        // Whoever ended it before did the same.
        let _ = self.process.kill().await;
    }
}

fn spawn(port: u16) -> Result<Child, Failure> {
    let program = program()?;
    let mut command = Command::new(&program);
    command.args(["--port", &port.to_string()]).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command.kill_on_drop(true).spawn().map_err(|error| {
        let path = program.display();
        failed(&format!("{path}: {error}; build it with `cargo build -p {NAME}`, or name it in {VARIABLE}"))
    })
}

fn program() -> Result<PathBuf, Failure> {
    if let Some(program) = std::env::var_os(VARIABLE).filter(|program| !program.is_empty()) {
        return Ok(program.into());
    }
    let demo = std::env::current_exe().map_err(|error| failed(&error.to_string()))?;
    Ok(demo.with_file_name(format!("{NAME}{}", std::env::consts::EXE_SUFFIX)))
}

async fn first_line(process: &mut Child) -> Option<String> {
    let stdout = process.stdout.as_mut()?;
    BufReader::new(stdout).lines().next_line().await.ok().flatten()
}

/// Reads to the end, so that the sandbox never waits for a full pipe, and keeps the last line.
async fn last_line(log: impl AsyncRead + Unpin) -> String {
    let mut lines = BufReader::new(log).lines();
    let mut last = String::new();
    while let Ok(Some(line)) = lines.next_line().await {
        last = line;
    }
    last
}

fn failed(reason: &str) -> Failure {
    Failure::because("the sandbox did not start", reason)
}
