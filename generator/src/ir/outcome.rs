//! What a successful call gives: the type of its output, or the variants of it.
//!
//! In goes an [`Operation`], out come its [`Outcome`]s: one for each documented success and each type that its media
//! types give. `application/json` and `text/plain` of a string are one outcome, `application/json` of an object and
//! `application/pdf` are two. Names, emitted code and the comparison of two APIs all read it.

use super::{Content, ContentKind, Method, Operation, Response, StatusPattern, Type};

/// How a body is read.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Reader<'a> {
    /// There is none.
    Empty,
    /// None is documented, but there may be one: bytes, text or JSON.
    Body,
    /// A JSON value of a type.
    Json(&'a Type),
    /// A text.
    Text,
    /// Bytes.
    Bytes,
    /// Events whose data is of a type.
    Events(&'a Type),
    /// Lines of a type.
    Lines(&'a Type),
}

impl<'a> Reader<'a> {
    /// How a body in a media type is read.
    pub fn of(content: &'a Content) -> Self {
        match &content.kind {
            // A text in the media type of one is no JSON, though another media type of it is.
            ContentKind::Json(Type::String | Type::Binary) if is_text(&content.media_type) => Reader::Text,
            ContentKind::Json(type_) => Reader::Json(type_),
            ContentKind::Text | ContentKind::Form(..) => Reader::Text,
            ContentKind::Binary | ContentKind::Multipart(_) => Reader::Bytes,
            ContentKind::EventStream(type_) => Reader::Events(item(type_)),
            ContentKind::JsonLines(type_) => Reader::Lines(item(type_)),
        }
    }

    /// True if both give the same Rust type.
    pub fn is_alike(self, other: Self) -> bool {
        self.plain() == other.plain()
    }

    /// A JSON string is a text.
    fn plain(self) -> Self {
        if matches!(self, Reader::Json(Type::String | Type::Binary)) { Reader::Text } else { self }
    }

    /// True if the body is read as it comes in.
    pub fn is_stream(self) -> bool {
        matches!(self, Reader::Events(_) | Reader::Lines(_))
    }
}

fn is_text(media_type: &str) -> bool {
    let essence = media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    essence.starts_with("text/") && !essence.ends_with("json")
}

/// Where a list is documented for a stream, its items are meant.
fn item(type_: &Type) -> &Type {
    match type_ {
        Type::Array(item) => item,
        other => other,
    }
}

/// One way in which a call succeeds.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome<'a> {
    /// The documented success.
    pub response: &'a Response,
    /// Its bodies that give this type, the preferred one first; empty if there is none.
    pub contents: Vec<&'a Content>,
    /// How the first of them is read.
    pub reader: Reader<'a>,
}

impl Operation {
    /// The ways in which a call succeeds, in the order of [`Operation::successes`]; those of one status follow each other,
    /// the preferred one first.
    pub fn outcomes(&self) -> Vec<Outcome<'_>> {
        self.successes.iter().flat_map(|response| of_response(&self.method, response)).collect()
    }

    /// The one way in which every success is read, or the first of those that give one Rust type; `None` if the successes
    /// have several types.
    pub fn output(&self) -> Option<Reader<'_>> {
        let outcomes = self.outcomes();
        let without_body = |outcome: &Outcome<'_>| outcome.contents.is_empty();
        let Some(first) = outcomes.first() else {
            return Some(if self.method == Method::Head { Reader::Empty } else { Reader::Body });
        };
        if outcomes.iter().all(without_body) {
            let is_empty = outcomes.iter().all(|outcome| outcome.reader == Reader::Empty);
            return Some(if is_empty { Reader::Empty } else { Reader::Body });
        }
        let is_alike = |outcome: &Outcome<'_>| outcome.reader.is_alike(first.reader);
        outcomes.iter().all(is_alike).then_some(first.reader)
    }
}

fn of_response<'a>(method: &Method, response: &'a Response) -> Vec<Outcome<'a>> {
    // RFC 9110, sections 9.3.2, 15.3.5 and 15.3.6.
    let without = |reader| vec![Outcome { response, contents: Vec::new(), reader }];
    match response.status {
        _ if *method == Method::Head => return without(Reader::Empty),
        StatusPattern::Code(204 | 205) => return without(Reader::Empty),
        _ if response.contents.is_empty() => return without(Reader::Body),
        StatusPattern::Code(_) | StatusPattern::Range(_) | StatusPattern::Default => {}
    }
    let mut outcomes: Vec<Outcome<'a>> = Vec::new();
    for content in &response.contents {
        let reader = Reader::of(content);
        match outcomes.iter_mut().find(|outcome| outcome.reader.is_alike(reader)) {
            Some(outcome) => outcome.contents.push(content),
            None => outcomes.push(Outcome { response, contents: vec![content], reader }),
        }
    }
    outcomes
}
