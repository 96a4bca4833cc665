//! A synthetic API of 400 models, as an OpenAPI document and as structs with serde's derive.
//!
//! The models are random, from a fixed seed: 5 to 30 properties of all plain types, and a fifth of them a reference to
//! another model or a list of one. They are in layers, so that none contains itself.

use serde_json::{Map, Value, json};
use std::fmt::Write as _;

const COUNT: usize = 400;
const LAYER: usize = 80;

/// The models: for each its fields.
pub struct Models(Vec<Vec<Field>>);

#[derive(Clone, Copy)]
enum Field {
    Text,
    Integer,
    Bool,
    Number,
    Texts,
    Any,
    Model(usize),
    Models(usize),
}

impl Models {
    /// Always the same.
    pub fn new() -> Self {
        let mut random = Random::new(1);
        let models = (0..COUNT).map(|index| (0..5 + random.below(26)).map(|_| field(&mut random, index)).collect());
        Self(models.collect())
    }

    /// With a list of every tenth model as an operation, and all of the last layer.
    pub fn openapi(&self) -> Value {
        let schemas: Map<String, Value> =
            self.0.iter().enumerate().map(|(index, fields)| (name(index), schema(fields))).collect();
        let listed = (0..COUNT).filter(|index| index % 10 == 0 || *index >= COUNT - LAYER);
        let paths: Map<String, Value> = listed.map(|index| (format!("/models/{index}"), path(index))).collect();
        json!({
            "openapi": "3.0.3",
            "info": {"title": "Models", "version": "1"},
            "servers": [{"url": "https://models.example"}],
            "paths": paths,
            "components": {"schemas": schemas},
        })
    }

    /// The text of a crate with the same models.
    pub fn derived(&self) -> String {
        let mut text = String::from("//! The same models with serde's derive.\n\n");
        for (index, fields) in self.0.iter().enumerate() {
            let _ = writeln!(text, "#[derive(Debug, Clone, Default, PartialEq, serde::Serialize, serde::Deserialize)]");
            let _ = writeln!(text, "pub struct {} {{", name(index));
            for (position, field) in fields.iter().enumerate() {
                let _ = writeln!(text, "    #[serde(default, skip_serializing_if = \"Option::is_none\")]");
                let _ = writeln!(text, "    pub field_{position}: Option<{}>,", rust(*field));
            }
            text.push_str("}\n");
        }
        text
    }
}

fn field(random: &mut Random, index: usize) -> Field {
    let layer = index / LAYER;
    if layer > 0 && random.below(5) == 0 {
        let other = (layer - 1) * LAYER + random.below(LAYER);
        return if random.below(2) == 0 { Field::Model(other) } else { Field::Models(other) };
    }
    match random.below(6) {
        0 => Field::Text,
        1 => Field::Integer,
        2 => Field::Bool,
        3 => Field::Number,
        4 => Field::Texts,
        _ => Field::Any,
    }
}

fn name(index: usize) -> String {
    format!("Model{index}")
}

fn reference(index: usize) -> Value {
    json!({"$ref": format!("#/components/schemas/{}", name(index))})
}

fn schema(fields: &[Field]) -> Value {
    let properties: Map<String, Value> = fields
        .iter()
        .enumerate()
        .map(|(position, field)| {
            let schema = match field {
                Field::Text => json!({"type": "string"}),
                Field::Integer => json!({"type": "integer"}),
                Field::Bool => json!({"type": "boolean"}),
                Field::Number => json!({"type": "number"}),
                Field::Texts => json!({"type": "array", "items": {"type": "string"}}),
                Field::Any => json!({}),
                Field::Model(index) => reference(*index),
                Field::Models(index) => json!({"type": "array", "items": reference(*index)}),
            };
            (format!("field_{position}"), schema)
        })
        .collect();
    json!({"type": "object", "properties": properties})
}

fn path(index: usize) -> Value {
    let content = json!({"application/json": {"schema": reference(index)}});
    json!({"get": {
        "operationId": format!("get_model_{index}"),
        "tags": ["models"],
        "responses": {"200": {"description": "A model", "content": content}},
    }})
}

fn rust(field: Field) -> String {
    match field {
        Field::Text => "String".to_owned(),
        Field::Integer => "i64".to_owned(),
        Field::Bool => "bool".to_owned(),
        Field::Number => "f64".to_owned(),
        Field::Texts => "Vec<String>".to_owned(),
        Field::Any => "serde_json::Value".to_owned(),
        Field::Model(index) => name(index),
        Field::Models(index) => format!("Vec<{}>", name(index)),
    }
}

/// A linear congruential generator: random enough for a document, and the same everywhere.
pub(super) struct Random(u64);

impl Random {
    pub(super) fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(super) fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or(0) % bound.max(1)
    }
}
