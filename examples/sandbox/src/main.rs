//! The sandbox as a program: prints one line of JSON when it is ready and runs until it is told to stop.

use std::io::Write;
use std::process::ExitCode;
use std::time::Duration;

use lexopt::prelude::{Long, Short, ValueExt};
use samtykke_sandbox::{Sandbox, SandboxOptions};
use serde_json::json;
use tokio::signal::unix::{SignalKind, signal};

const HELP: &str = "\
samtykke-sandbox: a local Altinn consent API, Maskinporten and service owner on one port

Usage: samtykke-sandbox [options]

  --port N               port to listen on; 0 (the default) takes a free one
  --host ADDRESS         address to listen on; 127.0.0.1 by default
  --events-lag SECONDS   how long events stay hidden from the feed; 300 by default, as in Altinn
  --page-size N          events per page, 1 to 1000; 100 by default, as in tt02
  --strict-parties       refuse parties that were not registered
  --db FILE              keep the state in an SQLite file across restarts; in memory only by default
  --read-timeout SECONDS how long a client may take to send a request; 30 by default
  --log text|json        form of the log on stderr; text by default
  --help                 this text

When it listens it prints one line of JSON with its addresses on stdout. SIGTERM or SIGINT stops it.
";

/// How long a running request may hold up the end.
const PATIENCE: Duration = Duration::from_millis(1500);

struct Arguments {
    options: SandboxOptions,
    json_log: bool,
}

#[tokio::main]
async fn main() -> ExitCode {
    let arguments = match parse(lexopt::Parser::from_env()) {
        Ok(Some(arguments)) => arguments,
        Ok(None) => {
            print!("{HELP}");
            return ExitCode::SUCCESS;
        }
        Err(error) => {
            eprintln!("samtykke-sandbox: {error}; --help lists the options");
            return ExitCode::from(2);
        }
    };
    start_log(arguments.json_log);
    match run(arguments.options).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("samtykke-sandbox: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(options: SandboxOptions) -> Result<(), String> {
    // Listen for the signals before anyone can know that the sandbox is up.
    let mut terminate = signal(SignalKind::terminate()).map_err(|error| error.to_string())?;
    let mut interrupt = signal(SignalKind::interrupt()).map_err(|error| error.to_string())?;
    let sandbox = Sandbox::start_with(options).await.map_err(|error| error.to_string())?;
    announce(sandbox.origin()).map_err(|error| format!("cannot write to stdout: {error}"))?;
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
    match tokio::time::timeout(PATIENCE, sandbox.stop()).await {
        Ok(ended) => ended.map_err(|error| error.to_string()),
        Err(_) => Ok(()),
    }
}

fn announce(origin: &str) -> std::io::Result<()> {
    let ready = json!({
        "ready": true,
        "origin": origin,
        "control": format!("{origin}/sandbox"),
        "issuer": format!("{origin}/"),
        "token_endpoint": format!("{origin}/token"),
        "platform": origin,
        "service": format!("{origin}/service-owner"),
    });
    let mut stdout = std::io::stdout().lock();
    writeln!(stdout, "{ready}")?;
    stdout.flush()
}

fn start_log(json: bool) {
    let log = tracing_subscriber::fmt().with_writer(std::io::stderr).with_target(false);
    if json { log.json().init() } else { log.with_ansi(false).init() }
}

fn parse(mut parser: lexopt::Parser) -> Result<Option<Arguments>, lexopt::Error> {
    let mut arguments = Arguments { options: SandboxOptions::default(), json_log: false };
    while let Some(argument) = parser.next()? {
        let options = &mut arguments.options;
        match argument {
            Long("port") => options.port = parser.value()?.parse()?,
            Long("host") => options.host = parser.value()?.parse()?,
            Long("events-lag") => options.events_lag = Duration::from_secs(parser.value()?.parse::<u32>()?.into()),
            Long("page-size") => options.page_size = parser.value()?.parse()?,
            Long("strict-parties") => options.strict_parties = true,
            Long("db") => options.db = Some(parser.value()?.into()),
            Long("read-timeout") => {
                options.read_timeout = Duration::from_secs(parser.value()?.parse::<u32>()?.max(1).into());
            }
            Long("log") => {
                let form = parser.value()?.string()?;
                arguments.json_log = match form.as_str() {
                    "json" => true,
                    "text" => false,
                    _ => return Err(format!("--log takes text or json, not {form:?}").into()),
                };
            }
            Long("help") | Short('h') => return Ok(None),
            other => return Err(other.unexpected()),
        }
    }
    Ok(Some(arguments))
}
