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

runtime::model!(Failure "Failure" {
    0 message Optional "message",
    1 errors Optional "errors",
});

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

runtime::model!(Sighting "Sighting" {
    0 at Optional "at",
    1 count Required "count",
    2 path OptionalOrNull "path",
    3 by Optional "by",
});
