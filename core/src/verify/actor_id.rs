use std::fmt;

use crate::json::Value;
use serde::{Deserialize, Serialize};

use crate::organization_number::OrganizationNumber;
use crate::party::Party;

/// How Maskinporten names an organization, in Norway or elsewhere in Europe.
///
/// See <https://docs.digdir.no/docs/Maskinporten/maskinporten_protocol_token>.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[cfg_attr(feature = "tsify", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", uniffi::export(Debug))]
pub struct ActorId {
    /// The scheme: `iso6523-actorid-upis`, or `etsi-en-319-412` and the like for foreign organizations.
    pub authority: String,
    /// The id in that scheme, for example `0192:991825827` or `NTRSE-5560360793`.
    pub id: String,
}

impl ActorId {
    const ISO6523: &str = "iso6523-actorid-upis";
    const NORWEGIAN: &str = "0192:";

    /// A Norwegian organization.
    #[must_use]
    pub fn of(number: &OrganizationNumber) -> Self {
        Self { authority: Self::ISO6523.to_owned(), id: format!("{}{number}", Self::NORWEGIAN) }
    }

    /// The Norwegian organization's number; `None` for foreign organizations.
    #[must_use]
    pub fn organization_number(&self) -> Option<OrganizationNumber> {
        let digits = self.id.strip_prefix(Self::NORWEGIAN).filter(|_| self.authority == Self::ISO6523)?;
        OrganizationNumber::parse(digits).ok()
    }

    /// The object `{authority, ID}`, or Altinn's URN for an organization as older descriptions have it.
    pub(super) fn from_claim(claim: &Value) -> Option<Self> {
        if let Some(text) = claim.as_str() {
            return match Party::parse(text) {
                Ok(Party::Organization { number }) if text.starts_with("urn:") => Some(Self::of(&number)),
                _ => None,
            };
        }
        let member = |name| claim.get(name).and_then(Value::as_str).filter(|text| !text.is_empty());
        let actor = Self { authority: member("authority")?.to_owned(), id: member("ID")?.to_owned() };
        // What claims to be Norwegian must be so; other schemes are read as they are.
        let is_sound = actor.authority != Self::ISO6523
            || !actor.id.starts_with(Self::NORWEGIAN)
            || actor.organization_number().is_some();
        is_sound.then_some(actor)
    }
}

impl fmt::Debug for ActorId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = crate::redact::text(&format!("{} {}", self.authority, self.id));
        write!(f, "ActorId({shown})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn read(claim: serde_json::Value) -> Option<ActorId> {
        ActorId::from_claim(&crate::json::read(&claim.to_string()).unwrap())
    }

    #[test]
    fn reads_objects_and_urns() {
        let number = OrganizationNumber::parse("991825827").unwrap();
        let object = read(json!({"authority": "iso6523-actorid-upis", "ID": "0192:991825827"})).unwrap();
        assert_eq!(object.organization_number(), Some(number.clone()));
        assert_eq!(read(json!("urn:altinn:organization:identifier-no:991825827")), Some(object));
        assert_eq!(format!("{:?}", ActorId::of(&number)), "ActorId(iso6523-actorid-upis 0192:991825827)");
    }

    #[test]
    fn reads_foreign_organizations_of_two_to_four_parts() {
        for (authority, id) in [
            ("etsi-en-319-412", "NTRSE-5560360793"),
            ("etsi_en_119_612", "VATDE-1:2"),
            ("etsi-en-319-412", "LEIXG:a:b"),
            ("etsi-en-319-412", "a:b:c:d"),
        ] {
            let actor = read(json!({"authority": authority, "ID": id})).unwrap();
            assert_eq!((actor.id.as_str(), actor.organization_number()), (id, None));
        }
    }

    #[test]
    fn refuses_what_is_no_organization() {
        for claim in [
            json!(null),
            json!(7),
            json!([]),
            json!({}),
            json!({"authority": "iso6523-actorid-upis"}),
            json!({"authority": "iso6523-actorid-upis", "ID": 7}),
            json!({"authority": "iso6523-actorid-upis", "ID": "0192:991825828"}),
            json!("991825827"),
            json!("urn:altinn:person:identifier-no:21818297804"),
        ] {
            assert!(read(claim.clone()).is_none(), "{claim}");
        }
    }
}
