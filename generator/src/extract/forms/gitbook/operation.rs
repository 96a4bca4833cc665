//! An operation, as the tags of its block describe it.

use super::super::super::prose::{self, Line};
use super::super::listed::{self, Field, of_fields, parameter};
use super::super::tree::{object, text, truth};
use super::super::words;
use super::address::Address;
use super::sample;
use super::tags::{self, Tag};
use crate::document::{Node, Object, Value};
use crate::ir::{Method, StatusPattern};
use crate::source::Place;
use indexmap::IndexMap;

/// An operation while its block is read.
#[derive(Debug)]
pub(super) struct Draft<'page> {
    pub place: Place,
    /// In small letters.
    pub method: String,
    base: Option<String>,
    path: Option<String>,
    summary: Option<String>,
    description: String,
    parameters: Vec<Parameter>,
    responses: Vec<Response<'page>>,
    /// What the tags around say of parameters: `api-method-query-parameters`.
    location: Option<&'static str>,
    open: Open,
    below: Vec<Line<'page>>,
    /// What cannot be read, and where.
    pub lost: Vec<(Place, &'static str)>,
}

/// What the lines that follow belong to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Open {
    Nothing,
    Summary,
    Description,
    Parameter,
    Response,
    ResponseDescription,
}

#[derive(Debug)]
struct Parameter {
    place: Place,
    location: &'static str,
    name: String,
    kind: Kind,
    is_required: bool,
    default: Option<String>,
    description: String,
}

#[derive(Debug)]
struct Response<'page> {
    place: Place,
    code: String,
    description: String,
    lines: Vec<Line<'page>>,
}

/// What a parameter's `type` says.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Kind {
    name: Option<&'static str>,
    elements: Option<&'static str>,
    is_file: bool,
}

impl<'page> Draft<'page> {
    pub fn new(place: Place, tag: &Tag) -> Self {
        let base = tag.attribute("baseUrl").or_else(|| tag.attribute("host"));
        Self {
            place,
            method: tag.attribute("method").unwrap_or_default().to_ascii_lowercase(),
            base,
            path: tag.attribute("path"),
            summary: tag.attribute("summary"),
            description: String::new(),
            parameters: Vec::new(),
            responses: Vec::new(),
            location: None,
            open: Open::Nothing,
            below: Vec::new(),
            lost: Vec::new(),
        }
    }

    /// Takes a line of the block. Tags of other blocks in it (tabs, hints) say nothing.
    pub fn take(&mut self, line: &Line<'page>, tag: Option<&Tag<'_>>) {
        let Some(tag) = tag else {
            self.below.push(*line);
            return;
        };
        let name = tag.name.strip_prefix("swagger-").or_else(|| tag.name.strip_prefix("api-method-"));
        let closed = tag.name.strip_prefix("endswagger-").or_else(|| tag.name.strip_prefix("endapi-method-"));
        if name.is_some() || closed.is_some() {
            self.finish();
        }
        match name {
            Some("summary") => self.open = Open::Summary,
            Some("description") => self.open = Open::Description,
            Some("parameter") => self.begin_parameter(line.place, tag),
            Some("response-example-description") => self.open = Open::ResponseDescription,
            Some("response-example" | "response") => self.begin_response(line.place, tag),
            Some(other) => self.location = location(other).or(self.location),
            None if closed == Some("response-example-description") => self.open = Open::Response,
            None => {}
        }
    }

    fn begin_parameter(&mut self, place: Place, tag: &Tag) {
        let said = tag.attribute("in").and_then(|said| location(&said)).or(self.location);
        let Some(location) = said else {
            self.lost.push((place, "the parameter says no place that requests have"));
            return;
        };
        let name = tag.attribute("name").unwrap_or_default();
        if name.is_empty() && !matches!(location, "body" | "form") {
            self.lost.push((place, "the parameter says no name"));
        }
        self.parameters.push(Parameter {
            place,
            location,
            name,
            kind: Kind::of(&tag.attribute("type").unwrap_or_default()),
            is_required: tag.attribute("required").as_deref() == Some("true"),
            default: tag.attribute("defaultValue").or_else(|| tag.attribute("default")),
            description: String::new(),
        });
        self.open = Open::Parameter;
    }

    fn begin_response(&mut self, place: Place, tag: &Tag) {
        let Some(status) = tag.attribute("status").or_else(|| tag.attribute("httpCode")) else {
            // Its examples say it.
            if tag.name != "api-method-response" {
                self.lost.push((place, "the response says no status"));
            }
            return;
        };
        let code: String = status.chars().take_while(char::is_ascii_alphanumeric).collect();
        let description = tag.attribute("description");
        let description = description.or_else(|| status.split_once(':').map(|(_, phrase)| phrase.trim().to_owned()));
        let description = description.unwrap_or_default();
        if StatusPattern::of_key(&code).is_none() {
            self.lost.push((place, "the response says no status"));
        }
        self.responses.push(Response { place, code, description, lines: Vec::new() });
        self.open = Open::Response;
    }

    /// Ends what is open.
    pub fn finish(&mut self) {
        let lines = std::mem::take(&mut self.below);
        let said = prose::text(&lines);
        match self.open {
            Open::Nothing => {}
            Open::Summary if said.is_empty() => {}
            Open::Summary => self.summary = Some(said),
            Open::Description => self.description = said,
            Open::Parameter => {
                self.parameters.last_mut().into_iter().for_each(|last| last.description.clone_from(&said))
            }
            Open::ResponseDescription if said.is_empty() => {}
            Open::ResponseDescription => {
                self.responses.last_mut().into_iter().for_each(|last| last.description.clone_from(&said));
            }
            Open::Response => self.responses.last_mut().into_iter().for_each(|last| last.lines.extend(&lines)),
        }
        self.open = Open::Nothing;
    }

    /// Where it is called; `None` if it says no method and no address.
    pub fn address(&self) -> Option<Address> {
        Method::of_key(&self.method)?;
        Address::of(self.base.as_deref(), self.path.as_deref())
    }

    pub fn operation(&self, address: &Address) -> Object {
        let place = self.place;
        let mut operation = Object::new();
        operation.extend(self.summary.as_ref().map(|summary| ("summary".to_owned(), text(place, summary))));
        if !self.description.is_empty() {
            operation.insert("description".into(), text(place, &self.description));
        }
        let parameters = self.parameters(address);
        if !parameters.is_empty() {
            operation.insert("parameters".into(), Node::at(place, Value::array(parameters)));
        }
        operation.extend(self.body().map(|body| ("requestBody".to_owned(), body)));
        operation.insert("responses".into(), self.responses());
        operation
    }

    fn parameters(&self, address: &Address) -> Vec<Node> {
        let place = self.place;
        let fixed = address.query.iter().map(|(name, value)| {
            let values = value.iter().map(|value| text(place, value)).collect();
            self::parameter(
                "query",
                &field(place, name, Kind::STRING, value.is_some(), "", values),
                &listed::Tree::of(&[]),
            )
        });
        let own = self.parameters.iter().filter(|parameter| !matches!(parameter.location, "body" | "form"));
        // What the body is and what the response may be is said elsewhere.
        let own =
            own.filter(|own| !own.name.is_empty() && !is_header(own, "accept") && !is_header(own, "content-type"));
        let own = own.map(|own| {
            let kind = if own.kind == Kind::default() { Kind::STRING } else { own.kind };
            let is_required = own.is_required || is_header(own, "authorization");
            let field = Field { is_required, ..own.field(kind) };
            self::parameter(own.location, &field, &listed::Tree::of(&[]))
        });
        fixed.chain(own).collect()
    }

    fn body(&self) -> Option<Node> {
        let own: Vec<&Parameter> =
            self.parameters.iter().filter(|own| matches!(own.location, "body" | "form")).collect();
        let place = own.first()?.place;
        let (named, whole): (Vec<&Parameter>, Vec<&Parameter>) = own.iter().partition(|own| !own.name.is_empty());
        let fields: Vec<Field> = named.iter().map(|own| own.field(own.kind)).collect();
        let mut schema = if fields.is_empty() { object::<String>(place, []) } else { of_fields(place, &fields) };
        for own in named.iter().filter(|own| own.kind.is_file) {
            let property = schema.get_mut("properties").and_then(|properties| properties.get_mut(&own.name));
            if let Some(members) = property.and_then(Node::as_object_mut) {
                members.insert("format".into(), text(own.place, "binary"));
            }
        }
        let said = whole.first().map(|whole| &whole.description).filter(|said| !said.is_empty());
        let members = said.map(|said| ("description", text(place, said)));
        let is_required = own.iter().any(|own| own.is_required);
        let required = is_required.then(|| ("required", truth(place, true)));
        let content = object(place, [(self.media_type(&own), object(place, [("schema", schema)]))]);
        Some(object(place, members.into_iter().chain(required).chain([("content", content)])))
    }

    /// What the body is sent as, by the header that says it, or by what it holds.
    fn media_type(&self, own: &[&Parameter]) -> &'static str {
        let header = self.parameters.iter().find(|parameter| is_header(parameter, "content-type"));
        let said = header.map(|header| header.description.to_ascii_lowercase()).unwrap_or_default();
        let known = ["multipart/form-data", "application/x-www-form-urlencoded", "application/json"];
        if let Some(media_type) = known.into_iter().find(|media_type| said.contains(media_type)) {
            return media_type;
        }
        let is_form = own.iter().any(|own| own.location == "form" || own.kind.is_file);
        if is_form { "multipart/form-data" } else { "application/json" }
    }

    fn responses(&self) -> Node {
        let place = self.place;
        let mut responses: IndexMap<&str, Vec<&Response>> = IndexMap::new();
        for response in &self.responses {
            let code = response.code.as_str();
            if StatusPattern::of_key(code).is_some() {
                responses.entry(code).or_default().push(response);
            }
        }
        if responses.is_empty() {
            return object(place, [("default", object(place, [("description", text(place, "unspecified"))]))]);
        }
        object(place, responses.iter().map(|(code, shown)| (*code, response(place, shown))))
    }
}

impl Parameter {
    fn field(&self, kind: Kind) -> Field<'_> {
        let default = self.default.as_ref().map(|shown| match kind.name {
            Some("string") => text(self.place, shown),
            _ => listed::value(self.place, shown),
        });
        let field = field(self.place, &self.name, kind, self.is_required, &self.description, Vec::new());
        Field { default, ..field }
    }
}

/// A response that is shown once or several times.
fn response(place: Place, shown: &[&Response]) -> Node {
    let place = shown.first().map_or(place, |first| first.place);
    let mut said: Vec<String> = Vec::new();
    for response in shown {
        for text in [response.description.clone(), outside(&response.lines)] {
            if !text.is_empty() && !said.contains(&text) {
                said.push(text);
            }
        }
    }
    let samples: Vec<String> = shown.iter().flat_map(|response| samples(&response.lines)).collect();
    let content = content(place, &samples).map(|content| ("content", object(place, [content])));
    object(place, [("description", text(place, said.join("\n\n")))].into_iter().chain(content))
}

/// The media type, and what the samples that are JSON show of it.
fn content(place: Place, samples: &[String]) -> Option<(&'static str, Node)> {
    let read = samples.iter().filter_map(|shown| serde_json::from_str::<serde_json::Value>(shown).ok());
    let shown: Vec<serde_json::Value> = read.collect();
    if let Some(first) = shown.first() {
        let schema = sample::schema(place, &shown.iter().collect::<Vec<_>>(), 0);
        let example = Node::of_json(first.clone(), place);
        return Some(("application/json", object(place, [("schema", schema), ("example", example)])));
    }
    // Something like JSON is JSON of which nothing is known.
    let is_like_json = samples.iter().any(|shown| shown.starts_with(['{', '[']));
    is_like_json.then(|| ("application/json", object::<String>(place, [])))
}

/// What stands outside of fenced blocks.
fn outside(lines: &[Line]) -> String {
    let lines: Vec<Line> = tags::outside_of_fences(lines.iter().copied(), |line| line.text).collect();
    prose::text(&lines)
}

/// What the fenced blocks in some lines hold.
fn samples(lines: &[Line]) -> Vec<String> {
    let mut fences = tags::Fences::default();
    let mut samples = Vec::new();
    let mut own: Vec<Line> = Vec::new();
    for line in lines {
        if !fences.enters(line.text) {
            continue;
        }
        if line.text.trim().starts_with("```") || line.text.trim().starts_with("~~~") {
            samples.push(prose::text(&own));
            own.clear();
        } else {
            own.push(*line);
        }
    }
    samples.push(prose::text(&own));
    samples.retain(|sample| !sample.is_empty());
    samples
}

/// Where a parameter is sent, by the words that blocks use.
fn location(word: &str) -> Option<&'static str> {
    match word.to_ascii_lowercase().trim_end_matches("-parameters") {
        "path" => Some("path"),
        "query" => Some("query"),
        "header" | "headers" => Some("header"),
        "cookie" | "cookies" => Some("cookie"),
        "body" => Some("body"),
        "form" | "form-data" | "formdata" => Some("form"),
        _ => None,
    }
}

fn is_header(parameter: &Parameter, name: &str) -> bool {
    parameter.location == "header" && parameter.name.eq_ignore_ascii_case(name)
}

fn field<'page>(
    place: Place,
    name: &'page str,
    kind: Kind,
    is_required: bool,
    description: &str,
    values: Vec<Node>,
) -> Field<'page> {
    Field {
        place,
        name,
        types: kind.name.into_iter().collect(),
        format: None,
        elements: kind.elements,
        is_required,
        is_deprecated: false,
        description: description.to_owned(),
        values,
        example: None,
        default: None,
    }
}

impl Kind {
    const STRING: Kind = Kind { name: Some("string"), elements: None, is_file: false };

    fn of(said: &str) -> Self {
        match words::of(said) {
            Some(meant) => {
                let is_file = meant.format.as_deref() == Some("binary");
                Self { name: meant.kind, elements: meant.elements, is_file }
            }
            None => Self::default(),
        }
    }
}
