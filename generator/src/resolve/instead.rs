//! What is read in place of a reference to nothing.
//!
//! A schema and the body of a request are any JSON value, a parameter and a header a text, a response one without
//! documented content, a security scheme a credential whose header the caller writes. What is no component is left out.

use crate::kind::Kind;
use crate::source::{percent_decoded, unescape_pointer};
use serde_json::{Value as Json, json};

/// The extension under which the reference stands.
pub const UNRESOLVED: &str = "x-unresolved-ref";

/// The name that a reference ends with.
fn name(text: &str) -> String {
    let decoded = percent_decoded(text);
    let last = decoded.rsplit(['/', '#']).find(|token| !token.is_empty()).unwrap_or("value");
    let last = [".yaml", ".yml", ".json"].iter().find_map(|ending| last.strip_suffix(ending)).unwrap_or(last);
    unescape_pointer(last)
}

fn letters(text: &str) -> String {
    text.chars().filter(|one| one.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// The parameter of an operation's path that a reference from it is likely to mean.
fn in_path(path: &[String], text: &str) -> Option<String> {
    let template = path.get(1).filter(|_| path.first().is_some_and(|first| first == "paths"))?;
    let marked = template.split('{').skip(1).filter_map(|part| part.split('}').next());
    let wanted = letters(&name(text));
    marked.into_iter().find(|marked| letters(marked) == wanted).map(str::to_owned)
}

/// The members of what is read instead.
pub(super) fn members(kind: Kind, path: &[String], text: &str) -> Vec<(String, Json)> {
    let object = match kind {
        Kind::Parameter => match in_path(path, text) {
            Some(name) => json!({"name": name, "in": "path", "required": true, "schema": {"type": "string"}}),
            None => json!({"name": name(text), "in": "query", "schema": {"type": "string"}}),
        },
        Kind::Response => json!({"description": ""}),
        Kind::RequestBody => json!({"content": {"application/json": {"schema": {}}}}),
        Kind::Header => json!({"schema": {"type": "string"}}),
        Kind::SecurityScheme => json!({
            "type": "apiKey", "in": "header", "name": "Authorization",
            "description": "The documentation names this credential and does not describe it: pass the whole value of the \
                            `Authorization` header.",
        }),
        _ => json!({}),
    };
    match object {
        Json::Object(members) => members.into_iter().collect(),
        _ => Vec::new(),
    }
}

/// The same in words.
pub(super) fn words(kind: Kind, path: &[String], text: &str) -> String {
    match kind {
        Kind::Schema => "read as any JSON value".to_owned(),
        Kind::RequestBody => "read as a body of any JSON value".to_owned(),
        Kind::Parameter => match in_path(path, text) {
            Some(name) => format!("read as the text `{name}` of the path"),
            None => format!("read as the optional text `{}` of the query", name(text)),
        },
        Kind::Response => "read as a response without documented content".to_owned(),
        Kind::Header => "read as a text".to_owned(),
        Kind::SecurityScheme => "read as an optional credential whose `Authorization` header callers write".to_owned(),
        _ => "left out".to_owned(),
    }
}

/// An overlay action that says what it is; `members` are those that are read instead.
pub(super) fn action(target: &str, kind: Kind, members: Vec<(String, Json)>) -> Json {
    let content = json!({"application/json": {"schema": {"type": "object", "additionalProperties": true}}});
    let update = match kind {
        Kind::Schema => json!({"type": "object", "additionalProperties": true}),
        Kind::RequestBody => json!({"required": true, "content": content}),
        Kind::Parameter | Kind::Header => Json::Object(members.into_iter().collect()),
        Kind::Response => json!({"description": "OK", "content": content}),
        Kind::SecurityScheme => json!({"type": "http", "scheme": "bearer"}),
        _ => return json!({"target": target, "description": "There is no such thing", "remove": true}),
    };
    json!({"target": target, "description": "What it is", "update": update})
}
