use super::actor_id::ActorId;
use super::token_check::TokenCheck;
use crate::consent::{ConsentId, ConsentRight, Metadata};
use crate::error::ConsentError;
use crate::json::{Map, Number, Value};
use crate::party::Party;
use crate::time::Timestamp;

/// The `authorization_details` of type `urn:altinn:consent`, as Maskinporten writes them.
///
/// See <https://docs.digdir.no/docs/Maskinporten/maskinporten_func_samtykke> and
/// <https://www.rfc-editor.org/rfc/rfc9396#section-2>.
pub(super) struct ConsentClaim {
    pub(super) id: ConsentId,
    pub(super) from_party: Party,
    pub(super) to_party: ActorId,
    pub(super) handled_by: Option<ActorId>,
    pub(super) consented: Option<Timestamp>,
    pub(super) valid_to: Timestamp,
    pub(super) rights: Vec<ConsentRight>,
}

pub(super) fn read(claims: &Map) -> Result<ConsentClaim, ConsentError> {
    let details = claims.get("authorization_details").and_then(Value::as_array);
    let is_consent = |detail: &&Value| detail.get("type").and_then(Value::as_str) == Some("urn:altinn:consent");
    let mut consents = details.into_iter().flatten().filter(is_consent);
    let (Some(detail), None) = (consents.next(), consents.next()) else {
        return Err(TokenCheck::AuthorizationDetails.refused("must hold exactly one consent"));
    };
    let text = |name| detail.get(name).and_then(Value::as_str).unwrap_or_default();
    let from = text("from");
    Ok(ConsentClaim {
        id: ConsentId::parse(text("id")).map_err(|_| TokenCheck::Id.refused("is no UUID"))?,
        from_party: Party::parse(from)
            .ok()
            .filter(|_| from.starts_with("urn:"))
            .ok_or_else(|| TokenCheck::From.refused("is no person and no organization"))?,
        to_party: detail
            .get("to")
            .and_then(ActorId::from_claim)
            .ok_or_else(|| TokenCheck::To.refused("is no organization"))?,
        handled_by: detail.get("handledBy").and_then(ActorId::from_claim),
        consented: Timestamp::parse(text("consented")).ok(),
        valid_to: Timestamp::parse(text("validTo")).map_err(|_| TokenCheck::ValidTo.refused("is no time"))?,
        rights: rights(detail)?,
    })
}

fn rights(detail: &Value) -> Result<Vec<ConsentRight>, ConsentError> {
    let members = detail.get("consentRights").and_then(Value::as_array);
    let members = members.ok_or_else(|| TokenCheck::ConsentRights.refused("must be a list"))?;
    let mut rights = vec![];
    for right in members {
        let (actions, metadata) = (strings(right.get("action"))?, metadata(right)?);
        for resource in resources(right)? {
            rights.push(ConsentRight { resource, actions: actions.clone(), metadata: metadata.clone() });
        }
    }
    Ok(rights)
}

/// The ids of the resources that a right is for. None, when it names something besides resources that might narrow it.
fn resources(right: &Value) -> Result<Vec<String>, ConsentError> {
    let attributes = right.get("resource").and_then(Value::as_array).ok_or_else(malformed)?;
    let id = |attribute: &Value| {
        let is_resource = attribute.get("type").and_then(Value::as_str) == Some("urn:altinn:resource");
        attribute.get("value").and_then(Value::as_str).filter(|_| is_resource).map(str::to_owned)
    };
    Ok(attributes.iter().map(id).collect::<Option<_>>().unwrap_or_default())
}

/// Keys that differ in letter case only are refused, since they are compared without it.
fn metadata(right: &Value) -> Result<Metadata, ConsentError> {
    let written = ["metadata", "metaData"].into_iter().filter_map(|name| right.get(name));
    let mut written = written.filter(|metadata| !metadata.is_null());
    let (metadata, another) = (written.next(), written.next());
    let Some(metadata) = metadata else { return Ok(Metadata::default()) };
    let refused = || TokenCheck::Metadata.refused("must be one object of text, each key once");
    let members = metadata.as_object().filter(|_| another.is_none()).ok_or_else(refused)?;
    let mut read = Metadata::default();
    for (key, value) in members.iter() {
        let value = match value {
            Value::String(text) => text.clone(),
            Value::Number(Number::Natural(_) | Number::Negative(_)) => value.to_string(),
            _ => return Err(refused()),
        };
        if read.find(key).is_some() {
            return Err(refused());
        }
        read.insert(key.to_owned(), value);
    }
    Ok(read)
}

fn strings(list: Option<&Value>) -> Result<Vec<String>, ConsentError> {
    let list = list.and_then(Value::as_array).ok_or_else(malformed)?;
    list.iter().map(|text| text.as_str().map(str::to_owned).ok_or_else(malformed)).collect()
}

fn malformed() -> ConsentError {
    TokenCheck::ConsentRights.refused("has a right without `action` or `resource`")
}
