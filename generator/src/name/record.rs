//! Names as `names.json` remembers them.
//!
//! In goes the file of the last run, out come the names in it by section and wire identity; and the other way round:
//! names are collected while they are chosen, and written as sorted JSON. Decides nothing about names.
//!
//! ```json
//! {
//!   "operations": { "GET /api/v1/flows/{flow}/callbacks": "list_flow_callbacks" },
//!   "types": { "Flows": "Flows", "*/properties/status": "Status" }
//! }
//! ```

use crate::diagnostic::{At, Diagnostics};
use crate::ir::{Api, Identity, Method, Operation, Role, RoleStep, Section, TypeDef};
use crate::source::escape_pointer;
use std::collections::{BTreeMap, HashMap};

/// The names of the last run.
#[derive(Debug, Default)]
pub struct Recorded(HashMap<String, HashMap<String, String>>);

impl Recorded {
    /// The name of an item.
    pub fn get(&self, section: &str, key: &str) -> Option<&str> {
        self.0.get(section)?.get(key).map(String::as_str)
    }
}

/// Reads the file; a broken one is an error, since all names would change without it.
pub fn read(dx: &mut Diagnostics, text: Option<&str>) -> Recorded {
    let Some(text) = text else { return Recorded::default() };
    match serde_json::from_str(text) {
        Ok(sections) => Recorded(sections),
        Err(error) => {
            let message = format!("`names.json` does not hold names by section and item: {error}");
            dx.error("invalid-names", message, At::File("names.json".to_owned()))
                .help("restore the file, or remove it: then all names are chosen anew, and some may change");
            Recorded::default()
        }
    }
}

/// The names of this run, by section and wire identity.
#[derive(Debug, Default)]
pub struct Record(BTreeMap<&'static str, BTreeMap<String, String>>);

impl Record {
    /// Remembers a name. Of several items with one identity the first is remembered.
    pub fn add(&mut self, section: &'static str, key: String, name: &str) {
        self.0.entry(section).or_default().entry(key).or_insert_with(|| name.to_owned());
    }

    /// The text of the file.
    pub fn into_text(self) -> String {
        // Maps of texts always have a JSON form.
        let mut text = serde_json::to_string_pretty(&self.0).unwrap_or_default();
        text.push('\n');
        text
    }
}

/// `GET /api/v1/flows`
pub fn operation_key(operation: &Operation) -> String {
    format!("{} {}", method(operation.method), operation.path)
}

/// A method as documented on the wire.
pub fn method(method: Method) -> &'static str {
    match method {
        Method::Get => "GET",
        Method::Put => "PUT",
        Method::Post => "POST",
        Method::Delete => "DELETE",
        Method::Options => "OPTIONS",
        Method::Head => "HEAD",
        Method::Patch => "PATCH",
        Method::Trace => "TRACE",
    }
}

/// Texts for all types, parents first where a type has one: `Flows`, `Flows/properties/labels/items`,
/// `POST /flows body`, `*/properties/status`, `components/parameters/sort`.
///
/// `order` lists every type, and parents before what they contain.
pub fn type_keys(api: &Api, order: &[usize]) -> Vec<String> {
    let mut keys = vec![String::new(); api.types.len()];
    for index in order {
        let Some(definition) = api.types.get(*index) else { continue };
        let key = type_key(api, definition, &keys);
        if let Some(slot) = keys.get_mut(*index) {
            *slot = key;
        }
    }
    keys
}

fn type_key(api: &Api, definition: &TypeDef, keys: &[String]) -> String {
    match &definition.identity {
        Identity::Component(name) => escape_pointer(name).to_string(),
        Identity::Inline { parent, role } => {
            format!("{}{}", keys.get(parent.0).map_or("", String::as_str), role_key(role))
        }
        Identity::Operation { operation, role } => {
            let operation = api.operations.get(*operation).map(operation_key).unwrap_or_default();
            format!("{operation} {}", role_key(role).trim_start_matches('/'))
        }
        Identity::Shared { property } => format!("*/properties/{}", escape_pointer(property)),
        Identity::Part { section, component, role } => {
            format!("components/{}/{}{}", section_key(*section), escape_pointer(component), role_key(role))
        }
    }
}

fn section_key(section: Section) -> &'static str {
    match section {
        Section::Schema => "schemas",
        Section::Parameter => "parameters",
        Section::Header => "headers",
        Section::RequestBody => "requestBodies",
        Section::Response => "responses",
    }
}

fn role_key(role: &Role) -> String {
    let mut key = String::new();
    for step in &role.0 {
        let (word, name) = match step {
            RoleStep::Property(name) => ("properties", name.clone()),
            RoleStep::Item => ("items", String::new()),
            RoleStep::Value => ("values", String::new()),
            RoleStep::Branch(index) => ("branches", index.to_string()),
            RoleStep::Parameter(name) => ("parameters", name.clone()),
            RoleStep::Body => ("body", String::new()),
            RoleStep::Response(status) => ("responses", status.clone()),
            RoleStep::Header(name) => ("headers", name.clone()),
        };
        key.push('/');
        key.push_str(word);
        if !matches!(step, RoleStep::Item | RoleStep::Value | RoleStep::Body) {
            key.push('/');
            key.push_str(&escape_pointer(&name));
        }
    }
    key
}
