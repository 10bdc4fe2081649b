//! What the sandbox bears: `cargo bench -p samtykke-sandbox --bench load`, with `-- --help` for the options.
//!
//! The sandbox runs as a process of its own; every call carries a token whose RS256 signature it checks.

#![allow(clippy::unwrap_used, reason = "a benchmark stops at the first error")]

#[path = "load/connection.rs"]
mod connection;
#[path = "load/program.rs"]
mod program;
#[path = "load/report.rs"]
mod report;

use std::thread;
use std::time::{Duration, Instant};

use connection::Connection;
use program::Program;
use report::Report;
use uuid::Uuid;

const HELP: &str = "\
Options of the load test, after `--`:

  --seconds N       how long the steady load and the full load last each; 10 by default
  --rate N          calls a second of the steady load; 2000 by default
  --stored N        consents that are stored before; 100000 by default
  --connections N   connections that stay open; 8 by default
  --db FILE         let the sandbox keep its state in this file
";
const CONSENT_REQUESTS: &str = "/accessmanagement/api/v1/enterprise/consentrequests";
const CONSUMER: &str = "810419512";

struct Options {
    seconds: u64,
    rate: u64,
    stored: usize,
    connections: usize,
    db: Option<String>,
}

fn main() {
    let Some(options) = options() else {
        print!("{HELP}");
        return;
    };
    let program = Program::start(options.db.as_deref());
    let address = program.address();
    let token = token(&address);
    println!("{:<44}{:>8.1} MB", "memory at the start", program.megabytes());

    let stored = fill(&address, &token, &options);
    println!("{}", stored.line(&format!("{} creates as fast as they go", stored.calls())));
    let megabytes = program.megabytes();
    println!("{:<44}{megabytes:>8.1} MB", format!("memory with {} consents", stored.calls()));

    let pause =
        Duration::from_secs(1) * u32::try_from(options.connections).unwrap() / u32::try_from(options.rate).unwrap();
    let steady = load(&address, &token, &options, Some(pause));
    println!("{}", steady.line(&format!("create and get at {} calls a second", options.rate)));
    let full = load(&address, &token, &options, None);
    println!("{}", full.line("create and get as fast as they go"));
    println!("{:<44}{:>8.1} MB", "memory at the end", program.megabytes());

    goal("2,000 calls a second", full.rate() >= 2_000.0);
    goal("99 of 100 within 25 ms", steady.percentile(99) < Duration::from_millis(25));
    goal("less than 300 MB with what was stored", megabytes < 300.0);
}

/// Creates the consents that are there before, shared out among the connections.
fn fill(address: &str, token: &str, options: &Options) -> Report {
    let each = options.stored / options.connections;
    together(options.connections, |_| {
        let mut connection = Connection::open(address, token);
        (0..each).map(|_| create(&mut connection).1).collect()
    })
}

/// Creates and gets in turn, one call every `pause` on each connection, or without a pause.
fn load(address: &str, token: &str, options: &Options, pause: Option<Duration>) -> Report {
    let lasting = Duration::from_secs(options.seconds);
    together(options.connections, |number| {
        let mut connection = Connection::open(address, token);
        let mut latencies = Vec::new();
        let mut created = None;
        let started = Instant::now() + pause.unwrap_or_default() * number / u32::try_from(options.connections).unwrap();
        let mut due = started;
        while due.max(Instant::now()) < started + lasting {
            thread::sleep(due.saturating_duration_since(Instant::now()));
            // What waits behind a slow call counts from when it was due.
            let from = if pause.is_some() { due } else { Instant::now() };
            match created.take() {
                None => created = Some(create(&mut connection).0),
                Some(id) => get(&mut connection, id),
            }
            latencies.push(from.elapsed());
            due = pause.map_or_else(Instant::now, |pause| due + pause);
        }
        latencies
    })
}

/// Runs `work` on so many threads at once and gathers how long each call took.
fn together(connections: usize, work: impl Fn(u32) -> Vec<Duration> + Sync) -> Report {
    let started = Instant::now();
    let latencies = thread::scope(|scope| {
        let threads: Vec<_> = (0..u32::try_from(connections).unwrap())
            .map(|number| {
                scope.spawn({
                    let work = &work;
                    move || work(number)
                })
            })
            .collect();
        threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    });
    Report::new(latencies, started.elapsed())
}

/// A consent from one of a thousand persons; its id, and how long it took.
fn create(connection: &mut Connection) -> (Uuid, Duration) {
    let id = Uuid::new_v4();
    let person = program::person(id);
    let body = format!(
        r#"{{"id":"{id}","from":"urn:altinn:person:identifier-no:{person}","to":"urn:altinn:organization:identifier-no:{CONSUMER}","validTo":"2099-12-31T12:00:00+00:00","consentRights":[{{"action":["consent"],"resource":[{{"type":"urn:altinn:resource","value":"standard-samtykke-for-dele-data"}}],"metadata":{{"inntektsaar":"2024"}}}}],"redirectUrl":"https://smartbank.no/back?case={id}"}}"#
    );
    let started = Instant::now();
    connection.call("POST", CONSENT_REQUESTS, &body, 201);
    (id, started.elapsed())
}

fn get(connection: &mut Connection, id: Uuid) {
    connection.call("GET", &format!("{CONSENT_REQUESTS}/{id}"), "", 200);
}

/// An organisation's token from the token generator, which asks for any user.
fn token(address: &str) -> String {
    let mut connection = Connection::open_as(address, "Basic dXNlcjpwYXNzd29yZA==");
    let scopes = "altinn:consentrequests.write";
    let path = format!("/api/GetEnterpriseToken?env=tt02&scopes={scopes}&orgNo={CONSUMER}&ttl=86400");
    connection.call("GET", &path, "", 200)
}

fn goal(what: &str, reached: bool) {
    println!("{} {what}", if reached { "✓" } else { "✗" });
}

fn options() -> Option<Options> {
    let mut options = Options { seconds: 10, rate: 2_000, stored: 100_000, connections: 8, db: None };
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        let mut value = || arguments.next().unwrap_or_else(|| panic!("{argument} needs a value"));
        match argument.as_str() {
            "--seconds" => options.seconds = value().parse().unwrap(),
            "--rate" => options.rate = value().parse().unwrap(),
            "--stored" => options.stored = value().parse().unwrap(),
            "--connections" => options.connections = value().parse().unwrap(),
            "--db" => options.db = Some(value()),
            // Cargo says so to every benchmark.
            "--bench" => {}
            _ => return None,
        }
    }
    Some(options)
}
