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
                return elsewhere(document, rest.or_else(|| wanted.get(depth.saturating_sub(1)..))?);
            }
        };
    }
    Some(walk.path)
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
        let wanted = plain(key);
        let rated = members.keys().map(|name| (strsim::jaro_winkler(&wanted, &plain(name)), name));
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
            "components": {"schemas": {"Pet": {"properties": {"name": {}, "is_enabled": {}}}, "it's": {}}},
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
            ("$.components.schemas.*", None),
            ("$..nme", None),
        ] {
            assert_eq!(target(wanted, &document).as_deref(), found, "{wanted}");
        }
    }
}
