//! One command, run with its output in a log file and its progress on the console.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::failure::{AtPath, Failure, Outcome};
use crate::project::Project;

const TAIL_LINES: usize = 40;
const TROUBLE_LINES: usize = 15;
const POLL: Duration = Duration::from_millis(50);

/// A command with a name.
#[derive(Debug)]
pub(crate) struct Step<'a> {
    project: &'a Project,
    title: String,
    hint: String,
    limit: Option<Duration>,
}

/// A command that has ended, well or not.
#[derive(Debug)]
pub(crate) struct Finished {
    pub(crate) success: bool,
    /// Standard output and standard error together.
    pub(crate) output: String,
    failure: Failure,
}

impl Finished {
    /// The failure to show if this was one.
    pub(crate) fn into_failure(self) -> Failure {
        self.failure
    }
}

impl<'a> Step<'a> {
    pub(crate) fn new(project: &'a Project, title: impl Into<String>) -> Self {
        Self { project, title: title.into(), hint: String::new(), limit: None }
    }

    /// What the person can try when the step fails.
    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = hint.into();
        self
    }

    /// The command is ended when it takes longer.
    pub(crate) fn limit(mut self, limit: Duration) -> Self {
        self.limit = Some(limit);
        self
    }

    /// Runs the command; an exit status that is not 0 is a failure.
    pub(crate) fn run(self, command: &mut Command) -> Outcome<Finished> {
        let finished = self.attempt(command)?;
        if finished.success { Ok(finished) } else { Err(finished.into_failure()) }
    }

    /// Runs the command and hands back how it went.
    ///
    /// # Errors
    ///
    /// The command could not be started.
    pub(crate) fn attempt(self, command: &mut Command) -> Outcome<Finished> {
        let console = &self.project.console;
        let log = self.project.log_file(&self.title)?;
        let out = File::create(&log).at(&log)?;
        let err = out.try_clone().at(&log)?;
        let start = Instant::now();
        if console.verbose() {
            console.line(&format!("  {} ...", self.title));
        }

        let spawned = command.stdin(Stdio::null()).stdout(out).stderr(err).spawn();
        let mut child = match spawned {
            Ok(child) => child,
            Err(error) => {
                console.finished(&self.title, start.elapsed(), false);
                let program = command.get_program().to_string_lossy();
                return Err(
                    Failure::new(format!("{}: cannot run `{program}`: {error}", self.title)).with_hint(self.hint)
                );
            }
        };
        let mut follower = Follower::open(&log)?;
        let mut shown = console.next_sign_of_life(Duration::ZERO);
        let end = loop {
            if let Some(status) = child.try_wait()? {
                break Ok(status);
            }
            if self.limit.is_some_and(|limit| start.elapsed() > limit) {
                child.kill()?;
                child.wait()?;
                break Err("took too long and was ended");
            }
            std::thread::sleep(POLL);
            if console.verbose() {
                console.print(&follower.news());
            } else if start.elapsed() >= shown {
                shown = console.next_sign_of_life(start.elapsed());
                follower.news();
                console.running(&self.title, start.elapsed(), &follower.last_line);
            }
        };
        if console.verbose() {
            console.print(&follower.news());
        }

        let elapsed = start.elapsed();
        let (success, ending) = match end {
            Ok(status) => (status.success(), status.to_string()),
            Err(reason) => (false, reason.to_owned()),
        };
        console.finished(&self.title, elapsed, success);
        let output = read_lossy(&log)?;
        let failure =
            Failure::new(format!("{}: {ending}", self.title)).with_log(tail(&output), log).with_hint(self.hint);
        Ok(Finished { success, output, failure })
    }
}

/// Reads a growing log.
struct Follower {
    file: File,
    last_line: String,
}

impl Follower {
    fn open(path: &Path) -> Outcome<Self> {
        let mut file = File::open(path).at(path)?;
        file.seek(SeekFrom::Start(0)).at(path)?;
        Ok(Self { file, last_line: String::new() })
    }

    fn news(&mut self) -> String {
        let mut bytes = Vec::new();
        // A log that cannot be read while it grows costs the live line, not the step.
        let _ = self.file.read_to_end(&mut bytes);
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if let Some(line) = text.lines().rev().map(str::trim).find(|line| !line.is_empty()) {
            line.clone_into(&mut self.last_line);
        }
        text
    }
}

fn read_lossy(path: &PathBuf) -> Outcome<String> {
    let bytes = std::fs::read(path).at(path)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// The end of the output, after the lines further up that tell what went wrong.
fn tail(output: &str) -> Vec<String> {
    let lines: Vec<&str> = output.lines().collect();
    let (earlier, end) = lines.split_at(lines.len().saturating_sub(TAIL_LINES));
    let mut shown: Vec<String> =
        earlier.iter().filter(|line| is_trouble(line)).take(TROUBLE_LINES).map(|line| (*line).to_owned()).collect();
    if !earlier.is_empty() {
        shown.push("[...]".to_owned());
    }
    shown.extend(end.iter().map(|line| (*line).to_owned()));
    shown
}

/// How compilers and test runners begin or end the line that names a failure.
fn is_trouble(line: &str) -> bool {
    let line = line.trim_start();
    let begins =
        ["error:", "error[", "not ok ", "✘ ", "[ERROR] ", "FAILED ", "E   "].iter().any(|mark| line.starts_with(mark));
    begins || line.contains("panicked at") || line.ends_with(" ... FAILED")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tail_is_the_last_forty_lines() {
        let output: String = (1..=50).map(|n| format!("{n}\n")).collect();
        let lines = tail(&output);
        assert_eq!(lines.len(), 1 + TAIL_LINES);
        assert_eq!(lines.last().map(String::as_str), Some("50"));
    }

    #[test]
    fn a_failure_further_up_is_shown_too() {
        let output = format!("test a ... ok\ntest b ... FAILED\n{}", "noise\n".repeat(50));
        assert_eq!(tail(&output)[..2], ["test b ... FAILED", "[...]"]);
        assert_eq!(tail("error: short\n"), ["error: short"]);
    }
}
