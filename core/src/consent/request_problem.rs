use serde::{Deserialize, Serialize};

use super::{ConsentRequest, ConsentRight};
use crate::resource::ConsentResource;

/// Something in a consent request that does not fit the resources it names.
///
/// See <https://docs.altinn.studio/authorization/guides/system-vendor/consent/request/>.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[cfg_attr(feature = "tsify", derive(tsify::Tsify))]
pub struct RequestProblem {
    /// What kind of problem it is.
    pub kind: RequestProblemKind,
    /// Where, for example `rights[0].metadata.inntektsaar`.
    pub field: String,
    /// What is wrong, as the end of a sentence that begins with the field.
    pub reason: String,
    /// The code that Altinn would answer with; none for what it answers without one, or does not see.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// What to write instead of the last part of the field, where the resource tells.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub right_spelling: Option<String>,
}

/// The kinds of [`RequestProblem`]s.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[cfg_attr(feature = "tsify", derive(tsify::Tsify))]
pub enum RequestProblemKind {
    /// The resource is not among those given (AM-00005, or 403 without a reason).
    UnknownResource,
    /// The resource is not one that consent can be asked for (AM-00005).
    NoConsentResource,
    /// The resource has no such metadata key (AM-00006).
    UnknownMetadata,
    /// The value is empty (AM-00007).
    EmptyMetadata,
    /// A key of the resource is absent (AM-00008).
    MissingMetadata,
    /// The resource has another consent template than the first one (AM-00009).
    OtherTemplate,
    /// Two keys differ in their letter case only: Altinn answers 500 without a code.
    RepeatedMetadata,
    /// Altinn takes the key, but the consent page knows it in another letter case and leaves `{key}` in its text.
    MetadataSpelling,
}

impl RequestProblemKind {
    /// Whether Altinn refuses the request for it. It takes a wrong spelling, which only the user would see.
    #[must_use]
    pub const fn is_refused(self) -> bool {
        !matches!(self, Self::MetadataSpelling)
    }

    const fn code(self) -> Option<&'static str> {
        match self {
            Self::UnknownResource | Self::NoConsentResource => Some("AM-00005"),
            Self::UnknownMetadata => Some("AM-00006"),
            Self::EmptyMetadata => Some("AM-00007"),
            Self::MissingMetadata => Some("AM-00008"),
            Self::OtherTemplate => Some("AM-00009"),
            Self::RepeatedMetadata | Self::MetadataSpelling => None,
        }
    }
}

impl ConsentRequest {
    /// Every problem that Altinn would find by the resources' rules, in the order of the rights; none when all is well.
    ///
    /// `resources` are those that the rights name, or more: see [`read_resource`](crate::endpoint::read_resource) and
    /// [`list_consent_resources`](crate::endpoint::list_consent_resources). Nothing is known of access lists and policies,
    /// which Altinn answers with 403.
    ///
    /// See <https://docs.altinn.studio/authorization/guides/system-vendor/consent/request/>.
    #[must_use]
    pub fn check_against(&self, resources: &[ConsentResource]) -> Vec<RequestProblem> {
        ConsentRight::check_against(&self.rights, resources)
    }
}

impl ConsentRight {
    /// As [`ConsentRequest::check_against`], for a form that has the `rights` of one request and not yet the rest of it.
    #[must_use]
    pub fn check_against(rights: &[Self], resources: &[ConsentResource]) -> Vec<RequestProblem> {
        let mut problems = vec![];
        let mut first: Option<&ConsentResource> = None;
        for (at, right) in rights.iter().enumerate() {
            let field = format!("rights[{at}]");
            let Some(resource) = find(&right.resource, &field, resources, &mut problems) else { continue };
            check_metadata(right, &field, resource, &mut problems);
            let first = *first.get_or_insert(resource);
            if template(first) != template(resource) {
                let reason =
                    format!("has another consent template than {}: ask in a request of its own", first.identifier);
                problems.push(problem(RequestProblemKind::OtherTemplate, format!("{field}.resource"), reason));
            }
        }
        problems
    }
}

fn find<'a>(
    id: &str,
    field: &str,
    resources: &'a [ConsentResource],
    problems: &mut Vec<RequestProblem>,
) -> Option<&'a ConsentResource> {
    let field = format!("{field}.resource");
    match resources.iter().find(|resource| resource.identifier == id) {
        Some(resource) if resource.is_consent() => return Some(resource),
        Some(_) => {
            let reason = "is not a resource that consent can be asked for".to_owned();
            problems.push(problem(RequestProblemKind::NoConsentResource, field, reason));
        }
        None => {
            let right = resources.iter().find(|resource| same(&resource.identifier, id));
            let reason = "is not among the resources that were given".to_owned();
            let unknown = problem(RequestProblemKind::UnknownResource, field, reason);
            problems.push(unknown.spelled(right.map(|resource| resource.identifier.as_str())));
        }
    }
    None
}

/// Altinn puts each key that was sent into lower case and looks for exactly that among the resource's keys, but looks in
/// any case for the resource's keys among those that were sent.
fn check_metadata(right: &ConsentRight, field: &str, resource: &ConsentResource, problems: &mut Vec<RequestProblem>) {
    use RequestProblemKind as Kind;
    let keys = &resource.consent_metadata;
    let mut met: Vec<String> = vec![];
    for (sent, value) in right.metadata.iter() {
        let mut push = |kind, reason: &str, spelling: Option<&str>| {
            problems.push(problem(kind, format!("{field}.metadata.{sent}"), reason.to_owned()).spelled(spelling));
        };
        let lowered = lower(sent);
        if met.contains(&lowered) {
            push(Kind::RepeatedMetadata, "is there twice, in different letter case", None);
        }
        met.push(lowered);
        let Some(known) = keys.iter().map(|known| known.key.as_str()).find(|known| same(known, sent)) else {
            push(Kind::UnknownMetadata, "is not a key of the resource", None);
            continue;
        };
        if known != lower(known) {
            let reason = "can never be met, because the resource spells it with capitals: tell the resource's owner";
            push(Kind::UnknownMetadata, reason, None);
        } else if value.is_empty() {
            push(Kind::EmptyMetadata, "must not be empty", Some(known).filter(|known| *known != sent));
        } else if known != sent {
            push(Kind::MetadataSpelling, "is spelled otherwise by the resource", Some(known));
        }
    }
    for known in keys.iter().filter(|known| !met.contains(&lower(&known.key))) {
        let reason = match known.optional {
            true => "is missing: Altinn demands it although the registry calls it optional",
            false => "is missing",
        };
        let field = format!("{field}.metadata.{}", known.key);
        problems.push(problem(Kind::MissingMetadata, field, reason.to_owned()).spelled(Some(&known.key)));
    }
}

fn template(resource: &ConsentResource) -> String {
    resource.consent_template.as_deref().map(lower).unwrap_or_default()
}

fn same(one: &str, other: &str) -> bool {
    lower(one) == lower(other)
}

/// The Latin letters of Europe's languages, Sámi among them, in lower case: the tables of all scripts are large.
pub(super) fn lower(text: &str) -> String {
    text.chars().map(small).collect()
}

fn small(letter: char) -> char {
    let code = letter as u32;
    let distance = match letter {
        'À'..='Ö' | 'Ø'..='Þ' => 32,
        // Capitals and small letters stand side by side.
        'Ā'..='į' | 'Ĳ'..='ķ' | 'Ŋ'..='ŷ' if code.is_multiple_of(2) => 1,
        'Ĺ'..='ň' | 'Ź'..='ž' if !code.is_multiple_of(2) => 1,
        'Ÿ' => return 'ÿ',
        _ => return letter.to_ascii_lowercase(),
    };
    char::from_u32(code + distance).unwrap_or(letter)
}

fn problem(kind: RequestProblemKind, field: String, reason: String) -> RequestProblem {
    RequestProblem { kind, field, reason, code: kind.code().map(str::to_owned), right_spelling: None }
}

impl RequestProblem {
    fn spelled(self, right: Option<&str>) -> Self {
        Self { right_spelling: right.map(str::to_owned), ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn latin_letters_have_their_small_ones() {
        for letter in ('\0'..'ƀ').filter(|letter| *letter != 'İ') {
            assert_eq!(small(letter).to_string(), letter.to_lowercase().to_string());
        }
        assert_eq!(lower("ČÁLLI Ŋ"), "čálli ŋ");
    }
}
