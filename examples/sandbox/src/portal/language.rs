//! The page's own words in the three languages of the portal.

#[derive(Clone, Copy)]
pub(super) struct Words {
    pub(super) code: &'static str,
    pub(super) page_title: &'static str,
    pub(super) skip: &'static str,
    pub(super) language: &'static str,
    pub(super) acting_as: &'static str,
    pub(super) approve: &'static str,
    pub(super) reject: &'static str,
    pub(super) approve_poa: &'static str,
    pub(super) reject_poa: &'static str,
    pub(super) expired: &'static str,
    pub(super) already_given: &'static str,
    pub(super) already_rejected: &'static str,
    pub(super) unknown: &'static str,
    pub(super) failed: &'static str,
    pub(super) sandbox: &'static str,
}

const NB: Words = Words {
    code: "nb",
    page_title: "Forespørsel om samtykke",
    skip: "Hopp til innholdet",
    language: "Språk",
    acting_as: "Logget inn for",
    approve: "Ja, jeg gir samtykke",
    reject: "Nei, jeg gir ikke samtykke",
    approve_poa: "Ja, jeg gir fullmakt",
    reject_poa: "Nei, jeg gir ikke fullmakt",
    expired: "Forespørselen er utløpt og kan ikke lenger besvares.",
    already_given: "Du har allerede svart ja på denne forespørselen.",
    already_rejected: "Denne forespørselen er avslått eller trukket tilbake.",
    unknown: "Forespørselen finnes ikke.",
    failed: "Svaret kunne ikke lagres.",
    sandbox: "Dette er en lokal sandkasse. Ingenting her når Altinn.",
};

const NN: Words = Words {
    code: "nn",
    page_title: "Førespurnad om samtykke",
    skip: "Hopp til innhaldet",
    language: "Språk",
    acting_as: "Logga inn for",
    approve: "Ja, eg gir samtykke",
    reject: "Nei, eg gir ikkje samtykke",
    approve_poa: "Ja, eg gir fullmakt",
    reject_poa: "Nei, eg gir ikkje fullmakt",
    expired: "Førespurnaden er utgått, og du kan ikkje lenger svare på han.",
    already_given: "Du har alt svart ja på denne førespurnaden.",
    already_rejected: "Denne førespurnaden er avslått eller trekt tilbake.",
    unknown: "Førespurnaden finst ikkje.",
    failed: "Svaret kunne ikkje lagrast.",
    sandbox: "Dette er ei lokal sandkasse. Ingenting her når Altinn.",
};

const EN: Words = Words {
    code: "en",
    page_title: "Consent request",
    skip: "Skip to the content",
    language: "Language",
    acting_as: "Logged in on behalf of",
    approve: "Yes, I give consent",
    reject: "No, I do not give consent",
    approve_poa: "Yes, I give power of attorney",
    reject_poa: "No, I do not give power of attorney",
    expired: "The request has expired and can no longer be answered.",
    already_given: "You have already said yes to this request.",
    already_rejected: "This request has been rejected or withdrawn.",
    unknown: "The request does not exist.",
    failed: "Your answer could not be saved.",
    sandbox: "This is a local sandbox. Nothing here reaches Altinn.",
};

impl Words {
    /// The words of `nb`, `nn` or `en`, and bokmål for anything else.
    pub(super) fn of(code: Option<&str>) -> Self {
        match code {
            Some("nn") => NN,
            Some("en") => EN,
            _ => NB,
        }
    }
}
