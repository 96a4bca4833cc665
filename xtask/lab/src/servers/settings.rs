//! The applications to call, as their folders describe them.
//!
//! In: folders with a `server.toml`. Out: how each is installed and started, where its document is, what it takes, and
//! which disagreements are known.

use crate::corpus::documents::at;
use crate::corpus::server::Kind;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// The file that describes an application.
pub const FILE: &str = "server.toml";

/// An application.
#[derive(Debug, Clone)]
pub struct Application {
    /// The name of its folder.
    pub name: String,
    /// Its folder.
    pub folder: PathBuf,
    /// What its file says.
    pub settings: Settings,
}

/// What `server.toml` says.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// Commands that install it, run in a copy of the folder.
    pub install: Vec<Vec<String>>,
    /// The command that runs it, with `{port}`, and `{file}` for a document that it serves.
    pub start: Vec<String>,
    /// The path of the document that it publishes.
    pub document: Option<String>,
    /// The documents that it serves, if it publishes none, relative to the project's folder.
    #[serde(default)]
    pub documents: Vec<String>,
    /// Secrets by the names of security schemes.
    #[serde(default)]
    pub credentials: BTreeMap<String, String>,
    /// Disagreements that are known.
    #[serde(default)]
    pub expected: Vec<Expected>,
}

/// A disagreement between a document and its server that is known.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Expected {
    /// A part of the path of the document, where the application serves several.
    #[serde(default)]
    pub document: String,
    /// Method and path template; `*` for any.
    pub operation: String,
    /// How the call does not go as documented.
    pub kind: Kind,
    /// A part of what happens.
    #[serde(default)]
    pub detail: String,
    /// Whose fault it is.
    pub whose: String,
    /// What it is.
    pub why: String,
}

/// The applications of these names, or all; sorted by name.
///
/// # Errors
/// If a file cannot be read, or a name is none.
pub fn all(folder: &Path, names: &[String]) -> io::Result<Vec<Application>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).map_err(|error| at(folder, &error))? {
        let folder = entry?.path();
        let name = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let file = folder.join(FILE);
        let is_wanted = names.is_empty() || names.contains(&name);
        if is_wanted && file.is_file() {
            let text = fs::read_to_string(&file).map_err(|error| at(&file, &error))?;
            let settings = read(&text).map_err(|problem| at(&file, &io::Error::other(problem)))?;
            found.push(Application { name, folder, settings });
        }
    }
    found.sort_by(|one, other| one.name.cmp(&other.name));
    match names.iter().find(|name| !found.iter().any(|application| application.name == **name)) {
        Some(name) => Err(io::Error::new(io::ErrorKind::NotFound, format!("no application is called `{name}`"))),
        None => Ok(found),
    }
}

fn read(text: &str) -> Result<Settings, String> {
    let settings: Settings = toml_edit::de::from_str(text).map_err(|error| error.to_string())?;
    // A fault of the client is mended, not expected.
    match settings.expected.iter().find(|expected| expected.whose.to_lowercase().contains("client")) {
        Some(expected) => Err(format!("`{}`: what is the client's fault cannot be expected", expected.operation)),
        None => Ok(settings),
    }
}

#[cfg(test)]
mod tests {
    use super::{all, read};
    use std::path::Path;

    #[test]
    fn every_application_can_be_read() {
        let applications = all(&Path::new(env!("CARGO_MANIFEST_DIR")).join("servers"), &[]).unwrap();
        let names: Vec<_> = applications.iter().map(|application| application.name.as_str()).collect();
        assert_eq!(names, ["fastapi", "fastify", "hono", "litestar", "nestjs", "poem-openapi", "prism"]);
        let prism = applications.iter().find(|application| application.name == "prism").unwrap();
        assert_eq!(prism.settings.documents.len(), 10);
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        assert!(prism.settings.documents.iter().all(|document| root.join(document).is_file()));
    }

    #[test]
    fn a_fault_of_the_client_cannot_be_expected() {
        let entry = "install = []\nstart = []\n[[expected]]\noperation = '*'\nkind = 'refused'\nwhy = 'x'\nwhose = ";
        assert!(read(&format!("{entry}'FastAPI'")).is_ok());
        assert!(read(&format!("{entry}'the client'")).is_err());
    }
}
