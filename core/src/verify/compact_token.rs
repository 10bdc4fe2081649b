use super::token_check::TokenCheck;
use crate::base64url;
use crate::error::ConsentError;
use crate::json::{self, Map, StrictError, Value};
use crate::maskinporten_client::SigningAlgorithm;
use crate::token::MAX_TOKEN;

/// A token taken apart; nothing in it is to be believed before its signature is verified.
///
/// See <https://www.rfc-editor.org/rfc/rfc7515#section-7.1>.
pub(super) struct CompactToken<'a> {
    pub(super) algorithm: SigningAlgorithm,
    pub(super) kid: String,
    pub(super) claims: Map,
    pub(super) signing_input: &'a str,
    pub(super) signature: &'a str,
}

impl<'a> CompactToken<'a> {
    pub(super) fn parse(token: &'a str) -> Result<Self, ConsentError> {
        if token.len() > MAX_TOKEN {
            return Err(TokenCheck::Size.refused("is longer than 64 kB"));
        }
        let form = || TokenCheck::Form.refused("must be three parts with a dot between them");
        let (signing_input, signature) = token.rsplit_once('.').ok_or_else(form)?;
        let (header, claims) = signing_input.split_once('.').ok_or_else(form)?;
        if claims.contains('.') || [header, claims].iter().any(|part| part.is_empty()) {
            return Err(form());
        }
        let (algorithm, kid) = read_header(&object(header)?)?;
        let claims = object(claims)?;
        if signature.is_empty() {
            return Err(TokenCheck::Signature.refused("is missing"));
        }
        decoded(signature)?;
        Ok(Self { algorithm, kid, claims, signing_input, signature })
    }
}

fn read_header(header: &Map) -> Result<(SigningAlgorithm, String), ConsentError> {
    if header.contains_key("crit") {
        return Err(TokenCheck::Crit.refused("demands an extension that no token of Maskinporten has"));
    }
    if ["jwk", "jku", "x5c", "x5u"].iter().any(|name| header.contains_key(name)) {
        return Err(TokenCheck::EmbeddedKey.refused("brings its own key"));
    }
    if !header.get("typ").is_none_or(is_access_token) {
        return Err(TokenCheck::Typ.refused("must be JWT or at+jwt, or missing"));
    }
    let algorithm = header.get("alg").and_then(|alg| crate::json::of_value(alg.clone()).ok());
    let algorithm = algorithm.ok_or_else(|| TokenCheck::Alg.refused("must be RS256, RS384 or RS512"))?;
    let kid = header.get("kid").and_then(Value::as_str).filter(|kid| !kid.is_empty());
    let kid = kid.ok_or_else(|| TokenCheck::Kid.refused("must name the key"))?;
    Ok((algorithm, kid.to_owned()))
}

fn is_access_token(typ: &Value) -> bool {
    let typ = typ.as_str().unwrap_or_default().to_ascii_lowercase();
    matches!(typ.strip_prefix("application/").unwrap_or(&typ), "jwt" | "at+jwt")
}

fn object(part: &str) -> Result<Map, ConsentError> {
    match json::read_strictly(&decoded(part)?) {
        Ok(Value::Object(object)) => Ok(object),
        Err(StrictError::Duplicates) => Err(TokenCheck::DuplicateMember.refused("are in an object")),
        _ => Err(TokenCheck::Json.refused("must be an object in header and claims")),
    }
}

/// The bytes of a part that is written in the one way that is right.
fn decoded(part: &str) -> Result<Vec<u8>, ConsentError> {
    base64url::decode(part)
        .filter(|bytes| base64url::encode(bytes) == part)
        .ok_or_else(|| TokenCheck::Base64Url.refused("is not canonical in a part of the token"))
}
