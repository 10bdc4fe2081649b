//! The sandbox as a process of its own.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;
use uuid::Uuid;

/// Runs until it is stopped, and at the latest until it is dropped.
pub struct Program {
    child: Child,
    /// What it said when it was ready.
    pub ready: Value,
    log: PathBuf,
}

impl Program {
    pub fn start(arguments: &[&str]) -> Self {
        let log = scratch("log");
        let mut child = Command::new(env!("CARGO_BIN_EXE_samtykke-sandbox"))
            .args(arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(File::create(&log).unwrap())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
        let ready = serde_json::from_str(&line).unwrap_or_else(|_| panic!("{line}{}", read(&log)));
        Self { child, ready, log }
    }

    pub fn origin(&self) -> &str {
        self.ready["origin"].as_str().unwrap()
    }

    pub fn port(&self) -> String {
        self.origin().rsplit(':').next().unwrap().to_owned()
    }

    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// What it has written to stderr.
    pub fn log(&self) -> String {
        read(&self.log)
    }

    /// As `kill -9` and a power cut do: without a moment to tidy up.
    pub fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Asks it to stop: how it ended, and after how long.
    pub fn terminate(&mut self) -> (ExitStatus, Duration) {
        let asked = Instant::now();
        assert!(Command::new("kill").args(["-TERM", &self.id().to_string()]).status().unwrap().success());
        (self.child.wait().unwrap(), asked.elapsed())
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        let _ = std::fs::remove_file(&self.log);
    }
}

/// A file of a sandbox, gone with this value.
pub struct Db(PathBuf);

impl Db {
    pub fn new() -> Self {
        Self(scratch("db"))
    }

    pub fn path(&self) -> &str {
        self.0.to_str().unwrap()
    }
}

impl Drop for Db {
    fn drop(&mut self) {
        for end in ["", "-wal", "-shm"] {
            let _ = std::fs::remove_file(format!("{}{end}", self.path()));
        }
    }
}

fn scratch(end: &str) -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{}.{end}", Uuid::new_v4()))
}

fn read(path: &Path) -> String {
    String::from_utf8(std::fs::read(path).unwrap()).unwrap()
}
