//! Uses a generated client as it is told, line by line on standard input, and tells what happened, a line for a line.
//!
//! `{"type": 3, "value": …}` reads a value as a type and writes it; `{"operation": 5, …}` calls an operation over a
//! transport that records what is sent, with `"reply": {…}` also over one that gives this response and tells what the
//! client made of it, and with `"live": true` on a running server (module `live`). What types and operations there are
//! is in the module `items`, made for the client.

mod items;
#[cfg(feature = "live")]
mod live;
mod outcome;

use client::Client;
use client::runtime::decode::{from_slice, from_value};
use client::runtime::{
    FilePart, MemoryTransport, Model, Operation, RecordedCall, Reply, Request, Retry, Transport, Typed, View, Wire,
};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::io::Write as _;
use std::pin::Pin;
use std::sync::Arc;

/// A call that is ready to be sent.
pub type Sent = Pin<Box<dyn Future<Output = Result<(), client::Error>>>>;

/// Sends a request, and decodes the response as the operation says.
pub fn sent<O: Operation + 'static>(request: Request<O>) -> Sent {
    let call = request.send();
    Box::pin(async move { call.await.map(drop) })
}

fn main() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime starts");
    let mut out = std::io::stdout().lock();
    for line in std::io::stdin().lines() {
        let line = line.expect("tasks are text");
        let answer = answer(&runtime, &line).unwrap_or_else(|problem| json!({ "problem": problem }));
        writeln!(out, "{answer}").expect("somebody listens");
    }
}

fn answer(runtime: &tokio::runtime::Runtime, line: &str) -> Result<Value, String> {
    let task: Value = serde_json::from_str(line).map_err(|error| error.to_string())?;
    let index = |key: &str| task.get(key).and_then(Value::as_u64).and_then(|index| usize::try_from(index).ok());
    if let Some(index) = index("type") {
        let read = items::TYPES.get(index).ok_or("there is no such type")?;
        return read(task["value"].to_string().as_bytes());
    }
    let index = index("operation").ok_or("neither a type nor an operation")?;
    let operation = items::OPERATIONS.get(index).ok_or("there is no such operation")?;
    #[cfg(feature = "live")]
    if task["live"] == true {
        return Ok(live::answer(runtime, &task, *operation));
    }
    let server = MemoryTransport::new();
    if let Some(given) = task.get("reply") {
        server.reply(reply(given));
        return Ok(outcome::of(runtime, &task, *operation, Arc::new(server)));
    }
    server.answer(|_| Reply::status(200));
    let client = builder(&task, Arc::new(server.clone())).build().map_err(|error| error.to_string())?;
    let call = operation(&client, &Case(&task))?;
    // What the transport answers is no response of the API.
    let called = runtime.block_on(call);
    let unsent = || called.err().map_or("nothing was sent".to_owned(), |error| error.to_string());
    let sent = server.calls().pop().ok_or_else(unsent)?;
    Ok(recorded(&sent))
}

fn reply(given: &Value) -> Reply {
    let status = given["status"].as_u64().and_then(|status| u16::try_from(status).ok()).unwrap_or(200);
    let mut reply = match given["content_type"].as_str() {
        Some(content_type) => Reply::bytes(status, content_type, text(&given["body"]).into_bytes()),
        None => Reply::status(status),
    };
    for (name, value) in given["headers"].as_object().into_iter().flatten() {
        reply = reply.header(name, &text(value));
    }
    reply
}

/// Reads a value as a type and writes it, once as the client does and once by serde.
pub fn round_trip<T: Typed + Serialize + DeserializeOwned>(text: &[u8]) -> Result<Value, String> {
    let value: T = from_slice(text).map_err(|error| error.to_string())?;
    let by_serde: T = serde_json::from_slice(text).map_err(|error| error.to_string())?;
    let written = client::runtime::encode::to_vec(&value).map_err(|error| error.to_string())?;
    let written_by_serde = serde_json::to_vec(&by_serde).map_err(|error| error.to_string())?;
    told(&value, &written, &written_by_serde)
}

fn told(value: &dyn Wire, written: &[u8], by_serde: &[u8]) -> Result<Value, String> {
    let parsed = |text: &[u8]| serde_json::from_slice::<Value>(text).map_err(|error| error.to_string());
    let mut found = Vec::new();
    look(value.view(), "", &mut found);
    Ok(json!({ "written": parsed(written)?, "by_serde": parsed(by_serde)?, "found": found }))
}

/// Finds what is kept as it was sent since it is not as documented: its place, and which kind it is.
fn look(view: View<'_>, place: &str, found: &mut Vec<[String; 2]>) {
    match view {
        View::Array(array) => {
            for (index, item) in (0..array.count()).filter_map(|index| Some((index, array.get(index)?))) {
                look(item, &format!("{place}/{index}"), found);
            }
        }
        View::Map(map) => map.each(&mut |key, value| look(value, &format!("{place}/{key}"), found)),
        View::Model(model) => look_at_model(model, place, found),
        View::Union(union) => {
            if union.branch() >= union.branches().tags.len() {
                found.push([place.to_owned(), "no branch of the union".to_owned()]);
            }
            look(union.inner(), place, found);
        }
        View::Unlisted(_) => found.push([place.to_owned(), "no listed value of the enum".to_owned()]),
        _ => {}
    }
}

fn look_at_model(model: &dyn Model, place: &str, found: &mut Vec<[String; 2]>) {
    let undocumented = model.undocumented();
    if undocumented.whole().is_some() {
        found.push([place.to_owned(), "undocumented".to_owned()]);
    }
    for (key, _) in undocumented.iter() {
        found.push([format!("{place}/{key}"), "undocumented".to_owned()]);
    }
    for (index, documented) in model.info().fields.iter().enumerate() {
        if let Some(value) = model.value(index) {
            look(value, &format!("{place}/{}", documented.name()), found);
        }
    }
    if let Some(additional) = model.additional() {
        additional.each(&mut |key, value| look(value, &format!("{place}/{key}"), found));
    }
}

fn builder(task: &Value, transport: Arc<dyn Transport>) -> client::runtime::ClientBuilder {
    let mut builder = Client::builder().transport(transport).retry(Retry::none());
    if let Some(url) = task["base_url"].as_str() {
        builder = builder.base_url(url);
    }
    for credential in task["credentials"].as_array().into_iter().flatten() {
        let scheme = credential["scheme"].as_str().unwrap_or_default();
        let secret = credential["secret"].as_str().unwrap_or_default();
        builder = items::with_credential(builder, scheme, secret);
    }
    builder
}

/// A user name and a password; without a colon, the secret is the password.
pub fn basic(secret: &str) -> (String, String) {
    let (username, password) = secret.split_once(':').unwrap_or(("user", secret));
    (username.to_owned(), password.to_owned())
}

/// What was sent. Bytes of the body are characters of the same number, so that none is lost.
fn recorded(sent: &RecordedCall) -> Value {
    let text = |bytes: &[u8]| bytes.iter().map(|byte| char::from(*byte)).collect::<String>();
    let headers = sent.headers().iter().map(|(name, value)| (name.as_str(), text(value.as_bytes())));
    json!({
        "method": sent.method().as_str(),
        "uri": sent.uri().to_string(),
        "headers": headers.collect::<Vec<_>>(),
        "body": text(sent.body()),
    })
}

/// How an operation is to be called.
pub struct Case<'a>(&'a Value);

impl Case<'_> {
    /// The value of a required parameter.
    pub fn argument<T: Typed>(&self, index: usize) -> Result<T, String> {
        read(&self.0["parameters"][index])
    }

    /// The value of a parameter, if it is to be set.
    pub fn optional<T: Typed>(&self, index: usize) -> Result<Option<T>, String> {
        match &self.0["parameters"][index] {
            Value::Null => Ok(None),
            value => read(value).map(Some),
        }
    }

    /// The text of a required parameter.
    pub fn text(&self, index: usize) -> String {
        text(&self.0["parameters"][index])
    }

    /// The body in one of its media types, if it is to be sent.
    pub fn body(&self, index: usize) -> Option<&Value> {
        Some(&self.0["bodies"][index]).filter(|body| !body.is_null())
    }

    /// Which of the bodies is to be sent; the first one if none is said.
    pub fn content(&self) -> usize {
        self.0["content"].as_u64().and_then(|index| usize::try_from(index).ok()).unwrap_or_default()
    }

    /// The body of a call that has to have one.
    pub fn required_body(&self, index: usize) -> Result<&Value, String> {
        self.body(index).ok_or_else(|| "the task has no body".to_owned())
    }
}

/// A value of a type.
pub fn read<T: Typed>(value: &Value) -> Result<T, String> {
    from_value(value.clone()).map_err(|value| format!("the type of the argument cannot hold {value}"))
}

/// A text, or JSON text.
pub fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// A part of a multipart body, if it is to be sent.
pub fn part(body: &Value, index: usize) -> Option<&Value> {
    Some(&body[index]).filter(|part| !part.is_null())
}

/// A file.
pub fn file(value: &Value) -> FilePart {
    let mut file = FilePart::new(text(&value["content"]).into_bytes());
    if let Some(name) = value["name"].as_str() {
        file = file.name(name);
    }
    if let Some(media_type) = value["type"].as_str() {
        file = file.content_type(media_type);
    }
    file
}

/// Files.
pub fn files(value: &Value) -> Vec<FilePart> {
    value.as_array().into_iter().flatten().map(file).collect()
}
