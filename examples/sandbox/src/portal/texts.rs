//! The texts around a consent: its template's, its resources', its own.

use crate::app::App;
use crate::consent::{Consent, ConsentRight};
use crate::register::Register;
use crate::registry::{LangMap, Registry};

/// The only type of resource that has texts.
const RESOURCE: &str = "urn:altinn:resource";

pub(super) struct ConsentTexts {
    pub(super) is_poa: bool,
    pub(super) title: LangMap,
    pub(super) title_accepted: LangMap,
    pub(super) heading: LangMap,
    pub(super) message: Option<LangMap>,
    pub(super) service_intro: LangMap,
    pub(super) service_intro_accepted: LangMap,
    pub(super) rights: Vec<RightTexts>,
    pub(super) expiration: LangMap,
    pub(super) handled_by: Option<LangMap>,
}

pub(super) struct RightTexts {
    pub(super) identifier: String,
    pub(super) title: LangMap,
    /// Markdown with the metadata filled in.
    pub(super) text: LangMap,
}

/// What a consent refers to and nobody has.
#[derive(Clone, Copy)]
pub(super) enum Missing {
    Party,
    Resource,
    Template,
}

impl ConsentTexts {
    pub(super) fn of(app: &App, consent: &Consent) -> Result<Self, Missing> {
        let registry = app.registry.read();
        let rights = consent.rights.iter().map(|right| RightTexts::of(&registry, right)).collect::<Result<_, _>>()?;
        let is_ours = |id: &str, version: u32| id == consent.template_id && version == consent.template_version;
        let template = registry.templates().iter().find(|template| is_ours(&template.id, template.version));
        let template = template.ok_or(Missing::Template)?;
        let register = app.register.read();
        if register.find(&consent.from).is_none() || register.find(&consent.to).is_none() {
            return Err(Missing::Party);
        }
        let texts = &template.texts;
        let handled = consent.handled_by.as_ref().is_some_and(|urn| register.find(urn).is_some());
        Ok(Self {
            is_poa: template.is_poa,
            title: texts.title.of(&consent.from).clone(),
            title_accepted: texts.title_accepted.clone(),
            heading: texts.heading.of(&consent.from).clone(),
            message: requested_message(consent).or_else(|| texts.overridden_delegation_context.clone()),
            service_intro: texts.service_intro.of(&consent.from).clone(),
            service_intro_accepted: texts.service_intro_accepted.of(&consent.from).clone(),
            rights,
            expiration: if is_one_time(&registry, consent) { &texts.expiration_one_time } else { &texts.expiration }
                .clone(),
            handled_by: handled.then(|| texts.handled_by.clone()),
        })
    }
}

impl RightTexts {
    fn of(registry: &Registry, right: &ConsentRight) -> Result<Self, Missing> {
        let named = right.resource.iter().find(|resource| resource.r#type == RESOURCE);
        let resource = named.and_then(|named| registry.find(&named.value));
        let resource = resource.ok_or(Missing::Resource)?;
        let fill = |text: &String| {
            let metadata = right.metadata.iter();
            metadata.fold(text.clone(), |text, (key, value)| text.replace(&format!("{{{key}}}"), value))
        };
        let text = resource.consent_text.0.iter().map(|(language, text)| (language.clone(), fill(text))).collect();
        Ok(Self { identifier: resource.identifier.clone(), title: resource.title.clone(), text: LangMap(text) })
    }
}

/// What the placeholders of the texts stand for.
pub(super) struct Names {
    pub(super) covered_by: String,
    pub(super) offered_by: String,
    handled_by: String,
    expiration: String,
}

impl Names {
    pub(super) fn of(register: &Register, consent: &Consent) -> Self {
        let name = |urn| display_name(&register.name(urn));
        Self {
            covered_by: name(&consent.to),
            offered_by: name(&consent.from),
            handled_by: consent.handled_by.as_ref().map(name).unwrap_or_default(),
            expiration: super::norwegian_time::format(consent.valid_to),
        }
    }

    pub(super) fn fill(&self, text: &str) -> String {
        text.replace("{CoveredBy}", &self.covered_by)
            .replace("{OfferedBy}", &self.offered_by)
            .replace("{HandledBy}", &self.handled_by)
            .replace("{Expiration}", &self.expiration)
    }
}

/// Whether the consent is spoken of as a power of attorney.
pub(super) fn is_poa(app: &App, consent: &Consent) -> bool {
    app.registry.read().template(&consent.template_id).is_some_and(|template| template.is_poa)
}

/// The register writes some names in capitals.
pub(super) fn display_name(name: &str) -> String {
    if name.chars().any(char::is_lowercase) {
        return name.to_owned();
    }
    let word = |word: &str| match word {
        "AS" | "ASA" | "SA" | "DA" | "ANS" => word.to_owned(),
        _ => word.split('-').map(capitalized).collect::<Vec<_>>().join("-"),
    };
    name.split(' ').map(word).collect::<Vec<_>>().join(" ")
}

fn capitalized(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or(String::new(), |first| first.to_string() + &letters.as_str().to_lowercase())
}

fn requested_message(consent: &Consent) -> Option<LangMap> {
    let message = consent.request_message.as_ref()?;
    let texts = message.iter().filter_map(|(language, text)| Some((language.clone(), text.clone()?)));
    Some(LangMap(texts.collect()))
}

fn is_one_time(registry: &Registry, consent: &Consent) -> bool {
    let mut resources = consent.rights.iter().flat_map(|right| &right.resource);
    resources.any(|resource| registry.find(&resource.value).is_some_and(|resource| resource.is_one_time_consent))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn capitals_become_a_name() {
        for (register, shown) in [
            ("DISKRET NÆR TIGER AS", "Diskret Nær Tiger AS"),
            ("ANNE-LISE ØDEGÅRD", "Anne-Lise Ødegård"),
            ("SmekkFull Bank AS", "SmekkFull Bank AS"),
            ("", ""),
        ] {
            assert_eq!(display_name(register), shown);
        }
    }
}
