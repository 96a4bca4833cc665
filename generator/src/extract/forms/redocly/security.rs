//! The credentials of Redocly's pages: the line `Security: …` below an endpoint.
//!
//! In: its text. Out: the requirements, one for each alternative, so of `basicAuth, oauth2 (read, write)` two, the second
//! of which needs two scopes; `(key AND secret)` is one of two credentials. `none` needs no credential. A page without the
//! line, or with an empty one, does not say what it needs: there every credential that pages of this form name may be
//! sent, and none has to be.

use super::super::tree::{entry, list, object, operations, text};
use crate::document::{Document, Node, Object, Value};
use crate::source::Place;
use std::collections::{BTreeMap, BTreeSet};

/// The requirements that a line states; `None` if it states nothing.
pub(super) fn requirements(place: Place, line: &str, schemes: &mut Object) -> Option<Node> {
    let line = line.trim();
    if line.is_empty() {
        return None;
    }
    if line.eq_ignore_ascii_case("none") {
        return Some(list(place, []));
    }
    let alternatives = split(line, &[",", "|", " or "]);
    Some(list(place, alternatives.into_iter().map(|alternative| requirement(place, alternative, schemes))))
}

/// One alternative: `oauth2 (read, write)`, `(key AND secret)`.
fn requirement(place: Place, alternative: &str, schemes: &mut Object) -> Node {
    let inside = alternative.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')).unwrap_or(alternative);
    let together = split(inside, &[" and ", "&", "+"]).into_iter().map(|one| {
        let (name, scopes) = one.split_once('(').unwrap_or((one, ""));
        let name = name.trim();
        let scopes = scopes.trim_end().trim_end_matches(')').trim();
        let scopes = scopes.strip_prefix("scopes:").unwrap_or(scopes);
        let scopes = scopes.split([',', ' ']).filter(|scope| !["", "and", "or"].contains(scope));
        let scopes = scopes.map(|scope| text(place, scope));
        schemes.extend(scheme(place, name).map(|scheme| (name.to_owned(), scheme)));
        (name.to_owned(), list(place, scopes.collect::<Vec<_>>()))
    });
    object(place, together.collect::<Vec<_>>())
}

/// The parts of a text between separators that stand in no parentheses.
fn split<'page>(text: &'page str, separators: &[&str]) -> Vec<&'page str> {
    let mut parts = Vec::new();
    let mut depth = 0_usize;
    let mut start = 0;
    for (at, one) in text.char_indices() {
        match one {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        let rest = text.get(at.max(start)..).unwrap_or_default();
        let is_next = |separator: &str| {
            let next = rest.get(..separator.len());
            next.is_some_and(|next| next.eq_ignore_ascii_case(separator))
        };
        let separator = separators.iter().find(|separator| at >= start && depth == 0 && is_next(separator));
        if let Some(separator) = separator {
            parts.push(text.get(start..at).unwrap_or_default());
            start = at + separator.len();
        }
    }
    parts.push(text.get(start..).unwrap_or_default());
    parts.into_iter().map(str::trim).filter(|part| !part.is_empty()).collect()
}

/// What the name of a scheme tells; `None` if it tells nothing.
fn scheme(place: Place, name: &str) -> Option<Node> {
    let lower = name.to_lowercase();
    let word = |word: &'static str| text(place, word);
    if lower.contains("basic") {
        return Some(object(place, [("type", word("http")), ("scheme", word("basic"))]));
    }
    if lower.contains("oauth") {
        return Some(object(place, [("type", word("oauth2")), ("flows", object::<String>(place, []))]));
    }
    let is_token = ["bearer", "jwt"].iter().any(|token| lower.contains(token));
    is_token.then(|| object(place, [("type", word("http")), ("scheme", word("bearer"))]))
}

/// The credentials of one alternative.
type Names = BTreeSet<String>;

/// Makes the credentials optional where a page does not say what it needs: those that its document names, or else all.
pub(super) fn settle(documents: &mut [&mut Document]) {
    let own: Vec<BTreeSet<Names>> = documents.iter_mut().map(|document| named(&mut document.root)).collect();
    let all: BTreeSet<Names> = own.iter().flatten().cloned().collect();
    let schemes: BTreeMap<String, Node> = documents
        .iter()
        .filter_map(|document| document.root.get("components")?.get("securitySchemes")?.as_object())
        .flatten()
        .map(|(name, scheme)| (name.clone(), scheme.clone()))
        .collect();
    for (document, own) in documents.iter_mut().zip(&own) {
        let known = if own.is_empty() { &all } else { own };
        if known.is_empty() || !make_optional(&mut document.root, known) {
            continue;
        }
        let components = entry(&mut document.root, "components");
        let defined = components.and_then(|components| entry(components, "securitySchemes"));
        if let Some(defined) = defined.and_then(Node::as_object_mut) {
            let missing = known.iter().flatten().filter(|name| !defined.contains_key(*name));
            let missing: Vec<_> = missing.filter_map(|name| schemes.get_key_value(name)).collect();
            defined.extend(missing.into_iter().map(|(name, scheme)| (name.clone(), scheme.clone())));
        }
    }
}

/// The alternatives that the operations of a document name.
fn named(root: &mut Node) -> BTreeSet<Names> {
    let mut named = BTreeSet::new();
    operations(root, &mut |operation| {
        let requirements = operation.get("security").and_then(Node::as_array).unwrap_or_default();
        let names = requirements.iter().filter_map(Node::as_object).map(|members| members.keys().cloned().collect());
        named.extend(names);
    });
    named
}

/// Returns whether an operation did not say what it needs.
fn make_optional(root: &mut Node, known: &BTreeSet<Names>) -> bool {
    let mut is_any = false;
    operations(root, &mut |operation| {
        if operation.contains_key("security") {
            return;
        }
        is_any = true;
        let place = operation.values().next().map_or(Place::NOWHERE, |node| node.place);
        let nothing = object::<String>(place, []);
        let named = known.iter().map(|names| object(place, names.iter().map(|name| (name.as_str(), list(place, [])))));
        operation
            .insert("security".into(), Node::at(place, Value::Array([nothing].into_iter().chain(named).collect())));
    });
    is_any
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> Option<String> {
        requirements(Place::NOWHERE, line, &mut Object::new()).map(|node| node.to_json().to_string())
    }

    #[test]
    fn alternatives_scopes_and_credentials_together() {
        for (line, expected) in [
            ("a", r#"[{"a":[]}]"#),
            ("a, b", r#"[{"a":[]},{"b":[]}]"#),
            ("a (read, write), b", r#"[{"a":["read","write"]},{"b":[]}]"#),
            ("a (pets:read pets:write) OR b", r#"[{"a":["pets:read","pets:write"]},{"b":[]}]"#),
            ("a (scopes: read)", r#"[{"a":["read"]}]"#),
            ("(a AND b (read, write)), c", r#"[{"a":[],"b":["read","write"]},{"c":[]}]"#),
            ("a & b", r#"[{"a":[],"b":[]}]"#),
            ("a and b or c, d", r#"[{"a":[],"b":[]},{"c":[]},{"d":[]}]"#),
            ("a Or orb && band || floor (x or y)", r#"[{"a":[]},{"orb":[],"band":[]},{"floor":["x","y"]}]"#),
            ("a (read", r#"[{"a":["read"]}]"#),
            ("None", "[]"),
        ] {
            assert_eq!(read(line).as_deref(), Some(expected), "{line}");
        }
        assert_eq!(read(""), None);
    }
}
