//! Schemas: from a node to [`Schema`].
//!
//! Every keyword is kept; a schema that contradicts itself or says nothing becomes any value, with a warning (see
//! [`crate::parse::judge`]). `$ref` beside documentation or `nullable` becomes an `allOf` of that one reference; other
//! keywords beside it are ignored, with a warning. Nothing is resolved here.

use crate::document::{Node, Object, Value};
use crate::keyword::PREFIX_ITEMS;
use crate::parse::judge::{self, Setting, Standing};
use crate::parse::reading::{self, Reading};
use crate::parse::type_name;
use crate::schema::{AdditionalProperties, Schema};
use crate::source::{Place, Step};
use openapiv3::{Discriminator, ExternalDocumentation, ReferenceOr};
use std::sync::Arc;

/// Nested deeper than this, a schema is an error: no document means it, and the stack has an end.
const MAX_DEPTH: usize = 200;

/// The extensions that a later phase reads.
const EXTENSIONS: &[&str] = &[
    "x-content-media-type",
    "x-rust-name",
    "x-rust-type",
    "x-enum-varnames",
    "x-enumNames",
    "x-enum-descriptions",
    "x-enumDescriptions",
    "x-paging",
    "x-ms-discriminator-value",
    "x-discriminator-value",
];

/// `defaultMapping` of OpenAPI 3.2, which 3.0 has no place for.
const DEFAULT_MAPPING: &str = "x-defaultMapping";

/// A schema or a reference to one.
pub fn schema_or_reference<'doc>(rx: &mut Reading<'_, 'doc>, node: &'doc Node) -> ReferenceOr<Schema> {
    read(rx, node, Setting::Alone)
}

fn read<'doc>(rx: &mut Reading<'_, 'doc>, node: &'doc Node, setting: Setting) -> ReferenceOr<Schema> {
    let Value::Object(object) = &node.value else {
        return ReferenceOr::Item(no_object(rx, node));
    };
    if rx.path.len() > MAX_DEPTH {
        let message = format!("schemas are nested more than {MAX_DEPTH} levels deep");
        rx.dx.error("too-deep", message, node.place);
        return ReferenceOr::Item(any_value(node.place));
    }
    if let Some(reference) = object.get("$ref").and_then(Node::as_str) {
        if object.len() == 1 {
            return ReferenceOr::Reference { reference: reference.to_owned() };
        }
        return with_siblings(rx, node, object, reference);
    }
    ReferenceOr::Item(schema(rx, node, object, setting))
}

/// Something that is no schema: no `type` is missing where none could be.
fn any_value(place: Place) -> Schema {
    Schema { has_type: false, ..Schema::at(place) }
}

fn no_object(rx: &mut Reading, node: &Node) -> Schema {
    if !matches!(node.value, Value::Bool(true)) {
        let message = format!("a schema is {}, not an object; read as any JSON value", reading::kind_of(node));
        rx.warn("wrong-value", message, node.place);
    }
    any_value(node.place)
}

/// `$ref` beside other keywords. In OpenAPI 3.0 they do not narrow what it refers to (3.0.4, section 4.7.23); what says
/// nothing about values, and `nullable`, which only allows more, was meant by their authors.
fn with_siblings(rx: &mut Reading, node: &Node, object: &Object, reference: &str) -> ReferenceOr<Schema> {
    let target = ReferenceOr::Reference { reference: reference.to_owned() };
    let ignored: Vec<_> = object.iter().filter(|(key, _)| narrows(key)).collect();
    if let Some((_, first)) = ignored.first() {
        let keys: Vec<String> = ignored.iter().map(|(key, _)| format!("`{key}`")).collect();
        let message = format!("OpenAPI 3.0 ignores {} beside `$ref`", keys.join(", "));
        let help = "to narrow the referenced schema, put the `$ref` into an `allOf` beside these keywords";
        rx.dx.warning("ignored-sibling", message, first.place).help(help);
    }
    let documented = Schema { discriminator: None, has_patterns: false, ..documentation(rx, node, object) };
    if documented == Schema::at(node.place) {
        return target;
    }
    ReferenceOr::Item(Schema { all_of: vec![target], is_reference: true, ..documented })
}

/// Whether a keyword constrains values.
fn narrows(key: &str) -> bool {
    let is_annotation = matches!(
        key,
        "$ref"
            | "title"
            | "description"
            | "example"
            | "examples"
            | "nullable"
            | "default"
            | "readOnly"
            | "writeOnly"
            | "deprecated"
            | "externalDocs"
            | "xml"
            | "$schema"
            | "$id"
            | "$comment"
            | "id"
            | "$defs"
            | "definitions"
    );
    is_keyword(key) && !is_annotation
}

fn schema<'doc>(rx: &mut Reading<'_, 'doc>, node: &'doc Node, object: &'doc Object, setting: Setting) -> Schema {
    reading::unknown_keys(rx, object, "a schema", is_keyword);
    let said_before = rx.dx.list.len();
    let mut schema = documentation(rx, node, object);
    keywords(rx, object, &mut schema);
    type_name::read(rx, object, &mut schema);
    judge::schema(rx, node, Standing { setting, said_before }, &mut schema);
    schema
}

fn is_keyword(key: &str) -> bool {
    matches!(
        key,
        "type" | "title" | "description" | "properties" | "required" | "items" | "format" | "enum" | "example"
            | "nullable" | "default" | "allOf" | "oneOf" | "anyOf" | "not" | "additionalProperties" | "readOnly"
            | "writeOnly" | "deprecated" | "externalDocs" | "discriminator" | "xml" | "minLength" | "maxLength"
            | "pattern" | "minimum" | "maximum" | "exclusiveMinimum" | "exclusiveMaximum" | "multipleOf" | "minItems"
            | "maxItems" | "uniqueItems" | "minProperties" | "maxProperties" | "patternProperties" | "examples"
            // Annotations of JSON Schema that say nothing about a value.
            | "contentEncoding" | "contentMediaType" | "$schema" | "$id" | "$comment" | "id" | "$defs" | "definitions" | "const"
    )
}

/// All that says nothing of the type of values.
fn documentation(rx: &mut Reading, node: &Node, object: &Object) -> Schema {
    Schema {
        nullable: reading::truth(rx, object, "nullable").unwrap_or(false),
        read_only: reading::truth(rx, object, "readOnly").unwrap_or(false),
        write_only: reading::truth(rx, object, "writeOnly").unwrap_or(false),
        deprecated: reading::truth(rx, object, "deprecated").unwrap_or(false),
        external_docs: external_docs(rx, object).map(|docs| docs.url),
        example: example(object).map(Arc::new),
        title: reading::text(rx, object, "title"),
        description: reading::text(rx, object, "description"),
        discriminator: discriminator(rx, object).map(Box::new),
        default: object.get("default").map(Node::to_json).map(Arc::new),
        extensions: reading::extensions(object, EXTENSIONS).into_iter().collect(),
        // Kept so that `lower` can name it.
        has_patterns: object.get("patternProperties").is_some_and(|node| node.as_object().is_some()),
        ..Schema::at(node.place)
    }
}

fn example(object: &Object) -> Option<serde_json::Value> {
    let first = object.get("examples").and_then(Node::as_array).and_then(<[Node]>::first);
    object.get("example").or(first).map(Node::to_json)
}

/// `externalDocs` of any object.
pub fn external_docs(rx: &mut Reading, object: &Object) -> Option<ExternalDocumentation> {
    let docs = reading::object(rx, object, "externalDocs")?;
    let url = reading::text(rx, docs, "url")?;
    Some(ExternalDocumentation { url, description: None, extensions: Default::default() })
}

fn discriminator(rx: &mut Reading, object: &Object) -> Option<Discriminator> {
    if let Some(node) = object.get("discriminator").filter(|node| node.as_str().is_some()) {
        // Swagger 2.0's form.
        rx.warn("repaired-value", "`discriminator` is a string, not an object; read as its `propertyName`", node.place);
        let property_name = node.as_str().unwrap_or_default().to_owned();
        return Some(Discriminator { property_name, ..Discriminator::default() });
    }
    let discriminator = reading::object(rx, object, "discriminator")?;
    let property_name = reading::text(rx, discriminator, "propertyName")?;
    let mut mapping = indexmap::IndexMap::new();
    if let Some(pairs) = reading::object(rx, discriminator, "mapping") {
        for key in pairs.keys() {
            mapping.extend(reading::text(rx, pairs, key).map(|target| (key.clone(), target)));
        }
    }
    let default = reading::text(rx, discriminator, DEFAULT_MAPPING);
    let extensions = default.map(|target| (DEFAULT_MAPPING.to_owned(), target.into())).into_iter().collect();
    Some(Discriminator { property_name, mapping, extensions })
}

fn keywords<'doc>(rx: &mut Reading<'_, 'doc>, object: &'doc Object, schema: &mut Schema) {
    for (key, node) in object {
        match key.as_str() {
            "pattern" => schema.limits_mut().pattern = reading::text(rx, object, key),
            "format" => schema.format = reading::text(rx, object, key).filter(|format| !format.is_empty()),
            "minLength" => schema.limits_mut().min_length = reading::count(rx, object, key),
            "maxLength" => schema.limits_mut().max_length = reading::count(rx, object, key),
            "minItems" => schema.limits_mut().min_items = reading::count(rx, object, key),
            "maxItems" => schema.limits_mut().max_items = reading::count(rx, object, key),
            "minProperties" => schema.limits_mut().min_properties = reading::count(rx, object, key),
            "maxProperties" => schema.limits_mut().max_properties = reading::count(rx, object, key),
            "uniqueItems" => schema.limits_mut().unique_items = reading::truth(rx, object, key),
            "multipleOf" => schema.limits_mut().multiple_of = float(rx, object, key),
            "minimum" | "maximum" | "exclusiveMinimum" | "exclusiveMaximum" => bound(rx, object, key, node, schema),
            "enum" => schema.enumeration = enumeration(rx, object),
            "const" => schema.enumeration = vec![node.to_json()],
            "items" => {
                let said = rx.dx.list.len();
                let items = rx.within(Step::Key(key), |rx| items(rx, object, node));
                if object.contains_key(PREFIX_ITEMS) {
                    // It is said of the elements of the tuple, which `items` repeats.
                    rx.dx.list.truncate(said);
                }
                if let ReferenceOr::Item(all) = &items
                    && is_tuple(object, node)
                {
                    schema.prefix_items = all.any_of.clone();
                }
                schema.items = Some(Box::new(items));
            }
            PREFIX_ITEMS if node.as_array().is_some() => {
                schema.prefix_items = branches(rx, object, key, Setting::Alone);
            }
            "additionalProperties" => {
                schema.additional = rx.within(Step::Key(key), |rx| additional(rx, node));
            }
            "allOf" => schema.all_of = branches(rx, object, key, Setting::Part),
            "oneOf" => schema.one_of = branches(rx, object, key, Setting::Alone),
            "anyOf" => schema.any_of = branches(rx, object, key, Setting::Alone),
            "not" => schema.not = rx.within(Step::Key(key), |rx| Some(Box::new(read(rx, node, Setting::Part)))),
            // How OpenAPI 3.1 says `byte` and `binary`.
            "contentEncoding" if node.as_str() == Some("base64") => {
                _ = schema.format.get_or_insert_with(|| "byte".into())
            }
            "contentMediaType" if !object.contains_key("contentEncoding") => {
                schema.format.get_or_insert_with(|| "binary".into());
            }
            _ => {}
        }
    }
    schema.required = required(rx, object);
    properties(rx, object, schema);
}

fn float(rx: &mut Reading, object: &Object, key: &str) -> Option<f64> {
    reading::number(rx, object, key)?.as_f64()
}

/// A bound of a number; `exclusiveMinimum: 5` (JSON Schema's form) is `minimum: 5` that is exclusive.
fn bound(rx: &mut Reading, object: &Object, key: &str, node: &Node, schema: &mut Schema) {
    let is_number = matches!(node.value, Value::Number(_));
    let limits = schema.limits_mut();
    match key {
        "minimum" => limits.minimum = float(rx, object, key).or(limits.minimum),
        "maximum" => limits.maximum = float(rx, object, key).or(limits.maximum),
        "exclusiveMinimum" if is_number => {
            limits.minimum = float(rx, object, key);
            limits.exclusive_minimum = Some(true);
        }
        "exclusiveMaximum" if is_number => {
            limits.maximum = float(rx, object, key);
            limits.exclusive_maximum = Some(true);
        }
        "exclusiveMinimum" => limits.exclusive_minimum = reading::truth(rx, object, key),
        "exclusiveMaximum" => limits.exclusive_maximum = reading::truth(rx, object, key),
        _ => {}
    }
}

fn enumeration(rx: &mut Reading, object: &Object) -> Vec<serde_json::Value> {
    let mut values: Vec<serde_json::Value> = Vec::new();
    let mut seen = std::collections::HashSet::new();
    for node in reading::list(rx, object, "enum") {
        let value = node.to_json();
        if seen.insert(value.to_string()) {
            values.push(value);
        } else {
            rx.warn("repeated-value", format!("`{value}` is in `enum` more than once"), node.place);
        }
    }
    values
}

/// Whether `items` has a schema for each element, as in earlier drafts of JSON Schema, of a list of a fixed length.
fn is_tuple(object: &Object, items: &Node) -> bool {
    let count = items.as_array().map(<[Node]>::len).filter(|count| *count > 0);
    let limit = |key: &str| usize::try_from(object.get(key)?.to_json().as_u64()?).ok();
    count.is_some() && limit("minItems") == count && limit("maxItems") == count
}

fn items<'doc>(rx: &mut Reading<'_, 'doc>, object: &'doc Object, node: &'doc Node) -> ReferenceOr<Schema> {
    let Value::Array(elements) = &node.value else {
        return read(rx, node, Setting::Alone);
    };
    let read_as = if is_tuple(object, node) { "a tuple" } else { "a list of any" };
    rx.warn("wrong-value", format!("`items` is an array, not a schema; read as {read_as} of them"), node.place);
    let schema = |rx: &mut Reading<'_, 'doc>, (index, element)| {
        rx.within(Step::Index(index), |rx| read(rx, element, Setting::Alone))
    };
    let any_of: Vec<_> = elements.iter().enumerate().map(|pair| schema(rx, pair)).collect();
    ReferenceOr::Item(Schema { any_of, has_type: true, ..Schema::at(node.place) })
}

fn additional<'doc>(rx: &mut Reading<'_, 'doc>, node: &'doc Node) -> Option<AdditionalProperties> {
    match &node.value {
        Value::Bool(truth) => Some(AdditionalProperties::Allowed(*truth)),
        Value::Object(object) if object.is_empty() => Some(AdditionalProperties::Allowed(true)),
        Value::Object(_) => Some(AdditionalProperties::Schema(Box::new(read(rx, node, Setting::Alone)))),
        Value::Null => None,
        Value::Number(_) | Value::String(_) | Value::Array(_) => {
            let truth = node.as_str().is_none_or(|text| text != "false");
            let message = format!("`additionalProperties` is {}, not a schema or a boolean", reading::kind_of(node));
            rx.warn("repaired-value", format!("{message}; read as `{truth}`"), node.place);
            Some(AdditionalProperties::Allowed(truth))
        }
    }
}

fn branches<'doc>(
    rx: &mut Reading<'_, 'doc>,
    object: &'doc Object,
    key: &'doc str,
    setting: Setting,
) -> Vec<ReferenceOr<Schema>> {
    let elements = reading::list(rx, object, key);
    rx.within(Step::Key(key), |rx| {
        let one = |rx: &mut Reading<'_, 'doc>, (index, element)| {
            rx.within(Step::Index(index), |rx| read(rx, element, setting))
        };
        elements.iter().enumerate().map(|pair| one(rx, pair)).collect()
    })
}

fn required(rx: &mut Reading, object: &Object) -> Vec<String> {
    match object.get("required") {
        // A property's own `required: true`; its parent reads it.
        Some(node) if node.as_bool().is_some() => {
            let message = "`required` is a boolean; read as a mark of this one property in its parent's list";
            rx.warn("required-flag", message, node.place);
            Vec::new()
        }
        Some(_) => reading::texts(rx, object, "required"),
        None => Vec::new(),
    }
}

fn properties<'doc>(rx: &mut Reading<'_, 'doc>, object: &'doc Object, schema: &mut Schema) {
    let Some(properties) = reading::object(rx, object, "properties") else { return };
    schema.properties.reserve(properties.len());
    rx.within(Step::Key("properties"), |rx| {
        for (name, node) in properties {
            let flagged = node.get("required").and_then(Node::as_bool) == Some(true);
            if flagged && !schema.required.contains(name) {
                schema.required.push(name.clone());
            }
            let property = rx.within(Step::Key(name), |rx| read(rx, node, Setting::Alone));
            schema.properties.insert(name.clone(), property);
        }
    });
}
