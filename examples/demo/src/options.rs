//! The command line.

use lexopt::prelude::{Long, Short, ValueExt};

use crate::failure::Failure;

pub(crate) const HELP: &str = "\
samtykke-demo: one consent, end to end, with every step and its time

Usage: samtykke-demo [options]

Without options it starts a sandbox of its own (Altinn, Maskinporten and a service owner on one loopback port), asks for
a consent, answers the consent page like a browser would, and fetches the data that the consent opens.

  --reject     the person says no: the other ending
  --by-hand    you are the person: it prints the address of the consent page and waits for your choice
  --port N     the sandbox's port; 0, the default, takes a free one
  --env NAME   sandbox (the default), or tt02 for Altinn's test environment, where you answer in a browser
  --help       this text

--env tt02 needs a client at Maskinporten's test environment, in these environment variables:

  SAMTYKKE_CLIENT_ID     the client's id
  SAMTYKKE_KID           the id of its key
  SAMTYKKE_PRIVATE_KEY   the file with that RSA key: PEM, or a JWK
  SAMTYKKE_FROM          who is asked: 11 digits (a test person) or 9 (an organization)
  SAMTYKKE_TO            who asks: the organization number of the client
  SAMTYKKE_RESOURCE      what for: the resource's id in Altinn's resource registry
  SAMTYKKE_METADATA      optional: the resource's metadata, as key=value,key=value
  SAMTYKKE_SCOPE         optional: the consent token's scopes, separated by blanks; altinn:consentrequests.write by default

NO_COLOR turns colours off; SAMTYKKE_SANDBOX_BIN names the sandbox's program, which else lies next to this one.

Exit status: 0 the consent came to its end, be it yes or no; 1 something failed; 2 wrong usage; 130 stopped by a signal
";

/// What to do.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Command {
    Help,
    Run(Options),
}

/// Which consent to play.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Options {
    pub(crate) place: Place,
    pub(crate) person: Person,
}

/// Where Altinn and Maskinporten are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// On this machine; port 0 is a free one.
    Sandbox { port: u16 },
    /// On the Internet.
    Tt02,
}

/// Who answers the consent page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Person {
    /// The demo itself, with yes.
    Approving,
    /// The demo itself, with no.
    Refusing,
    /// Somebody with a browser.
    AtBrowser,
}

/// Reads the command line.
///
/// # Errors
///
/// [`Failure::Usage`].
pub(crate) fn parse(parser: lexopt::Parser) -> Result<Command, Failure> {
    let Some(given) = read(parser).map_err(|error| Failure::Usage(error.to_string()))? else {
        return Ok(Command::Help);
    };
    let person = match (given.reject, given.by_hand) {
        (true, true) => return Err(usage("--reject and --by-hand exclude each other")),
        (true, false) => Person::Refusing,
        (false, true) => Person::AtBrowser,
        (false, false) => Person::Approving,
    };
    let options = match given.environment.as_deref() {
        None | Some("sandbox") => Options { place: Place::Sandbox { port: given.port.unwrap_or(0) }, person },
        Some("tt02") if given.reject || given.port.is_some() => {
            return Err(usage("--reject and --port are for the sandbox, not for --env tt02"));
        }
        Some("tt02") => Options { place: Place::Tt02, person: Person::AtBrowser },
        Some(other) => return Err(usage(&format!("--env takes sandbox or tt02, not {other:?}"))),
    };
    Ok(Command::Run(options))
}

#[derive(Default)]
struct Given {
    reject: bool,
    by_hand: bool,
    port: Option<u16>,
    environment: Option<String>,
}

fn read(mut parser: lexopt::Parser) -> Result<Option<Given>, lexopt::Error> {
    let mut given = Given::default();
    while let Some(argument) = parser.next()? {
        match argument {
            Long("reject") => given.reject = true,
            Long("by-hand") => given.by_hand = true,
            Long("port") => given.port = Some(port(&parser.value()?.string()?)?),
            Long("env") => given.environment = Some(parser.value()?.string()?),
            Long("help") | Short('h') => return Ok(None),
            other => return Err(other.unexpected()),
        }
    }
    Ok(Some(given))
}

fn port(text: &str) -> Result<u16, lexopt::Error> {
    text.parse().map_err(|_| format!("--port takes a number from 0 to 65535, not {text:?}").into())
}

fn usage(text: &str) -> Failure {
    Failure::Usage(text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(line: &str) -> Result<Command, Failure> {
        parse(lexopt::Parser::from_args(line.split_whitespace()))
    }

    #[test]
    fn each_option_leads_to_its_consent() {
        let sandbox = |port, person| Command::Run(Options { place: Place::Sandbox { port }, person });
        assert_eq!(parsed(""), Ok(sandbox(0, Person::Approving)));
        assert_eq!(parsed("--env sandbox --reject"), Ok(sandbox(0, Person::Refusing)));
        assert_eq!(parsed("--port=4010 --by-hand"), Ok(sandbox(4010, Person::AtBrowser)));
        let tt02 = Command::Run(Options { place: Place::Tt02, person: Person::AtBrowser });
        assert_eq!(parsed("--env tt02"), Ok(tt02));
        assert_eq!(parsed("--reject -h"), Ok(Command::Help));
    }

    #[test]
    fn what_cannot_be_meant_is_refused_by_name() {
        let refusals = [
            ("--rejct", "--rejct"),
            ("--port", "--port"),
            ("--port 70000", "--port takes"),
            ("--env prod", "\"prod\""),
            ("--reject --by-hand", "exclude"),
            ("--env tt02 --port 1", "for the sandbox"),
            ("loose", "loose"),
        ];
        for (line, word) in refusals {
            assert!(matches!(parsed(line), Err(Failure::Usage(text)) if text.contains(word)), "{line}");
        }
    }
}
