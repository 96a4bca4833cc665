//! Rules about answers that can be read as a stream beside another way: each kind of stream that any success documents
//! is a method of the operation, `events` or `json_lines`. A success that is nothing but a stream is judged with the
//! other successes.

use super::matching::{OperationItem, Sides};
use super::responses::shown;
use super::rule::{Case, Finding, Found, finding, found, pair};
use super::types::{self, Relation};
use crate::changes::Verdict::{Major, Minor, Patch};
use crate::changes::code;
use crate::ir::{Content, Operation, Reader, Type};

/// What a rule about streams looks at.
pub struct Streams<'a> {
    sides: &'a Sides<'a>,
    case: Case<Stream<'a>>,
}

/// A method that asks for a stream.
#[derive(Debug, Clone, Copy)]
struct Stream<'a> {
    method: &'static str,
    item: &'a Type,
    content: &'a Content,
}

type Rule = fn(&Streams<'_>) -> Option<Finding>;

const RULES: &[(&str, Rule)] = &[
    ("stream-added", added),
    ("stream-removed", removed),
    ("stream-type-changed", type_changed),
    ("stream-media-type-changed", media_type_changed),
];

/// The ids of the rules.
pub fn ids() -> Vec<&'static str> {
    RULES.iter().map(|(id, _)| *id).collect()
}

/// What changed in the streams of an operation.
pub fn check(sides: &Sides<'_>, old: OperationItem<'_>, new: OperationItem<'_>) -> Vec<Found> {
    let mut list = Vec::new();
    for case in pair(&streams(old.operation), &streams(new.operation), |stream| stream.method) {
        let streams = Streams { sides, case };
        list.extend(found(RULES.iter().map(|(id, rule)| (*id, rule(&streams)))));
    }
    list
}

/// The methods of an operation that ask for a stream: of several successes the first one says what is in it.
fn streams(operation: &Operation) -> Vec<Stream<'_>> {
    let mut streams: Vec<Stream<'_>> = Vec::new();
    for content in operation.successes.iter().flat_map(|response| &response.streamed) {
        let (method, item) = match Reader::of(content) {
            Reader::Events(item) => ("events", item),
            Reader::Lines(item) => ("json_lines", item),
            Reader::Empty | Reader::Body | Reader::Json(_) | Reader::Text | Reader::Bytes => continue,
        };
        if !streams.iter().any(|known| known.method == method) {
            streams.push(Stream { method, item, content });
        }
    }
    streams
}

fn added(streams: &Streams<'_>) -> Option<Finding> {
    let stream = streams.case.added()?;
    let what =
        format!("the choice to read the response as {} was added", shown(streams.sides.new, Some(stream.content)));
    finding(what, format!("there is `{}`", stream.method), Minor, Minor)
}

fn removed(streams: &Streams<'_>) -> Option<Finding> {
    let stream = streams.case.removed()?;
    let what =
        format!("the choice to read the response as {} was removed", shown(streams.sides.old, Some(stream.content)));
    finding(what, format!("`{}` is gone", stream.method), Major, Major)
}

fn type_changed(streams: &Streams<'_>) -> Option<Finding> {
    let (old, new) = streams.case.kept()?;
    let relation = types::relation(streams.sides, old.item, new.item);
    if relation == Relation::Same {
        return None;
    }
    let (before, after) = (shown(streams.sides.old, Some(old.content)), shown(streams.sides.new, Some(new.content)));
    let meaning = format!("`{}` gives items of another type", new.method);
    finding(format!("the streamed answer: {before} became {after}"), meaning, Major, relation.wire(false, true))
}

fn media_type_changed(streams: &Streams<'_>) -> Option<Finding> {
    let (old, new) = streams.case.kept()?;
    let (before, after) = (&old.content.media_type, &new.content.media_type);
    if before == after {
        return None;
    }
    let what = format!("the streamed answer: {} became {}", code(before), code(after));
    finding(what, "old clients ask for the other media type", Patch, Major)
}
