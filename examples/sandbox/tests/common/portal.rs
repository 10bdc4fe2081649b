//! The portal's JSON back end as somebody who is logged in calls it.

use serde_json::{Value, json};

use super::*;

/// A sandbox in which Kari is logged in.
pub struct Portal {
    pub bed: Bed,
    pub kari: String,
}

impl Portal {
    pub async fn start() -> Self {
        let bed = Bed::start().await;
        let kari = bed.citizen(KARI).await;
        Self { bed, kari }
    }

    /// The same with the clock moved on and a token for that time.
    pub async fn at(self, now: &str) -> Self {
        self.bed.set_clock(&json!({"now": now})).await;
        let kari = self.bed.citizen(KARI).await;
        Self { kari, ..self }
    }

    pub async fn get(&self, path: &str) -> (u16, Value) {
        self.get_as(&self.kari, path).await
    }

    pub async fn get_as(&self, token: &str, path: &str) -> (u16, Value) {
        answer_of(self.bed.get(&format!("{PORTAL}/{path}")).bearer_auth(token).send().await.unwrap()).await
    }

    pub async fn post(&self, path: &str) -> (u16, Value) {
        answer_of(self.bed.post(&format!("{PORTAL}/{path}")).bearer_auth(&self.kari).send().await.unwrap()).await
    }

    pub async fn approve(&self, id: &str) -> (u16, Value) {
        let request = self.bed.post(&format!("{PORTAL}/request/{id}/approve")).bearer_auth(&self.kari);
        answer_of(request.json(&json!({"language": "en"})).send().await.unwrap()).await
    }
}

pub fn code(answer: (u16, Value)) -> (u16, String, String) {
    let text = |name: &str| answer.1[name].as_str().unwrap_or_default().to_owned();
    (answer.0, text("code"), text("detail"))
}

pub fn problem(status: u16, code: &str, detail: &str) -> (u16, String, String) {
    (status, code.to_owned(), detail.to_owned())
}
