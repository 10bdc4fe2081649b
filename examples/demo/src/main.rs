//! One consent, end to end: the request, the person's choice, the consent token and the data that it opens.
//!
//! [`story`] is the consent itself, as a program of one's own would do it with [`samtykke::client::ConsentClient`].
//! Everything else is its surroundings: the sandbox's process, a person at a consent page, a page to come back to.

mod browser;
mod console;
mod failure;
mod form;
mod json;
mod local;
mod mask;
mod options;
mod return_listener;
mod return_page;
mod sandbox;
mod setting;
mod story;
mod timed_signer;
mod tt02;

use std::process::ExitCode;
use std::time::Instant;

use tokio::signal::unix::{SignalKind, signal};

use console::{Console, duration};
use failure::Failure;
use options::{Command, Options, Person, Place};
use sandbox::Sandbox;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let console = Console::new();
    let result = match options::parse(lexopt::Parser::from_env()) {
        Ok(Command::Help) => {
            console.print(options::HELP);
            Ok(())
        }
        // Whichever ends first, the other is dropped, and with it the sandbox's process.
        Ok(Command::Run(options)) => tokio::select! {
            result = run(&options, &console) => result,
            failure = interrupted() => Err(failure),
        },
        Err(failure) => Err(failure),
    };
    let Err(failure) = result else { return ExitCode::SUCCESS };
    if failure != Failure::Interrupted {
        console.complain(&failure.to_string());
    }
    failure.exit_code()
}

async fn run(options: &Options, console: &Console) -> Result<(), Failure> {
    let started = Instant::now();
    let end = match options.place {
        Place::Sandbox { port } => {
            console.title("One consent, from the request to the data, against a local sandbox");
            let sandbox = Sandbox::start(port, console).await?;
            let result = play_locally(&sandbox, options.person, console).await;
            sandbox.stop().await;
            result?;
            ", and the sandbox is stopped"
        }
        Place::Tt02 => {
            let setting = tt02::setting(|name| std::env::var(name).ok())?;
            console.title("One consent against Altinn's test environment tt02");
            story::play(setting, options.person, console).await?;
            ""
        }
    };
    console.line(&format!("Done in {}{end}.", duration(started.elapsed())));
    Ok(())
}

async fn play_locally(sandbox: &Sandbox, person: Person, console: &Console) -> Result<(), Failure> {
    story::play(local::setting(sandbox, console).await?, person, console).await
}

/// Waits for a signal to stop.
async fn interrupted() -> Failure {
    let signals = [SignalKind::interrupt(), SignalKind::terminate(), SignalKind::hangup()].map(signal);
    let [Ok(mut interrupt), Ok(mut terminate), Ok(mut hangup)] = signals else {
        // Without them a signal still ends this process in its ordinary way.
        return std::future::pending().await;
    };
    tokio::select! {
        _ = interrupt.recv() => {}
        _ = terminate.recv() => {}
        _ = hangup.recv() => {}
    }
    Failure::Interrupted
}
