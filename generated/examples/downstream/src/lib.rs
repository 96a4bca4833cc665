//! Reports on the callbacks of a flow, and switches them on and off.
//!
//! An example of a crate that uses `patchworks-client`: lists of any length ([`report`]), errors told apart ([`create`]),
//! the same without an async runtime ([`report_blocking`]). Its tests use the client's server in memory.

use patchworks_client::models::{ErrorResponse, Flows, FlowsStoreCallbacksRequest, Format, Status};
use patchworks_client::{Client, Error};
use std::collections::BTreeMap;
use std::fmt;

/// How many callbacks a flow has, by their status.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Report {
    /// The number of callbacks of each status, one that the documentation does not list too.
    pub by_status: BTreeMap<String, usize>,
    /// How many say nothing about their status.
    pub unknown: usize,
}

impl Report {
    fn count(&mut self, callback: &Flows) {
        match &callback.status {
            Some(status) => *self.by_status.entry(status.as_str().to_owned()).or_default() += 1,
            None => self.unknown += 1,
        }
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (status, count) in &self.by_status {
            writeln!(f, "{status}: {count}")?;
        }
        write!(f, "unknown: {}", self.unknown)
    }
}

/// Counts all callbacks of a flow, however many pages they fill.
///
/// # Errors
/// Those of the calls.
pub async fn report(client: &Client, flow: u64) -> Result<Report, Error> {
    let mut report = Report::default();
    let mut callbacks = client.list_flow_callbacks(flow).query("per_page", 100).stream();
    while let Some(callback) = callbacks.next().await {
        report.count(&callback?);
    }
    Ok(report)
}

/// As [`report`], for callers without an async runtime.
///
/// # Errors
/// Those of the calls.
pub fn report_blocking(client: &Client, flow: u64) -> Result<Report, Error> {
    let mut report = Report::default();
    for callback in client.list_flow_callbacks(flow).query("per_page", 100).stream().blocking() {
        report.count(&callback?);
    }
    Ok(report)
}

/// Why there is no new callback.
#[derive(Debug)]
pub enum Refusal {
    /// There is no such flow.
    NoFlow,
    /// The server refused what was sent: what it says about each field.
    Fields(BTreeMap<String, Vec<String>>),
    /// Trying again later may help.
    Later(Error),
    /// Anything else.
    Other(Error),
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        match error.as_api() {
            Some(api) if api.status() == 404 => return Self::NoFlow,
            Some(api) => {
                if let Some(fields) = api.documented::<ErrorResponse>().and_then(|body| body.errors.clone()) {
                    return Self::Fields(fields);
                }
            }
            None => {}
        }
        if error.is_retryable() { Self::Later(error) } else { Self::Other(error) }
    }
}

/// Creates a callback and gives its id.
///
/// # Errors
/// Why there is none.
pub async fn create(client: &Client, flow: u64) -> Result<i64, Refusal> {
    let body = FlowsStoreCallbacksRequest::new().with_status(Status::Draft).with_format(Format::Json);
    let made = client.create_flow_callback(flow, &body).await?;
    let callback = made.data.ok_or_else(|| Refusal::Fields(BTreeMap::new()))?;
    // What the documentation calls always there may be absent all the same.
    Ok(callback.id.unwrap_or_default())
}
