//! `GET jwk`: the keys that Maskinporten signs tokens with.
//!
//! See <https://docs.digdir.no/docs/Maskinporten/maskinporten_func_wellknown> and
//! <https://www.rfc-editor.org/rfc/rfc7517#section-5>.

use crate::environment::Environment;
use crate::error::ConsentError;
use crate::http::{HttpRequest, HttpResponse};
use crate::json::{self, Map, Value};
use crate::verify::Jwk;

pub(crate) const CALL: &str = "GET jwk";

/// Builds the call. It needs no token.
#[must_use]
pub fn request(environment: &Environment) -> HttpRequest {
    HttpRequest::get(environment.jwks_uri())
}

/// Reads the answer: the RSA keys of 2048 to 8192 bits that verify RS256, RS384 or RS512. Other keys are left out.
///
/// # Errors
///
/// [`ConsentError::UnexpectedAnswer`] when the status is not 200, the body is no key set or larger than 1 MiB, or no key is
/// left.
pub fn parse(response: &HttpResponse) -> Result<Vec<Jwk>, ConsentError> {
    if response.status != 200 {
        return Err(response.unexpected(CALL, "the status is not 200"));
    }
    let Ok(Value::Object(set)) = json::read_strictly(response.text(CALL)?.as_bytes()) else {
        return Err(response.unexpected(CALL, "the body is no JSON object, or has duplicate members"));
    };
    let Some(Value::Array(members)) = set.get("keys") else {
        return Err(response.unexpected(CALL, "the body has no array `keys`"));
    };
    let keys: Vec<Jwk> = members.iter().filter_map(Value::as_object).filter_map(signing_key).collect();
    if keys.is_empty() {
        return Err(response.unexpected(CALL, "the body has no RSA key that verifies signatures"));
    }
    Ok(keys)
}

fn signing_key(members: &Map) -> Option<Jwk> {
    let text = |name| members.get(name).and_then(Value::as_str);
    let is_for_signatures = members.get("use").is_none_or(|usage| usage.as_str() == Some("sig"));
    let verifies = members.get("key_ops").is_none_or(|operations| {
        operations
            .as_array()
            .is_some_and(|operations| operations.iter().any(|operation| operation.as_str() == Some("verify")))
    });
    if text("kty") != Some("RSA") || !is_for_signatures || !verifies {
        return None;
    }
    let algorithm = match members.get("alg") {
        None => None,
        Some(name) => Some(crate::json::of_value(name.clone()).ok()?),
    };
    Jwk::new(text("kid")?, algorithm, text("n")?, text("e")?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(body: String) -> Result<Vec<Jwk>, ConsentError> {
        parse(&HttpResponse { status: 200, headers: vec![], body })
    }

    fn n() -> String {
        format!("{}w", "_".repeat(341))
    }

    #[test]
    fn asks_the_issuer_of_the_environment() {
        assert_eq!(request(&Environment::Tt02).url, "https://test.maskinporten.no/jwk");
        assert_eq!(request(&Environment::Production).url, "https://maskinporten.no/jwk");
    }

    #[test]
    fn leaves_out_keys_that_do_not_verify() {
        let n = n();
        let good = format!(r#"{{"kty":"RSA","kid":"a","n":"{n}","e":"AQAB","use":"sig","alg":"RS256","x5c":["x"]}}"#);
        let others = [
            r#"{"kty":"EC","kid":"b","crv":"P-256","x":"AA","y":"AA"}"#.to_owned(),
            r#"{"kty":"oct","kid":"b","k":"AAAA"}"#.to_owned(),
            format!(r#"{{"kty":"RSA","n":"{n}","e":"AQAB"}}"#),
            format!(r#"{{"kty":"RSA","kid":"b","n":"{n}","e":"AQAB","use":"enc"}}"#),
            format!(r#"{{"kty":"RSA","kid":"b","n":"{n}","e":"AQAB","key_ops":["encrypt"]}}"#),
            format!(r#"{{"kty":"RSA","kid":"b","n":"{n}","e":"AQAB","alg":"PS256"}}"#),
            r#"{"kty":"RSA","kid":"b","n":"AQAB","e":"AQAB"}"#.to_owned(),
            "7".to_owned(),
        ];
        let body = format!(r#"{{"keys":[{},{good}]}}"#, others.join(","));
        let kept = keys(body).unwrap();
        assert_eq!(kept.iter().map(Jwk::kid).collect::<Vec<_>>(), ["a"]);
        assert!(keys(format!(r#"{{"keys":[{}]}}"#, others.join(","))).is_err());
    }

    #[test]
    fn refuses_what_is_no_key_set() {
        for body in ["", "[]", "{}", r#"{"keys":{}}"#, r#"{"keys":[]}"#, r#"{"keys":[],"keys":[]}"#] {
            assert_eq!(keys(body.to_owned()).unwrap_err().code(), "UNEXPECTED_ANSWER", "{body}");
        }
        let large = format!(r#"{{"keys":[],"x":"{}"}}"#, "a".repeat(1024 * 1024));
        assert!(keys(large).unwrap_err().to_string().contains("1 MiB"));
        assert!(parse(&HttpResponse { status: 503, headers: vec![], body: String::new() }).unwrap_err().is_retryable());
    }
}
