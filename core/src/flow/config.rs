use serde::{Deserialize, Serialize};

use crate::authorization_detail::AuthorizationDetail;
use crate::environment::Environment;
use crate::error::ConsentError;
use crate::maskinporten_client::MaskinportenClient;
use crate::organization_number::OrganizationNumber;
use crate::retry::RetryPolicy;
use crate::token::TokenRequest;

/// What is the same for all consents of one data consumer.
///
/// See <https://docs.altinn.studio/authorization/guides/system-vendor/consent/>.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[cfg_attr(feature = "tsify", derive(tsify::Tsify))]
pub struct FlowConfig {
    /// Which Altinn and Maskinporten.
    pub environment: Environment,
    /// The organization's client at Maskinporten.
    pub client: MaskinportenClient,
    /// The scopes of the token for Altinn's consent API: `altinn:consentrequests.write`, which may read as well.
    #[serde(default = "default_request_scopes")]
    pub request_scopes: Vec<String>,
    /// The scopes of the consent token: those of the API that has the data.
    #[serde(default = "default_request_scopes")]
    pub token_scopes: Vec<String>,
    /// The audiences that the consent token is to be restricted to, when the API demands that.
    #[serde(default)]
    pub resource: Vec<String>,
    /// The customer, when a supplier asks on its behalf.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consumer_org: Option<OrganizationNumber>,
    /// The parameter of the return URL that carries the consent id.
    #[serde(default = "default_id_parameter")]
    pub id_parameter: String,
    /// The parameter of the return URL that carries an unguessable value, when there is to be one. A return without the
    /// right value is refused, so that only the user whom the flow sent to Altinn can bring it on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state_parameter: Option<String>,
    /// Whether the page is to open without asking the user for which party to act (`DONTCHOOSEREPORTEE`).
    #[serde(default)]
    pub skip_actor_choice: bool,
    /// Whether the status is read after the return and before the token. Without it a return that says `OK` leads straight
    /// to the token.
    #[serde(default = "default_check_status")]
    pub check_status: bool,
    /// How often calls are repeated.
    #[serde(default)]
    pub retry: RetryPolicy,
}

impl FlowConfig {
    /// The configuration that fits most: read the status after the return, `consentId` in the return URL, one scope for
    /// everything until [`FlowConfig::with_token_scopes`] names the data API's own.
    #[must_use]
    pub fn new(environment: Environment, client: MaskinportenClient) -> Self {
        Self {
            environment,
            client,
            request_scopes: default_request_scopes(),
            token_scopes: default_request_scopes(),
            resource: vec![],
            consumer_org: None,
            id_parameter: default_id_parameter(),
            state_parameter: None,
            skip_actor_choice: false,
            check_status: true,
            retry: RetryPolicy::default(),
        }
    }

    /// The same configuration with these scopes for the consent token.
    #[must_use]
    pub fn with_token_scopes<S: Into<String>>(mut self, scopes: impl IntoIterator<Item = S>) -> Self {
        self.token_scopes = scopes.into_iter().map(Into::into).collect();
        self
    }

    /// The token for Altinn's consent API.
    #[must_use]
    pub fn api_token(&self) -> TokenRequest {
        TokenRequest { consumer_org: self.consumer_org.clone(), ..TokenRequest::with_scopes(&self.request_scopes) }
    }

    /// The token for the data, with the consent in it.
    #[must_use]
    pub fn consent_token(&self, detail: AuthorizationDetail) -> TokenRequest {
        TokenRequest {
            scopes: self.token_scopes.clone(),
            resource: self.resource.clone(),
            consumer_org: self.consumer_org.clone(),
            pid: None,
            authorization_detail: Some(detail),
        }
    }

    pub(super) fn check(&self) -> Result<(), ConsentError> {
        self.environment.check()?;
        self.client.check()?;
        check_scopes("requestScopes", &self.request_scopes)?;
        check_scopes("tokenScopes", &self.token_scopes)?;
        check_parameter("idParameter", &self.id_parameter)?;
        if let Some(name) = &self.state_parameter {
            check_parameter("stateParameter", name)?;
            if name.eq_ignore_ascii_case(&self.id_parameter) {
                return Err(ConsentError::invalid("stateParameter", "must not be the same as idParameter"));
            }
        }
        self.retry.check()
    }

    /// The parameters that the flow adds to the return URL.
    pub(super) fn return_parameters(&self) -> impl Iterator<Item = &str> {
        [Some(self.id_parameter.as_str()), self.state_parameter.as_deref()].into_iter().flatten()
    }
}

fn check_scopes(field: &str, scopes: &[String]) -> Result<(), ConsentError> {
    TokenRequest::with_scopes(scopes).check(field)
}

fn check_parameter(field: &str, name: &str) -> Result<(), ConsentError> {
    if name.is_empty() {
        return Err(ConsentError::invalid(field, "must not be empty"));
    }
    if ["status", "errormessage"].contains(&name.to_ascii_lowercase().as_str()) {
        return Err(ConsentError::invalid(field, "must not be one of Altinn's own parameters"));
    }
    Ok(())
}

fn default_request_scopes() -> Vec<String> {
    vec!["altinn:consentrequests.write".to_owned()]
}

fn default_id_parameter() -> String {
    "consentId".to_owned()
}

const fn default_check_status() -> bool {
    true
}
