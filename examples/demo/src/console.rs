//! What the person at the terminal sees.

use std::io::{IsTerminal, Write};
use std::time::Duration;

use crate::mask::masked;

const BOLD: &str = "1";
const DIM: &str = "2";
const GREEN: &str = "32";
const RED: &str = "31";

/// Prints to the terminal. No person number gets through it.
pub(crate) struct Console {
    colour: bool,
    colour_errors: bool,
}

impl Console {
    /// Colours go to a terminal only, and only without `NO_COLOR`; see <https://no-color.org>.
    pub(crate) fn new() -> Self {
        let wanted = std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
            && std::env::var_os("TERM").is_none_or(|term| term != "dumb");
        Self {
            colour: wanted && std::io::stdout().is_terminal(),
            colour_errors: wanted && std::io::stderr().is_terminal(),
        }
    }

    /// Prints text as it is. A reader who has gone away is no error.
    pub(crate) fn print(&self, text: &str) {
        let mut out = std::io::stdout().lock();
        let _ = out.write_all(masked(text).as_bytes()).and_then(|()| out.flush());
    }

    pub(crate) fn line(&self, text: &str) {
        self.print(&format!("{text}\n"));
    }

    pub(crate) fn title(&self, text: &str) {
        self.line(&format!("{}\n", paint(self.colour, BOLD, text)));
    }

    /// One step that was done, how long it took and what came of it.
    pub(crate) fn step(&self, name: &str, elapsed: Duration, result: &str) {
        let mark = paint(self.colour, GREEN, "✓");
        let time = paint(self.colour, DIM, &format!("{:>8}", duration(elapsed)));
        self.line(&format!("{mark} {name:<8}{time}  {}", harmless(result)));
    }

    /// Something longer, with a heading.
    pub(crate) fn block(&self, heading: &str, text: &str) {
        self.line(&format!("\n{}\n{text}", paint(self.colour, BOLD, heading)));
    }

    /// One sentence about what went wrong, on stderr.
    pub(crate) fn complain(&self, text: &str) {
        let text = masked(&harmless(text));
        let _ = writeln!(std::io::stderr(), "{} {text}", paint(self.colour_errors, RED, "error:"));
    }
}

/// A duration as a person reads it: `0.7 ms`, `31 ms`, `1.2 s`, `3 min 5 s`.
pub(crate) fn duration(elapsed: Duration) -> String {
    let seconds = elapsed.as_secs();
    if seconds >= 60 {
        return format!("{} min {} s", seconds / 60, seconds % 60);
    }
    if seconds >= 1 {
        return format!("{:.1} s", elapsed.as_secs_f64());
    }
    let millis = elapsed.as_secs_f64() * 1_000.0;
    if millis < 9.95 { format!("{millis:.1} ms") } else { format!("{millis:.0} ms") }
}

/// Text that others wrote stays on its line and gives the terminal no orders.
fn harmless(text: &str) -> String {
    text.replace(char::is_control, " ")
}

fn paint(colour: bool, code: &str, text: &str) -> String {
    if colour { format!("\x1b[{code}m{text}\x1b[0m") } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_read_well() {
        let texts = [(740, "0.7 ms"), (31_000, "31 ms"), (1_240_000, "1.2 s"), (185_000_000, "3 min 5 s")];
        for (micros, text) in texts {
            assert_eq!(duration(Duration::from_micros(micros)), text);
        }
    }
}
