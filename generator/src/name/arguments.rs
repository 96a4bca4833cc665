//! The arguments and setters of one operation, and the accessors of its response headers.
//!
//! In goes an operation, its parameters, bodies, parts and headers get names in its [`OperationNames`]. Parameters that
//! have one name in two places, or one that every request has itself, get the word of their place:
//!
//! ```text
//! id in the path, id in a header  →  id_path, id_header
//! timeout in the query            →  timeout_parameter
//! filter, filter[,]               →  filter, filter_comma
//! ```

use super::aliases;
use super::identifier::Case;
use super::record::{Record, Recorded};
use super::reserved;
use super::scope::{self, Item, Scope};
use super::words::{self, SPELLINGS, Spelling, Words};
use crate::diagnostic::Diagnostics;
use crate::ir::{Content, ContentKind, Operation};
use crate::names::OperationNames;
use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

/// Names everything in an operation.
pub fn assign(
    dx: &mut Diagnostics,
    operation: &Operation,
    key: &str,
    recorded: &Recorded,
    record: &mut Record,
    named: &mut OperationNames,
) {
    named.bodies = bodies(dx, operation, key);
    let arguments = arguments(operation);
    if !arguments.is_empty() {
        let pointer = [&operation.pointer(), "/parameters"].concat();
        let keys = (key, pointer.as_str());
        let (names, former) = argument_names(dx, &arguments, keys, recorded, record, &named.bodies);
        let mut names = names.into_iter();
        named.former_parameters = former.into_iter().take(operation.parameters.len()).collect();
        named.parameters = names.by_ref().take(operation.parameters.len()).collect();
        named.parts = contents(operation).map(|content| names.by_ref().take(content.parts().len()).collect()).collect();
        further(operation, names, named);
    } else {
        named.parts = contents(operation).map(|_| Vec::new()).collect();
    }
    named.header_accessors = headers(dx, operation, key, recorded, record);
}

/// The setters of media types and headers of parts, from the rest of the names.
fn further(operation: &Operation, mut names: impl Iterator<Item = String>, named: &mut OperationNames) {
    for content in contents(operation) {
        let (mut media_types, mut headers) = (Vec::new(), Vec::new());
        for part in content.parts() {
            let has_choice = usize::from(!part.choices().is_empty());
            media_types.push(names.by_ref().take(has_choice).collect());
            headers.push(names.by_ref().take(part.headers.len()).collect());
        }
        named.part_media_types.push(media_types);
        named.part_headers.push(headers);
    }
}

fn contents(operation: &Operation) -> impl Iterator<Item = &Content> {
    operation.body.iter().flat_map(|body| &body.contents)
}

/// A parameter or a part, or what can be set about a part.
struct Argument<'api> {
    name: Cow<'api, str>,
    given: Option<&'api str>,
    /// Where it is sent, for names that are the same in two places.
    place: &'static str,
    /// Which of several alternative bodies a part belongs to, from 1; 0 for parameters.
    content: usize,
}

fn arguments(operation: &Operation) -> Vec<Argument<'_>> {
    let parameters = operation.parameters.iter().map(|parameter| Argument {
        name: Cow::Borrowed(&parameter.name),
        given: parameter.rust_name.as_deref(),
        place: parameter.location.text(),
        content: 0,
    });
    let parts = contents(operation).enumerate().flat_map(|(index, content)| {
        content.parts().iter().map(move |part| Argument {
            name: Cow::Borrowed(&part.name),
            given: part.rust_name.as_deref(),
            place: "part",
            content: index + 1,
        })
    });
    let further = contents(operation).enumerate().flat_map(|(index, content)| {
        content.parts().iter().flat_map(move |part| {
            let media_type = (!part.choices().is_empty()).then_some("content type");
            let headers = part.headers.iter().map(|header| header.name.as_str());
            media_type.into_iter().chain(headers).map(move |name| Argument {
                name: Cow::Owned(format!("{} {name}", part.name)),
                given: None,
                place: "part header",
                content: index + 1,
            })
        })
    });
    parameters.chain(parts).chain(further).collect()
}

fn argument_names(
    dx: &mut Diagnostics,
    arguments: &[Argument],
    (key, pointer): (&str, &str),
    recorded: &Recorded,
    record: &mut Record,
    bodies: &[String],
) -> (Vec<String>, Vec<Vec<String>>) {
    let keys = arguments.iter().map(|argument| match argument.content {
        0 | 1 => format!("{key} {} {}", argument.place, argument.name),
        content => format!("{key} {} {} of content {content}", argument.place, argument.name),
    });
    let items: Vec<Item> = keys
        .zip(arguments)
        .map(|(key, argument)| Item {
            recorded: recorded.get("parameters", &key),
            given: argument.given,
            at: argument.given.and_then(|name| recorded.chosen.place(pointer, name)),
            former: recorded.former("parameters", &key),
            key,
        })
        .collect();
    let scope = Scope {
        what: "parameter",
        case: Case::Snake,
        levels: 2 * SPELLINGS.len(),
        words: &|item, level| arguments.get(item).map(|argument| argument_words(argument, level)).unwrap_or_default(),
        reserved: &|_, name| reserved::ARGUMENTS.contains(&name) || bodies.iter().any(|body| body == name),
        apart: &|item| match arguments.get(item).map(|argument| argument.place) {
            Some("query") | None => "parameter",
            Some("part header") => "header",
            Some(place) => place,
        },
        distinct: scope::exactly,
    };
    let names = scope::assign(dx, &scope, &items);
    let former = aliases::of(recorded, record, "parameters", &scope, &items, &names);
    for (item, name) in items.into_iter().zip(&names) {
        record.add("parameters", item.key, name);
    }
    (names, former)
}

/// The spellings one by one up to that of symbols, then with the place, then all.
fn argument_words(argument: &Argument, level: usize) -> Words {
    let (spelling, place) = match level {
        0 => (Spelling::Plain, false),
        1 => (Spelling::Symbols, false),
        2 => (Spelling::Plain, true),
        3 => (Spelling::Symbols, true),
        _ => (SPELLINGS.get(level / 2).copied().unwrap_or(Spelling::Exact), level % 2 == 1),
    };
    let mut words = words::of(&argument.name, spelling);
    if place {
        words.extend(argument.place.split(' ').map(str::to_owned));
        if argument.content > 1 {
            words.push(argument.content.to_string());
        }
    }
    words
}

fn bodies(dx: &mut Diagnostics, operation: &Operation, key: &str) -> Vec<String> {
    let contents: Vec<&Content> = contents(operation).collect();
    let items: Vec<Item> = contents
        .iter()
        .map(|content| Item { key: format!("{key} body {}", content.media_type), ..Item::default() })
        .collect();
    let scope = Scope {
        what: "body",
        case: Case::Snake,
        levels: 3,
        words: &|item, level| contents.get(item).map(|content| body_words(item, content, level)).unwrap_or_default(),
        reserved: &|_, _| false,
        apart: &|_| "content",
        distinct: scope::exactly,
    };
    scope::assign(dx, &scope, &items)
}

fn body_words(index: usize, content: &Content, level: usize) -> Words {
    let mut words = vec!["body".to_owned()];
    if index == 0 {
        return words;
    }
    words.push("as".to_owned());
    let kind = match &content.kind {
        ContentKind::Json(_) => "json",
        ContentKind::Form(..) => "form",
        ContentKind::Multipart(_) => "multipart",
        ContentKind::Text => "text",
        ContentKind::Binary => "bytes",
        ContentKind::EventStream(_) => "events",
        ContentKind::JsonLines(_) => "json_lines",
    };
    match level {
        0 => words.push(kind.to_owned()),
        1 => words.extend(words::of(&content.media_type, Spelling::Plain)),
        _ => words.extend(words::of(&content.media_type, Spelling::Exact)),
    }
    words
}

/// One scope for the headers of all responses: the same header has the same accessor everywhere.
fn headers(
    dx: &mut Diagnostics,
    operation: &Operation,
    key: &str,
    recorded: &Recorded,
    record: &mut Record,
) -> Vec<Vec<String>> {
    let mut seen = HashSet::new();
    let all = operation.successes.iter().flat_map(|response| &response.headers);
    let distinct: Vec<&str> = all.map(|header| header.name.as_str()).filter(|name| seen.insert(*name)).collect();
    let item = |name: &&str| {
        let key = format!("{key} response header {name}");
        Item { recorded: recorded.get("headers", &key), key, ..Item::default() }
    };
    let items: Vec<Item> = distinct.iter().map(item).collect();
    let scope = Scope {
        what: "response header",
        case: Case::Snake,
        levels: SPELLINGS.len(),
        words: &|item, level| super::spelled(distinct.get(item).copied().unwrap_or_default(), level),
        reserved: &|_, name| reserved::HEADERS.contains(&name),
        apart: &|_| "header",
        distinct: scope::exactly,
    };
    let names = scope::assign(dx, &scope, &items);
    for (item, name) in items.into_iter().zip(&names) {
        record.add("headers", item.key, name);
    }
    let by_name: HashMap<&str, &String> = distinct.iter().copied().zip(&names).collect();
    let accessor = |name: &str| by_name.get(name).map(|accessor| (*accessor).clone()).unwrap_or_default();
    let of_response = |headers: &[crate::ir::ResponseHeader]| headers.iter().map(|it| accessor(&it.name)).collect();
    operation.successes.iter().map(|response| of_response(&response.headers)).collect()
}
