//! An API that stands in for emitted code, in the form that is emitted.

use crate::runtime;

static API: runtime::ApiInfo = runtime::ApiInfo {
    name: "Fixture API",
    version: "1",
    user_agent: "fixture/1",
    servers: &[runtime::Server { url: "https://api.example.com", description: "", variables: &[] }],
};

impl runtime::Client {
    /// Starts a client: its credentials, its server, its limits.
    pub fn builder() -> runtime::ClientBuilder {
        runtime::ClientBuilder::new(&API)
    }
}

/// A model.
#[non_exhaustive]
pub struct Failure {
    /// `message`
    pub message: Option<String>,
    /// `errors`
    pub errors: Option<std::collections::BTreeMap<String, Vec<String>>>,
    /// What was sent beyond, or against, the documentation.
    pub undocumented: runtime::Undocumented,
}

impl Default for Failure {
    #[inline]
    fn default() -> Self {
        Self { message: None, errors: None, undocumented: runtime::Undocumented::EMPTY }
    }
}

impl runtime::Model for Failure {
    #[inline]
    fn info(&self) -> &'static runtime::ModelInfo {
        &runtime::ModelInfo {
            name: "Failure",
            fields: &[runtime::Documented::Optional("message"), runtime::Documented::Optional("errors")],
        }
    }
    #[inline]
    fn field(&self, index: usize) -> &dyn runtime::Field {
        match index {
            0 => &self.message,
            1 => &self.errors,
            _ => &self.undocumented,
        }
    }
    #[inline]
    fn field_mut(&mut self, index: usize) -> &mut dyn runtime::Field {
        match index {
            0 => &mut self.message,
            1 => &mut self.errors,
            _ => &mut self.undocumented,
        }
    }
}

runtime::model!(Failure);

runtime::tuple!(A 0);
runtime::tuple!(A 0, B 1);
runtime::tuple!(A 0, B 1, C 2);

/// A model with tuples.
#[allow(clippy::type_complexity, reason = "as it is emitted")]
#[non_exhaustive]
pub struct Sighting {
    /// `at`
    pub at: Option<(f64, f64)>,
    /// `count`
    pub count: Option<(i64, String)>,
    /// `path`
    pub path: Option<Vec<(f64, Option<i64>, Vec<String>)>>,
    /// `by`
    pub by: Option<std::collections::BTreeMap<String, (String,)>>,
    /// What was sent beyond, or against, the documentation.
    pub undocumented: runtime::Undocumented,
}

impl Default for Sighting {
    #[inline]
    fn default() -> Self {
        Self { at: None, count: None, path: None, by: None, undocumented: runtime::Undocumented::EMPTY }
    }
}

impl runtime::Model for Sighting {
    #[inline]
    fn info(&self) -> &'static runtime::ModelInfo {
        &runtime::ModelInfo {
            name: "Sighting",
            fields: &[
                runtime::Documented::Optional("at"),
                runtime::Documented::Required("count"),
                runtime::Documented::OptionalOrNull("path"),
                runtime::Documented::Optional("by"),
            ],
        }
    }
    #[inline]
    fn field(&self, index: usize) -> &dyn runtime::Field {
        match index {
            0 => &self.at,
            1 => &self.count,
            2 => &self.path,
            3 => &self.by,
            _ => &self.undocumented,
        }
    }
    #[inline]
    fn field_mut(&mut self, index: usize) -> &mut dyn runtime::Field {
        match index {
            0 => &mut self.at,
            1 => &mut self.count,
            2 => &mut self.path,
            3 => &mut self.by,
            _ => &mut self.undocumented,
        }
    }
}

runtime::model!(Sighting);
