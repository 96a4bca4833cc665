//! What the program of a crate tells of a call, as findings.
//!
//! In: an operation of the merged document, a case, and the program's answer. Out: nothing if the call went as
//! documented, else findings such as `GET /items: refused, 422 Unprocessable Entity: …`. What the client says about a
//! response is held against a validator of JSON Schema: where that finds nothing wrong, the client contradicts the
//! document.

use super::{Kind, echo};
use crate::corpus::behaviour::calls::Case;
use crate::corpus::behaviour::items::OperationItem;
use crate::corpus::behaviour::operation::Documented;
use crate::corpus::behaviour::schema::{self, Strictness};
use generator::visible;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// More of a message is not kept.
const LONGEST: usize = 900;
/// How much of what a finding says decides whether another says the same.
const SAME: usize = 60;

/// A call that did not go as documented.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    /// Method and path template.
    pub operation: String,
    /// How it did not.
    pub kind: Kind,
    /// What happened.
    pub detail: String,
    /// What was sent: method, address, content type and body.
    pub request: String,
    /// What came back: status, content type and body.
    pub response: String,
}

impl Finding {
    /// A finding without a request.
    pub fn new(item: &OperationItem, kind: Kind, detail: String) -> Self {
        let operation = format!("{} {}", item.method, item.path);
        Self { operation, kind, detail: short(&detail), request: String::new(), response: String::new() }
    }

    /// The request and the response, a line each, as terminals can show them.
    pub fn exchange(&self) -> String {
        let lines = [&self.request, &self.response].into_iter().filter(|line| !line.is_empty());
        lines.map(|line| format!("      {}\n", visible::line(line))).collect()
    }
}

/// Findings of one key that say the same, in the order of the first of each.
pub fn grouped<'f, K: PartialEq>(
    findings: impl IntoIterator<Item = &'f Finding>,
    key: impl Fn(&'f Finding) -> K,
) -> Vec<Vec<&'f Finding>> {
    let mut groups: Vec<((K, String), Vec<&Finding>)> = Vec::new();
    for finding in findings {
        let same = (key(finding), finding.detail.chars().take(SAME).collect::<String>());
        match groups.iter_mut().find(|(known, _)| *known == same) {
            Some((_, list)) => list.push(finding),
            None => groups.push((same, vec![finding])),
        }
    }
    groups.into_iter().map(|(_, list)| list).collect()
}

/// The findings of a call.
pub fn of(documented: Documented<'_>, item: &OperationItem, case: &Case, answer: &Value) -> Vec<Finding> {
    let exchange = answer.get("exchanges").and_then(Value::as_array).and_then(|list| list.last());
    let mut found: Vec<(Kind, String)> = Vec::new();
    if let Some(problem) = answer.get("problem").and_then(Value::as_str) {
        found.push((Kind::Failed, problem.to_owned()));
    }
    let is_valid = || exchange.is_some_and(|exchange| is_documented(documented, exchange));
    let message = text(answer, "message").to_owned();
    match text(answer, "outcome") {
        "refused" => found.push((Kind::Refused, refusal(exchange))),
        "not sent" | "not reached" => found.push((Kind::NotReached, message)),
        "undocumented" if is_valid() => found.push((Kind::Contradicted, message)),
        "undocumented" => found.push((Kind::Beyond, message)),
        "failed" | "panicked" => found.push((Kind::Failed, message)),
        _ => {}
    }
    for deviation in answer.get("deviations").and_then(Value::as_array).into_iter().flatten() {
        let is_judged = is_judged(documented, text(deviation, "kind"));
        let kind = if is_judged && is_valid() { Kind::Contradicted } else { Kind::Beyond };
        found.push((kind, told(deviation)));
    }
    let is_success = text(answer, "outcome") == "ok";
    let response = exchange.filter(|_| is_success).and_then(json);
    if let Some(echo) = response.as_ref().and_then(|body| body.get("echo")) {
        let differences = echo::differences(item, case, echo);
        found.extend(differences.into_iter().map(|difference| (Kind::Misunderstood, difference)));
    }
    let with_exchange = |(kind, detail)| Finding {
        request: exchange.map(request).unwrap_or_default(),
        response: exchange.map(answered).unwrap_or_default(),
        ..Finding::new(item, kind, detail)
    };
    found.into_iter().map(with_exchange).collect()
}

/// True if the body of a response is valid by the schema that is documented for its status, without more properties
/// than that has. A number that no integer type of the client holds is kept raw, valid or not.
fn is_documented(documented: Documented<'_>, exchange: &Value) -> bool {
    let status = exchange.get("status").and_then(Value::as_u64).unwrap_or_default().to_string();
    let Some(body) = json(exchange).filter(|body| !has_wide_integers(body)) else { return false };
    let media_type = header(exchange, "content-type").unwrap_or_default();
    let Some(schema) = documented.response_schema(&status, &media_type) else { return false };
    let strictness = Strictness { properties: true, formats: false };
    schema::validator(documented.document, schema, strictness).is_ok_and(|validator| validator.is_valid(&body))
}

/// True if a validator of JSON Schema can tell whether a deviation is one: it looks at bodies only, and knows no
/// discriminators.
fn is_judged(documented: Documented<'_>, kind: &str) -> bool {
    match kind {
        "Status" | "Header" => false,
        "NoBranch" | "Unlisted" | "Undocumented" => !has_discriminator(documented.document),
        _ => true,
    }
}

fn has_discriminator(value: &Value) -> bool {
    match value {
        Value::Object(members) => members.contains_key("discriminator") || members.values().any(has_discriminator),
        Value::Array(items) => items.iter().any(has_discriminator),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
    }
}

fn has_wide_integers(value: &Value) -> bool {
    match value {
        Value::Number(number) => {
            let is_whole = number.as_f64().is_some_and(|number| number.fract() == 0.0 && number.abs() > 9e15);
            is_whole && !number.is_i64()
        }
        Value::Array(items) => items.iter().any(has_wide_integers),
        Value::Object(members) => members.values().any(has_wide_integers),
        Value::Null | Value::Bool(_) | Value::String(_) => false,
    }
}

fn refusal(exchange: Option<&Value>) -> String {
    let Some(exchange) = exchange else { return "without a response".to_owned() };
    let status = exchange.get("status").and_then(Value::as_u64).unwrap_or_default();
    format!("{status}: {}", utf8(text(exchange, "response_body")))
}

fn told(deviation: &Value) -> String {
    let place = match deviation.get("header").and_then(Value::as_str) {
        Some(header) => format!(" in the header `{header}`"),
        None if text(deviation, "pointer").is_empty() => String::new(),
        None => format!(" at `{}`", text(deviation, "pointer")),
    };
    let [kind, expected, got] = ["kind", "expected", "got"].map(|key| text(deviation, key));
    format!("{kind}{place}: expected {expected}, got {got}")
}

fn request(exchange: &Value) -> String {
    let content_type = list_header(exchange, "headers", "content-type").unwrap_or_default();
    let line = format!("{} {} {content_type}", text(exchange, "method"), text(exchange, "uri"));
    short(&format!("{} {}", line.trim_end(), utf8(text(exchange, "body"))))
}

fn answered(exchange: &Value) -> String {
    let status = exchange.get("status").and_then(Value::as_u64).unwrap_or_default();
    let content_type = header(exchange, "content-type").unwrap_or_default();
    short(&format!("{status} {content_type} {}", utf8(text(exchange, "response_body"))))
}

fn header(exchange: &Value, name: &str) -> Option<String> {
    list_header(exchange, "response_headers", name)
}

fn list_header(exchange: &Value, list: &str, name: &str) -> Option<String> {
    let headers = exchange.get(list)?.as_array()?;
    let header = headers.iter().find(|header| header.get(0).and_then(Value::as_str) == Some(name))?;
    header.get(1)?.as_str().map(str::to_owned)
}

/// The body of the response, if it is JSON.
fn json(exchange: &Value) -> Option<Value> {
    serde_json::from_str(&utf8(text(exchange, "response_body"))).ok()
}

/// The text that characters of the numbers of bytes stand for.
fn utf8(text: &str) -> String {
    let bytes: Vec<u8> = text.chars().filter_map(|letter| u8::try_from(u32::from(letter)).ok()).collect();
    String::from_utf8_lossy(&bytes).into_owned()
}

fn short(text: &str) -> String {
    let text = text.trim();
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or(text)),
        None => text.to_owned(),
    }
}

fn text<'v>(value: &'v Value, key: &str) -> &'v str {
    value.get(key).and_then(Value::as_str).unwrap_or_default()
}
