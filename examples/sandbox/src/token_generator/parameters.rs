//! The query of a token route: every faulty parameter is reported at once.

use std::collections::BTreeMap;

use uuid::Uuid;

use crate::party::{is_organization_number, is_person_number};

/// The environments that the generator makes tokens for.
const ENVIRONMENTS: [&str; 11] =
    ["at21", "at22", "at23", "at24", "at25", "yt01", "tt02", "dev", "tt01", "localhost", "none"];

#[derive(Clone, Copy)]
pub(super) enum Fault {
    Missing,
    Invalid,
}

impl Fault {
    pub(super) fn text(self) -> &'static str {
        match self {
            Self::Missing => "Parameter must be supplied",
            Self::Invalid => "Parameter was supplied with an invalid value",
        }
    }
}

#[derive(Default)]
pub(super) struct Parameters {
    pub(super) env: String,
    pub(super) scopes: String,
    pub(super) org: Option<String>,
    pub(super) org_no: Option<String>,
    pub(super) supplier_org_no: Option<String>,
    pub(super) client_id: Option<String>,
    pub(super) pid: Option<String>,
    pub(super) user_id: u32,
    pub(super) party_id: u32,
    pub(super) party_uuid: Option<Uuid>,
    pub(super) user_name: Option<String>,
    pub(super) level: u8,
    pub(super) consumer_org_no: Option<String>,
    pub(super) client_amr: Option<String>,
    pub(super) delegation_source: Option<String>,
    pub(super) ttl: u32,
    pub(super) bulk_count: u64,
    pub(super) dump: bool,
    enterprise: bool,
}

impl Parameters {
    pub(super) fn parse(query: &str, enterprise: bool) -> Result<Self, Vec<(&'static str, Fault)>> {
        let mut reader = Reader::new(query);
        let mut parameters = Self {
            env: reader.required("env", |text| ENVIRONMENTS.contains(&text)),
            delegation_source: reader.text("delegationSource", is_absolute_uri),
            ttl: reader.number("ttl").unwrap_or(1800),
            bulk_count: reader.number("bulkCount").unwrap_or(0).into(),
            dump: reader.text("dump", |_| true).is_some(),
            enterprise,
            ..Self::default()
        };
        if enterprise {
            parameters.scopes = reader.required("scopes", are_scopes);
            parameters.org = reader.text("org", is_identifier);
            parameters.org_no = reader.text("orgNo", |text| is_digits(text, 9));
            parameters.supplier_org_no = reader.text("supplierOrgNo", |text| is_digits(text, 9));
            parameters.client_id = reader.text("clientId", |_| true);
        } else {
            parameters.scopes = reader.text("scopes", are_scopes).unwrap_or_else(|| "altinn:enduser".to_owned());
            parameters.pid = reader.text("pid", |text| is_digits(text, 11));
            parameters.user_id = reader.number("userId").unwrap_or(0);
            parameters.party_id = reader.number("partyId").unwrap_or(0);
            let uuid = reader.text("partyuuid", |text| Uuid::parse_str(text).is_ok());
            parameters.party_uuid = uuid.and_then(|uuid| Uuid::parse_str(&uuid).ok()).filter(|uuid| !uuid.is_nil());
            parameters.user_name = reader.text("userName", is_identifier);
            let level = reader.text("authLvl", |text| matches!(text, "1" | "2" | "3" | "4"));
            parameters.level = level.and_then(|level| level.parse().ok()).unwrap_or(3);
            parameters.consumer_org_no = reader.text("consumerOrgNo", |text| is_digits(text, 9) || is_digits(text, 11));
            parameters.client_amr = reader.text("clientAmr", is_identifier);
        }
        parameters.scopes = parameters.scopes.replace(',', " ");
        if reader.faults.is_empty() { Ok(parameters) } else { Err(reader.faults) }
    }

    /// Whether the token is for an environment of Altinn's.
    pub(super) fn is_for_altinn(&self) -> bool {
        self.env != "none"
    }

    /// Numbers of persons or organisations, as the route needs them.
    pub(super) fn random_numbers(&self, count: u64) -> Vec<String> {
        (0..count).map(|_| if self.enterprise { random_organization() } else { random_person() }).collect()
    }
}

/// A synthetic organisation number with its check digit: it begins with 2 or 3.
pub(super) fn random_organization() -> String {
    random(|bits| format!("{:09}", 200_000_000 + bits % 200_000_000), is_organization_number)
}

/// A synthetic person number with its check digits: 80 is added to the month.
pub(super) fn random_person() -> String {
    let person = |bits: u128| {
        let (day, month, year, rest) =
            (bits % 28 + 1, (bits >> 8) % 12 + 81, (bits >> 16) % 100, (bits >> 32) % 100_000);
        format!("{day:02}{month:02}{year:02}{rest:05}")
    };
    random(person, is_person_number)
}

/// One in a few dozen numbers has the right check digits.
fn random(draw: impl Fn(u128) -> String, fits: fn(&str) -> bool) -> String {
    loop {
        let number = draw(Uuid::new_v4().as_u128());
        if fits(&number) {
            return number;
        }
    }
}

/// Names in any case; an empty value is an absent one.
struct Reader {
    given: BTreeMap<String, String>,
    faults: Vec<(&'static str, Fault)>,
}

impl Reader {
    fn new(query: &str) -> Self {
        let pairs = form_urlencoded::parse(query.as_bytes()).filter(|(_, value)| !value.is_empty());
        let given = pairs.map(|(name, value)| (name.to_ascii_lowercase(), value.into_owned())).collect();
        Self { given, faults: Vec::new() }
    }

    fn text(&mut self, name: &'static str, fits: impl Fn(&str) -> bool) -> Option<String> {
        let value = self.given.get(&name.to_ascii_lowercase())?;
        if fits(value) {
            return Some(value.clone());
        }
        self.faults.push((name, Fault::Invalid));
        None
    }

    fn required(&mut self, name: &'static str, fits: impl Fn(&str) -> bool) -> String {
        if !self.given.contains_key(&name.to_ascii_lowercase()) {
            self.faults.push((name, Fault::Missing));
        }
        self.text(name, fits).unwrap_or_default()
    }

    fn number(&mut self, name: &'static str) -> Option<u32> {
        self.text(name, |text| text.parse::<u32>().is_ok())?.parse().ok()
    }
}

fn are_scopes(text: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b":/_-,. ".contains(&byte);
    text.len() <= 500 && text.bytes().all(fits)
}

fn is_identifier(text: &str) -> bool {
    (1..=50).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte))
}

fn is_digits(text: &str, count: usize) -> bool {
    text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_absolute_uri(text: &str) -> bool {
    text.split_once("://").is_some_and(|(scheme, rest)| !scheme.is_empty() && !rest.is_empty())
}
