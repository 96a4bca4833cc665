//! Calls: every operation of a crate, with all of its parameters, with the required ones, with each of its bodies and with
//! each of its alternatives of credentials.
//!
//! In: the merged document, and what the crate's program can use. Out: cases, each a line for the program, such as
//! `{"operation": 5, "parameters": [42, null], "bodies": [{"name": "x"}]}`. What has to be sent is in
//! [`super::expect`], what was sent is judged in [`super::judge`].

use super::expect::mark;
use super::instance::{self, Purpose, Source};
use super::items::{ContentItem, ContentKind, Items, OperationItem, PartItem};
use super::operation::{self, Documented};
use super::schema::{self, Strictness};
use serde_json::{Map, Value, json};

/// How the cases of an operation are chosen.
#[derive(Debug, Clone, Copy, Default)]
pub struct Plan {
    /// Texts are of their formats where a guess is: servers look at these.
    pub formats: bool,
    /// How often each choice of parameters and body is made again, with other values.
    pub repeats: usize,
}

/// How many guesses a value takes at most.
const GUESSES: usize = 40;

/// A call.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Case {
    /// Index into the operations.
    pub operation: usize,
    /// Where the API is, if the document does not say it.
    pub base_url: Option<String>,
    /// Schemes and secrets.
    pub credentials: Vec<(String, String)>,
    /// For every parameter its value, if it is set.
    pub parameters: Vec<Option<Value>>,
    /// The body that is sent, by its index.
    pub content: Option<usize>,
    /// For every body its value, if it is given. Those of a multipart body are properties by name.
    pub bodies: Vec<Option<Value>>,
}

impl Case {
    /// The line for the program.
    pub fn line(&self, item: &OperationItem) -> Value {
        let body = |(value, content): (&Option<Value>, &ContentItem)| match (&content.kind, value) {
            (ContentKind::Multipart(parts), Some(value)) => {
                parts.iter().map(|part| value.get(&part.name).cloned().unwrap_or(Value::Null)).collect()
            }
            (_, value) => value.clone().unwrap_or(Value::Null),
        };
        let credential = |(scheme, secret): &(String, String)| json!({ "scheme": scheme, "secret": secret });
        json!({
            "operation": self.operation,
            "base_url": self.base_url,
            "credentials": self.credentials.iter().map(credential).collect::<Vec<_>>(),
            "parameters": self.parameters,
            "content": self.content,
            "bodies": self.bodies.iter().zip(&item.contents).map(body).collect::<Vec<_>>(),
        })
    }
}

/// What a case is about.
#[derive(Debug, Clone, Copy)]
struct Choice {
    with_optional: bool,
    content: Option<usize>,
    alternative: usize,
}

/// The cases of an operation, and why there are none for a part of it.
pub fn cases(document: &Value, items: &Items, index: usize, plan: Plan, problems: &mut Vec<String>) -> Vec<Case> {
    let Some(item) = items.operations.get(index) else { return Vec::new() };
    let Some(documented) = operation::find(document, &item.method, &item.path) else {
        problems.push(format!("{}: the document has no {} {}", item.name, item.method, item.path));
        return Vec::new();
    };
    problems.extend(differences(documented, item));
    let first = (!item.contents.is_empty()).then_some(0);
    let required = first.filter(|_| item.body_required);
    let mut choices = vec![
        Choice { with_optional: true, content: first, alternative: 0 },
        Choice { with_optional: false, content: required, alternative: 0 },
    ];
    let more = (1..item.contents.len()).map(Some);
    choices.extend(more.map(|content| Choice { with_optional: true, content, alternative: 0 }));
    let alternatives = 1..documented.security().len();
    choices.extend(alternatives.map(|alternative| Choice { with_optional: false, content: required, alternative }));
    let case = |(number, choice)| {
        let mut source = Values { documented, seed: (index as u64) << 16 | number as u64, formats: plan.formats };
        case(&mut source, items, index, item, choice)
    };
    let choices = choices.repeat(plan.repeats + 1);
    let cases: Vec<_> = choices.into_iter().enumerate().map(case).collect();
    let mut made = Vec::new();
    for case in cases {
        match case {
            Ok(case) => made.push(case),
            Err(problem) => problems.push(format!("{}: {problem}", item.name)),
        }
    }
    made
}

/// What the document has and the operation has not, and the other way round.
fn differences(documented: Documented<'_>, item: &OperationItem) -> Vec<String> {
    let said: Vec<(&str, &str)> = documented
        .parameters()
        .into_iter()
        // No request can have a header with another name.
        .filter(|parameter| operation::location(parameter) != "header" || is_token(operation::text(parameter, "name")))
        .map(|parameter| (operation::location(parameter), operation::text(parameter, "name")))
        .collect();
    let made: Vec<(&str, &str)> =
        item.parameters.iter().map(|parameter| (parameter.location.as_str(), parameter.name.as_str())).collect();
    let only = |list: &[(&str, &str)], other: &[(&str, &str)], who: &str| -> Vec<String> {
        let missing = list.iter().filter(|parameter| !other.contains(parameter));
        // What only the template of the path has is a parameter all the same.
        let missing = missing.filter(|(location, name)| *location != "path" || !is_in_template(item, name));
        missing.map(|(location, name)| format!("{}: only {who} has `{name}` in {location}", item.name)).collect()
    };
    let mut problems = only(&said, &made, "the document");
    problems.extend(only(&made, &said, "the client"));
    let is_sent =
        |content: &ContentItem, name: &str| content.media_type == name || content.also.iter().any(|it| it == name);
    let has = |media_type: &str| item.contents.iter().any(|content| is_sent(content, media_type));
    // A range of types is none that can be sent.
    let is_missing = |media_type: &str| !media_type.contains('*') && !has(media_type);
    let bodies = documented.contents().into_iter().flatten().filter(|(media_type, _)| is_missing(media_type));
    problems.extend(bodies.map(|(media_type, _)| format!("{}: no body can be sent as `{media_type}`", item.name)));
    problems
}

/// A token of HTTP (RFC 9110, section 5.6.2).
fn is_token(text: &str) -> bool {
    text.chars().all(|one| one.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(one))
}

fn is_in_template(item: &OperationItem, name: &str) -> bool {
    item.path.contains(&format!("{{{name}}}"))
}

/// Where the values of a case come from.
struct Values<'d> {
    documented: Documented<'d>,
    seed: u64,
    formats: bool,
}

fn case(
    values: &mut Values<'_>,
    items: &Items,
    index: usize,
    item: &OperationItem,
    choice: Choice,
) -> Result<Case, String> {
    let documented = values.documented;
    let security = documented.security();
    let schemes = security.get(choice.alternative).map(Vec::as_slice).unwrap_or_default();
    let secret = |scheme: &str| items.schemes.iter().position(|known| known == scheme).map(|at| format!("secret-{at}"));
    let credentials = schemes.iter().filter_map(|scheme| Some(((*scheme).to_owned(), secret(scheme)?))).collect();
    let mut parameters = Vec::new();
    for parameter in &item.parameters {
        let is_wanted = parameter.required || choice.with_optional;
        let said = documented.parameter(&parameter.location, &parameter.name).filter(|_| is_wanted);
        let keeps_slashes = parameter.location == "path" && mark::is_greedy(&item.path, &parameter.name);
        let is_implied = || parameter.location == "path" && is_in_template(item, &parameter.name);
        let value = match said {
            Some(said) => parameter_value(values, said, keeps_slashes),
            None => is_implied().then(|| json!("text")),
        };
        // Where only `null` is valid, which no parameter can say, any text is sent.
        let only_null = || said.map(|said| any_text(values.documented.document, said));
        parameters.push(value.or_else(|| only_null().filter(|_| parameter.required)));
    }
    let mut bodies = Vec::new();
    for (at, content) in item.contents.iter().enumerate() {
        let is_given = choice.content == Some(at);
        let said = documented.content(&content.media_type).filter(|_| is_given);
        let value = said.and_then(|said| body_value(values, said, content));
        if value.is_none() && is_given {
            return Err(format!("no value was found for the body `{}`", content.media_type));
        }
        bodies.push(value);
    }
    let base_url = documented.server(None).is_none().then(|| "https://recording.example/base".to_owned());
    Ok(Case { operation: index, base_url, credentials, parameters, content: choice.content, bodies })
}

fn any_text(document: &Value, said: &Value) -> Value {
    let schema = schema::resolved(document, operation::schema_of(said));
    if schema.get("type") == Some(&json!("array")) { json!(["text"]) } else { json!("text") }
}

fn parameter_value(values: &mut Values<'_>, said: &Value, keeps_slashes: bool) -> Option<Value> {
    let schema = operation::schema_of(said);
    let purpose = match operation::text(said, "in") {
        "header" | "cookie" => Purpose::Header,
        _ => Purpose::Url,
    };
    let is_in_path = operation::text(said, "in") == "path";
    if operation::location(said) == "querystring" && operation::is_form(said) {
        return guess(values, schema, purpose, Value::is_object);
    }
    guess(values, schema, purpose, |value| match value {
        Value::Null => false,
        Value::String(text) if keeps_slashes => !text.split('/').any(|part| matches!(part, "" | "." | "..")),
        Value::String(text) => !is_in_path || !matches!(text.as_str(), "" | "." | ".."),
        Value::Array(items) => items.iter().any(|item| !item.is_null() && item != ""),
        Value::Object(entries) => entries.values().any(|value| !value.is_null()),
        Value::Bool(_) | Value::Number(_) => true,
    })
}

fn body_value(values: &mut Values<'_>, said: &Value, content: &ContentItem) -> Option<Value> {
    let schema = said.get("schema").unwrap_or(&Value::Null);
    match &content.kind {
        // A schema without an end has no value; the client sends any all the same. There is no `null` to send.
        ContentKind::Json => guess(values, schema, Purpose::Body, |value| !value.is_null()).or_else(|| Some(json!({}))),
        ContentKind::Form => guess(values, schema, Purpose::Body, Value::is_object),
        ContentKind::Text | ContentKind::Bytes => Some(json!("first line\nünï ☃\0end")),
        ContentKind::Multipart(parts) => {
            let mut object = Map::new();
            for part in parts {
                if let Some(value) = part_value(values, schema, part) {
                    object.insert(part.name.clone(), value);
                } else if part.required {
                    return None;
                }
            }
            Some(Value::Object(object))
        }
    }
}

fn part_value(values: &mut Values<'_>, schema: &Value, part: &PartItem) -> Option<Value> {
    let file = |content: &str, name: Option<&str>| json!({ "is_file": true, "content": content, "name": name });
    if part.is_list_of_files {
        return Some(json!([file("first", Some("a \"b\".txt")), file("second ü\r\n--", None)]));
    }
    if part.is_file {
        return Some(file("bytes ☃\r\n", Some("ü.bin")));
    }
    let schema = schema::resolved(values.documented.document, schema);
    let property = property(values.documented.document, schema, &part.name, 0)?;
    guess(values, property, Purpose::Body, |value| !value.is_null() && value != &json!([]))
}

/// The schema of a property, also in the parts of a composed schema.
fn property<'d>(document: &'d Value, schema: &'d Value, name: &str, nested: usize) -> Option<&'d Value> {
    if nested > 16 {
        return None;
    }
    let own = || schema.get("properties").and_then(|properties| properties.get(name));
    let parts = ["allOf", "anyOf", "oneOf"].into_iter().filter_map(|key| schema.get(key)?.as_array()).flatten();
    own().or_else(|| {
        let mut parts = parts.map(|part| schema::resolved(document, part));
        parts.find_map(|part| property(document, part, name, nested + 1))
    })
}

/// A value that a rule allows, a valid one where there is one.
fn guess(
    values: &mut Values<'_>,
    schema: &Value,
    purpose: Purpose,
    is_allowed: impl Fn(&Value) -> bool,
) -> Option<Value> {
    let document = values.documented.document;
    values.seed = values.seed.wrapping_mul(31).wrapping_add(7);
    let mut source = Source::new(document, purpose, values.seed);
    let strictness = Strictness { properties: false, formats: values.formats };
    let validator = schema::validator(document, schema, strictness).ok();
    let is_valid = |value: &Value| validator.as_ref().is_none_or(|validator| validator.is_valid(value));
    let mut guesses = (0..GUESSES).filter_map(|_| instance::of(&mut source, schema)).filter(is_allowed);
    // Of a schema that rules everything out, anything is sent.
    let first = guesses.next()?;
    if is_valid(&first) { Some(first) } else { guesses.find(is_valid).or(Some(first)) }
}
