//! Parameters, headers and media types.
//!
//! In goes a node, out comes the typed form with the defaults of OpenAPI 3.0.4 for `style`; a style that does not
//! exist in that location is reported and replaced by the default.

use crate::document::{Node, Object, STYLED, Value};
use crate::ir::ParameterLocation;
use crate::parse::operation::{object, reference};
use crate::parse::reading::{self, Reading};
use crate::parse::schema::schema_or_reference;
use crate::parse::section;
use crate::schema::{JsonType, Schema};
use crate::source::Step;
use indexmap::IndexMap;
use openapiv3::{
    CookieStyle, Encoding, Example, Header, HeaderStyle, MediaType, Parameter, ParameterData, ParameterSchemaOrContent,
    PathStyle, QueryStyle, ReferenceOr,
};

/// `parameters` of a path item or an operation.
pub fn parameters<'doc>(rx: &mut Reading<'_, 'doc>, parent: &'doc Object) -> Vec<ReferenceOr<Parameter>> {
    let elements = reading::list(rx, parent, "parameters");
    rx.within(Step::Key("parameters"), |rx| {
        let mut found = Vec::with_capacity(elements.len());
        for (index, node) in elements.iter().enumerate() {
            // A place is kept for what cannot be read, so that an index is the same in the tree and here.
            let read = rx.within(Step::Index(index), |rx| parameter(rx, node));
            found.push(read.unwrap_or(ReferenceOr::Reference { reference: String::new() }));
        }
        found
    })
}

/// A parameter or a reference to one.
pub fn parameter<'doc>(rx: &mut Reading<'_, 'doc>, node: &'doc Node) -> Option<ReferenceOr<Parameter>> {
    let parameter = object(rx, node, "a parameter")?;
    if let Some(reference) = reference(node) {
        return Some(reference);
    }
    reading::unknown_keys(rx, parameter, "a parameter", |key| {
        matches!(
            key,
            "name" | "in" | "description" | "required" | "deprecated" | "allowEmptyValue" | "style" | "explode"
        ) || matches!(key, "allowReserved" | "schema" | "example" | "examples" | "content")
    });
    let Some(name) = reading::text(rx, parameter, "name") else {
        rx.warn("missing-name", "a parameter without `name`; left out", node.place);
        return None;
    };
    let location = reading::text(rx, parameter, "in").unwrap_or_default();
    let parameter_data = parameter_data(rx, parameter, name);
    let style = reading::text(rx, parameter, "style");
    let style = Style { text: style.as_deref(), node: parameter.get("style") };
    Some(ReferenceOr::Item(match ParameterLocation::of(&location) {
        Some(ParameterLocation::Query) => Parameter::Query {
            parameter_data,
            allow_reserved: reading::truth(rx, parameter, "allowReserved").unwrap_or(false),
            style: query_style(rx, style).unwrap_or_default(),
            allow_empty_value: reading::truth(rx, parameter, "allowEmptyValue"),
        },
        Some(ParameterLocation::Header) => {
            style.only(rx, "simple", "a header");
            Parameter::Header { parameter_data, style: HeaderStyle::Simple }
        }
        Some(ParameterLocation::Cookie) => {
            style.only(rx, "form", "a cookie");
            Parameter::Cookie { parameter_data, style: CookieStyle::Form }
        }
        Some(ParameterLocation::Path) => Parameter::Path { parameter_data, style: path_style(rx, style) },
        // `normalize` makes a query of a whole one.
        Some(ParameterLocation::QueryString) | None => {
            let place = parameter.get("in").map_or(node.place, |location| location.place);
            rx.warn("bad-location", format!("a parameter in `{location}`, which does not exist; left out"), place);
            return None;
        }
    }))
}

#[derive(Clone, Copy)]
struct Style<'doc> {
    text: Option<&'doc str>,
    node: Option<&'doc Node>,
}

impl Style<'_> {
    fn refuse(self, rx: &mut Reading, default: &str, where_: &str) {
        if let (Some(text), Some(node)) = (self.text, self.node) {
            let message = format!("`{text}` is no style of {where_}; read as `{default}`");
            rx.warn("bad-style", message, node.place);
        }
    }

    fn only(self, rx: &mut Reading, default: &str, where_: &str) {
        if self.text.is_some_and(|text| text != default) {
            self.refuse(rx, default, where_);
        }
    }
}

fn query_style(rx: &mut Reading, style: Style) -> Option<QueryStyle> {
    match style.text? {
        "form" => return Some(QueryStyle::Form),
        "spaceDelimited" => return Some(QueryStyle::SpaceDelimited),
        "pipeDelimited" => return Some(QueryStyle::PipeDelimited),
        "deepObject" => return Some(QueryStyle::DeepObject),
        _ => style.refuse(rx, "form", "a query parameter"),
    }
    None
}

fn path_style(rx: &mut Reading, style: Style) -> PathStyle {
    match style.text {
        Some("matrix") => return PathStyle::Matrix,
        Some("label") => return PathStyle::Label,
        Some("simple") | None => {}
        Some(_) => style.refuse(rx, "simple", "a path parameter"),
    }
    PathStyle::Simple
}

fn parameter_data<'doc>(rx: &mut Reading<'_, 'doc>, parameter: &'doc Object, name: String) -> ParameterData {
    ParameterData {
        name,
        description: reading::text(rx, parameter, "description"),
        required: reading::truth(rx, parameter, "required").unwrap_or(false),
        deprecated: reading::truth(rx, parameter, "deprecated"),
        format: schema_or_content(rx, parameter),
        example: parameter.get("example").map(Node::to_json),
        examples: first_example(rx, parameter),
        explode: reading::truth(rx, parameter, "explode"),
        extensions: reading::extensions(parameter, &["x-rust-name", "x-in", "x-style", "x-collection-format"]),
    }
}

/// Only the first of `examples` is of use.
fn first_example<'doc>(rx: &mut Reading<'_, 'doc>, parent: &'doc Object) -> IndexMap<String, ReferenceOr<Example>> {
    let Some((name, node)) = reading::object(rx, parent, "examples").and_then(|examples| examples.first()) else {
        return IndexMap::new();
    };
    example(rx, node).map(|example| (name.clone(), example)).into_iter().collect()
}

fn schema_or_content<'doc>(rx: &mut Reading<'_, 'doc>, parent: &'doc Object) -> ParameterSchemaOrContent {
    if let Some(node) = parent.get("schema") {
        let schema = rx.within(Step::Key("schema"), |rx| schema_or_reference(rx, node));
        return ParameterSchemaOrContent::Schema(rx.schemas.add(schema));
    }
    if parent.contains_key("content") {
        return ParameterSchemaOrContent::Content(media_types(rx, parent));
    }
    let text = Schema { kind: Some(JsonType::String), has_type: true, ..Schema::default() };
    ParameterSchemaOrContent::Schema(rx.schemas.add(ReferenceOr::Item(text)))
}

/// A header or a reference to one.
pub fn header<'doc>(rx: &mut Reading<'_, 'doc>, node: &'doc Node) -> Option<ReferenceOr<Header>> {
    let header = object(rx, node, "a header")?;
    if let Some(reference) = reference(node) {
        return Some(reference);
    }
    Some(ReferenceOr::Item(Header {
        description: reading::text(rx, header, "description"),
        style: HeaderStyle::Simple,
        required: reading::truth(rx, header, "required").unwrap_or(false),
        deprecated: reading::truth(rx, header, "deprecated"),
        format: schema_or_content(rx, header),
        example: header.get("example").map(Node::to_json),
        examples: IndexMap::new(),
        // The typed form has no place for it.
        extensions: header
            .get("explode")
            .and_then(Node::as_bool)
            .map(|it| ("explode".to_owned(), it.into()))
            .into_iter()
            .collect(),
    }))
}

/// An example or a reference to one.
pub fn example<'doc>(rx: &mut Reading<'_, 'doc>, node: &'doc Node) -> Option<ReferenceOr<Example>> {
    let example = object(rx, node, "an example")?;
    if let Some(reference) = reference(node) {
        return Some(reference);
    }
    Some(ReferenceOr::Item(Example { value: example.get("value").map(Node::to_json), ..Example::default() }))
}

/// `content` of a body, a response, a parameter or a header. Examples are left in the tree: they are many, and long.
pub fn media_types<'doc>(rx: &mut Reading<'_, 'doc>, parent: &'doc Object) -> IndexMap<String, MediaType> {
    let mut found = IndexMap::new();
    let Some(content) = reading::object(rx, parent, "content") else { return found };
    rx.within(Step::Key("content"), |rx| {
        for (name, node) in content {
            if name.starts_with("x-") && !name.contains('/') {
                continue;
            }
            let media_type = rx.within(Step::Key(name), |rx| media_type(rx, node));
            found.insert(name.clone(), media_type);
        }
    });
    found
}

fn media_type<'doc>(rx: &mut Reading<'_, 'doc>, node: &'doc Node) -> MediaType {
    let Some(media) = node.as_object() else {
        if !matches!(node.value, Value::Null) {
            let message = format!("a media type is {}, not an object; read as any value", reading::kind_of(node));
            rx.warn("wrong-value", message, node.place);
        }
        return MediaType::default();
    };
    reading::unknown_keys(rx, media, "a media type", |key| {
        matches!(key, "schema" | "example" | "examples" | "encoding")
    });
    let schema = media.get("schema").map(|node| {
        let schema = rx.within(Step::Key("schema"), |rx| schema_or_reference(rx, node));
        rx.schemas.add(schema)
    });
    let mut encoding = IndexMap::new();
    if let Some(members) = reading::object(rx, media, "encoding") {
        rx.within(Step::Key("encoding"), |rx| {
            for (name, node) in members {
                let read = rx.within(Step::Key(name), |rx| self::encoding(rx, node));
                encoding.extend(read.map(|encoding| (name.clone(), encoding)));
            }
        });
    }
    let extensions = reading::extensions(media, &["x-encoding-rules"]);
    MediaType { schema, encoding, extensions, ..MediaType::default() }
}

fn encoding<'doc>(rx: &mut Reading<'_, 'doc>, node: &'doc Node) -> Option<Encoding> {
    let encoding = object(rx, node, "an encoding")?;
    let text = reading::text(rx, encoding, "style");
    let style = query_style(rx, Style { text: text.as_deref(), node: encoding.get("style") });
    let explode = reading::truth(rx, encoding, "explode");
    reading::unknown_keys(rx, encoding, "an encoding", |key| {
        matches!(key, "contentType" | "headers" | "style" | "explode" | "allowReserved")
    });
    let mut extensions = reading::extensions(encoding, &["x-collection-format"]);
    // The typed form cannot say "not given".
    if ["style", "explode", "allowReserved"].into_iter().any(|key| encoding.contains_key(key)) {
        extensions.insert(STYLED.to_owned(), true.into());
    }
    Some(Encoding {
        content_type: reading::text(rx, encoding, "contentType"),
        headers: section(rx, encoding, "headers", header),
        // The default is true for `form`, which is the default style (the typed form cannot say "not given").
        explode: explode.unwrap_or(matches!(style, None | Some(QueryStyle::Form))),
        style,
        allow_reserved: reading::truth(rx, encoding, "allowReserved").unwrap_or(false),
        extensions,
    })
}
