//! What has to be sent when an operation is called, by the document alone.
//!
//! In: an operation of the merged document, and the values it is called with. Out: method, address, query, headers and
//! body. Written from the OpenAPI specification, not from the client's code, which it is there to check.
//!
//! ```text
//! GET /flows/{flow}/callbacks, {flow: 42, tags: ["a b", "c"]}
//!     →  GET https://core.example/flows/42/callbacks?tags=a%20b&tags=c, with the header `x-key: secret`
//! ```

pub mod accept;
pub mod body;
pub mod mark;
pub mod style;

use super::calls::Case;
use super::items::OperationItem;
use super::operation::{Documented, is_form, style_of, text};
use accept::Accept;
use base64::Engine as _;
use body::Body;
use serde_json::Value;
use std::collections::BTreeMap;
use style::Encoding;

/// A request.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Expected {
    /// The method.
    pub method: String,
    /// The address without its query.
    pub address: String,
    /// `name=value`, encoded.
    pub query: Vec<String>,
    /// By names in lower case, but for the ones below.
    pub headers: BTreeMap<String, String>,
    /// Headers that the client may give itself, by names in lower case: keys that make a repeated request harmless.
    pub given: Vec<String>,
    /// `name=value`, encoded.
    pub cookies: Vec<String>,
    /// What can be asked for, and what has to be.
    pub accept: Accept,
    /// The media type of the body, as documented.
    pub content_type: Option<String>,
    /// The body.
    pub body: Body,
}

/// What a call has to send.
pub fn request(documented: Documented<'_>, item: &OperationItem, case: &Case) -> Expected {
    let mut expected =
        Expected { method: item.method.clone(), accept: accept::of(&documented.answers()), ..Expected::default() };
    credentials(documented, case, &mut expected);
    let mut in_path: Vec<(&str, String)> = Vec::new();
    for (parameter, value) in item.parameters.iter().zip(&case.parameters) {
        let Some(value) = value else {
            if parameter.location == "header" && parameter.name.to_ascii_lowercase().contains("idempoten") {
                expected.given.push(parameter.name.to_ascii_lowercase());
            }
            continue;
        };
        let Some(said) = documented.parameter(&parameter.location, &parameter.name) else {
            // What only the template of the path has is a text.
            if parameter.location == "path" {
                in_path.push((&parameter.name, Encoding::Strict.apply(&body::text_of(value))));
            }
            continue;
        };
        let style = style_of(said);
        match parameter.location.as_str() {
            "path" => in_path.push((style.name, style::segment(style, value).unwrap_or_default())),
            "query" => expected.query.extend(style::pairs(style, value)),
            "querystring" if is_form(said) => {
                let content =
                    said.get("content").and_then(Value::as_object).and_then(|content| content.values().next());
                expected.query.extend(body::form(content.unwrap_or(&Value::Null), value));
            }
            "querystring" => {
                let text = if style.style == "json" { value.to_string() } else { body::text_of(value) };
                expected.query.push(Encoding::Strict.apply(&text));
            }
            "cookie" => expected.cookies.extend(style::pairs(style, value)),
            _ => {
                if let Some(text) = style::segment(style, value) {
                    expected.headers.insert(parameter.name.to_ascii_lowercase(), text);
                }
            }
        }
    }
    let base = documented.server(case.base_url.as_deref()).unwrap_or_default();
    // A fragment tells operations of one path apart, and is no part of a request (RFC 9110, section 7.1).
    let path = item.path.split_once('#').map_or(item.path.as_str(), |(path, _)| path);
    let (template, fixed) = path.split_once('?').unwrap_or((path, ""));
    expected.query.extend(fixed.split('&').filter(|pair| !pair.is_empty()).map(str::to_owned));
    expected.address = format!("{base}{}", filled(template, &in_path));
    if let Some((content, value)) =
        case.content.and_then(|index| Some((item.contents.get(index)?, case.bodies.get(index)?)))
    {
        let said = documented.content(&content.media_type);
        expected.content_type = Some(content.media_type.clone());
        let value = value.as_ref().unwrap_or(&Value::Null);
        expected.body = body::of(documented.document, said.unwrap_or(&Value::Null), content, value);
    }
    expected
}

/// A path with the texts of its parameters, which are encoded already.
fn filled(template: &str, values: &[(&str, String)]) -> String {
    let mut out = String::new();
    let mut rest = template;
    while let Some((before, from)) = rest.split_once('{') {
        let Some((marked, after)) = mark::split(from) else { break };
        out.push_str(&literal(before));
        let value = values.iter().find_map(|(name, value)| Some((value, mark::keeps_slashes(marked, name)?)));
        match value {
            Some((value, true)) => out.push_str(&value.replace("%2F", "/")),
            Some((value, false)) => out.push_str(value),
            None => out.push_str("(no value)"),
        }
        rest = after;
    }
    out.push_str(&literal(rest));
    out
}

/// Text of the template: what no path can have is encoded.
fn literal(text: &str) -> String {
    let is_legal = |c: char| c.is_ascii_alphanumeric() || "-._~:/@!$&'()*+,;=%".contains(c);
    text.chars().map(|c| if is_legal(c) { c.to_string() } else { Encoding::Strict.apply(&c.to_string()) }).collect()
}

fn credentials(documented: Documented<'_>, case: &Case, expected: &mut Expected) {
    for (name, secret) in &case.credentials {
        let Some(scheme) = documented.scheme(name) else { continue };
        if text(scheme, "x-type") == "mutualTLS" {
            continue;
        }
        let key = text(scheme, "name");
        let authorization = match text(scheme, "type") {
            "apiKey" => {
                match text(scheme, "in") {
                    "query" => expected.query.push(pair(key, secret)),
                    "cookie" => expected.cookies.push(format!("{key}={secret}")),
                    _ => drop(expected.headers.insert(key.to_ascii_lowercase(), secret.clone())),
                }
                continue;
            }
            "http" => match text(scheme, "scheme").to_ascii_lowercase().as_str() {
                "basic" => {
                    let encoded = base64::engine::general_purpose::STANDARD.encode(format!("user:{secret}"));
                    format!("Basic {encoded}")
                }
                "bearer" => format!("Bearer {secret}"),
                _ => format!("{} {secret}", text(scheme, "scheme")),
            },
            _ => format!("Bearer {secret}"),
        };
        expected.headers.insert("authorization".to_owned(), authorization);
    }
}

fn pair(name: &str, value: &str) -> String {
    format!("{}={}", Encoding::Strict.apply(name), Encoding::Strict.apply(value))
}
