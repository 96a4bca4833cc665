//! The target that an action may have meant.
//!
//! In: a JSONPath that matches nothing, such as `$.components.schemas.Pets.properties.nme`, and the document. Out: the path
//! with the names that are there, `$.components.schemas.Pet.properties.name`. A name is replaced by the most similar one
//! among its neighbours; where none is similar, a node with the same last names elsewhere in the document is meant.

use crate::source::{Step, json_path_step};
use serde_json::Value as Json;

/// How similar two names have to be (1 is the same), by Jaro and Winkler.
const SIMILAR: f64 = 0.84;

/// The nearest target that there is.
pub(super) fn target(text: &str, document: &Json) -> Option<String> {
    let wanted = steps(text)?;
    let mut walk = Walk { path: "$".to_owned(), at: document };
    for (depth, step) in wanted.iter().enumerate() {
        walk = match walk.to(step).or_else(|| walk.near(step)) {
            Some(next) => next,
            None => {
                let rest = wanted.get(depth + 1..).filter(|rest| !rest.is_empty());
                let last = rest.or_else(|| wanted.get(depth.saturating_sub(1)..))?;
                return elsewhere(document, last).or_else(|| of_another_kind(document, &wanted));
            }
        };
    }
    Some(walk.path)
}

/// How many members of a node are named.
const NAMED: usize = 3;

/// What there is on the way to a target: the last node, and the most similar of its members.
pub(super) fn above(text: &str, document: &Json) -> Option<String> {
    let wanted = steps(text)?;
    let mut walk = Walk { path: "$".to_owned(), at: document };
    for (depth, step) in wanted.iter().enumerate() {
        if let Some(next) = walk.to(step) {
            walk = next;
            continue;
        }
        let (Wanted::Key(key), Json::Object(members), 1..) = (step, walk.at, depth) else { return None };
        let mut names: Vec<&String> = members.keys().collect();
        names.sort_by(|one, other| similarity(key, other).total_cmp(&similarity(key, one)));
        let more = names.len().saturating_sub(NAMED);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        let names: Vec<String> = names.iter().take(NAMED).map(|name| format!("`{name}`")).collect();
        let has = match names.is_empty() {
            true => "is empty".to_owned(),
            false => format!("has {}{more}, but no `{key}`", names.join(", ")),
        };
        return Some(format!("`{}` is there and {has}; ", walk.path));
    }
    None
}

/// In how many letters a target may differ from one that another action has, to mean the same.
const SLIP: usize = 2;

/// Whether what was found for a target is that of another action, and too different to be a slip.
pub(super) fn is_taken(text: &str, found: &str, targets: &[&str]) -> bool {
    let is_slip = plain_path(text).is_some_and(|wanted| strsim::osa_distance(&wanted, found) <= SLIP);
    !is_slip && targets.iter().any(|other| plain_path(other).as_deref() == Some(found))
}

/// The path of a target as this project writes it; `None` where it may match several nodes.
fn plain_path(text: &str) -> Option<String> {
    let step = |path: String, step: &Wanted| match step {
        Wanted::Key(key) => json_path_step(&path, Step::Key(key)),
        Wanted::Index(index) => json_path_step(&path, Step::Index(*index)),
    };
    Some(steps(text)?.iter().fold("$".to_owned(), step))
}

/// The only component of another kind that has the name: `$.components.responses.Error` for a schema `Error`.
fn of_another_kind(document: &Json, wanted: &[Wanted]) -> Option<String> {
    let [Wanted::Key(components), Wanted::Key(_), name @ ..] = wanted else { return None };
    let components = Walk { path: "$".to_owned(), at: document }.key(components)?;
    let kinds = components.at.as_object().filter(|_| !name.is_empty())?.keys().filter_map(|kind| components.key(kind));
    let mut found = kinds.filter_map(|kind| name.iter().try_fold(kind, |walk, step| walk.to(step)));
    let first = found.next().filter(|first| first.path.starts_with("$.components."))?;
    found.next().is_none().then_some(first.path)
}

/// How similar two names are (1 is the same). Two neighbouring letters in the wrong order are nothing.
fn similarity(one: &str, other: &str) -> f64 {
    let (one, other) = (plain(one), plain(other));
    let sorted = |text: &str| {
        let mut letters: Vec<char> = text.chars().collect();
        letters.sort_unstable();
        letters
    };
    let is_swapped = one != other && strsim::osa_distance(&one, &other) == 1 && sorted(&one) == sorted(&other);
    if is_swapped { 1.0 } else { strsim::jaro_winkler(&one, &other) }
}

/// A step of a path that names one node.
#[derive(Debug, Clone, PartialEq)]
enum Wanted {
    Key(String),
    Index(usize),
}

struct Walk<'doc> {
    path: String,
    at: &'doc Json,
}

impl<'doc> Walk<'doc> {
    fn key(&self, key: &str) -> Option<Self> {
        Some(Walk { path: json_path_step(&self.path, Step::Key(key)), at: self.at.get(key)? })
    }

    fn to(&self, step: &Wanted) -> Option<Self> {
        match step {
            Wanted::Key(key) => self.key(key),
            Wanted::Index(index) => {
                Some(Walk { path: json_path_step(&self.path, Step::Index(*index)), at: self.at.get(index)? })
            }
        }
    }

    /// The neighbour with the most similar name; a path also if only a parameter in it is called otherwise.
    fn near(&self, step: &Wanted) -> Option<Self> {
        let (Wanted::Key(key), Json::Object(members)) = (step, self.at) else { return None };
        let rated = members.keys().map(|name| (similarity(key, name), name));
        let (rating, name) = rated.max_by(|(one, _), (other, _)| one.total_cmp(other))?;
        (rating >= SIMILAR).then(|| self.key(name)).flatten()
    }
}

/// A name without what differs by spelling only: case, and what parameters of a path are called.
fn plain(name: &str) -> String {
    let mut text = String::new();
    let mut depth = 0_usize;
    for character in name.chars() {
        match character {
            '{' => {
                depth += 1;
                text.push(character);
            }
            '}' => depth = depth.saturating_sub(1),
            _ if depth == 0 => text.extend(character.to_lowercase()),
            _ => {}
        }
    }
    text
}

/// The only node in the document that the last steps lead to.
fn elsewhere(document: &Json, last: &[Wanted]) -> Option<String> {
    let mut found = Vec::new();
    let mut open = vec![Walk { path: "$".to_owned(), at: document }];
    while let Some(walk) = open.pop() {
        let end = last.iter().try_fold(Walk { path: walk.path.clone(), at: walk.at }, |walk, step| walk.to(step));
        found.extend(end.map(|end| end.path));
        match walk.at {
            Json::Object(members) => open.extend(members.keys().filter_map(|key| walk.key(key))),
            Json::Array(elements) => {
                open.extend((0..elements.len()).filter_map(|index| walk.to(&Wanted::Index(index))))
            }
            Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) => {}
        }
    }
    match found.as_slice() {
        [one] => Some(one.clone()),
        _ => None,
    }
}

/// The steps of a path that names one node (RFC 9535, section 2.3.5.1); `None` for any other.
fn steps(text: &str) -> Option<Vec<Wanted>> {
    let mut rest = text.trim().strip_prefix('$')?;
    let mut steps = Vec::new();
    while !rest.is_empty() {
        if let Some(after) = rest.strip_prefix('.') {
            let end = after.find(['.', '[']).unwrap_or(after.len());
            let (name, more) = after.split_at_checked(end)?;
            if name.is_empty() || name == "*" {
                return None;
            }
            steps.push(Wanted::Key(name.to_owned()));
            rest = more;
        } else {
            let (step, more) = bracketed(rest.strip_prefix('[')?)?;
            steps.push(step);
            rest = more;
        }
    }
    Some(steps)
}

/// What stands in brackets, and what follows them.
fn bracketed(text: &str) -> Option<(Wanted, &str)> {
    let quote = text.chars().next().filter(|first| matches!(first, '\'' | '"'));
    let Some(quote) = quote else {
        let (index, more) = text.split_once(']')?;
        return Some((Wanted::Index(index.trim().parse().ok()?), more));
    };
    let (mut key, mut is_escaped) = (String::new(), false);
    let mut characters = text.char_indices().skip(1);
    for (offset, character) in &mut characters {
        match character {
            _ if std::mem::take(&mut is_escaped) => key.push(character),
            '\\' => is_escaped = true,
            _ if character == quote => {
                return Some((Wanted::Key(key), text.get(offset + 1..)?.strip_prefix(']')?));
            }
            _ => key.push(character),
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_nearest_target() {
        let document = json!({
            "paths": {"/pets/{id}": {"get": {"parameters": [{"name": "a"}]}}, "/toys": {"get": {}}},
            "components": {
                "schemas": {"Pet": {"properties": {"name": {}, "is_enabled": {}}}, "it's": {}},
                "responses": {"Error": {"description": "No"}},
            },
        });
        for (wanted, found) in [
            ("$.components.schemas.Pets.properties.nme", Some("$.components.schemas.Pet.properties.name")),
            ("$.components.schemas.pet.properties.isEnabled", Some("$.components.schemas.Pet.properties.is_enabled")),
            ("$.paths['/pets/{pet}'].get", Some("$.paths['/pets/{id}'].get")),
            ("$.paths[\"/pets/{id}\"].get.parameters[0].naem", Some("$.paths['/pets/{id}'].get.parameters[0].name")),
            ("$.components.schemas['its']", Some("$.components.schemas['it\\'s']")),
            // The property is in another schema now.
            (
                "$.components.schemas.Zebra.properties.is_enabled",
                Some("$.components.schemas.Pet.properties.is_enabled"),
            ),
            ("$.components.schemas.Zebra", None),
            ("$.paths['/toys'].gte", Some("$.paths['/toys'].get")),
            // It is a component of another kind.
            ("$.components.schemas.Error", Some("$.components.responses.Error")),
            ("$.components.schemas.Error.description", Some("$.components.responses.Error.description")),
            ("$.components.schemas.*", None),
            ("$..nme", None),
        ] {
            assert_eq!(target(wanted, &document).as_deref(), found, "{wanted}");
        }
    }

    #[test]
    fn what_there_is_on_the_way() {
        let document = json!({"paths": {"/hold": {"post": {"responses": {}, "tags": [], "summary": "", "x": 1}}}});
        for (wanted, found) in [
            (
                "$.paths['/hold'].post.requestBody.content",
                Some(
                    "`$.paths['/hold'].post` is there and has `responses`, `summary`, `tags` and 1 more, but no `requestBody`; ",
                ),
            ),
            (
                "$.paths['/hold'].post.responses['200']",
                Some("`$.paths['/hold'].post.responses` is there and is empty; "),
            ),
            ("$.definitions", None),
            ("$..nme", None),
        ] {
            assert_eq!(above(wanted, &document).as_deref(), found, "{wanted}");
        }
    }
}
