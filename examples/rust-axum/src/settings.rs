//! What the environment variables say, read once at the start.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use samtykke::{
    ConsentRequest, ConsentRight, Environment, FlowConfig, KeySigner, MaskinportenClient, OrganizationNumber, Party,
    RedirectUrl, Timestamp,
};

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

pub(crate) struct Settings {
    pub(crate) data_url: String,
    config: FlowConfig,
    from: Party,
    to: OrganizationNumber,
    redirect_url: RedirectUrl,
}

impl Settings {
    pub(crate) fn from_environment(origin: &str) -> Result<Self> {
        let environment =
            Environment::Custom { platform: setting("SAMTYKKE_PLATFORM")?, issuer: setting("SAMTYKKE_ISSUER")? };
        let client = MaskinportenClient::with_kid(setting("SAMTYKKE_CLIENT_ID")?, setting("SAMTYKKE_KID")?);
        Ok(Self {
            data_url: setting("SAMTYKKE_DATA_URL")?,
            config: FlowConfig::new(environment, client),
            from: Party::parse(&setting("SAMTYKKE_FROM")?)?,
            to: OrganizationNumber::parse(&setting("SAMTYKKE_TO")?)?,
            redirect_url: RedirectUrl::parse(&format!("{origin}/return"))?,
        })
    }

    pub(crate) fn port() -> Result<u16> {
        setting("PORT")?.parse().map_err(|_| "PORT must be a number from 0 to 65535".into())
    }

    pub(crate) fn key(&self) -> Result<KeySigner> {
        let file = setting("SAMTYKKE_PRIVATE_KEY")?;
        let text = std::fs::read_to_string(&file).map_err(|error| format!("SAMTYKKE_PRIVATE_KEY: {file}: {error}"))?;
        Ok(KeySigner::parse(&text)?)
    }

    /// With a state in the return URL, so that nobody can bring a flow on who was not sent to Altinn by it.
    pub(crate) fn config(&self) -> FlowConfig {
        FlowConfig { state_parameter: Some("state".to_owned()), ..self.config.clone() }
    }

    /// One year's income of the person who is logged in. This bank knows one person.
    pub(crate) fn request(&self) -> ConsentRequest {
        let since_1970 = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let tomorrow = since_1970 + Duration::from_secs(24 * 60 * 60);
        let tomorrow = Timestamp::from_unix_seconds(i64::try_from(tomorrow.as_secs()).unwrap_or(i64::MAX));
        let (from, to) = (self.from.clone(), self.to.clone());
        let right = ConsentRight::new("standard-samtykke-for-dele-data").with_metadata("inntektsaar", "2025");
        ConsentRequest::new(from, to, tomorrow, self.redirect_url.clone()).with_right(right)
    }
}

fn setting(name: &str) -> Result<String> {
    std::env::var(name).map_err(|_| format!("{name} is not set: see README.md").into())
}
