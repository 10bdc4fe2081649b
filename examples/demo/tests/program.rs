//! The program as a person runs it: its endings, its exit statuses, its complaints.
#![allow(clippy::unwrap_used)]

mod common;

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use common::{Ran, demo, key_file, run};

const PERSON: &str = "21818297804";

/// Everything that `--env tt02` needs but the key file.
const TT02: [(&str, &str); 5] = [
    ("SAMTYKKE_CLIENT_ID", "5b4c9c0e-2f1d-4f6e-9d5a-1c2b3a4d5e6f"),
    ("SAMTYKKE_KID", "a-key"),
    ("SAMTYKKE_FROM", PERSON),
    ("SAMTYKKE_TO", "810419512"),
    ("SAMTYKKE_RESOURCE", "standard-samtykke-for-dele-data"),
];

fn refused(ran: &Ran, status: i32, words: &[&str]) {
    assert_eq!(ran.status, Some(status), "{ran:?}");
    assert_eq!(ran.stderr.lines().count(), 1, "{ran:?}");
    for word in words {
        assert!(ran.stderr.contains(word), "{word} is not in {ran:?}");
    }
    is_discreet(ran);
}

/// Neither a person number nor a token.
fn is_discreet(ran: &Ran) {
    for text in [&ran.stdout, &ran.stderr] {
        assert!(!text.contains(PERSON) && !text.contains("eyJ"), "{ran:?}");
    }
}

#[test]
fn a_person_who_approves_opens_the_data() {
    let ran = run(&[], &[]);

    assert_eq!(ran.status, Some(0), "{ran:?}");
    assert_eq!(ran.stderr, "");
    let steps = ran.stdout.lines().filter_map(|line| line.strip_prefix("✓ ")?.split(' ').next());
    let expected = ["sandbox", "key", "token", "create", "visit", "choose", "return", "status", "token", "data"];
    assert_eq!(Vec::from_iter(steps), expected);
    let words = ["Status=OK", "Accepted", "urn:altinn:consent", "identifier-no:[redacted]", "\"amount\":", "Done in"];
    for word in words {
        assert!(ran.stdout.contains(word), "{word} is not in {ran:?}");
    }
    assert!(!ran.stdout.contains('\x1b'), "colours need a terminal");
    is_discreet(&ran);
    assert!(!sandbox_listens(&ran.stdout), "the sandbox is stopped");
}

#[test]
fn no_proxy_sees_what_goes_to_this_machine() {
    let ran = run(&[], &[("HTTP_PROXY", "http://127.0.0.1:9"), ("http_proxy", "http://127.0.0.1:9"), ("NO_PROXY", "")]);
    assert_eq!(ran.status, Some(0), "{ran:?}");
}

#[test]
fn a_person_who_refuses_is_another_ending_and_no_failure() {
    let ran = run(&["--reject"], &[]);

    assert_eq!(ran.status, Some(0), "{ran:?}");
    assert!(ran.stdout.contains("Rejected") && ran.stdout.contains("The person refused"), "{ran:?}");
    assert!(!ran.stdout.contains("✓ data") && !ran.stdout.contains("consent token with"), "{ran:?}");
    is_discreet(&ran);
}

#[test]
fn somebody_at_a_browser_answers_and_reads_a_page() {
    let mut demo = start(&["--by-hand"]);
    let mut output = BufReader::new(demo.stdout.take().unwrap());
    let (mut seen, page) = read_until(&mut output, "/accessmanagement/ui/consent/request?id=");
    let (host, path, id) = address(&page);

    let form = format!("id={id}&lang=nn&decision=approve");
    let redirect = exchange(host, &format!("POST {path} HTTP/1.1\r\nContent-Length: {}\r\n", form.len()), &form);
    let location = redirect.lines().find_map(|line| line.strip_prefix("location: ")).unwrap();
    let (own_host, own_path) = location.strip_prefix("http://").unwrap().split_once('/').unwrap();
    let icon = exchange(own_host, "GET /favicon.ico HTTP/1.1\r\n", "");
    let forged = exchange(own_host, "GET /return?consentId=x HTTP/1.1\r\n", "");
    let back = exchange(own_host, &format!("GET /{own_path} HTTP/1.1\r\nAccept-Language: nn\r\n"), "");

    output.read_to_string(&mut seen).unwrap();
    assert!(demo.wait().unwrap().success(), "{seen}");
    assert!(icon.starts_with("HTTP/1.1 404"), "{icon}");
    assert!(forged.starts_with("HTTP/1.1 200"), "{forged}");
    assert!(back.contains("<html lang=\"nn\">") && back.contains("Takk, du har gitt samtykke"), "{back}");
    assert!(seen.contains("Not counted") && seen.contains("✓ data"), "{seen}");
}

#[test]
fn a_signal_stops_the_sandbox_too() {
    let mut demo = start(&["--by-hand"]);
    let mut output = BufReader::new(demo.stdout.take().unwrap());
    let (seen, _) = read_until(&mut output, "/accessmanagement/ui/consent/request?id=");
    assert!(sandbox_listens(&seen));

    let kill = Command::new("kill").args(["-INT", &demo.id().to_string()]).status().unwrap();

    assert!(kill.success());
    assert_eq!(demo.wait().unwrap().code(), Some(130));
    // The demo has sent the signal; the process may take a moment to go.
    let gone = (0..100).any(|_| {
        std::thread::sleep(Duration::from_millis(50));
        !sandbox_listens(&seen)
    });
    assert!(gone, "{seen}");
}

#[test]
fn a_port_in_use_is_one_clear_line() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let ran = run(&["--port", &port], &[]);
    refused(&ran, 1, &["the sandbox did not start: cannot listen on", &port]);
}

#[test]
fn a_sandbox_that_is_not_there_is_one_clear_line() {
    let ran = run(&[], &[("SAMTYKKE_SANDBOX_BIN", "/nowhere/samtykke-sandbox")]);
    refused(&ran, 1, &["/nowhere/samtykke-sandbox", "cargo build -p samtykke-sandbox"]);
}

#[test]
fn missing_variables_are_all_named() {
    let ran = run(&["--env", "tt02"], &TT02[..2]);
    refused(&ran, 2, &["SAMTYKKE_PRIVATE_KEY", "SAMTYKKE_FROM", "SAMTYKKE_TO", "SAMTYKKE_RESOURCE"]);
    assert!(!ran.stderr.contains("SAMTYKKE_KID"), "{ran:?}");
}

#[test]
fn a_key_file_that_is_missing_or_wrong_is_one_clear_line() {
    fn with_key(file: &str) -> Vec<(&str, &str)> {
        TT02.into_iter().chain([("SAMTYKKE_PRIVATE_KEY", file)]).collect()
    }
    refused(&run(&["--env", "tt02"], &with_key("/nowhere/key.pem")), 1, &["/nowhere/key.pem", "No such file"]);
    let other_kind = key_file("ec-p256.pem");
    refused(&run(&["--env", "tt02"], &with_key(&other_kind)), 1, &["ec-p256.pem", "RSA private key"]);
}

#[test]
fn no_network_is_one_clear_line() {
    let key = key_file("rsa-2048.jwk.json");
    // Nobody listens where this proxy is said to be, so no call leaves the machine.
    let proxy = "http://127.0.0.1:1";
    let more = [("SAMTYKKE_PRIVATE_KEY", key.as_str()), ("HTTPS_PROXY", proxy)];
    let ran = run(&["--env", "tt02"], &Vec::from_iter(TT02.into_iter().chain(more)));
    refused(&ran, 1, &["no answer to POST token", "Connection refused"]);
}

#[test]
fn wrong_options_are_refused_and_help_is_given() {
    refused(&run(&["--rejct"], &[]), 2, &["--rejct", "--help"]);
    refused(&run(&["--env", "prod"], &[]), 2, &["sandbox or tt02"]);
    let help = run(&["--help"], &[]);
    assert_eq!((help.status, help.stderr.as_str()), (Some(0), ""));
    assert!(help.stdout.contains("Exit status") && help.stdout.contains("SAMTYKKE_PRIVATE_KEY"));
}

fn start(arguments: &[&str]) -> Child {
    demo(arguments, &[]).stdin(Stdio::null()).stdout(Stdio::piped()).spawn().unwrap()
}

/// Everything up to the line that contains `word`, and that line.
fn read_until(output: &mut impl BufRead, word: &str) -> (String, String) {
    let mut seen = String::new();
    loop {
        let start = seen.len();
        assert_ne!(output.read_line(&mut seen).unwrap(), 0, "{word} is not in {seen}");
        if seen[start..].contains(word) {
            let line = seen[start..].trim().to_owned();
            return (seen, line);
        }
    }
}

/// Host, path and consent id of the consent page.
fn address(url: &str) -> (&str, String, &str) {
    let (host, path) = url.strip_prefix("http://").unwrap().split_once('/').unwrap();
    (host, format!("/{path}"), path.split_once("id=").unwrap().1)
}

fn exchange(host: &str, head: &str, body: &str) -> String {
    let mut stream = TcpStream::connect(host).unwrap();
    write!(stream, "{head}Host: {host}\r\nConnection: close\r\n\r\n{body}").unwrap();
    let mut response = String::new();
    stream.read_to_string(&mut response).unwrap();
    response
}

/// Whether somebody listens where the first step says that the sandbox is.
fn sandbox_listens(stdout: &str) -> bool {
    let line = stdout.lines().find(|line| line.contains("(process ")).unwrap();
    let host = line.split("http://").nth(1).unwrap().split(' ').next().unwrap();
    TcpStream::connect(host).is_ok()
}
