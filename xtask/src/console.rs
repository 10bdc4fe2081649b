//! What the person sees: plain lines, colours and a live elapsed counter on a terminal.

use std::io::{IsTerminal, Write};
use std::time::Duration;

const GREEN: &str = "32";
const RED: &str = "31";
const BOLD: &str = "1";
const DIM: &str = "2";

/// A live line longer than this would wrap on an ordinary terminal and could not be erased.
const LIVE_WIDTH: usize = 78;

const REDRAW: Duration = Duration::from_millis(500);

/// Off a terminal only steps that take longer than these seconds get a line before they end, and then one a minute.
const FIRST_PLAIN_LINE: u64 = 2;
const PLAIN_LINES: Duration = Duration::from_secs(60);

/// Where and how to print.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Console {
    colour: bool,
    live: bool,
    verbose: bool,
}

impl Console {
    pub(crate) fn new(verbose: bool) -> Self {
        let terminal = std::io::stdout().is_terminal();
        let dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
        let no_colour = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        let ci = std::env::var_os("CI").is_some_and(|value| !value.is_empty() && value != "false");
        Self { colour: terminal && !no_colour && !dumb, live: terminal && !ci && !dumb && !verbose, verbose }
    }

    pub(crate) fn verbose(&self) -> bool {
        self.verbose
    }

    /// Prints text as it is. A reader who has gone away is no error.
    pub(crate) fn print(&self, text: &str) {
        let mut out = std::io::stdout().lock();
        let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
    }

    pub(crate) fn line(&self, text: &str) {
        self.print(&format!("{text}\n"));
    }

    pub(crate) fn heading(&self, text: &str) {
        self.line(&format!("\n{}", self.paint(BOLD, text)));
    }

    /// One sentence about what went wrong, on stderr.
    pub(crate) fn complain(&self, text: &str) {
        let _ = writeln!(std::io::stderr(), "{} {text}", self.paint(RED, "error:"));
    }

    /// Redraws the live line on a terminal; elsewhere says now and then that the step goes on.
    pub(crate) fn running(&self, title: &str, elapsed: Duration, detail: &str) {
        let text = format!("  {title} ... {}", seconds(elapsed));
        if self.live {
            let text = format!("{text}  {detail}");
            let shown: String = text.chars().filter(|c| !c.is_control()).take(LIVE_WIDTH).collect();
            self.print(&format!("\r\x1b[2K{shown}"));
        } else {
            self.line(&text);
        }
    }

    /// When a step that goes on should be shown the next time.
    pub(crate) fn next_sign_of_life(&self, elapsed: Duration) -> Duration {
        match elapsed.as_secs() {
            _ if self.live => elapsed + REDRAW,
            0..FIRST_PLAIN_LINE => Duration::from_secs(FIRST_PLAIN_LINE),
            _ => elapsed + PLAIN_LINES,
        }
    }

    pub(crate) fn finished(&self, title: &str, elapsed: Duration, success: bool) {
        let word = if success { self.paint(GREEN, "ok") } else { self.paint(RED, "FAILED") };
        let time = self.paint(DIM, &format!("({})", seconds(elapsed)));
        let erase = if self.live { "\r\x1b[2K" } else { "" };
        self.line(&format!("{erase}  {title} ... {word} {time}"));
    }

    pub(crate) fn good(&self, text: &str) -> String {
        self.paint(GREEN, text)
    }

    pub(crate) fn bad(&self, text: &str) -> String {
        self.paint(RED, text)
    }

    pub(crate) fn strong(&self, text: &str) -> String {
        self.paint(BOLD, text)
    }

    fn paint(&self, code: &str, text: &str) -> String {
        if self.colour { format!("\x1b[{code}m{text}\x1b[0m") } else { text.to_owned() }
    }
}

/// A duration as a person reads it: `0.4 s`, `58.1 s`, `3 min 05 s`.
pub(crate) fn seconds(elapsed: Duration) -> String {
    let whole = elapsed.as_secs();
    if whole < 60 {
        return format!("{:.1} s", elapsed.as_secs_f64());
    }
    format!("{} min {:02} s", whole / 60, whole % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_read_well() {
        assert_eq!(seconds(Duration::from_millis(440)), "0.4 s");
        assert_eq!(seconds(Duration::from_secs(185)), "3 min 05 s");
    }
}
