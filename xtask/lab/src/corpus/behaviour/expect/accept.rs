//! What a client has to ask for, by the documented media types of its successes.
//!
//! In: media types with their schemas, for each success. Out: those that can be asked for, and those that have to be: JSON
//! by every name, and what is read as text or bytes whatever it says. Beside JSON no XML and no YAML is asked for, and no
//! stream.

use serde_json::Value;

/// Media types in lower case, without parameters.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Accept {
    /// Those that can be asked for.
    pub allowed: Vec<String>,
    /// Those that have to be.
    pub required: Vec<String>,
}

/// Of the media types of each success.
pub fn of(successes: &[Vec<(&str, &Value)>]) -> Accept {
    let mut accept = Accept::default();
    for success in successes {
        let plain: Vec<(String, &Value)> = success.iter().map(|(name, schema)| (essence(name), *schema)).collect();
        let has_json = plain.iter().any(|(name, _)| is_json(name));
        for (name, schema) in plain {
            let is_left_out = has_json && (is_markup(&name) || is_stream(&name));
            if !is_left_out {
                accept.allowed.push(name.clone());
            }
            if is_json(&name) || is_opaque(&name) && is_text_or_bytes(schema) {
                accept.required.push(name);
            }
        }
    }
    accept
}

/// Without parameters, in lower case.
pub fn essence(name: &str) -> String {
    name.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

fn is_json(name: &str) -> bool {
    name == "application/json" || name == "text/json" || name.ends_with("+json") && !is_stream(name)
}

fn is_markup(name: &str) -> bool {
    let ends = ["/xml", "+xml", "/yaml", "/x-yaml", "+yaml"];
    (name.starts_with("application/") || name.starts_with("text/")) && ends.iter().any(|end| name.ends_with(end))
}

fn is_stream(name: &str) -> bool {
    let words =
        ["event-stream", "ndjson", "jsonl", "json-seq", "json-stream", "stream+json", "jsonlines", "json-lines"];
    words.iter().any(|word| name.contains(word))
}

/// Read as it is: a file, an image.
fn is_opaque(name: &str) -> bool {
    ["application/pdf", "application/zip", "application/octet-stream", "image/png", "image/jpeg"].contains(&name)
}

fn is_text_or_bytes(schema: &Value) -> bool {
    schema.as_object().is_none_or(serde_json::Map::is_empty) || schema.get("type").is_some_and(|kind| kind == "string")
}

#[cfg(test)]
mod tests {
    use super::of;
    use serde_json::{Value, json};

    #[test]
    fn json_is_asked_for_by_every_name_and_no_xml_beside_it() {
        let (object, text) = (json!({"type": "object"}), json!({"type": "string", "format": "binary"}));
        let both: Vec<(&str, &Value)> = vec![
            ("application/xml", &object),
            ("application/vnd.x+json; v=1", &object),
            ("application/json", &object),
            ("application/pdf", &text),
            ("text/event-stream", &object),
        ];
        let accept = of(&[both]);
        assert_eq!(accept.allowed, ["application/vnd.x+json", "application/json", "application/pdf"]);
        assert_eq!(accept.required, accept.allowed);
        let accept = of(&[vec![("application/xml", &object)], vec![("text/event-stream", &object)]]);
        assert_eq!((accept.allowed.len(), accept.required.len()), (2, 0));
    }
}
