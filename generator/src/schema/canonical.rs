//! A schema as one text, whatever the order in which it says things.

use super::{AdditionalProperties, Schema};
use openapiv3::ReferenceOr;
use std::fmt::Write as _;

impl Schema {
    /// A text that is equal for two schemas that say the same.
    pub fn canonical(&self) -> String {
        let mut text = String::new();
        self.write(&mut text);
        text
    }

    fn write(&self, text: &mut String) {
        let kind = self.kind.map(super::JsonType::name);
        let texts = [kind, self.format.as_deref(), self.title.as_deref(), self.description.as_deref()];
        texts.into_iter().for_each(|part| line(text, part.unwrap_or_default()));
        let marks = [self.nullable, self.read_only, self.write_only, self.deprecated, self.has_patterns];
        marks.into_iter().for_each(|mark| text.push(if mark { '+' } else { '-' }));
        let values = self.enumeration.iter().chain(self.example.as_deref()).chain(self.default.as_deref());
        values.for_each(|value| line(text, &value.to_string()));
        let mut required: Vec<&str> = self.required.iter().map(String::as_str).collect();
        required.sort_unstable();
        required.into_iter().for_each(|name| line(text, name));
        let mut properties: Vec<_> = self.properties.iter().collect();
        properties.sort_by_key(|(name, _)| *name);
        for (name, property) in properties {
            line(text, name);
            part(text, property);
        }
        for parts in [&self.all_of, &self.one_of, &self.any_of, &self.prefix_items] {
            text.push('[');
            parts.iter().for_each(|schema| part(text, schema));
        }
        for schema in [&self.items, &self.not] {
            text.push('.');
            schema.iter().for_each(|schema| part(text, schema));
        }
        match &self.additional {
            Some(AdditionalProperties::Schema(schema)) => part(text, schema),
            Some(AdditionalProperties::Allowed(allowed)) => line(text, if *allowed { "open" } else { "closed" }),
            None => {}
        }
        // Writing to a text never fails.
        _ = write!(text, "{:?}", self.limits);
    }
}

fn part(text: &mut String, schema: &ReferenceOr<Schema>) {
    text.push('{');
    match schema {
        ReferenceOr::Reference { reference } => line(text, reference),
        ReferenceOr::Item(schema) => schema.write(text),
    }
    text.push('}');
}

fn line(text: &mut String, part: &str) {
    text.push_str(part);
    text.push('\n');
}
