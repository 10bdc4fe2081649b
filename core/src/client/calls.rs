//! Single calls, for programs that need no flow.

use super::{ConsentClient, now, sleep_until};
use crate::authorization_detail::AuthorizationDetail;
use crate::call_attempts::CallAttempts;
use crate::consent::{ConsentId, ConsentRequest, ConsentState, RequestProblem};
use crate::endpoint::{exchange_token, list_consent_resources, read_consent_request, read_resource};
use crate::environment::Environment;
use crate::error::ConsentError;
use crate::flow::{FlowConfig, Outcome};
use crate::http::{HttpRequest, HttpResponse};
use crate::party::Party;
use crate::problem::MaskinportenProblem;
use crate::resource::ConsentResource;
use crate::retry::RetryPolicy;
use crate::seed::Seed;
use crate::token::{AccessToken, TokenKey, TokenRequest};
use crate::token_exchange::TokenExchange;

impl ConsentClient {
    /// Reads one consent by its id.
    ///
    /// # Errors
    ///
    /// Any [`ConsentError`].
    pub async fn consent(&self, config: &FlowConfig, id: &ConsentId) -> Result<ConsentState, ConsentError> {
        let request = |token: &AccessToken| read_consent_request::request(&config.environment, id, token);
        let response = self.authorized_answer(config, read_consent_request::CALL, request).await?;
        read_consent_request::parse(&response)
    }

    /// A consent token for the consent `id` that `from_party` gave, from the cache when it holds one.
    ///
    /// When Maskinporten refuses and does not say that the client is at fault, the consent's status is read: a consent that
    /// has ended is an [`Outcome`], one that waits for its user leaves Maskinporten's error.
    ///
    /// # Errors
    ///
    /// Any [`ConsentError`].
    pub async fn consent_token(
        &self,
        config: &FlowConfig,
        id: &ConsentId,
        from_party: &Party,
    ) -> Result<Outcome, ConsentError> {
        let detail = AuthorizationDetail::Consent { id: *id, from_party: from_party.clone() };
        let problem = match self.token(config, config.consent_token(detail)).await {
            Ok(token) => return Ok(Outcome::Granted { token, consent: None }),
            Err(error) => MaskinportenProblem::about_a_consent(&error).ok_or(error)?,
        };
        let consent = self.consent(config, id).await?;
        Outcome::of_ended(consent, now()).ok_or(ConsentError::Maskinporten { problem })
    }

    /// A token for a call of your own, from the cache when it holds one.
    ///
    /// # Errors
    ///
    /// Any [`ConsentError`].
    pub async fn token(&self, config: &FlowConfig, request: TokenRequest) -> Result<AccessToken, ConsentError> {
        self.fresh_token(config, request, None).await
    }

    /// Altinn's own token for APIs that do not take Maskinporten's, from the cache when it holds one.
    ///
    /// # Errors
    ///
    /// Any [`ConsentError`].
    pub async fn altinn_token(&self, config: &FlowConfig, request: TokenRequest) -> Result<AccessToken, ConsentError> {
        let key = TokenKey::from(format!("altinn {}", request.key(&config.environment, &config.client).as_str()));
        let fetch = async || {
            let token = self.token(config, request).await?;
            let request = exchange_token::request(&config.environment, &token, false);
            exchange_token::parse(&self.answer(exchange_token::CALL, &config.retry, &request).await?, now())
        };
        self.tokens.find_or(&key, None, fetch).await
    }

    /// What a resource asks of a consent request; `None` when the registry does not have it.
    ///
    /// # Errors
    ///
    /// [`ConsentError::InvalidInput`] for an id that can be none, `Altinn`, `UnexpectedAnswer` or `Transport`.
    pub async fn resource(&self, environment: &Environment, id: &str) -> Result<Option<ConsentResource>, ConsentError> {
        let request = read_resource::request(environment, id)?;
        read_resource::parse(&self.answer(read_resource::CALL, &RetryPolicy::default(), &request).await?)
    }

    /// All resources that consent can be asked for. The list changes seldom: keep it for some minutes.
    ///
    /// # Errors
    ///
    /// [`ConsentError::Altinn`], `UnexpectedAnswer` or `Transport`.
    pub async fn consent_resources(&self, environment: &Environment) -> Result<Vec<ConsentResource>, ConsentError> {
        let request = list_consent_resources::request(environment);
        list_consent_resources::parse(
            &self.answer(list_consent_resources::CALL, &RetryPolicy::default(), &request).await?,
        )
    }

    /// Everything that Altinn would refuse by the rules of the resources that `request` names, which are fetched for it:
    /// see [`ConsentRequest::check_against`].
    ///
    /// # Errors
    ///
    /// As [`ConsentClient::resource`].
    pub async fn check_request(
        &self,
        environment: &Environment,
        request: &ConsentRequest,
    ) -> Result<Vec<RequestProblem>, ConsentError> {
        let mut resources: Vec<ConsentResource> = vec![];
        for right in &request.rights {
            if resources.iter().all(|resource| resource.identifier != right.resource) {
                resources.extend(self.resource(environment, &right.resource).await?);
            }
        }
        Ok(request.check_against(&resources))
    }

    async fn fresh_token(
        &self,
        config: &FlowConfig,
        request: TokenRequest,
        refused: Option<&str>,
    ) -> Result<AccessToken, ConsentError> {
        let (environment, client) = (config.environment.clone(), config.client.clone());
        let exchange = TokenExchange::start(environment, client, request, config.retry.clone(), Seed::random()?)?;
        self.token_for(exchange, refused).await
    }

    /// The answer to a call of the consent API, with one more token when the first is refused.
    async fn authorized_answer(
        &self,
        config: &FlowConfig,
        call: &str,
        request: impl Fn(&AccessToken) -> HttpRequest,
    ) -> Result<HttpResponse, ConsentError> {
        let token = self.token(config, config.api_token()).await?;
        let response = self.answer(call, &config.retry, &request(&token)).await?;
        if response.status != 401 {
            return Ok(response);
        }
        let token = self.fresh_token(config, config.api_token(), Some(&token.fingerprint())).await?;
        self.answer(call, &config.retry, &request(&token)).await
    }

    /// The answer to `request`, sent again while a fault may pass. The last answer is given whatever it is.
    pub(super) async fn answer(
        &self,
        call: &str,
        retry: &RetryPolicy,
        request: &HttpRequest,
    ) -> Result<HttpResponse, ConsentError> {
        let mut attempts = CallAttempts::start(call, retry.clone(), Seed::random()?);
        loop {
            let later = match self.transport.send(request.clone()).await {
                Ok(response) => match attempts.responded(&response, now()) {
                    Some(later) => later,
                    None => return Ok(response),
                },
                Err(reason) => attempts.failed(&reason, now())?,
            };
            while let Some(until) = later.wait(now()) {
                sleep_until(until).await;
            }
            attempts = later;
        }
    }
}
