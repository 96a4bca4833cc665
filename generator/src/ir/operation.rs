//! Operations: what is sent, and what is answered.

use super::{Constraint, Docs, Method, ParameterLocation, SchemeId, Server, StatusPattern, TagId, Type};
use std::collections::{BTreeMap, BTreeSet};

/// One method of one path.
#[derive(Debug, Clone, PartialEq)]
pub struct Operation {
    /// `operationId`.
    pub id: Option<String>,
    /// `x-rust-name`.
    pub rust_name: Option<String>,
    /// Texts; the title is the summary.
    pub docs: Docs,
    /// The method.
    pub method: Method,
    /// The path as documented.
    pub path: String,
    /// The path, taken apart.
    pub segments: Vec<PathPart>,
    /// The first tag.
    pub tag: TagId,
    /// Path parameters in the order of the path, then required ones, then optional ones, each in the author's order.
    pub parameters: Vec<Parameter>,
    /// The request body.
    pub body: Option<Body>,
    /// The responses that are a success: 2XX, or `default` where no other is documented.
    pub successes: Vec<Response>,
    /// All other documented responses; `default` too, even where it is the only documented success.
    pub errors: Vec<Response>,
    /// Alternatives ("one of"), each a list of credentials that go together. Empty: none is needed.
    pub security: Vec<Vec<SchemeId>>,
    /// The documented alternatives by name: for every credential that goes with the others the scopes that it needs.
    pub scopes: Vec<BTreeMap<String, BTreeSet<String>>>,
    /// True if one alternative is to send no credential at all.
    pub security_optional: bool,
    /// The servers of this operation or its path item, if they differ from the API's.
    pub servers: Vec<Server>,
    /// How to get more than one page of its list.
    pub paging: Option<Paging>,
    /// The pages that document it.
    pub pages: Vec<String>,
}

/// A part of a path template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PathPart {
    /// Text, already percent-encoded where it has to be.
    Literal(String),
    /// A parameter.
    Parameter {
        /// An index into [`Operation::parameters`].
        index: usize,
        /// Whether the value can have several segments.
        keeps_slashes: bool,
    },
}

impl Operation {
    /// Whether it is deprecated, or something of it that has a name in Rust.
    pub fn has_deprecated(&self) -> bool {
        let headers = self.successes.iter().flat_map(|response| &response.headers).map(|header| &header.docs);
        let parts = self.body.iter().flat_map(|body| &body.contents).flat_map(Content::parts);
        let of_part = |part: &Part| part.docs.deprecated || part.headers.iter().any(|header| header.docs.deprecated);
        self.docs.deprecated
            || self.parameters.iter().any(|parameter| parameter.docs.deprecated)
            || headers.into_iter().any(|docs| docs.deprecated)
            || parts.into_iter().any(of_part)
    }

    /// What the size of a page is called.
    pub const PAGE_SIZES: [&str; 6] = ["per_page", "page_size", "pageSize", "perPage", "limit", "size"];

    /// Whether a parameter is the optional number of a page or of items, or the size of a page, of a list that is read by
    /// numbers. Its setter takes anything that displays, so that it is the same whatever the documentation says later.
    pub fn counts_pages(&self, parameter: &Parameter) -> bool {
        let Some(Paging {
            kind: PagingKind::PageNumber { parameter: name, .. } | PagingKind::Offset { parameter: name },
            ..
        }) = &self.paging
        else {
            return false;
        };
        let is_plain = parameter.location == ParameterLocation::Query
            && parameter.style == Style::Form
            && !parameter.allow_reserved
            && !parameter.required;
        let is_it = parameter.name == *name || Self::PAGE_SIZES.contains(&parameter.name.as_str());
        let is_scalar =
            matches!(parameter.type_.not_null(), Type::Integer(_) | Type::Float(_) | Type::String | Type::Any);
        is_plain && is_it && is_scalar
    }

    /// Where it stands in the document: `/paths/~1pets/get`.
    pub fn pointer(&self) -> String {
        format!("/paths/{}/{}", crate::source::escape_pointer(&self.path), self.method.key())
    }

    /// The path as the client fills it: `{name}` for a value, `{+name}` for a value of several segments, and neither the
    /// marks of a router nor a fragment.
    pub fn template(&self) -> String {
        let part = |part: &PathPart| match part {
            PathPart::Literal(text) => text.clone(),
            PathPart::Parameter { index, keeps_slashes } => {
                let key = self.parameters.get(*index).map(Parameter::key).unwrap_or_default();
                format!("{{{}{key}}}", if *keeps_slashes { "+" } else { "" })
            }
        };
        self.segments.iter().map(part).collect()
    }
}

/// How a parameter's value becomes text (OpenAPI 3.0.4, "Style Values").
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Style {
    /// `;color=blue`
    Matrix,
    /// `.blue`
    Label,
    /// `color=blue`
    Form,
    /// `blue`
    Simple,
    /// `blue%20black`
    SpaceDelimited,
    /// `blue|black`
    PipeDelimited,
    /// `color[R]=100`
    DeepObject,
    /// `color=blue`, with nothing encoded (OpenAPI 3.2).
    Cookie,
    /// JSON text (a parameter with `content`).
    Json,
}

/// A parameter of an operation.
#[derive(Debug, Clone, PartialEq)]
pub struct Parameter {
    /// As sent.
    pub name: String,
    /// `x-rust-name`.
    pub rust_name: Option<String>,
    /// Where it is sent.
    pub location: ParameterLocation,
    /// `required`, always true in a path.
    pub required: bool,
    /// Its type.
    pub type_: Type,
    /// How it becomes text.
    pub style: Style,
    /// `explode`.
    pub explode: bool,
    /// `allowReserved`.
    pub allow_reserved: bool,
    /// See [`PartEncoding::delimiters`].
    pub delimiters: String,
    /// How the properties of the whole query are encoded, if that is a form.
    pub encodings: Vec<PartEncoding>,
    /// What the server takes if it is not sent.
    pub default: Option<serde_json::Value>,
    /// Texts.
    pub docs: Docs,
}

impl Parameter {
    /// The name of a path parameter in [`Operation::template`], where some characters have a meaning.
    pub fn key(&self) -> String {
        self.name.replace(['/', '?', '{', '}'], "_")
    }
}

/// A request body.
#[derive(Debug, Clone, PartialEq)]
pub struct Body {
    /// `required`.
    pub required: bool,
    /// The alternatives in the order of preference: never empty.
    pub contents: Vec<Content>,
    /// Texts.
    pub docs: Docs,
}

/// A body in one media type.
#[derive(Debug, Clone, PartialEq)]
pub struct Content {
    /// The media type as sent, `application/json` for instance.
    pub media_type: String,
    /// How it is written and read.
    pub kind: ContentKind,
    /// The constraints of the body, where it is no type of its own.
    pub constraints: Vec<Constraint>,
    /// JSON pointer of its schema in the merged document, whether there is one or not.
    pub pointer: String,
    /// Of a request: further media types in which the same is sent, where a caller chooses one.
    pub also: Vec<String>,
}

impl Content {
    /// The parts of a multipart body; of any other none.
    pub fn parts(&self) -> &[Part] {
        match &self.kind {
            ContentKind::Multipart(parts) => parts,
            ContentKind::Json(_)
            | ContentKind::Form(..)
            | ContentKind::Text
            | ContentKind::Binary
            | ContentKind::EventStream(_)
            | ContentKind::JsonLines(_) => &[],
        }
    }

    /// The type of its JSON value, if it is one.
    pub fn json(&self) -> Option<&Type> {
        match &self.kind {
            ContentKind::Json(type_) => Some(type_),
            ContentKind::Form(..)
            | ContentKind::EventStream(_)
            | ContentKind::JsonLines(_)
            | ContentKind::Multipart(_)
            | ContentKind::Text
            | ContentKind::Binary => None,
        }
    }
}

/// How a body is written and read.
#[derive(Debug, Clone, PartialEq)]
pub enum ContentKind {
    /// A JSON value of a type.
    Json(Type),
    /// `application/x-www-form-urlencoded`: an object whose properties are encoded by these rules.
    Form(Type, Vec<PartEncoding>),
    /// `multipart/form-data` and other multipart types.
    Multipart(Vec<Part>),
    /// Text, also XML.
    Text,
    /// Any bytes.
    Binary,
    /// `text/event-stream`, each event's data a JSON value of a type (or any text).
    EventStream(Type),
    /// `application/x-ndjson`, `application/jsonl`: a JSON value of a type on every line.
    JsonLines(Type),
}

/// How one property of a form, or one part of a multipart body, becomes text.
#[derive(Debug, Clone, PartialEq)]
pub struct PartEncoding {
    /// The property.
    pub name: String,
    /// Form by default.
    pub style: Style,
    /// True by default.
    pub explode: bool,
    /// False by default.
    pub allow_reserved: bool,
    /// What stands between the elements of a list and of the lists in it, from the outermost list that is not exploded to
    /// the innermost one, where no style says it; else empty.
    pub delimiters: String,
}

/// A part of a multipart body.
#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    /// The field's name as sent.
    pub name: String,
    /// `x-rust-name`.
    pub rust_name: Option<String>,
    /// Whether it has to be there.
    pub required: bool,
    /// What it holds.
    pub kind: PartKind,
    /// `encoding.contentType`: the documented media types or ranges, the default one first; empty if there are none.
    pub media_types: Vec<String>,
    /// How its value becomes text, where a style decides that; a file has none.
    pub encoding: Option<PartEncoding>,
    /// Headers that can be set, with the location [`ParameterLocation::Header`].
    pub headers: Vec<Parameter>,
    /// Texts.
    pub docs: Docs,
}

/// What a part of a multipart body holds.
#[derive(Debug, Clone, PartialEq)]
pub enum PartKind {
    /// A file: bytes or a stream, with a name.
    File,
    /// Several files under one name.
    Files,
    /// A scalar as text.
    Text(Type),
    /// Several scalars under one name.
    Texts(Type),
    /// A JSON value.
    Json(Type),
    /// A list, each element of which is a JSON value under the one name.
    JsonItems(Type),
}

impl Part {
    /// The media types that a caller can choose from, if there are several: those that say what its kind can be. A file
    /// says its media type itself.
    pub fn choices(&self) -> Vec<&str> {
        let is_json = matches!(self.kind, PartKind::Json(_) | PartKind::JsonItems(_));
        let fits = |media_type: &&str| !is_json || media_type.contains("json");
        let choices: Vec<&str> = self.media_types.iter().map(String::as_str).filter(fits).collect();
        let is_file = matches!(self.kind, PartKind::File | PartKind::Files);
        let has_choice = choices.len() > 1 || choices.iter().any(|choice| choice.contains('*'));
        if is_file || !has_choice { Vec::new() } else { choices }
    }

    /// The media type that is sent unless the caller chooses another one: the first that is no range.
    pub fn media_type(&self) -> Option<&str> {
        let is_json = matches!(self.kind, PartKind::Json(_) | PartKind::JsonItems(_));
        let mut concrete = self.media_types.iter().map(String::as_str).filter(|media_type| !media_type.contains('*'));
        let mut first = concrete.clone();
        concrete.find(|media_type| is_json && media_type.contains("json")).or_else(|| first.next())
    }
}

/// A documented response.
#[derive(Debug, Clone, PartialEq)]
pub struct Response {
    /// For which status.
    pub status: StatusPattern,
    /// The body in each media type that the client reads, the preferred one first; empty if there is none.
    pub contents: Vec<Content>,
    /// Further bodies, as events or lines of JSON that come in one by one.
    pub streamed: Vec<Content>,
    /// Documented headers.
    pub headers: Vec<ResponseHeader>,
    /// Texts.
    pub docs: Docs,
    /// JSON pointer of the response in the merged document: of the component, if it is a reference to one.
    pub pointer: String,
}

impl Response {
    /// The body in the preferred media type.
    pub fn content(&self) -> Option<&Content> {
        self.contents.first()
    }
}

/// A documented response header.
#[derive(Debug, Clone, PartialEq)]
pub struct ResponseHeader {
    /// The name as documented.
    pub name: String,
    /// Its type.
    pub type_: Type,
    /// How the value becomes text: [`Style::Simple`], or [`Style::Json`] for a header with `content`.
    pub style: Style,
    /// `explode`.
    pub explode: bool,
    /// `required`.
    pub required: bool,
    /// Texts.
    pub docs: Docs,
}

/// How a list is read page by page.
#[derive(Debug, Clone, PartialEq)]
pub struct Paging {
    /// Keys from the response body to the array of items, outermost first; empty if the body is the array.
    pub items: Vec<String>,
    /// The type of an item.
    pub item: Type,
    /// How the next page is asked for.
    pub kind: PagingKind,
}

/// How the next page is asked for. A parameter is one of the query, by its name, or a property of the JSON body that is
/// sent, as a JSON pointer (`/page`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PagingKind {
    /// A page number in a parameter, up to the number found in the body under these keys.
    PageNumber {
        /// The parameter.
        parameter: String,
        /// The number of the first page.
        first: u64,
        /// Keys to the number of the last page, or to a boolean that says whether a page is the last one; empty: until
        /// a page is empty.
        last_page: Vec<String>,
    },
    /// A number of items to leave out, in a parameter.
    Offset {
        /// The parameter.
        parameter: String,
    },
    /// A token from the body, in a parameter.
    Cursor {
        /// The parameter.
        parameter: String,
        /// Keys to the token of the next page.
        next: Vec<String>,
    },
    /// The URL of the next page in the body, under these keys.
    NextUrl {
        /// Keys to the URL.
        next: Vec<String>,
    },
    /// The URL of the next page in the `Link` header (RFC 8288).
    LinkHeader,
}

impl PagingKind {
    /// The kind, for people.
    pub fn words(&self) -> &'static str {
        match self {
            PagingKind::PageNumber { last_page, .. } if last_page.is_empty() => "page number until a page is empty",
            PagingKind::PageNumber { .. } => "page number up to the last page",
            PagingKind::Offset { .. } => "offset",
            PagingKind::Cursor { .. } => "cursor in the body",
            PagingKind::NextUrl { .. } => "URL in the body",
            PagingKind::LinkHeader => "`Link` header",
        }
    }
}

impl Paging {
    /// The rule in the terms of `x-paging`: `parameter page, last-page /meta/last_page, items /data`.
    pub fn rule(&self) -> String {
        let mut parts = Vec::new();
        match &self.kind {
            PagingKind::PageNumber { parameter, first, last_page } => {
                parts.push(format!("parameter {parameter}"));
                if *first != 1 {
                    parts.push(format!("first {first}"));
                }
                if !last_page.is_empty() {
                    parts.push(format!("last-page {}", pointer(last_page)));
                }
            }
            PagingKind::Offset { parameter } => parts.push(format!("parameter {parameter}")),
            PagingKind::Cursor { parameter, next } => {
                parts.push(format!("parameter {parameter}"));
                parts.push(format!("next {}", pointer(next)));
            }
            PagingKind::NextUrl { next } => parts.push(format!("next {}", pointer(next))),
            PagingKind::LinkHeader => {}
        }
        parts.push(if self.items.is_empty() {
            "the body is the list".to_owned()
        } else {
            format!("items {}", pointer(&self.items))
        });
        parts.join(", ")
    }
}

fn pointer(keys: &[String]) -> String {
    keys.iter().map(|key| format!("/{}", crate::source::escape_pointer(key))).collect()
}
