//! The resource registry: what can be consented to, and the texts around it.

mod http;
mod resource;
mod template;

pub(crate) use http::routes;
pub(crate) use resource::Resource;
pub(crate) use template::{LangMap, Template};

const RESOURCES: &str = include_str!("../../data/resources.json");
const TEMPLATES: &str = include_str!("../../data/templates.json");

pub(crate) struct Registry {
    resources: Vec<Resource>,
    templates: Vec<Template>,
}

impl Registry {
    /// The consent resources and templates that Altinn's documentation and tests use.
    pub(crate) fn seeded() -> Self {
        Self {
            resources: serde_json::from_str(RESOURCES).unwrap_or_default(),
            templates: serde_json::from_str(TEMPLATES).unwrap_or_default(),
        }
    }

    pub(crate) fn find(&self, id: &str) -> Option<&Resource> {
        self.resources.iter().find(|resource| resource.identifier == id)
    }

    /// Adds a resource, or replaces the one with the same id.
    pub(crate) fn put_resource(&mut self, resource: Resource) {
        self.resources.retain(|known| known.identifier != resource.identifier);
        self.resources.push(resource);
    }

    /// Adds a template, or replaces the one with the same id.
    pub(crate) fn put_template(&mut self, template: Template) {
        self.templates.retain(|known| known.id != template.id);
        self.templates.push(template);
    }

    pub(crate) fn templates(&self) -> &[Template] {
        &self.templates
    }

    pub(crate) fn resources(&self) -> &[Resource] {
        &self.resources
    }

    pub(crate) fn template(&self, id: &str) -> Option<&Template> {
        self.templates.iter().find(|template| template.id.eq_ignore_ascii_case(id))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_seed_is_readable_and_complete() {
        let registry = Registry::seeded();
        assert_eq!(registry.templates.len(), 5);
        for id in ["standard-samtykke-for-dele-data", "enkelt-samtykke", "samtykke-performance-test", "ttd_navnescore"]
        {
            assert!(registry.find(id).is_some_and(Resource::is_consent), "{id}");
        }
    }
}
