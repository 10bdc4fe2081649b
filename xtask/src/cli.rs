//! The command line, parsed.

use crate::bench::Bench;
use crate::demo::Demo;
use crate::example::Example;
use crate::fuzz::Plan;
use crate::package::Package;
use crate::suites::Suite;

/// A whole command line.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Invocation {
    pub(crate) command: Command,
    pub(crate) verbose: bool,
}

/// What to do.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Command {
    Help(Topic),
    Setup(Vec<Suite>),
    Demo(Demo),
    Example(Example),
    Test(Vec<Suite>),
    Fuzz(Plan),
    Bench(Vec<Bench>),
    Size,
    Package(Vec<Package>),
    Platforms,
}

/// What help was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Topic {
    All,
    Setup,
    Demo,
    Example,
    Test,
    Fuzz,
    Bench,
    Size,
    Package,
    Platforms,
}

/// Reads the arguments after `cargo xtask`.
///
/// # Errors
///
/// A sentence for the person who typed them.
pub(crate) fn parse(args: impl Iterator<Item = String>) -> Result<Invocation, String> {
    let mut args: Vec<String> = args.collect();
    if args.is_empty() {
        return Ok(Invocation { command: Command::Help(Topic::All), verbose: false });
    }
    let word = args.remove(0);
    let topic = match word.as_str() {
        "help" | "--help" | "-h" => return help_on(args.first()),
        "setup" => Topic::Setup,
        "demo" => Topic::Demo,
        "example" => Topic::Example,
        "test" => Topic::Test,
        "fuzz" => Topic::Fuzz,
        "bench" => Topic::Bench,
        "size" => Topic::Size,
        "package" => Topic::Package,
        "platforms" => Topic::Platforms,
        _ => return Err(format!("there is no command `{word}`; see `cargo xtask --help`")),
    };
    if args.iter().any(|arg| arg == "--help" || arg == "-h") {
        return Ok(Invocation { command: Command::Help(topic), verbose: false });
    }
    let verbose = take_flag(&mut args, "--verbose");
    let command = match topic {
        Topic::Demo => Command::Demo(Demo::read(args)?),
        Topic::Example => Command::Example(Example::named(&args)?),
        Topic::Setup => Command::Setup(suites(&args)?),
        Topic::Fuzz => Command::Fuzz(Plan::read(&args)?),
        Topic::Bench => Command::Bench(named("benchmark", &Bench::ALL, Bench::name, &args)?),
        Topic::Size => without_arguments(&args, Command::Size)?,
        Topic::Package => Command::Package(named("package", &Package::ALL, Package::name, &args)?),
        Topic::Platforms => Command::Platforms,
        _ => Command::Test(suites(&args)?),
    };
    Ok(Invocation { command, verbose })
}

fn help_on(word: Option<&String>) -> Result<Invocation, String> {
    let topic = match word.map(String::as_str) {
        None => Topic::All,
        Some("setup") => Topic::Setup,
        Some("demo") => Topic::Demo,
        Some("example") => Topic::Example,
        Some("test") => Topic::Test,
        Some("fuzz") => Topic::Fuzz,
        Some("bench") => Topic::Bench,
        Some("size") => Topic::Size,
        Some("package") => Topic::Package,
        Some("platforms") => Topic::Platforms,
        Some(other) => return Err(format!("there is no command `{other}`; see `cargo xtask --help`")),
    };
    Ok(Invocation { command: Command::Help(topic), verbose: false })
}

fn take_flag(args: &mut Vec<String>, flag: &str) -> bool {
    let before = args.len();
    args.retain(|arg| arg != flag);
    args.len() < before
}

fn without_arguments(args: &[String], command: Command) -> Result<Command, String> {
    match args.first() {
        None => Ok(command),
        Some(arg) => Err(format!("`{arg}` is not understood: the command takes no arguments")),
    }
}

fn suites(args: &[String]) -> Result<Vec<Suite>, String> {
    named("suite", &Suite::ALL, Suite::name, args)
}

/// Those that are named, each once and in the order in which they run; all of them when none is.
fn named<T: Copy>(kind: &str, all: &[T], name: fn(T) -> &'static str, args: &[String]) -> Result<Vec<T>, String> {
    let known: Vec<&str> = all.iter().map(|each| name(*each)).collect();
    if let Some(unknown) = args.iter().find(|arg| !known.contains(&arg.as_str())) {
        return Err(format!("there is no {kind} `{unknown}`; the {kind}s are {}", known.join(", ")));
    }
    Ok(all.iter().copied().filter(|each| args.is_empty() || args.iter().any(|arg| arg == name(*each))).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> Result<Invocation, String> {
        parse(line.split_whitespace().map(str::to_owned))
    }

    #[test]
    fn nothing_asks_for_help() {
        assert_eq!(read("").unwrap().command, Command::Help(Topic::All));
    }

    #[test]
    fn every_command_has_help() {
        for line in ["demo --reject --help", "help demo", "demo -h"] {
            assert_eq!(read(line).unwrap().command, Command::Help(Topic::Demo), "{line}");
        }
    }

    #[test]
    fn demo_passes_its_arguments_on() {
        let invocation = read("demo --verbose --port 8080").unwrap();
        assert_eq!(invocation.command, Command::Demo(Demo::Steps(vec!["--port".into(), "8080".into()])));
        assert!(invocation.verbose);
    }

    #[test]
    fn demo_with_a_browser_is_the_web_application() {
        let demo = |line| read(line).map(|invocation| invocation.command);
        assert_eq!(demo("demo --browser"), Ok(Command::Demo(Demo::Browser { port: None })));
        let port = Some("4000".to_owned());
        assert_eq!(demo("demo --port 4000 --browser"), Ok(Command::Demo(Demo::Browser { port })));
        for line in ["demo --browser --reject", "demo --browser --port", "demo --browser --port 70000"] {
            assert!(demo(line).unwrap_err().contains("--port N"), "{line}");
        }
    }

    #[test]
    fn test_runs_the_named_suites_in_order_and_once() {
        let invocation = read("test swift rust swift").unwrap();
        assert_eq!(invocation.command, Command::Test(vec![Suite::Rust, Suite::Swift]));
    }

    #[test]
    fn test_without_names_runs_everything() {
        assert_eq!(read("test").unwrap().command, Command::Test(Suite::ALL.to_vec()));
    }

    #[test]
    fn package_builds_the_named_packages_or_all() {
        assert_eq!(read("package python").unwrap().command, Command::Package(vec![Package::Python]));
        assert!(matches!(read("package").unwrap().command, Command::Package(all) if !all.is_empty()));
        assert!(read("package ruby").unwrap_err().contains("`ruby`"));
    }

    #[test]
    fn bench_measures_the_named_packages_or_all() {
        assert_eq!(read("bench kotlin npm").unwrap().command, Command::Bench(vec![Bench::Npm, Bench::Kotlin]));
        assert_eq!(read("bench").unwrap().command, Command::Bench(Bench::ALL.to_vec()));
        assert!(read("bench swift").unwrap_err().contains("the benchmarks are npm, python, kotlin"));
    }

    #[test]
    fn platforms_takes_nothing() {
        assert_eq!(read("platforms").unwrap().command, Command::Platforms);
        assert_eq!(read("platforms --help").unwrap().command, Command::Help(Topic::Platforms));
    }

    #[test]
    fn unknown_words_are_named() {
        assert!(read("tset").unwrap_err().contains("`tset`"));
        assert!(read("test ruby").unwrap_err().contains("`ruby`"));
        assert!(read("test --quick").unwrap_err().contains("`--quick`"));
        assert!(read("size all").unwrap_err().contains("`all`"));
        assert!(read("bench --quick").unwrap_err().contains("`--quick`"));
        assert!(read("fuzz flow 5 --quick").unwrap_err().contains("`--quick`"));
    }
}
