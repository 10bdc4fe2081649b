//! Everything one sandbox holds.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use axum::http::HeaderMap;
use axum::http::header::HOST;
use uuid::Uuid;

use crate::clock::Clock;
use crate::consents::Consents;
use crate::locked::Locked;
use crate::maskinporten::UsedGrants;
use crate::maskinporten::client::Client;
use crate::options::SandboxOptions;
use crate::register::Register;
use crate::registry::Registry;
use crate::signing_key::KeyRing;

pub(crate) type Shared = Arc<App>;

/// Customer, supplier and scope.
pub(crate) type Delegation = (String, String, String);

pub(crate) struct App {
    pub(crate) options: SandboxOptions,
    /// Scheme, host and port, without a slash at the end.
    pub(crate) origin: String,
    pub(crate) clock: Clock,
    pub(crate) keys: Locked<KeyRing>,
    pub(crate) clients: Locked<BTreeMap<String, Client>>,
    pub(crate) delegations: Locked<BTreeSet<Delegation>>,
    pub(crate) used_grants: Locked<UsedGrants>,
    pub(crate) register: Locked<Register>,
    pub(crate) registry: Locked<Registry>,
    pub(crate) consents: Locked<Consents>,
}

impl App {
    pub(crate) fn new(options: SandboxOptions, origin: String, keys: KeyRing) -> Self {
        Self {
            register: Locked::new(Register::new(options.strict_parties)),
            registry: Locked::new(Registry::seeded()),
            keys: Locked::new(keys),
            clock: Clock::default(),
            clients: Locked::default(),
            delegations: Locked::default(),
            used_grants: Locked::default(),
            consents: Locked::default(),
            options,
            origin,
        }
    }

    /// Back to the state after the start, but for the signing keys, which clients may have cached.
    pub(crate) fn reset(&self) {
        *self.register.write() = Register::new(self.options.strict_parties);
        *self.registry.write() = Registry::seeded();
        self.clients.write().clear();
        self.delegations.write().clear();
        *self.used_grants.write() = UsedGrants::default();
        *self.consents.write() = Consents::default();
        self.clock.set_offset(time::Duration::ZERO);
    }

    pub(crate) fn issuer(&self) -> String {
        format!("{}/", self.origin)
    }

    pub(crate) fn token_endpoint(&self) -> String {
        format!("{}/token", self.origin)
    }

    pub(crate) fn view_uri(&self, id: Uuid) -> String {
        format!("{}/accessmanagement/ui/consent/request?id={id}", self.origin)
    }

    /// The origin that the caller used, since Altinn builds its links from the request.
    pub(crate) fn request_origin(&self, headers: &HeaderMap) -> String {
        let host = headers.get(HOST).and_then(|host| host.to_str().ok());
        let fits = |host: &&str| host.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-:[]_".contains(&byte));
        match host.filter(|host| !host.is_empty()).filter(fits) {
            Some(host) => format!("http://{host}"),
            None => self.origin.clone(),
        }
    }
}
