//! The pages' own words in the three languages of the portal.

mod en;
mod nb;
mod nn;

use axum::http::HeaderMap;

use super::cookie;

pub(super) struct Words {
    /// As HTML and the registry's texts name the language.
    pub(super) code: &'static str,
    /// As the portal's cookie names it.
    pub(super) cookie: &'static str,
    pub(super) page_title: &'static str,
    pub(super) skip: &'static str,
    pub(super) menu: &'static str,
    pub(super) language: &'static str,
    pub(super) sandbox: &'static str,
    pub(super) sandbox_note: &'static str,
    pub(super) person: &'static str,
    pub(super) person_any: &'static str,
    pub(super) person_choose: &'static str,
    pub(super) person_number: &'static str,
    pub(super) person_invalid: &'static str,
    pub(super) asked: &'static str,
    pub(super) expired: &'static str,
    pub(super) unknown: &'static str,
    pub(super) not_loaded: &'static str,
    pub(super) back: &'static str,
    pub(super) back_to_overview: &'static str,
    pub(super) agreements: &'static str,
    pub(super) agreements_of: &'static str,
    pub(super) agreements_choose: &'static str,
    pub(super) show: &'static str,
    pub(super) pending: &'static str,
    pub(super) active: &'static str,
    pub(super) no_active: &'static str,
    pub(super) no_permission: &'static str,
    pub(super) see_log: &'static str,
    pub(super) log: &'static str,
    pub(super) log_of: &'static str,
    pub(super) log_empty: &'static str,
    pub(super) log_no_match: &'static str,
    pub(super) log_search: &'static str,
    pub(super) log_search_button: &'static str,
    pub(super) valid_until: &'static str,
    pub(super) cancel: &'static str,
    pub(super) consent: Wording,
    pub(super) poa: Wording,
}

/// What is said of a consent and differently of a power of attorney.
pub(super) struct Wording {
    pub(super) approve: &'static str,
    pub(super) reject: &'static str,
    pub(super) already_given: &'static str,
    pub(super) already_rejected: &'static str,
    pub(super) not_allowed: &'static str,
    pub(super) cannot_be_given: &'static str,
    pub(super) cannot_be_rejected: &'static str,
    pub(super) give_failed: &'static str,
    pub(super) reject_failed: &'static str,
    pub(super) receipt_title: &'static str,
    pub(super) receipt_text: &'static str,
    pub(super) badge_active: &'static str,
    pub(super) badge_inactive: &'static str,
    pub(super) badge_expired: &'static str,
    pub(super) see_and_give: &'static str,
    pub(super) see_and_revoke: &'static str,
    pub(super) see: &'static str,
    pub(super) newly: &'static str,
    pub(super) revoke: &'static str,
    pub(super) revoke_question: &'static str,
    pub(super) revoke_yes: &'static str,
    pub(super) cannot_be_revoked: &'static str,
    pub(super) revoke_failed: &'static str,
    pub(super) log_accepted: &'static str,
    pub(super) log_revoked: &'static str,
    pub(super) log_expired: &'static str,
}

impl Words {
    /// The words of `nb`, `nn` or `en` when the address names one of them, else of the cookie, else bokmål.
    pub(super) fn choose(code: Option<&str>, headers: &HeaderMap) -> &'static Self {
        match code.or_else(|| cookie::read(headers, cookie::LANGUAGE)) {
            Some("nn" | "no_nn") => &nn::WORDS,
            Some("en") => &en::WORDS,
            _ => &nb::WORDS,
        }
    }

    pub(super) fn about(&self, is_poa: bool) -> &Wording {
        if is_poa { &self.poa } else { &self.consent }
    }
}
