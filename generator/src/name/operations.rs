//! The method, the types and the arguments of every operation.
//!
//! In go operations, out come [`OperationNames`]. An operation is called as the document calls it: by its
//! `operationId`, its summary, or its method and path. Where that names several, the words of the path that it lacks
//! tell them apart, then the method, then all of both:
//!
//! ```text
//! "List Flow Callbacks"                       →  list_flow_callbacks, ListFlowCallbacks, ListFlowCallbacksRequest
//! "Update" for PUT and PATCH of /flows/{id}   →  update_put, update_patch
//! ```

use super::aliases;
use super::identifier::{self, Case};
use super::record::{self, Record, Recorded};
use super::reserved;
use super::scope::{self, Item, Scope};
use super::words::{self, Spelling, Words};
use super::{arguments, bodies, is_multipart, outputs};
use crate::diagnostic::Diagnostics;
use crate::ir::{Api, Operation};
use crate::names::{FormerOperation, OperationNames};
use crate::template::{self, Part};
use std::collections::HashSet;

/// How many levels [`operation_words`] has.
const LEVELS: usize = 7;

/// Names all operations.
pub fn assign(dx: &mut Diagnostics, api: &Api, recorded: &Recorded, record: &mut Record) -> Vec<OperationNames> {
    let operations = &api.operations;
    let keys: Vec<String> = operations.iter().map(record::operation_key).collect();
    let (methods, former) = methods(dx, operations, &keys, recorded, record);
    for (key, method) in keys.iter().zip(&methods) {
        record.add("operations", key.clone(), method);
    }
    let mut names: Vec<OperationNames> = Vec::with_capacity(operations.len());
    for (((operation, key), method), former) in operations.iter().zip(&keys).zip(methods).zip(former) {
        let ident = type_of(&method);
        let former = former.into_iter().map(former_operation).collect();
        let mut named = OperationNames { key: key.clone(), method, former, ident, ..OperationNames::default() };
        named.output_variants = outputs::variants(operation, key, recorded, record);
        arguments::assign(dx, operation, key, recorded, record, &mut named);
        names.push(named);
    }
    bodies::assign(dx, operations, &mut names, recorded, record);
    companions(dx, operations, &mut names);
    former_types(operations, &mut names);
    names
}

/// Gives up the former names whose types another operation has, and finds those of the other types of an operation.
fn former_types(operations: &[Operation], names: &mut [OperationNames]) {
    let mut taken: HashSet<String> = HashSet::new();
    for named in names.iter() {
        let types = [&named.ident, &named.request, &named.output, &named.headers];
        taken.extend(types.into_iter().chain(&named.body_types).cloned());
    }
    for named in names.iter_mut() {
        named.former.retain(|former| taken.insert(former.ident.clone()) && taken.insert(former.request.clone()));
    }
    for (operation, named) in operations.iter().zip(names) {
        let now = companion_types(operation, named);
        for former in &mut named.former {
            let before = |now: &String| Some(format!("{}{}", former.ident, now.strip_prefix(&named.ident)?));
            let pairs = now.iter().filter_map(|now| Some((before(now)?, now.clone())));
            former.companions = pairs.filter(|(before, _)| taken.insert(before.clone())).collect();
        }
    }
}

/// The types of an operation beside itself and its request.
fn companion_types(operation: &Operation, named: &OperationNames) -> Vec<String> {
    let words = companion_words(operation);
    let output = operation.output().is_none().then(|| named.output.clone());
    let headers = words.contains(&"Headers").then(|| named.headers.clone());
    let contents = operation.body.iter().flat_map(|body| &body.contents).zip(&named.body_types);
    let bodies = contents.filter(|(content, _)| is_multipart(content)).map(|(_, name)| name.clone());
    output.into_iter().chain(headers).chain(bodies).collect()
}

/// The type that stands for an operation whose method is called so.
fn type_of(method: &str) -> String {
    identifier::camel(&identifier::snake_words(method))
}

/// The methods, and what they were called before.
fn methods(
    dx: &mut Diagnostics,
    operations: &[Operation],
    keys: &[String],
    recorded: &Recorded,
    record: &mut Record,
) -> (Vec<String>, Vec<Vec<String>>) {
    let items: Vec<Item> = operations
        .iter()
        .zip(keys)
        .map(|(operation, key)| Item {
            key: key.clone(),
            given: operation.rust_name.as_deref(),
            at: operation.rust_name.as_deref().and_then(|name| recorded.chosen.place(&operation.pointer(), name)),
            recorded: recorded.get("operations", key),
            former: recorded.former("operations", key),
        })
        .collect();
    let words = |item: usize, level: usize| {
        operations.get(item).map(|operation| operation_words(operation, level)).unwrap_or_default()
    };
    let scope = Scope {
        what: "operation",
        case: Case::Snake,
        levels: LEVELS,
        words: &words,
        reserved: &|_, method| reserved::METHODS.contains(&method) || reserved::is_operation_type(&type_of(method)),
        apart: &|_| "operation",
        distinct: type_of,
    };
    let mut taken = HashSet::new();
    let mut names = scope::fix(dx, &scope, &items, &mut taken);
    // The other types of an operation that keeps its name keep theirs too, if no operation chose one of them.
    for (operation, name) in operations.iter().zip(&names) {
        let Some(name) = name else { continue };
        taken.extend(companion_words(operation).into_iter().map(|word| format!("{}{word}", type_of(name))));
    }
    let all: Vec<usize> = (0..items.len()).collect();
    for (item, name) in items.iter().zip(&names) {
        let former = aliases::candidates(recorded, "operations", item, name.as_deref().unwrap_or_default());
        taken.extend(former.iter().map(|former| former_request(&former.name)));
    }
    // So do the methods for its further bodies, which no new operation is to take; and what was called by a name that
    // is free now is not to be replaced silently.
    taken.extend(recorded.all("bodies").chain(recorded.freed.values().map(String::as_str)).map(type_of));
    scope::fill(dx, &scope, &items, &all, &mut taken, &mut names);
    let chosen: Vec<String> = names.into_iter().map(Option::unwrap_or_default).collect();
    let former = aliases::of(recorded, record, "operations", &scope, &items, &chosen);
    (chosen, former)
}

fn former_operation(method: String) -> FormerOperation {
    FormerOperation { ident: type_of(&method), request: former_request(&method), method, ..FormerOperation::default() }
}

/// The alias of the request of an operation that was called so.
fn former_request(method: &str) -> String {
    format!("{}Request", type_of(method))
}

/// The words of an operation's method, at a level.
fn operation_words(operation: &Operation, level: usize) -> Words {
    let mut base = documented_words(operation);
    let path = path_words(&operation.path, level == 6);
    let mut method = vec![operation.method.as_str().to_ascii_lowercase()];
    let pick = |kept: fn(&PathWord) -> bool| {
        path.iter().filter(|word| kept(word)).flat_map(|word| word.words.iter().cloned()).collect::<Words>()
    };
    let telling = |word: &PathWord| word.kind == PathKind::Telling;
    let not_common = |word: &PathWord| word.kind != PathKind::Common;
    match level {
        0 => {}
        1 => add_missing(&mut base, pick(telling)),
        2 => add_missing(&mut base, pick(not_common)),
        3 => base.append(&mut method),
        4 => add_missing(&mut base, pick(|_| true)),
        _ => {
            method.extend(pick(|_| true));
            base = method;
        }
    }
    words::cut_middle(base, 2 * words::LIMIT)
}

/// What the document calls an operation.
fn documented_words(operation: &Operation) -> Words {
    let telling = |text: &&str| text.chars().any(char::is_alphanumeric);
    if let Some(id) = operation.id.as_deref().filter(telling) {
        return words::of(id, Spelling::Plain);
    }
    if let Some(summary) = operation.docs.title.as_deref().filter(telling) {
        let words = words::of(summary, Spelling::Plain);
        let short: Words = words.iter().filter(|word| !matches!(word.as_str(), "a" | "an" | "the")).cloned().collect();
        return if short.is_empty() { words } else { short };
    }
    let mut words = vec![operation.method.as_str().to_ascii_lowercase()];
    let path = path_words(&operation.path, false);
    words.extend(path.into_iter().filter(|word| word.kind != PathKind::Common).flat_map(|word| word.words));
    words::cut_middle(words, words::LIMIT)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum PathKind {
    /// `api`, `v1`: what most paths of an API have.
    Common,
    /// Other text.
    Telling,
    /// A parameter.
    Parameter,
}

struct PathWord {
    kind: PathKind,
    words: Words,
}

/// The words of a path, segment by segment; parameters have a `by` before them.
fn path_words(path: &str, exact: bool) -> Vec<PathWord> {
    let spelling = if exact { Spelling::Exact } else { Spelling::Plain };
    let mut output = Vec::new();
    for part in template::parts(path) {
        match part {
            Part::Literal(text) => {
                let told = |literal: &&str| exact && !literal.is_empty() || literal.chars().any(char::is_alphanumeric);
                for literal in text.split('/').filter(told) {
                    let words = words::of(literal, spelling);
                    let kind = if is_common(&words) { PathKind::Common } else { PathKind::Telling };
                    output.push(PathWord { kind, words });
                }
            }
            Part::Parameter(parameter) => {
                let mut words = words::of(if exact { parameter.text } else { parameter.name }, spelling);
                words.insert(0, "by".to_owned());
                output.push(PathWord { kind: PathKind::Parameter, words });
            }
        }
    }
    output
}

fn is_common(words: &[String]) -> bool {
    let is_version = |word: &str| {
        word.strip_prefix('v').is_some_and(|rest| !rest.is_empty() && rest.chars().all(|c| c.is_ascii_digit()))
    };
    words.iter().all(|word| matches!(word.as_str(), "api" | "rest") || is_version(word))
}

/// Appends the words that are not there, be it in the plural or in the singular.
fn add_missing(base: &mut Words, words: Words) {
    let stem = |word: &str| word.trim_end_matches('s').to_owned();
    let mut present: HashSet<String> = base.iter().map(|word| stem(word)).collect();
    for word in words {
        if present.insert(stem(&word)) || word == "by" {
            base.push(word);
        }
    }
    while base.last().is_some_and(|word| word == "by") && base.len() > 1 {
        base.pop();
    }
}

/// The ends of the names of the other types that an operation has.
fn companion_words(operation: &Operation) -> Vec<&'static str> {
    let mut words = vec!["Request"];
    if operation.successes.len() > 1 || operation.output().is_none() {
        words.push("Output");
    }
    if operation.successes.iter().any(|response| !response.headers.is_empty()) {
        words.push("Headers");
    }
    if operation.body.iter().flat_map(|body| &body.contents).any(is_multipart) {
        words.push("Body");
    }
    words
}

/// One more type of an operation.
struct Companion {
    operation: usize,
    kind: CompanionKind,
    words: Words,
}

#[derive(Clone, Copy)]
enum CompanionKind {
    Request,
    Output,
    Headers,
    Body(usize),
}

/// The request alias, the output, the headers and the multipart bodies: one namespace with the operations themselves.
fn companions(dx: &mut Diagnostics, operations: &[Operation], names: &mut [OperationNames]) {
    let mut wanted: Vec<Companion> = Vec::new();
    for (index, (operation, named)) in operations.iter().zip(names.iter_mut()).enumerate() {
        (named.output, named.headers) = (format!("{}Output", named.ident), format!("{}Headers", named.ident));
        let contents = operation.body.iter().flat_map(|body| &body.contents);
        named.body_types = contents.map(|_| format!("{}Body", named.ident)).collect();
        let mut want = |kind, words| wanted.push(Companion { operation: index, kind, words });
        for word in companion_words(operation) {
            let words = vec![word.to_ascii_lowercase()];
            match word {
                "Request" => want(CompanionKind::Request, words),
                "Output" => want(CompanionKind::Output, words),
                "Headers" => want(CompanionKind::Headers, words),
                _ => {}
            }
        }
        let contents = operation.body.iter().flat_map(|body| &body.contents).enumerate();
        let multipart: Vec<_> = contents.filter(|(_, content)| is_multipart(content)).collect();
        for (place, (content, one)) in multipart.into_iter().enumerate() {
            let mut words = vec!["body".to_owned()];
            if place > 0 {
                words.push("as".to_owned());
                words.extend(words::of(one.media_type.trim_start_matches("multipart/"), Spelling::Plain));
            }
            want(CompanionKind::Body(content), words);
        }
    }
    let keys = wanted.iter().filter_map(|one| {
        let operation = operations.get(one.operation)?;
        Some(Item { key: format!("{} {}", record::operation_key(operation), one.words.join(" ")), ..Item::default() })
    });
    let items: Vec<Item> = keys.collect();
    let mut taken = operation_types(names);
    let mut assigned = vec![None; items.len()];
    let all: Vec<usize> = (0..items.len()).collect();
    let scope = Scope {
        what: "type of the operation",
        case: Case::Camel,
        levels: 3,
        words: &|item, level| companion_at(names, &wanted, item, level),
        reserved: &|_, _| false,
        apart: &|_| "type",
        distinct: scope::exactly,
    };
    scope::fill(dx, &scope, &items, &all, &mut taken, &mut assigned);
    for (one, name) in wanted.iter().zip(assigned) {
        let (Some(named), Some(name)) = (names.get_mut(one.operation), name) else { continue };
        match one.kind {
            CompanionKind::Request => named.request = name,
            CompanionKind::Output => named.output = name,
            CompanionKind::Headers => named.headers = name,
            CompanionKind::Body(content) => {
                if let Some(slot) = named.body_types.get_mut(content) {
                    *slot = name;
                }
            }
        }
    }
}

/// The types that stand for operations, and all that former names need.
fn operation_types(names: &[OperationNames]) -> HashSet<String> {
    let former = names.iter().flat_map(|named| &named.former);
    let former = former.flat_map(|former| [former.ident.clone(), former.request.clone()]);
    names.iter().map(|named| named.ident.clone()).chain(former).collect()
}

fn companion_at(names: &[OperationNames], wanted: &[Companion], item: usize, level: usize) -> Words {
    let Some(one) = wanted.get(item) else { return Words::new() };
    let method = names.get(one.operation).map_or("", |named| named.method.as_str());
    let mut words = identifier::snake_words(method);
    if level >= 1 {
        words.push("operation".to_owned());
    }
    if level >= 2 {
        words.push("type".to_owned());
    }
    words.extend(one.words.iter().cloned());
    words
}
