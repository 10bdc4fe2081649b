//! The binary: its ready line, its end, its refusals.
#![allow(clippy::unwrap_used)]

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command, Stdio};

use serde_json::Value;

fn sandbox(arguments: &[&str]) -> Child {
    Command::new(env!("CARGO_BIN_EXE_samtykke-sandbox"))
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

fn ready_line(child: &mut Child) -> Value {
    let mut line = String::new();
    BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
    serde_json::from_str(&line).unwrap()
}

#[tokio::test]
async fn it_says_where_it_is_and_ends_on_sigterm() {
    let mut child = sandbox(&["--events-lag", "0", "--log", "json"]);
    let ready = ready_line(&mut child);
    let origin = ready["origin"].as_str().unwrap().to_owned();
    assert_eq!(ready["ready"], true);
    assert_eq!(ready["issuer"], format!("{origin}/"));
    assert_eq!(ready["token_endpoint"], format!("{origin}/token"));
    let health = reqwest::get(format!("{}/health", ready["control"].as_str().unwrap())).await.unwrap();
    assert!(health.status().is_success());
    assert!(health.headers().contains_key("x-request-id"));

    let killed = Command::new("kill").args(["-TERM", &child.id().to_string()]).status().unwrap();

    assert!(killed.success());
    assert!(child.wait().unwrap().success());
    let mut log = String::new();
    child.stderr.take().unwrap().read_to_string(&mut log).unwrap();
    let entry: Value = serde_json::from_str(log.lines().next().unwrap()).unwrap();
    assert_eq!(entry["fields"]["route"], "/sandbox/health");
}

#[test]
fn a_port_in_use_is_one_clear_line() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let output = sandbox(&["--port", &port]).wait_with_output().unwrap();
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert!(!output.status.success());
    assert!(stderr.contains(&format!("cannot listen on 127.0.0.1:{port}")), "{stderr}");
    assert_eq!(stderr.lines().count(), 1);
    assert!(output.stdout.is_empty());
}

#[test]
fn only_the_address_is_blamed_for_the_address() {
    for (arguments, reason) in
        [(["--page-size", "0"], "the page size must be 1 to 1000"), (["--db", "/nowhere/s.db"], "/nowhere/s.db: ")]
    {
        let stderr = String::from_utf8(sandbox(&arguments).wait_with_output().unwrap().stderr).unwrap();
        assert!(stderr.starts_with(&format!("samtykke-sandbox: {reason}")), "{stderr}");
    }
}

#[test]
fn wrong_options_are_refused_and_help_is_given() {
    for arguments in [&["--prt", "1"][..], &["--port", "x"], &["--log", "xml"], &["--page-size", "0"]] {
        let output = sandbox(arguments).wait_with_output().unwrap();
        assert!(!output.status.success(), "{arguments:?}");
        assert_eq!(String::from_utf8(output.stderr).unwrap().lines().count(), 1, "{arguments:?}");
    }
    let help = sandbox(&["--help"]).wait_with_output().unwrap();
    assert!(help.status.success());
    assert!(String::from_utf8(help.stdout).unwrap().contains("--events-lag"));
}
