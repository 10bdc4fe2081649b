//! Everything one sandbox holds.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::sync::Arc;

use axum::http::HeaderMap;
use axum::http::header::HOST;
use serde_json::Value;
use uuid::Uuid;

use crate::clock::{Clock, ClockSetting};
use crate::consent::Consent;
use crate::consents::Consents;
use crate::faults::Faults;
use crate::locked::Locked;
use crate::maskinporten::UsedGrants;
use crate::maskinporten::client::{Client, Registration};
use crate::options::SandboxOptions;
use crate::party::PartyUrn;
use crate::register::{Party, Register};
use crate::registry::{Registry, Resource, Template};
use crate::signing_key::KeyRing;
use crate::store::{Kind, Store};
use crate::token_generator::OwnKey;

pub(crate) type Shared = Arc<App>;

/// Customer, supplier and scope.
pub(crate) type Delegation = (String, String, String);

pub(crate) struct App {
    pub(crate) options: SandboxOptions,
    /// Scheme, host and port, without a slash at the end.
    pub(crate) origin: String,
    pub(crate) store: Store,
    pub(crate) clock: Clock,
    pub(crate) keys: Locked<KeyRing>,
    pub(crate) generator_key: OwnKey,
    pub(crate) clients: Locked<BTreeMap<String, Client>>,
    pub(crate) delegations: Locked<BTreeSet<Delegation>>,
    pub(crate) used_grants: Locked<UsedGrants>,
    pub(crate) register: Locked<Register>,
    pub(crate) registry: Locked<Registry>,
    pub(crate) consents: Locked<Consents>,
    /// One-time consents whose data has been handed out.
    pub(crate) spent_consents: Locked<BTreeSet<Uuid>>,
    pub(crate) faults: Locked<Faults>,
}

impl App {
    /// The seeded state, or the one that `store` kept.
    pub(crate) fn new(options: SandboxOptions, origin: String, store: Store) -> io::Result<Self> {
        let app = Self {
            register: Locked::new(Register::new(options.strict_parties)),
            registry: Locked::new(Registry::seeded()),
            keys: Locked::new(KeyRing::open(&store)?),
            generator_key: OwnKey::open(&store)?,
            clock: Clock::default(),
            clients: Locked::default(),
            delegations: Locked::default(),
            used_grants: Locked::default(),
            consents: Locked::default(),
            spent_consents: Locked::default(),
            faults: Locked::default(),
            options,
            origin,
            store,
        };
        app.load()?;
        Ok(app)
    }

    /// Back to the state after the start, but for the signing keys, which clients may have cached.
    pub(crate) fn reset(&self) -> io::Result<()> {
        self.store.clear()?;
        *self.register.write() = Register::new(self.options.strict_parties);
        *self.registry.write() = Registry::seeded();
        self.clients.write().clear();
        self.delegations.write().clear();
        *self.used_grants.write() = UsedGrants::default();
        *self.consents.write() = Consents::default();
        self.spent_consents.write().clear();
        *self.faults.write() = Faults::default();
        self.clock.set(ClockSetting::default());
        Ok(())
    }

    /// Whether the party exists, registering a valid number on first use unless the register is strict.
    pub(crate) fn admit(&self, urn: &PartyUrn) -> io::Result<bool> {
        if self.register.read().find(urn).is_some() {
            return Ok(true);
        }
        let mut register = self.register.write();
        let Some(party) = register.newcomer(urn) else { return Ok(register.find(urn).is_some()) };
        self.store.put(Kind::Party, &party.number, &party)?;
        register.add(party);
        Ok(true)
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

    fn load(&self) -> io::Result<()> {
        let store = &self.store;
        for (_, setting) in store.all(Kind::Clock)? {
            self.clock.set(setting);
        }
        for (_, party) in store.all::<Party>(Kind::Party)? {
            self.register.write().add(party);
        }
        for (_, resource) in store.all::<Resource>(Kind::Resource)? {
            self.registry.write().put_resource(resource);
        }
        for (_, template) in store.all::<Template>(Kind::Template)? {
            self.registry.write().put_template(template);
        }
        for (id, registration) in store.all::<Registration>(Kind::Client)? {
            let client = registration.into_client(id.clone()).map_err(io::Error::other)?;
            self.clients.write().insert(id, client);
        }
        self.delegations.write().extend(store.all(Kind::Delegation)?.into_iter().map(|(_, delegation)| delegation));
        for (fingerprint, exp) in store.all(Kind::Grant)? {
            self.used_grants.write().restore(&fingerprint, exp);
        }
        let mut consents: Vec<Consent> = store.all(Kind::Consent)?.into_iter().map(|(_, consent)| consent).collect();
        consents.sort_by_key(|consent| consent.events.first().map(|event| event.id));
        self.clock.resume_after(consents.iter().flat_map(|consent| &consent.events).map(|event| event.id));
        for consent in consents {
            self.consents.write().put(consent);
        }
        self.spent_consents.write().extend(store.all(Kind::Spent)?.into_iter().map(|(_, id): (_, Uuid)| id));
        for (_, faults) in store.all(Kind::Faults)? {
            *self.faults.write() = faults;
        }
        Ok(())
    }

    /// Keeps a registered JSON document under its key.
    pub(crate) fn keep(&self, kind: Kind, key: &str, document: &Value) -> io::Result<()> {
        self.store.put(kind, key, document)
    }
}
