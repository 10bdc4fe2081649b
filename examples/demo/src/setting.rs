//! Who asks whom for what, and at which servers.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use samtykke::{
    ConsentError, ConsentRequest, ConsentRight, FlowConfig, KeySigner, OrganizationNumber, Party, RedirectUrl,
    Timestamp,
};

/// One day to answer, and to use the consent.
const VALIDITY: Duration = Duration::from_secs(24 * 60 * 60);

/// Everything that differs between the sandbox and tt02.
pub(crate) struct Setting {
    pub(crate) config: FlowConfig,
    pub(crate) key: KeySigner,
    pub(crate) from_party: Party,
    pub(crate) to_party: OrganizationNumber,
    pub(crate) right: ConsentRight,
    /// Where the data is, when there is a service to ask.
    pub(crate) data_url: Option<String>,
}

impl Setting {
    /// The request for a consent whose person comes back to `return_url`.
    ///
    /// # Errors
    ///
    /// [`ConsentError::InvalidInput`].
    pub(crate) fn request(&self, return_url: &str) -> Result<ConsentRequest, ConsentError> {
        let since_1970 = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default() + VALIDITY;
        let valid_to = Timestamp::from_unix_seconds(i64::try_from(since_1970.as_secs()).unwrap_or(i64::MAX));
        let (from, to) = (self.from_party.clone(), self.to_party.clone());
        Ok(ConsentRequest::new(from, to, valid_to, RedirectUrl::parse(return_url)?).with_right(self.right.clone()))
    }
}
