//! Calls an operation on a running server, and tells what was sent, what came back, and what the client said about it.
//!
//! Only the server that the task names is called: an address elsewhere is refused before anything is sent.

use super::outcome::{self, Record, taken};
use super::{Case, Sent, text};
use client::Client;
use client::runtime::{
    BoxFuture, RequestBody, ReqwestTransport, ResponseBody, Transport, TransportError, TransportErrorKind,
};
use serde_json::{Map, Value, json};
use std::sync::Arc;

/// A response that is longer is cut off here.
const LONGEST: usize = 16 << 20;

/// Calls an operation, and tells all about it.
pub fn answer(
    runtime: &tokio::runtime::Runtime,
    task: &Value,
    operation: fn(&Client, &Case<'_>) -> Result<Sent, String>,
) -> Value {
    let exchanges = Record::default();
    // The client follows redirects itself.
    let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).no_proxy().build();
    let recorder = Recorder {
        inner: ReqwestTransport::new(http.unwrap_or_default()),
        server: text(&task["base_url"]).parse::<http::Uri>().unwrap_or_default(),
        exchanges: exchanges.clone(),
    };
    let mut answer = outcome::of(runtime, task, operation, Arc::new(recorder));
    answer["exchanges"] = taken(&exchanges).into();
    answer
}

/// Sends requests to one server only, and records them with their responses.
struct Recorder {
    inner: ReqwestTransport,
    server: http::Uri,
    exchanges: Record,
}

impl Transport for Recorder {
    fn send(
        &self,
        request: http::Request<RequestBody>,
    ) -> BoxFuture<'_, Result<http::Response<ResponseBody>, TransportError>> {
        Box::pin(async move {
            if request.uri().authority() != self.server.authority() {
                let elsewhere = format!("the call goes to another server: {}", request.uri());
                return Err(TransportError::told(TransportErrorKind::Connect, elsewhere));
            }
            let mut exchange = Map::new();
            exchange.insert("method".to_owned(), request.method().as_str().into());
            exchange.insert("uri".to_owned(), request.uri().to_string().into());
            exchange.insert("headers".to_owned(), headers(request.headers()));
            exchange.insert("body".to_owned(), request.body().as_bytes().map(|body| bytes(body)).into());
            let response = self.inner.send(request).await?;
            let (head, mut stream) = response.into_parts();
            let mut body = Vec::new();
            while body.len() < LONGEST {
                let Some(chunk) = stream.next().await else { break };
                body.extend_from_slice(&chunk?);
            }
            exchange.insert("status".to_owned(), head.status.as_u16().into());
            exchange.insert("response_headers".to_owned(), headers(&head.headers));
            exchange.insert("response_body".to_owned(), bytes(&body).into());
            if let Ok(mut list) = self.exchanges.lock() {
                list.push(Value::Object(exchange));
            }
            Ok(http::Response::from_parts(head, client::runtime::Bytes::from(body).into()))
        })
    }
}

fn headers(all: &http::HeaderMap) -> Value {
    all.iter().map(|(name, value)| json!([name.as_str(), bytes(value.as_bytes())])).collect()
}

/// Bytes are characters of the same number, so that none is lost.
fn bytes(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| char::from(*byte)).collect()
}
