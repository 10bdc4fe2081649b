//! The package mirror that apt already uses.

use crate::failure::Outcome;
use crate::project::Project;
use crate::tools::{apt, ask};

const FORMAT: [&str; 3] = ["indextargets", "--format", "$(LABEL)|$(REPO_URI)"];

/// The mirror of Debian's main archive; `None` leaves the choice to debootstrap.
pub(crate) fn of_debian(project: &Project) -> Outcome<Option<String>> {
    let targets = || ask(project, "apt-get", &FORMAT).unwrap_or_default();
    let known = targets();
    if known.trim().is_empty() {
        // The labels are in the lists, which a container image comes without.
        apt::update(project)?;
        return Ok(main_archive(&targets()));
    }
    Ok(main_archive(&known))
}

/// The proxy that apt uses for http, for programs that do not read its settings.
pub(crate) fn proxy(project: &Project) -> Option<String> {
    let text = ask(project, "apt-config", &["dump", "--format", "%v%n", "Acquire::http::Proxy"])?;
    text.lines().map(str::trim).find(|line| line.contains("://")).map(str::to_owned)
}

fn main_archive(targets: &str) -> Option<String> {
    let uris = targets.lines().filter_map(|line| line.strip_prefix("Debian|"));
    uris.map(str::trim).find(|uri| uri.starts_with("http://") || uri.starts_with("https://")).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn security_archives_and_other_distributions_are_passed_over() {
        let targets = "
Debian-Security|http://mirror.example/debian-security/
Node Source|https://other.example/node
Debian|cdrom://disc/
Debian|http://mirror.example/debian/
";
        assert_eq!(main_archive(targets).as_deref(), Some("http://mirror.example/debian/"));
    }

    #[test]
    fn no_debian_no_mirror() {
        assert_eq!(main_archive("Ubuntu|http://mirror.example/ubuntu/\n"), None);
    }
}
