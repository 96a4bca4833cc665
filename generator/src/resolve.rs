//! Gives every reference something that it leads to.
//!
//! In: the merged, corrected document, and the one of the last run. Out: the document in which a reference to nothing is
//! what can be read in its place, with the reference under `x-unresolved-ref` and a warning. So
//!
//! ```text
//! "schema": {"$ref": "#/components/schemas/Pet"}
//! ```
//!
//! becomes `{"x-unresolved-ref": "#/components/schemas/Pet"}`, any JSON value, if there is no `Pet`. What stands beside the
//! reference, by an overlay for instance, counts then. A reference that led somewhere in the last run is an error: pages
//! were lost on the way. References to other files were followed before; those that are left lead nowhere.

mod instead;
mod lost;
mod mangled;

use crate::diagnostic::{At, Diagnostics};
use crate::document::{Document, Node, Object, Value};
use crate::kind::Kind;
use crate::reference;
use crate::source::{Place, Step, escape_pointer, json_path, json_path_step};
pub use instead::UNRESOLVED;
use lost::LastRun;
use serde_json::{Value as Json, json};

/// The codes by which `extract` reports references to other files.
const REPORTED: [&str; 2] = ["missing-reference-target", "reference-out-of-specs"];

/// A reference to nothing.
struct Dangling {
    /// The keys and indices that lead to the object that has it.
    path: Vec<String>,
    kind: Kind,
    /// A schema of what is sent as a text.
    is_text: bool,
    text: String,
    place: Place,
    /// The JSONPath of that object.
    target: String,
    /// Nothing stands beside the reference.
    is_alone: bool,
}

impl Dangling {
    fn pointer(&self) -> String {
        self.path.iter().map(|token| ["/", &escape_pointer(token)].concat()).collect()
    }
}

/// Settles every reference to nothing. `last` is the text of the document that the last run made.
pub fn references(dx: &mut Diagnostics, mut document: Document, last: Option<&str>) -> Document {
    reference::escape_all(&mut document.root);
    let mut found = Vec::new();
    find(&document.root, &document.root, (Kind::Other, Kind::Other), &mut Vec::new(), &mut found);
    let last = LastRun::new(last);
    for dangling in &found {
        report(dx, &last, dangling);
        if let Some(node) = document.root.at_mut(&dangling.path) {
            settle(node, dangling);
        }
    }
    schemes(dx, &last, &mut document.root);
    mangled::report(dx, &document.root);
    document
}

/// Notes the references to nothing in a node, in the order of the document. `kinds` are those of what holds the node and
/// of the node.
fn find(root: &Node, node: &Node, kinds: (Kind, Kind), path: &mut Vec<String>, found: &mut Vec<Dangling>) {
    let (holder, kind) = kinds;
    if kind == Kind::Skipped {
        return;
    }
    if let Some(text) = reference::text(node)
        && reference::target(root, text).is_none()
    {
        let place = node.get("$ref").map_or(node.place, |reference| reference.place);
        let is_text = kind == Kind::Schema && matches!(holder, Kind::Parameter | Kind::Header);
        found.push(Dangling {
            path: path.clone(),
            kind,
            is_text,
            text: text.to_owned(),
            place,
            target: target(root, path),
            is_alone: node.as_object().is_none_or(|members| members.len() == 1),
        });
    }
    match &node.value {
        Value::Array(elements) => {
            for (index, element) in elements.iter().enumerate() {
                path.push(index.to_string());
                find(root, element, (kind, kind.inside()), path, found);
                path.pop();
            }
        }
        Value::Object(members) => {
            for (key, member) in members.iter().filter(|(_, member)| has_members(member)) {
                path.push(key.clone());
                find(root, member, (kind, kind.of_member(key)), path, found);
                path.pop();
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// What to do about a reference to nothing, before the overlay action.
const FETCH: &str = "fetch the page that documents it, or say what it is in an overlay, for example";

/// What to do about what was there in the last run.
const LOST: &str = "pages are missing or were fetched in part: fetch them again; if the documentation does not have it \
                    any more, say what it is in an overlay, for example";

/// The JSONPath of a node.
fn target(root: &Node, path: &[String]) -> String {
    let mut node = Some(root);
    json_path(path.iter().map(|token| match node.map(|node| &node.value) {
        Some(Value::Array(elements)) => {
            let index = token.parse::<usize>().ok();
            node = index.and_then(|index| elements.get(index));
            index.map_or(Step::Key(token), Step::Index)
        }
        Some(Value::Object(members)) => {
            node = members.get(token);
            Step::Key(token)
        }
        Some(Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_)) | None => Step::Key(token),
    }))
}

fn has_members(node: &Node) -> bool {
    matches!(node.value, Value::Array(_) | Value::Object(_))
}

fn report(dx: &mut Diagnostics, last: &LastRun, dangling: &Dangling) {
    let pointer = dangling.pointer();
    let text = &dangling.text;
    if !dx.is_settled(&At::Place(dangling.place)) && last.resolved(&pointer, dangling.kind, text) {
        let message = format!("`{text}` led to something in the last run, and leads to nothing now");
        dx.error("lost-reference", message, dangling.place).suggest(LOST, action(dangling));
        return;
    }
    if is_reported(dx, dangling.place) {
        return;
    }
    let instead = match dangling.is_text {
        true => "read as a text".to_owned(),
        false => instead::words(dangling.kind, &dangling.path, text),
    };
    let message = format!("the document has nothing at `{text}`; {instead}");
    dx.warning("unresolved-reference", message, dangling.place).suggest(FETCH, action(dangling));
}

fn members(dangling: &Dangling) -> Vec<(String, Json)> {
    if dangling.is_text {
        return vec![("type".to_owned(), json!("string"))];
    }
    instead::members(dangling.kind, &dangling.path, &dangling.text)
}

/// The overlay action that says what it is. What stands beside a reference that nothing can be said of stays.
fn action(dangling: &Dangling) -> Json {
    let action = |target: &str| instead::action(target, dangling.kind, members(dangling));
    let whole = action(&dangling.target);
    if whole.get("remove").is_none() || dangling.is_alone {
        return whole;
    }
    action(&json_path_step(&dangling.target, Step::Key("$ref")))
}

/// True if `extract` named the file that is not there.
fn is_reported(dx: &Diagnostics, place: Place) -> bool {
    let places = &dx.sources.places;
    let own = places.resolve_all(place);
    let is_here = |at: &At| match at {
        At::Place(place) => places.resolve(*place).is_some_and(|found| own.contains(&found)),
        At::Key(_) | At::Page(..) | At::File(_) => false,
    };
    dx.list.iter().any(|said| REPORTED.contains(&said.code) && is_here(&said.at))
}

/// Puts in place of a reference what is read instead; what stands beside it wins.
fn settle(node: &mut Node, dangling: &Dangling) {
    let Some(members) = node.as_object_mut() else { return };
    let Some(reference) = members.shift_remove("$ref") else { return };
    let is_text = |key: &String| matches!(key.as_str(), "description" | "summary") || key.starts_with("x-");
    let is_described = !members.keys().all(is_text);
    for (key, value) in self::members(dangling) {
        if !is_described || key == "description" {
            members.entry(key).or_insert_with(|| Node::of_json(value, reference.place));
        }
    }
    members.insert(UNRESOLVED.to_owned(), reference);
}

/// Adds the security schemes that requirements name and nobody describes.
fn schemes(dx: &mut Diagnostics, last: &LastRun, root: &mut Node) {
    let known = root.get("components").and_then(|components| components.get("securitySchemes"));
    let is_known = |name: &str| known.and_then(Node::as_object).is_some_and(|schemes| schemes.contains_key(name));
    let mut missing: Vec<(String, Place)> = Vec::new();
    for (name, node) in requirements(root).filter(|(name, _)| !is_known(name)) {
        if missing.iter().all(|(known, _)| known != name) {
            missing.push((name.clone(), node.place));
        }
    }
    for (name, place) in missing {
        let message =
            format!("no security scheme is called `{name}`; {}", instead::words(Kind::SecurityScheme, &[], &name));
        let schemes = json!({"securitySchemes": {name.as_str(): {"type": "http", "scheme": "bearer"}}});
        let action = json!({"target": "$", "description": "What it is", "update": {"components": schemes}});
        let own = format!("#/components/securitySchemes/{}", escape_pointer(&name));
        if last.resolved("", Kind::SecurityScheme, &own) {
            let message = format!("the security scheme `{name}` was described in the last run, and is not now");
            dx.error("lost-reference", message, place).suggest(LOST, action);
        } else {
            dx.warning("unknown-scheme", message, place).suggest(FETCH, action);
        }
        add_scheme(root, &name, place);
    }
}

/// What each alternative of an operation's `security` names, or of the document's where an operation has none.
fn requirements(root: &Node) -> impl Iterator<Item = (&String, &Node)> {
    let mut inherits = false;
    let mut lists: Vec<&Node> = Vec::new();
    for (_, _, operation) in root.operations() {
        match operation.get("security") {
            Some(own) => lists.push(own),
            None => inherits = true,
        }
    }
    lists.extend(root.get("security").filter(|_| inherits));
    lists.into_iter().filter_map(Node::as_array).flatten().filter_map(Node::as_object).flatten()
}

fn add_scheme(root: &mut Node, name: &str, place: Place) {
    let empty = || Node::at(place, Value::object(Object::new()));
    let Some(members) = root.as_object_mut() else { return };
    if !members.contains_key("components") {
        let index = members.get_index_of("paths").map_or(members.len(), |index| index + 1);
        members.shift_insert(index, "components".to_owned(), empty());
    }
    let components = members.get_mut("components").and_then(Node::as_object_mut);
    let Some(components) = components else { return };
    let schemes = components.entry("securitySchemes".to_owned()).or_insert_with(empty);
    if let Some(schemes) = schemes.as_object_mut() {
        let members = instead::members(Kind::SecurityScheme, &[], name).into_iter();
        let mut scheme: Object = members.map(|(key, value)| (key, Node::of_json(value, place))).collect();
        let text = format!("#/components/securitySchemes/{}", escape_pointer(name));
        scheme.insert(UNRESOLVED.to_owned(), Node::at(place, Value::String(text)));
        schemes.insert(name.to_owned(), Node::at(place, Value::object(scheme)));
        schemes.sort_keys();
    }
    components.sort_keys();
}
