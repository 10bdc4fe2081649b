//! The rules of the citizen's side, each in the order of Altinn's checks.

use uuid::Uuid;

use super::BffRefusal;
use crate::altinn::caller::has_scope;
use crate::altinn::problem::{Problem, ValidationError};
use crate::app::App;
use crate::citizen::Citizen;
use crate::consent::{Consent, Decision, PortalViewMode, Refusal, Status};
use crate::jwt::Claims;
use crate::party::PartyUrn;
use crate::registry::Resource;

const SCOPE: &str = "altinn:portal/enduser";

type Answer<T> = Result<T, BffRefusal>;

/// What became of a call to revoke.
pub(crate) enum Revocation {
    Done(Consent),
    /// The consent was revoked already, and stays as it is.
    Repeated(Consent),
}

/// Refuses a token without the portal's scope.
pub(crate) fn authorize(claims: &Claims) -> Answer<()> {
    if has_scope(claims, &[SCOPE]) { Ok(()) } else { Err(BffRefusal::Forbidden) }
}

/// The citizen of a portal token, which must name a party.
pub(crate) fn authenticate(app: &App, claims: &Claims) -> Answer<Citizen> {
    Citizen::from_claims(app, claims).ok_or(BffRefusal::Unauthorized)
}

/// A request that the citizen may answer.
pub(crate) fn request(app: &App, citizen: &Citizen, id: Uuid) -> Answer<Consent> {
    let consent = app.consents.read().find(id).cloned();
    let consent = consent.ok_or_else(|| BffRefusal::Problem(Problem::consent_not_found()))?;
    if !may_delegate(app, citizen, &consent) {
        return Err(BffRefusal::problem(403, "AM-00000", "Not authorized for consent"));
    }
    permit(app, citizen, &consent)?;
    Ok(consent)
}

pub(crate) fn accept(app: &App, citizen: &Citizen, id: Uuid, language: &str) -> Answer<Consent> {
    let consent = request(app, citizen, id)?;
    if consent.is_expired(app.clock.now()) {
        return Err(expired());
    }
    match consent.status {
        // Meant to be idempotent, but Altinn's answer cannot be mapped.
        Status::Accepted => Err(BffRefusal::Unhandled),
        _ => decide(app, citizen, id, Decision::Approve, Some(language)),
    }
}

pub(crate) fn reject(app: &App, citizen: &Citizen, id: Uuid) -> Answer<Consent> {
    match request(app, citizen, id)?.status {
        Status::Rejected => Err(BffRefusal::Unhandled),
        _ => decide(app, citizen, id, Decision::Reject, None),
    }
}

/// What the party was asked for, oldest first. A refusal is 401 here.
pub(crate) fn list(app: &App, citizen: &Citizen, party: Uuid) -> Answer<Vec<Consent>> {
    let party = readable_party(app, citizen, party)?;
    Ok(app.consents.read().given_by(&party).cloned().collect())
}

/// How many shown requests in the party's portal have a status and time left.
pub(crate) fn count(app: &App, citizen: &Citizen, party: Uuid, status: &str) -> Answer<usize> {
    let party = readable_party(app, citizen, party)?;
    if status == "Expired" {
        return Err(BffRefusal::Unhandled);
    }
    let now = app.clock.now();
    let consents = app.consents.read();
    let counted = consents.given_by(&party).filter(|consent| {
        consent.status.as_str() == status && consent.portal_view_mode == PortalViewMode::Show && consent.valid_to > now
    });
    Ok(counted.count())
}

/// A consent of any status. An unknown id looks like a forbidden one.
pub(crate) fn consent(app: &App, citizen: &Citizen, id: Uuid) -> Answer<Consent> {
    let consent = app.consents.read().find(id).cloned();
    let consent = consent.ok_or(BffRefusal::Forbidden)?;
    permit(app, citizen, &consent)?;
    Ok(consent)
}

pub(crate) fn revoke(app: &App, citizen: &Citizen, id: Uuid) -> Answer<Revocation> {
    let consent = app.consents.read().find(id).cloned().ok_or(BffRefusal::Unhandled)?;
    permit(app, citizen, &consent)?;
    match consent.status {
        Status::Revoked => Ok(Revocation::Repeated(consent)),
        _ => decide(app, citizen, id, Decision::Revoke, None).map(Revocation::Done),
    }
}

fn decide(app: &App, citizen: &Citizen, id: Uuid, decision: Decision, language: Option<&str>) -> Answer<Consent> {
    app.decide(id, decision, citizen.person.clone(), language).map_err(|refusal| match refusal {
        Refusal::WrongStatus => wrong_status(decision),
        Refusal::Expired => expired(),
        Refusal::Unknown | Refusal::NotKept => BffRefusal::Unhandled,
    })
}

fn wrong_status(decision: Decision) -> BffRefusal {
    let (code, detail) = match decision {
        Decision::Approve => ("AM-00002", "Consent have wrong status to be consented"),
        Decision::Reject => ("AM-00015", "Consent cant be rejected. Wrong status"),
        Decision::Revoke => ("AM-00010", "Consent cant be revoked.Wrong status"),
    };
    BffRefusal::problem(400, code, detail)
}

fn expired() -> BffRefusal {
    let detail = "The time need to be in the future";
    let error = ValidationError { code: "AM.VLD-00022", detail, path: "ValidTo".to_owned() };
    Problem::validation(vec![error]).map_or(BffRefusal::Unhandled, BffRefusal::Problem)
}

fn may_delegate(app: &App, citizen: &Citizen, consent: &Consent) -> bool {
    let required = consent.required_delegator.as_ref().is_none_or(|required| *required == citizen.person);
    let register = app.register.read();
    let known = register.find(&consent.from).is_some() && register.find(&citizen.person).is_some();
    let registry = app.registry.read();
    let delegable = consent.rights.iter().all(|right| match right.resource.as_slice() {
        [resource] => registry.find(&resource.value).is_some_and(Resource::is_delegable),
        _ => false,
    });
    required && known && delegable && register.may_answer(&citizen.person, consent)
}

fn permit(app: &App, citizen: &Citizen, consent: &Consent) -> Answer<()> {
    if citizen.may_act_on(app, consent) { Ok(()) } else { Err(BffRefusal::Forbidden) }
}

fn readable_party(app: &App, citizen: &Citizen, party: Uuid) -> Answer<PartyUrn> {
    let party = app.register.read().resolve(PartyUrn::Uuid(party));
    if citizen.may_act_for(app, &party) { Ok(party) } else { Err(BffRefusal::Unauthorized) }
}
