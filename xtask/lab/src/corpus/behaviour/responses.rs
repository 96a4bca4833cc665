//! Responses: every documented response of every operation, with a value of its schema.
//!
//! In: the merged document, and a case for each operation. Out: replies for the program, such as
//! `{"status": 200, "content_type": "application/json", "body": "{\"id\":7}", "headers": {"x-total": "3"}}`, and, from its
//! answers, what the client made of them. A response that is valid, with the documented headers, has no deviation; a
//! success is read, and every other status is an error with the response. What is streamed, redirects, and bodies that
//! are neither JSON nor text are left out.

use super::calls::Case;
use super::expect::style;
use super::instance::{self, Purpose, Source};
use super::items::OperationItem;
use super::operation::{Documented, schema_of, style_of, text};
use super::schema::{self, Strictness, resolved};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

/// How many values are tried for a response.
const GUESSES: usize = 60;
/// How many of them are sent.
const VALUES: usize = 3;

/// What became of the documented responses of a crate.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Responses {
    /// Responses that were given.
    pub responses: usize,
    /// What was not read as documented.
    pub mismatches: Vec<String>,
}

/// A response to a call.
#[derive(Debug, Clone, PartialEq)]
pub struct Exchange {
    /// The call.
    pub case: Case,
    /// The response: status, media type, body and headers.
    pub reply: Value,
}

impl Exchange {
    /// The line for the program.
    pub fn line(&self, item: &OperationItem) -> Value {
        let mut line = self.case.line(item);
        if let Some(members) = line.as_object_mut() {
            members.insert("reply".to_owned(), self.reply.clone());
        }
        line
    }
}

/// The responses of an operation to a call.
pub fn exchanges(documented: Documented<'_>, item: &OperationItem, case: &Case) -> Vec<Exchange> {
    let mut all = Vec::new();
    let has_success = documented.responses().any(|(status, _)| status.starts_with('2'));
    for (key, response) in documented.responses() {
        let Some(status) = status(key, has_success) else { continue };
        let response = resolved(documented.document, response);
        let mut source = Source::new(documented.document, Purpose::Header, status.into());
        let headers = headers(documented, response, &mut source);
        let contents = response.get("content").and_then(Value::as_object).into_iter().flatten();
        // These have no body, whatever is documented.
        let contents = contents.filter(|_| !matches!(status, 204 | 205) && item.method != "HEAD");
        for (media_type, content) in contents {
            for body in bodies(documented, media_type, content, status) {
                let reply = json!({ "status": status, "content_type": media_type, "body": body, "headers": headers });
                all.push(Exchange { case: case.clone(), reply });
            }
        }
    }
    all
}

/// What the client made of a response that is not as the document says.
pub fn judge(item: &OperationItem, exchange: &Exchange, answer: &Value) -> Vec<String> {
    let reply = &exchange.reply;
    let is_success = reply.get("status").and_then(Value::as_u64).is_some_and(|status| status / 100 == 2);
    let wanted = if is_success { "ok" } else { "refused" };
    let mut found = Vec::new();
    if let Some(problem) = answer.get("problem").and_then(Value::as_str) {
        found.push(problem.to_owned());
    } else if text(answer, "outcome") != wanted {
        found.push(format!("expected {wanted}, but {}: {}", text(answer, "outcome"), text(answer, "message")));
    }
    for deviation in answer.get("deviations").and_then(Value::as_array).into_iter().flatten() {
        found.push(format!("reported {deviation}"));
    }
    let told = |problem| format!("{} ({} {}): {problem} of {reply}", item.name, item.method, item.path);
    found.into_iter().map(told).collect()
}

/// A status for a key of `responses`; none for what is no final response of the API.
fn status(key: &str, has_success: bool) -> Option<u16> {
    match key.to_ascii_uppercase().as_str() {
        "DEFAULT" => Some(if has_success { 500 } else { 200 }),
        "2XX" => Some(206),
        "4XX" => Some(418),
        "5XX" => Some(507),
        key => key.parse().ok().filter(|status| matches!(status, 200..=299 | 400..=599)),
    }
}

/// Bodies of a media type, as texts.
fn bodies(documented: Documented<'_>, media_type: &str, content: &Value, status: u16) -> Vec<String> {
    let plain = media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let schema = content.get("schema").unwrap_or(&Value::Null);
    let is_json = plain == "application/json" || plain.ends_with("+json");
    match plain.as_str() {
        _ if content.get("itemSchema").is_some() || content.get("x-itemSchema").is_some() => Vec::new(),
        "text/plain" | "text/html" if is_text(documented, schema) => vec!["just ünï text ☃".to_owned()],
        _ if is_json => values(documented, schema, status).iter().map(Value::to_string).collect(),
        _ => Vec::new(),
    }
}

fn is_text(documented: Documented<'_>, schema: &Value) -> bool {
    let schema = resolved(documented.document, schema);
    text(schema, "type") == "string" && schema.get("enum").is_none() && text(schema, "format").is_empty()
}

/// Values that are valid and have no property that the document does not have.
fn values(documented: Documented<'_>, schema: &Value, seed: u16) -> Vec<Value> {
    let strictness = Strictness { properties: true, formats: true };
    let Ok(validator) = schema::validator(documented.document, schema, strictness) else { return Vec::new() };
    let mut source = Source::new(documented.document, Purpose::Model, seed.into());
    let guesses = (0..GUESSES).map_while(|_| instance::of(&mut source, schema));
    guesses.filter(|value| !value.is_null() && validator.is_valid(value)).take(VALUES).collect()
}

/// The documented headers with values.
fn headers<'d>(documented: Documented<'d>, response: &'d Value, source: &mut Source<'d>) -> Map<String, Value> {
    let mut all = Map::new();
    for (name, header) in response.get("headers").and_then(Value::as_object).into_iter().flatten() {
        let header = resolved(documented.document, header);
        let mut said = header.clone();
        if let Some(members) = said.as_object_mut() {
            members.insert("in".to_owned(), "header".into());
        }
        let value = instance::of(source, schema_of(header));
        let written = value.and_then(|value| style::segment(style_of(&said), &value));
        let can_be_sent = is_token(name) && !name.eq_ignore_ascii_case("content-type");
        if let Some(written) = written.filter(|_| can_be_sent) {
            all.insert(name.to_ascii_lowercase(), written.into());
        }
    }
    all
}

/// True if a text is the name of a header (RFC 9110, section 5.6.2).
fn is_token(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte))
}
