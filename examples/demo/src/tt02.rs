//! The setting in Altinn's test environment, from environment variables.

use samtykke::{
    ConsentError, ConsentRight, Environment, FlowConfig, KeySigner, MaskinportenClient, OrganizationNumber, Party,
};

use crate::failure::Failure;
use crate::setting::Setting;

const CLIENT_ID: &str = "SAMTYKKE_CLIENT_ID";
const KID: &str = "SAMTYKKE_KID";
const PRIVATE_KEY: &str = "SAMTYKKE_PRIVATE_KEY";
const FROM: &str = "SAMTYKKE_FROM";
const TO: &str = "SAMTYKKE_TO";
const RESOURCE: &str = "SAMTYKKE_RESOURCE";
const METADATA: &str = "SAMTYKKE_METADATA";
const SCOPE: &str = "SAMTYKKE_SCOPE";

/// Somebody waits at the terminal: give up after two pauses of 1 and 2 seconds.
const ATTEMPTS: u32 = 3;

/// Reads the setting from `variable`.
///
/// # Errors
///
/// [`Failure::Usage`] that names every variable that is missing, or the one that is wrong; [`Failure::Failed`] when the
/// key cannot be read.
pub(crate) fn setting(variable: impl Fn(&str) -> Option<String>) -> Result<Setting, Failure> {
    let given = |name: &str| variable(name).map(|value| value.trim().to_owned()).filter(|value| !value.is_empty());
    let names = [CLIENT_ID, KID, PRIVATE_KEY, FROM, TO, RESOURCE];
    let [Some(client_id), Some(kid), Some(key_file), Some(from), Some(to), Some(resource)] = names.map(given) else {
        let missing = Vec::from_iter(names.into_iter().filter(|name| given(name).is_none()));
        return Err(Failure::Usage(format!(
            "--env tt02 needs environment variables that are not set: {}",
            missing.join(", ")
        )));
    };
    let from_party = Party::parse(&from).map_err(|error| wrong(FROM, &error))?;
    let to_party = OrganizationNumber::parse(&to).map_err(|error| wrong(TO, &error))?;
    let right = right(&resource, given(METADATA).as_deref().unwrap_or_default())?;
    let mut config = FlowConfig::new(Environment::Tt02, MaskinportenClient::with_kid(client_id, kid));
    config.retry.max_attempts = ATTEMPTS;
    if let Some(scopes) = given(SCOPE) {
        config = config.with_token_scopes(scopes.split_whitespace());
    }
    Ok(Setting { config, key: key(&key_file)?, from_party, to_party, right, data_url: None })
}

fn right(resource: &str, metadata: &str) -> Result<ConsentRight, Failure> {
    let pairs = metadata.split(',').filter(|pair| !pair.trim().is_empty());
    pairs.into_iter().try_fold(ConsentRight::new(resource), |right, pair| match pair.split_once('=') {
        Some((key, value)) => Ok(right.with_metadata(key.trim(), value.trim())),
        None => Err(Failure::Usage(format!("{METADATA} must be key=value,key=value"))),
    })
}

fn key(file: &str) -> Result<KeySigner, Failure> {
    let text = std::fs::read_to_string(file)
        .map_err(|error| Failure::because(format!("the key file {file} ({PRIVATE_KEY}) cannot be read"), error))?;
    KeySigner::parse(&text).map_err(|error| Failure::because(format!("the key file {file} ({PRIVATE_KEY})"), error))
}

fn wrong(name: &str, error: &ConsentError) -> Failure {
    Failure::Usage(format!("{name}: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn given<'a>(without: &'a [&'a str], key_file: &'a str) -> impl Fn(&str) -> Option<String> + 'a {
        move |name| {
            let value = match name {
                PRIVATE_KEY => key_file,
                FROM => "21818297804",
                TO => "810419512",
                METADATA => "inntektsaar=2025, fylke = Vestland",
                _ => "some text",
            };
            (!without.contains(&name)).then(|| value.to_owned())
        }
    }

    fn failure(variable: impl Fn(&str) -> Option<String>) -> Failure {
        setting(variable).err().expect("a failure")
    }

    #[test]
    fn every_missing_variable_is_named() {
        let Failure::Usage(text) = failure(given(&[KID, RESOURCE], "")) else { panic!("not a usage failure") };
        assert!(text.ends_with("not set: SAMTYKKE_KID, SAMTYKKE_PRIVATE_KEY, SAMTYKKE_RESOURCE"), "{text}");
    }

    #[test]
    fn a_wrong_number_is_named_and_not_shown() {
        let wrong = |name: &str| if name == FROM { Some("21818297805".to_owned()) } else { given(&[], "key")(name) };
        let Failure::Usage(text) = failure(wrong) else { panic!("not a usage failure") };
        assert!(text.starts_with(FROM) && !text.contains("21818297805"), "{text}");
    }

    #[test]
    fn metadata_is_read_and_a_lone_key_refused() {
        let right = right("resource", "inntektsaar=2025, fylke = Vestland,").unwrap();
        assert_eq!(Vec::from_iter(right.metadata.iter()), [("fylke", "Vestland"), ("inntektsaar", "2025")]);
        assert!(matches!(super::right("resource", "inntektsaar"), Err(Failure::Usage(_))));
    }
}
