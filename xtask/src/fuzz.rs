//! `cargo xtask fuzz`, and the fuzzers that the suite runs too.

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::time::Duration;

use crate::failure::{AtPath, Failure, Outcome};
use crate::project::Project;
use crate::step::{Finished, Step};
use crate::tools::{apt, ask, cargo_fuzz, rust};

const DEFAULT_SECONDS: u64 = 60;

/// More than any input takes; what takes longer counts as a crash.
const SECONDS_FOR_ONE_INPUT: u64 = 25;

/// What to fuzz, and for how long or with what.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Plan {
    target: Option<String>,
    input: Input,
}

#[derive(Debug, PartialEq, Eq)]
enum Input {
    Seconds(u64),
    File(PathBuf),
}

/// The built fuzzers.
#[derive(Debug)]
pub(crate) struct Fuzzers<'a> {
    project: &'a Project,
    programs: PathBuf,
    targets: Vec<String>,
}

impl Plan {
    /// Reads the arguments: a target, then seconds or a file; all targets when the first is a number.
    ///
    /// # Errors
    ///
    /// A sentence for the person who typed them.
    pub(crate) fn read(args: &[String]) -> Result<Self, String> {
        let seconds = |word: &str| word.parse().ok().filter(|seconds| *seconds > 0).map(Input::Seconds);
        match args {
            [] => Ok(Self { target: None, input: Input::Seconds(DEFAULT_SECONDS) }),
            [word] if word.starts_with(|c: char| c.is_ascii_digit()) => {
                let input = seconds(word).ok_or_else(|| format!("`{word}` is no number of seconds"))?;
                Ok(Self { target: None, input })
            }
            [target] => Ok(Self { target: Some(target.clone()), input: Input::Seconds(DEFAULT_SECONDS) }),
            [target, word] => {
                let input = seconds(word).unwrap_or_else(|| Input::File(PathBuf::from(word)));
                Ok(Self { target: Some(target.clone()), input })
            }
            [_, _, more, ..] => Err(format!("`{more}` is too much; see `cargo xtask fuzz --help`")),
        }
    }
}

/// Fuzzes as planned; a target that fails does not stop the next.
pub(crate) fn run(project: &Project, plan: &Plan) -> Outcome<ExitCode> {
    let targets = plan.targets(project)?;
    if let Input::File(file) = &plan.input {
        std::fs::metadata(file).at(file)?;
    }
    let needs = [rust::c_compiler(project), cargo_fuzz::need(project)];
    apt::provide(project, &Vec::from_iter(needs.into_iter().flatten()))?;
    let fuzzers = Fuzzers::build(project)?;
    let mut code = ExitCode::SUCCESS;
    for target in &targets {
        let result = match &plan.input {
            Input::Seconds(seconds) => fuzzers.fuzz(target, *seconds),
            Input::File(file) => fuzzers.replay(target, file),
        };
        match result {
            Ok(inputs) => project.console.line(&format!("    {inputs} inputs")),
            Err(failure) => {
                failure.show(&project.console);
                code = ExitCode::FAILURE;
            }
        }
    }
    Ok(code)
}

impl Plan {
    fn targets(&self, project: &Project) -> Outcome<Vec<String>> {
        let all = all_targets(project)?;
        match &self.target {
            Some(target) if !all.contains(target) => {
                Err(Failure::new(format!("there is no target `{target}`; the targets are {}", all.join(", "))))
            }
            Some(target) => Ok(vec![target.clone()]),
            None => Ok(all),
        }
    }
}

impl<'a> Fuzzers<'a> {
    /// Builds all targets in one go.
    pub(crate) fn build(project: &'a Project) -> Outcome<Self> {
        let cargo_fuzz = cargo_fuzz::prepare(project)?;
        let host = host(project)?;
        let manifest = project.root.join("fuzz/Cargo.toml");
        // cargo-fuzz would change a lock file that is not up to date.
        Step::new(project, "fetch what the fuzz targets need")
            .hint("cargo update --workspace --manifest-path fuzz/Cargo.toml, and commit fuzz/Cargo.lock")
            .run(project.cargo(&["fetch", "--locked", "--target", &host, "--manifest-path"]).arg(manifest))?;
        let target_folder = project.target.join("fuzz");
        let mut build = project.command(cargo_fuzz);
        // The core has no unsafe code for a sanitizer to watch, and without one five times as many inputs are tried.
        build.args(["fuzz", "build", "--sanitizer", "none", "--target", &host, "--target-dir"]).arg(&target_folder);
        Step::new(project, "build the fuzz targets").run(build.env("CARGO_TERM_COLOR", "never"))?;
        let programs = target_folder.join(host).join("release");
        Ok(Self { project, programs, targets: all_targets(project)? })
    }

    pub(crate) fn targets(&self) -> &[String] {
        &self.targets
    }

    /// Replays the corpus of the target, then goes on with inputs of its own for some seconds. How many inputs it tried.
    ///
    /// What it finds lies beside the build, not in the checkout.
    pub(crate) fn fuzz(&self, target: &str, seconds: u64) -> Outcome<u64> {
        let found = self.folder("corpus", target)?;
        let corpus = self.project.root.join("fuzz/corpus").join(target);
        let mut program = self.program(target)?;
        program.arg(format!("-max_total_time={seconds}")).arg(format!("-timeout={SECONDS_FOR_ONE_INPUT}"));
        program.arg(option("-dict", &self.project.root.join("fuzz/words.dict")));
        let finished = self.attempt(target, seconds, program.arg(found).arg(corpus))?;
        if finished.success { Ok(executed(&finished.output)) } else { Err(crash(target, finished)) }
    }

    /// Tries one input, with the way to what it breaks.
    fn replay(&self, target: &str, file: &Path) -> Outcome<u64> {
        let mut program = self.program(target)?;
        program.env("RUST_BACKTRACE", "1").arg(std::path::absolute(file).at(file)?);
        let finished = self.attempt(target, SECONDS_FOR_ONE_INPUT, &mut program)?;
        if finished.success { Ok(executed(&finished.output)) } else { Err(finished.into_failure()) }
    }

    fn attempt(&self, target: &str, seconds: u64, program: &mut Command) -> Outcome<Finished> {
        let limit = Duration::from_secs(seconds + 4 * SECONDS_FOR_ONE_INPUT);
        Step::new(self.project, format!("fuzz {target}")).limit(limit).attempt(program)
    }

    fn program(&self, target: &str) -> Outcome<Command> {
        let mut program = self.project.command(self.programs.join(target));
        program.env("RUST_BACKTRACE", "0").arg("-print_final_stats=1");
        // libFuzzer takes what comes before a file's name, so a folder ends with its slash.
        program.arg(option("-artifact_prefix", &self.folder("artifacts", target)?.join("")));
        Ok(program)
    }

    fn folder(&self, kind: &str, target: &str) -> Outcome<PathBuf> {
        let folder = self.project.target.join("fuzz").join(kind).join(target);
        std::fs::create_dir_all(&folder).at(&folder)?;
        Ok(folder)
    }
}

fn all_targets(project: &Project) -> Outcome<Vec<String>> {
    let folder = project.root.join("fuzz/fuzz_targets");
    let mut targets = Vec::new();
    for entry in std::fs::read_dir(&folder).at(&folder)? {
        let path = entry.at(&folder)?.path();
        let name = path.file_stem().filter(|_| path.extension().is_some_and(|extension| extension == "rs"));
        targets.extend(name.map(|name| name.to_string_lossy().into_owned()));
    }
    targets.sort();
    Ok(targets)
}

/// The triple of this machine, which cargo names the folder by.
fn host(project: &Project) -> Outcome<String> {
    let version = ask(project, "rustc", &["-vV"]).unwrap_or_default();
    let host = version.lines().find_map(|line| line.strip_prefix("host: "));
    host.map(str::to_owned).ok_or_else(|| Failure::new("`rustc -vV` does not name its host"))
}

fn option(name: &str, path: &Path) -> std::ffi::OsString {
    let mut option = std::ffi::OsString::from(format!("{name}="));
    option.push(path);
    option
}

/// The failure with the input that made it, and how to see it again.
fn crash(target: &str, finished: Finished) -> Failure {
    let hint = match artifact(&finished.output) {
        Some(path) => format!("cargo xtask fuzz {target} {path}\nwhich is the input that did it; how to go on: --help"),
        None => format!("cargo xtask fuzz {target}\nsince no input was kept (the stack may have overflown)"),
    };
    finished.into_failure().with_hint(hint)
}

fn artifact(output: &str) -> Option<&str> {
    output.lines().find_map(|line| line.split_once("Test unit written to ")).map(|(_, path)| path.trim())
}

fn executed(output: &str) -> u64 {
    let count = output.lines().find_map(|line| line.strip_prefix("stat::number_of_executed_units:"));
    count.and_then(|count| count.trim().parse().ok()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> Result<Plan, String> {
        Plan::read(&line.split_whitespace().map(str::to_owned).collect::<Vec<_>>())
    }

    fn plan(target: Option<&str>, input: Input) -> Plan {
        Plan { target: target.map(str::to_owned), input }
    }

    #[test]
    fn a_target_and_seconds_may_be_left_out() {
        assert_eq!(read("").unwrap(), plan(None, Input::Seconds(60)));
        assert_eq!(read("5").unwrap(), plan(None, Input::Seconds(5)));
        assert_eq!(read("flow").unwrap(), plan(Some("flow"), Input::Seconds(60)));
        assert_eq!(read("flow 600").unwrap(), plan(Some("flow"), Input::Seconds(600)));
    }

    #[test]
    fn a_file_takes_the_place_of_the_seconds() {
        assert_eq!(read("flow a/crash-1").unwrap(), plan(Some("flow"), Input::File(PathBuf::from("a/crash-1"))));
    }

    #[test]
    fn wrong_arguments_are_named() {
        assert!(read("0").unwrap_err().contains("`0`"));
        assert!(read("5x").unwrap_err().contains("`5x`"));
        assert!(read("flow 5 6").unwrap_err().contains("`6`"));
    }

    #[test]
    fn the_artifact_and_the_count_are_read_from_the_output() {
        let crash =
            "==1== ERROR: libFuzzer: deadly signal\nartifact_prefix='/t/'; Test unit written to /t/crash-0a1b\n";
        assert_eq!(artifact(crash), Some("/t/crash-0a1b"));
        assert_eq!(artifact("Done 12 runs in 1 second(s)\n"), None);
        assert_eq!(executed("stat::number_of_executed_units: 8098\nstat::average_exec_per_sec:     899\n"), 8098);
        assert_eq!(executed(""), 0);
    }
}
