//! `cargo xtask`: sets the machine up, runs the demo, runs every test, fuzzes. `cargo xtask --help` says how.

mod assembly;
mod bench;
mod bindings;
mod cache;
mod cli;
mod console;
mod counts;
mod demo;
mod example;
mod failure;
mod fuzz;
mod help;
mod lockfile;
mod npm_package;
mod package;
mod platforms;
mod project;
mod report;
mod setup;
mod size;
mod smartbank;
mod step;
mod suites;
mod test;
mod tools;
mod version;

use std::process::ExitCode;

use cli::Command;
use console::Console;
use project::Project;

const USAGE_ERROR: u8 = 2;

fn main() -> ExitCode {
    let invocation = match cli::parse(std::env::args().skip(1)) {
        Ok(invocation) => invocation,
        Err(message) => {
            Console::new(false).complain(&message);
            return ExitCode::from(USAGE_ERROR);
        }
    };
    let console = Console::new(invocation.verbose);
    if let Command::Help(topic) = invocation.command {
        console.print(help::text(topic));
        return ExitCode::SUCCESS;
    }
    let outcome = Project::open(console).and_then(|project| match &invocation.command {
        Command::Help(_) => Ok(ExitCode::SUCCESS),
        Command::Setup(suites) => setup::run(&project, suites),
        Command::Demo(demo) => demo::run(&project, demo),
        Command::Example(example) => example::play(&project, *example),
        Command::Fuzz(plan) => fuzz::run(&project, plan),
        Command::Test(suites) => test::run(&project, suites),
        Command::Bench(benches) => bench::run(&project, benches),
        Command::Size => size::run(&project),
        Command::Package(packages) => package::run(&project, packages),
        Command::Platforms => platforms::write(&project),
    });
    outcome.unwrap_or_else(|failure| {
        failure.show(&console);
        ExitCode::FAILURE
    })
}
