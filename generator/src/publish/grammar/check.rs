//! Whether a value is as a rule says, and what is written in its place if it is not.
//!
//! In: a [`Rule`] and the member that it is for. Out: whether the member is valid, which of its entries are not, and a valid
//! value that says the same as far as possible: `{"security": [{"key": null}]}` is written as `[{"key": []}]`.

use super::{Part, Rule};
use crate::document::{Node, Value};
use serde_json::{Value as Json, json};
use std::collections::HashSet;

fn is_object(node: &Node) -> bool {
    node.as_object().is_some()
}

fn is_text(node: &Node) -> bool {
    node.as_str().is_some()
}

/// Whether a member is as its rule says; what is inside of objects is judged apart.
pub(in super::super) fn is_valid(rule: &Rule, node: &Node) -> bool {
    let text = |is_fine: fn(&str) -> bool| node.as_str().is_some_and(is_fine);
    let list = |is_fine: fn(&Node) -> bool| node.as_array().is_some_and(|list| list.iter().all(is_fine));
    match rule {
        Rule::None => false,
        Rule::Any => true,
        Rule::Text => is_text(node),
        Rule::Version => text(is_version),
        Rule::Email => text(is_email),
        Rule::Pattern => text(is_pattern),
        Rule::Uri => text(is_uri),
        Rule::AbsoluteUri => text(|text| is_uri(text) && has_scheme(text)),
        Rule::Bool => node.as_bool().is_some(),
        Rule::True => node.as_bool() == Some(true),
        Rule::Number => matches!(&node.value, Value::Number(_)),
        Rule::Positive => matches!(&node.value, Value::Number(number) if number.as_f64().is_some_and(|it| it > 0.0)),
        Rule::Count => matches!(&node.value, Value::Number(number) if number.is_u64()),
        Rule::Texts(least) => {
            list(is_text) && node.as_array().is_some_and(|list| list.len() >= *least && (*least == 0 || !repeats(list)))
        }
        Rule::TextMap => node.as_object().is_some_and(|map| map.values().all(is_text)),
        Rule::Filled => node.as_array().is_some_and(|list| !list.is_empty()),
        Rule::Word(words) => node.as_str().is_some_and(|text| words.contains(&text)),
        Rule::Object | Rule::One(_) => is_object(node),
        Rule::BoolOr(_) => node.as_bool().is_some() || is_object(node),
        Rule::Map(_) => node.as_object().is_some_and(|map| map.values().all(is_object)),
        Rule::Single(_) => node.as_object().is_some_and(|map| map.len() == 1 && map.values().all(is_object)),
        Rule::List(part) => list(is_object) && node.as_array().is_some_and(|list| is_list(*part, list)),
        Rule::Requirements => node.as_array().is_some_and(|list| list.iter().all(is_requirement)),
    }
}

fn is_version(text: &str) -> bool {
    let rest = text.strip_prefix("3.0.").and_then(|rest| rest.strip_prefix(|one: char| one.is_ascii_digit()));
    rest.is_some_and(|rest| rest.is_empty() || (rest.starts_with('-') && rest.len() > 1))
}

fn is_email(text: &str) -> bool {
    let is_plain = !text.contains(|one: char| one.is_whitespace() || one.is_control() || !one.is_ascii());
    is_plain
        && text.split_once('@').is_some_and(|(name, host)| !name.is_empty() && !host.is_empty() && !host.contains('@'))
}

/// Whether a text can be a regular expression: brackets are closed, and there is something to repeat or to escape.
fn is_pattern(text: &str) -> bool {
    let (mut open, mut is_in_class, mut can_repeat) = (0_u32, false, false);
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' if letters.next().is_none() => return false,
            ']' if is_in_class => is_in_class = false,
            _ if is_in_class || letter == '\\' => {}
            '[' => is_in_class = true,
            '(' => open += 1,
            ')' if open == 0 => return false,
            ')' => open -= 1,
            '*' | '+' if !can_repeat => return false,
            _ => {}
        }
        can_repeat = !matches!(letter, '(' | '|');
    }
    open == 0 && !is_in_class
}

/// The bytes that a URI can have (RFC 3986, section 2).
fn is_of_uri(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._~:/?#[]@!$&'()*+,;=%".contains(&byte)
}

fn is_uri(text: &str) -> bool {
    let is_encoded = |rest: &str| rest.get(..2).is_some_and(|two| two.bytes().all(|byte| byte.is_ascii_hexdigit()));
    text.bytes().all(is_of_uri) && text.split('%').skip(1).all(is_encoded) && text.matches('#').count() < 2
}

fn has_scheme(text: &str) -> bool {
    text.split_once(':').is_some_and(|(scheme, _)| {
        scheme.starts_with(|one: char| one.is_ascii_alphabetic())
            && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+.-".contains(&byte))
    })
}

fn is_requirement(node: &Node) -> bool {
    let is_scopes = |node: &Node| node.as_array().is_some_and(|scopes| scopes.iter().all(is_text));
    node.as_object().is_some_and(|members| members.values().all(is_scopes))
}

fn repeats(list: &[Node]) -> bool {
    let mut seen = HashSet::new();
    !list.iter().all(|node| seen.insert(node.as_str()))
}

/// Whether objects can stand in one list: schemas are at least one, tags and parameters are there once.
fn is_list(part: Part, list: &[Node]) -> bool {
    let mut seen = HashSet::new();
    (part != Part::Schema || !list.is_empty()) && list.iter().all(|node| is_first(part, node, &mut seen))
}

/// Whether no element before says what this one is for.
fn is_first(part: Part, node: &Node, seen: &mut HashSet<String>) -> bool {
    let text = |key: &str| node.get(key).and_then(Node::as_str);
    let identity = match part {
        Part::Tag => text("name").map(str::to_owned),
        Part::Parameter => text("$ref").map(str::to_owned).or_else(|| Some([text("in")?, " ", text("name")?].concat())),
        _ => return true,
    };
    seen.insert(identity.unwrap_or_else(|| node.to_json().to_string()))
}

/// The keys or indices of the entries that a list or map cannot have, if it has others.
pub(in super::super) fn bad_entries(rule: &Rule, node: &Node) -> Option<Vec<String>> {
    let mut seen = HashSet::new();
    let mut first = true;
    let mut is_fine = |entry: &Node| match rule {
        Rule::Map(_) => is_object(entry),
        Rule::Single(_) => is_object(entry) && std::mem::take(&mut first),
        Rule::List(part) => is_object(entry) && is_first(*part, entry, &mut seen),
        Rule::TextMap => is_text(entry),
        Rule::Texts(least) => entry.as_str().is_some_and(|text| seen.insert(text.to_owned()) || *least == 0),
        _ => true,
    };
    let entries: Vec<(String, &Node)> = match (rule, &node.value) {
        (Rule::Map(_) | Rule::TextMap | Rule::Single(_), Value::Object(members)) => {
            members.iter().map(|(key, member)| (key.clone(), member)).collect()
        }
        (Rule::List(_) | Rule::Texts(_), Value::Array(elements)) => {
            elements.iter().enumerate().map(|(index, element)| (index.to_string(), element)).collect()
        }
        _ => return None,
    };
    let count = entries.len();
    let bad: Vec<String> = entries.into_iter().filter(|(_, entry)| !is_fine(entry)).map(|(key, _)| key).collect();
    (!bad.is_empty() && bad.len() < count).then_some(bad)
}

/// What stands in place of a value that 3.0 cannot have there.
pub(in super::super) fn instead(rule: &Rule, node: &Node) -> Option<Json> {
    match (rule, &node.value) {
        (Rule::Text, Value::Number(_) | Value::Bool(_)) => node.scalar_text().map(Json::String),
        (Rule::Uri, Value::String(text)) => Some(Json::String(encoded(text))),
        (Rule::Version, _) => Some(json!("3.0.3")),
        (Rule::Requirements, Value::Array(list)) => Some(list.iter().filter_map(requirement).collect()),
        _ => None,
    }
}

/// A text with everything percent-encoded that a URI cannot have.
fn encoded(text: &str) -> String {
    let mut encoded = String::new();
    for byte in text.bytes() {
        match char::from(byte) {
            one if is_of_uri(byte) && one != '%' => encoded.push(one),
            _ => encoded.push_str(&format!("%{byte:02X}")),
        }
    }
    encoded
}

/// An alternative with lists of texts as scopes.
fn requirement(node: &Node) -> Option<Json> {
    let scopes = |node: &Node| -> Json {
        let list = node.as_array().unwrap_or(std::slice::from_ref(node));
        list.iter().filter_map(Node::scalar_text).collect()
    };
    Some(node.as_object()?.iter().map(|(name, node)| (name.clone(), scopes(node))).collect())
}
