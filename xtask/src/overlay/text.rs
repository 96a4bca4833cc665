//! The text of an overlay, with actions after those that it has.
//!
//! In: the text that is there, if it is, and actions with the warnings that they are for. Out: the whole text. What is there
//! is not rewritten: the new actions are put in behind the last one, so comments and layout stay. In YAML each has a comment
//! that names its warning:
//!
//! ```yaml
//!   # untyped-schema, pets.md:9:2057: the schema says nothing; it is read as any value
//!   - target: $.components.schemas.Pet.properties.tag
//!     description: "Any JSON value; if it has a real type, say that as `type` in place of `x-rust-type`"
//!     update: {"x-rust-type":"serde_json::Value"}
//! ```

use super::choose::Open;
use generator::locate::{self, Index, Members, Spanned};
use generator::source::{self, Fragment, Page, Sources};
use generator::visible;
use serde_json::{Value as Json, json};
use std::ops::Range;
use std::path::Path;

/// How the file is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Syntax {
    Json,
    Yaml,
}

impl Syntax {
    /// By the file's name.
    pub(super) fn of(path: &Path) -> Self {
        let is_json = path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("json"));
        if is_json { Self::Json } else { Self::Yaml }
    }
}

/// An action, and the warnings that it corrects.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Item {
    action: Json,
    why: Vec<String>,
}

/// The actions of warnings, each once.
pub(super) fn items(warnings: &[&Open]) -> Vec<Item> {
    let mut items: Vec<Item> = Vec::new();
    for warning in warnings {
        let Some(action) = &warning.action else { continue };
        let place = warning.places.first().map(|at| format!(", {}:{}:{}", at.page, at.line, at.column));
        let why = format!("{}{}: {}", warning.code, place.unwrap_or_default(), warning.message);
        match items.iter_mut().find(|item| item.action == *action) {
            Some(item) => item.why.push(why),
            None => items.push(Item { action: action.clone(), why: vec![why] }),
        }
    }
    items
}

/// The text with the actions.
///
/// # Errors
/// If the text is no overlay with a list of actions.
pub(super) fn with(existing: Option<&str>, syntax: Syntax, items: &[Item]) -> Result<String, String> {
    match (existing, syntax) {
        (None, Syntax::Json) => {
            let actions: Vec<&Json> = items.iter().map(|item| &item.action).collect();
            let info = json!({"title": "Corrections of the documentation", "version": "1.0.0"});
            Ok(visible::json(&format!("{:#}\n", json!({"overlay": "1.0.0", "info": info, "actions": actions}))))
        }
        (None, Syntax::Yaml) => Ok(format!(
            "overlay: 1.0.0\ninfo:\n  title: Corrections of the documentation\n  version: 1.0.0\nactions:\n{}",
            block(items, 2)
        )),
        (Some(text), _) => inserted(text, syntax, items),
    }
}

fn inserted(text: &str, syntax: Syntax, items: &[Item]) -> Result<String, String> {
    let syntax = match syntax {
        Syntax::Json => source::Syntax::Json,
        Syntax::Yaml => source::Syntax::Yaml,
    };
    let whole = 0..text.len();
    let sources = Sources {
        pages: vec![Page { path: String::new(), text: text.to_owned() }],
        fragments: vec![Fragment { page: 0, range: whole.clone(), pieces: vec![whole], syntax }],
        ..Sources::default()
    };
    let mut index = Index::default();
    let root = locate::tree(&mut index, &sources, 0);
    let member = |name: &str| match &root.members {
        Members::Object(members) => members.iter().find(|(key, _)| key == name).map(|(_, member)| member),
        Members::Array(_) | Members::None => None,
    };
    let list = member("actions").filter(|_| member("overlay").is_some());
    let list = list.ok_or("it is no overlay with a list of `actions`")?;
    let Members::Array(elements) = &list.members else { return Err("its `actions` are no list".to_owned()) };
    let is_flow = text.get(list.value.start..).is_some_and(|rest| rest.starts_with('['));
    let (at, new) = match elements.as_slice() {
        elements if is_flow => in_brackets(text, list, elements, items)?,
        [first, .., last] => below(text, first, last, items),
        [one] => below(text, one, one, items),
        [] => return Err("its `actions` are no list".to_owned()),
    };
    let (before, after) = text.split_at_checked(at).ok_or("its `actions` end nowhere")?;
    Ok([before, &new, after].concat())
}

/// Before the bracket that ends a list.
fn in_brackets(text: &str, list: &Spanned, elements: &[Spanned], items: &[Item]) -> Result<(usize, String), String> {
    let closing = closing(text, list).ok_or("its `actions` end nowhere")?;
    let inside = text.get(list.value.start..closing).unwrap_or_default();
    let at = list.value.start + inside.trim_end().len();
    let rest = elements.last().and_then(|last| text.get(last.value.end..closing)).unwrap_or_default();
    if rest.contains('#') {
        return Err("a comment stands behind its last action".to_owned());
    }
    let comma = if elements.is_empty() || rest.contains(',') { "" } else { "," };
    let actions: Vec<String> =
        items.iter().map(|item| format!("\n    {}", visible::json(&item.action.to_string()))).collect();
    let end = if at < closing { "" } else { "\n  " };
    Ok((at, format!("{comma}{}{end}", actions.join(","))))
}

/// Where the bracket is that ends a list: a scan may leave it out, or take a comment behind it for a part of the list.
fn closing(text: &str, list: &Spanned) -> Option<usize> {
    let Range { start, end } = list.value;
    let inside = text.get(start..end)?;
    if let Some(found) = inside.rfind(']') {
        let rest = inside.get(found + 1..)?.trim();
        return (rest.is_empty() || rest.starts_with('#')).then_some(start + found);
    }
    let rest = text.get(end..)?;
    let between = rest.find(']')?;
    let is_space = |text: &str| text.chars().all(|one| one.is_whitespace() || one == ',' || one == '}');
    rest.get(..between).filter(|between| is_space(between)).map(|_| end + between)
}

/// Below the last element of a list of lines.
fn below(text: &str, first: &Spanned, last: &Spanned, items: &[Item]) -> (usize, String) {
    let before = text.get(..first.value.start).unwrap_or_default();
    let dash = before.rfind('-').unwrap_or_default();
    let line = before.get(..dash).and_then(|before| before.rfind('\n')).map_or(0, |end| end + 1);
    let content = text.get(..last.value.end).unwrap_or(text).trim_end().len();
    let rest = text.get(content..).unwrap_or_default();
    let (at, start) = match rest.find('\n') {
        Some(end) => (content + end + 1, ""),
        None => (text.len(), "\n"),
    };
    (at, [start, &block(items, dash - line)].concat())
}

/// Actions as a list of lines.
fn block(items: &[Item], indent: usize) -> String {
    let mut text = String::new();
    let space = " ".repeat(indent);
    for Item { action, why } in items {
        for why in why {
            text.push_str(&format!("{space}# {}\n", visible::line(why)));
        }
        let members = action.as_object().into_iter().flatten();
        for (number, (key, value)) in members.enumerate() {
            let mark = if number == 0 { "- " } else { "  " };
            text.push_str(&format!("{space}{mark}{key}: {}\n", scalar(value)));
        }
    }
    text
}

/// A value in a line: JSON is YAML, and plain paths need no quotes.
fn scalar(value: &Json) -> String {
    let is_plain = |text: &&str| {
        text.starts_with('$') && text.chars().all(|one| one.is_ascii_alphanumeric() || "$._".contains(one))
    };
    value.as_str().filter(is_plain).map_or_else(|| visible::json(&value.to_string()), str::to_owned)
}
