//! Finds the schema that a response is documented by.
//!
//! In: the client, its document, and what is known of a response: `GET`, `/api/v1/flows/42?include=x`, 201. Out: the operation,
//! and the pointer of the schema: of that status, or of another success where it is one that is not documented. Of a
//! response without content it is where its schema is going to be.

use super::compare::CONTENT;
use super::{Sample, Skip, media, view};
use crate::ir::{self, Api, Method, Reader, Response, Server, StatusPattern};
use crate::names::key::{FORMER, Key, Of, Place};
use crate::template::{self, Part};
use serde_json::Value as Json;
use std::collections::HashSet;

/// How similar a name has to be (1 is the same) to be suggested.
const SIMILAR: f64 = 0.6;

/// The operations of a client.
pub(super) struct Finder<'doc> {
    document: &'doc Json,
    operations: Vec<Operation<'doc>>,
}

struct Operation<'doc> {
    /// What the client has for it.
    client: &'doc ir::Operation,
    /// What it is called, for people.
    name: Option<String>,
    /// What it is and was called, each as letters and digits alone.
    names: Vec<String>,
    /// The paths of the servers, which come before its own.
    bases: Vec<String>,
}

/// What `names.json` remembers an operation by.
fn operation_key(operation: &ir::Operation) -> String {
    let of = Of::Operation(operation.method.as_str().to_owned(), operation.path.clone());
    Key { of, place: Place::Way(Vec::new()) }.to_string()
}

/// The deprecated methods of an operation.
fn former<'text>(recorded: &'text Json, key: &str) -> impl Iterator<Item = &'text str> {
    let start = format!("operations {key}: ");
    let all = FORMER.iter().filter_map(|section| recorded.get(section)?.as_object()).flatten();
    all.filter(move |(key, _)| key.starts_with(&start)).filter_map(|(_, name)| name.as_str())
}

impl<'doc> Finder<'doc> {
    /// Lists the operations. `recorded` has the names of the client's methods.
    pub fn new(document: &'doc Json, recorded: Option<&str>, api: &'doc Api) -> Self {
        let recorded: Json = recorded.and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default();
        let methods = recorded.get("operations");
        let operation = |client: &'doc ir::Operation| {
            let key = operation_key(client);
            let method = methods.and_then(|all| all.get(&key)?.as_str());
            let names = [method, client.id.as_deref(), client.docs.title.as_deref()];
            let name = names.into_iter().flatten().next().map(str::to_owned);
            let names = names.into_iter().flatten().chain(former(&recorded, &key)).map(letters).collect();
            Operation { client, name, names, bases: bases(client.servers.iter().chain(&api.servers)) }
        };
        Self { document, operations: api.operations.iter().map(operation).collect() }
    }

    /// The operation of a response, and the pointer of its schema.
    pub fn schema(&self, sample: &Sample) -> Result<(String, String), Skip> {
        let operation = self.operation(sample).ok_or_else(|| self.unknown(sample))?.client;
        let named = format!("{} {}", operation.method.as_str(), operation.path);
        match self.of_status(operation, sample.status, sample.media_type.as_deref()) {
            Some(pointer) => Ok((named, pointer)),
            None => {
                let status = sample.status.map_or_else(|| "any success".to_owned(), |status| status.to_string());
                Err(Skip::NoSchema(format!("{named}, {status}")))
            }
        }
    }

    /// What was asked for in vain, with the operation of the most similar name.
    fn unknown(&self, sample: &Sample) -> Skip {
        let wanted = sample.operation.as_deref().filter(|_| sample.path.is_none()).map(letters);
        let likeness = |operation: &Operation| {
            let names = operation.names.iter().zip(wanted.as_ref().into_iter().cycle());
            names.map(|(name, wanted)| strsim::normalized_damerau_levenshtein(wanted, name)).fold(0.0, f64::max)
        };
        let rated = self.operations.iter().map(|operation| (likeness(operation), operation));
        let nearest = rated.max_by(|(one, _), (other, _)| one.total_cmp(other));
        let nearest = nearest.filter(|(likeness, _)| *likeness >= SIMILAR).and_then(|(_, found)| found.name.clone());
        Skip::UnknownOperation { asked: asked(sample), nearest }
    }

    fn operation(&self, sample: &Sample) -> Option<&Operation<'doc>> {
        let by_path = || {
            let (method, path) = (sample.method.as_deref()?, sample.path.as_deref()?);
            let path = plain_path(path);
            let is_of_method = |it: &&Operation| it.client.method.as_str().eq_ignore_ascii_case(method);
            let of_method = self.operations.iter().filter(is_of_method);
            let fits = of_method.filter_map(|operation| Some((likeness(operation, &path)?, operation)));
            // Of several the last with the most literal steps would win; the first is meant.
            fits.rev().max_by_key(|(literal, _)| *literal).map(|(_, operation)| operation)
        };
        let by_name = || {
            let name = letters(sample.operation.as_deref()?);
            let mut called = self.operations.iter().filter(|operation| operation.names.contains(&name));
            // An ambiguous name matches nothing.
            called.next().filter(|_| !name.is_empty() && called.next().is_none())
        };
        by_path().or_else(by_name)
    }

    fn of_status(&self, client: &ir::Operation, status: Option<u16>, media_type: Option<&str>) -> Option<String> {
        let schema = |response: &Response| self.schema_of(client, response, media_type);
        let documented = || client.successes.iter().chain(&client.errors);
        let any_success = || documented().filter(|response| response.status.is_success()).find_map(schema);
        let default = || documented().find(|response| response.status == StatusPattern::Default).and_then(schema);
        let Some(status) = status else { return any_success().or_else(default) };
        let named = documented().filter(|response| response.status.names(status));
        // What is documented has its own content, whatever less specific responses have.
        if let Some(response) = named.min_by_key(|response| response.status) {
            return schema(response);
        }
        let other = || if status / 100 == 2 { any_success() } else { None };
        other().or_else(default)
    }

    /// The schema of a response's JSON, in the media type that was sent, if that is known.
    fn schema_of(&self, client: &ir::Operation, response: &Response, media_type: Option<&str>) -> Option<String> {
        if response.contents.is_empty() {
            return self.without_content(client, response);
        }
        let names = response.contents.iter().map(|content| content.media_type.as_str());
        let index = media_type.and_then(|sent| media::closest(sent, names)).unwrap_or(0);
        let content = response.contents.get(index)?;
        let is_described = view::part(self.document, &content.pointer).is_some();
        (is_described && matches!(Reader::of(content), Reader::Json(_))).then(|| content.pointer.clone())
    }

    /// Where the schema of a response would stand that has a body, and documents none.
    fn without_content(&self, client: &ir::Operation, response: &Response) -> Option<String> {
        let has_body =
            client.method != Method::Head && !matches!(response.status, StatusPattern::Code(204 | 205 | 304));
        let is_documented = |pointer: &String| view::part(self.document, pointer).is_some();
        let pointer = Some(&response.pointer)
            .filter(|pointer| has_body && response.streamed.is_empty() && is_documented(pointer))?;
        Some([pointer, CONTENT].concat())
    }
}

fn asked(sample: &Sample) -> String {
    match (&sample.method, &sample.path, &sample.operation) {
        (Some(method), Some(path), _) => format!("{method} {}", plain_path(path)),
        (_, _, Some(operation)) => operation.clone(),
        (_, _, None) => "no operation is named".to_owned(),
    }
}

fn letters(text: &str) -> String {
    text.chars().filter(|character| character.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Without scheme, host, query and fragment.
fn plain_path(text: &str) -> String {
    let path = text.split(['?', '#']).next().unwrap_or_default();
    let path = match path.split_once("://") {
        Some((_, rest)) => rest.find('/').and_then(|slash| rest.get(slash..)).unwrap_or("/"),
        None => path,
    };
    path.to_owned()
}

fn bases<'doc>(servers: impl Iterator<Item = &'doc Server>) -> Vec<String> {
    let base = |url: &str| {
        let path = plain_path(url);
        if path.is_empty() || path.starts_with('/') { path } else { ["/", &path].concat() }
    };
    let mut bases: Vec<String> = servers.map(|server| base(&server.url)).collect();
    bases.push(String::new());
    bases.iter_mut().for_each(|base| base.truncate(base.trim_end_matches('/').len()));
    bases
}

/// How many steps of a path, and how many bytes, are those of the operation's template, not values in it; `None` if it is
/// another path.
fn likeness(operation: &Operation, path: &str) -> Option<(usize, usize)> {
    let template = operation.client.path.split('#').next().unwrap_or_default();
    let of_base = |base: &String| {
        // What is recorded may be the template itself.
        let base = if path.starts_with("/{") { "" } else { base };
        let rest = path.strip_prefix(base);
        rest.and_then(|rest| steps_alike(template, rest)).or_else(|| steps_alike(&[base, template].concat(), path))
    };
    operation.bases.iter().filter_map(of_base).max()
}

fn steps_alike(template: &str, path: &str) -> Option<(usize, usize)> {
    let (template, path) = (template.trim_matches('/'), path.trim_matches('/'));
    if template == path {
        return Some((path.split('/').count(), path.len()));
    }
    let parts = template::parts(template);
    let is_literal = |step: &&str| !step.is_empty() && !step.contains(['{', '}']);
    let literals = template.split('/').filter(is_literal).count();
    let bytes = parts.iter().map(|part| if let Part::Literal(text) = part { text.len() } else { 0 }).sum();
    fits(&mut HashSet::new(), &parts, path).then_some((literals, bytes))
}

/// Whether a path has the literals of a template in its order, and values between them. `tried` are the ends of both
/// that were compared, by their lengths: what did not fit then does not fit now.
fn fits(tried: &mut HashSet<(usize, usize)>, parts: &[Part], path: &str) -> bool {
    if !tried.insert((parts.len(), path.len())) {
        return false;
    }
    match parts.split_first() {
        None => path.is_empty(),
        Some((Part::Literal(text), after)) => path.strip_prefix(text).is_some_and(|rest| fits(tried, after, rest)),
        Some((Part::Parameter(parameter), after)) => {
            let end = if parameter.keeps_slashes { path.len() } else { path.find('/').unwrap_or(path.len()) };
            let ends = path.char_indices().map(|(at, _)| at).chain([path.len()]);
            ends.filter(|at| (1..=end).contains(at))
                .any(|at| path.get(at..).is_some_and(|rest| fits(tried, after, rest)))
        }
    }
}
