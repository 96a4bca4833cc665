//! What came of a call: the outcome in a word, the client's message, and the deviations that it reports.

use super::{Case, Sent, builder};
use client::runtime::{Deviation, Transport};
use client::{Client, Error};
use serde_json::{Value, json};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// How long a call may take.
const LIMIT: Duration = Duration::from_secs(20);

/// Several values that are told one by one.
pub type Record = Arc<Mutex<Vec<Value>>>;

/// What was told.
pub fn taken(record: &Record) -> Vec<Value> {
    record.lock().map(|list| list.clone()).unwrap_or_default()
}

/// Calls an operation over a transport.
pub fn of(
    runtime: &tokio::runtime::Runtime,
    task: &Value,
    operation: fn(&Client, &Case<'_>) -> Result<Sent, String>,
    transport: Arc<dyn Transport>,
) -> Value {
    let deviations = Record::default();
    let called = catch_unwind(AssertUnwindSafe(|| call(runtime, task, operation, transport, &deviations)));
    let (outcome, message) = called.unwrap_or_else(|panic| {
        let told = panic.downcast_ref::<String>().cloned();
        ("panicked", told.or(panic.downcast_ref::<&str>().map(|text| (*text).to_owned())).unwrap_or_default())
    });
    json!({ "outcome": outcome, "message": message, "deviations": taken(&deviations) })
}

fn call(
    runtime: &tokio::runtime::Runtime,
    task: &Value,
    operation: fn(&Client, &Case<'_>) -> Result<Sent, String>,
    transport: Arc<dyn Transport>,
    deviations: &Record,
) -> (&'static str, String) {
    let heard = deviations.clone();
    let listener = move |deviation: &Deviation| {
        if let Ok(mut list) = heard.lock() {
            list.push(told(deviation));
        }
    };
    let client = match builder(task, transport).on_deviation(listener).timeout(LIMIT).build() {
        Ok(client) => client,
        Err(error) => return ("not sent", error.to_string()),
    };
    let call = match operation(&client, &Case(task)) {
        Ok(call) => call,
        Err(problem) => return ("not sent", problem),
    };
    match runtime.block_on(call) {
        Ok(()) => ("ok", String::new()),
        Err(error) => (kind(&error), error.to_string()),
    }
}

fn kind(error: &Error) -> &'static str {
    match error {
        Error::Api(_) => "refused",
        Error::Undocumented(_) => "undocumented",
        Error::MissingCredential(_) | Error::Invalid(_) | Error::Build(_) => "not sent",
        error if error.is_connect() => "not reached",
        _ => "failed",
    }
}

fn told(deviation: &Deviation) -> Value {
    json!({
        "kind": format!("{:?}", deviation.kind()),
        "pointer": deviation.pointer(),
        "header": deviation.header(),
        "expected": deviation.expected(),
        "got": deviation.got(),
    })
}
