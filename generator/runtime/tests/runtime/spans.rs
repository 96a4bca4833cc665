//! Spans and events of `tracing`: what is in them, and what is not.

use super::api::*;
use super::fake::{Fake, ok, reply};
use std::fmt::Write as _;
use std::sync::{Arc, Mutex};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

/// Writes down the fields of each span.
#[derive(Clone, Default)]
struct Spans(Arc<Mutex<Vec<String>>>);

struct Text<'t>(&'t mut String);

impl Visit for Text<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        match field.name() {
            name @ ("duration_ms" | "pause_ms") => {
                let text = format!("{value:?}");
                assert!(text.parse::<f64>().unwrap() >= 0.0);
                assert!(text.split_once('.').is_none_or(|(_, digits)| digits.len() <= 3), "{text}");
                write!(self.0, " {name}").unwrap();
            }
            name => write!(self.0, " {name}={value:?}").unwrap(),
        }
    }
}

impl Subscriber for Spans {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target().starts_with("this_crate")
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        let mut all = self.0.lock().unwrap();
        let mut text = span.metadata().name().to_owned();
        span.record(&mut Text(&mut text));
        all.push(text);
        Id::from_u64(all.len() as u64)
    }

    fn record(&self, span: &Id, values: &Record<'_>) {
        let mut all = self.0.lock().unwrap();
        let index = usize::try_from(span.into_u64()).unwrap() - 1;
        values.record(&mut Text(&mut all[index]));
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn event(&self, event: &Event<'_>) {
        let mut text = event.metadata().level().to_string();
        event.record(&mut Text(&mut text));
        self.0.lock().unwrap().push(text);
    }
    fn enter(&self, _: &Id) {}
    fn exit(&self, _: &Id) {}
}

#[tokio::test(start_paused = true)]
async fn each_attempt_is_a_span_without_a_secret_in_it() {
    let spans = Spans::default();
    let _guard = tracing::subscriber::set_default(spans.clone());
    let fake = Fake::new(|_, number| async move {
        match number {
            0 => Err(TransportError::told(TransportErrorKind::Interrupted, "")),
            1 => Ok(reply(503, &[], &json!(null))),
            _ => Ok(ok()),
        }
    });
    let client = fake.builder().auth(key()).auth(Credential::new(&QUERY_KEY, "key-query")).build().unwrap();
    put_thing(&client, "id-1", &json!({"key-body": 1})).query("q", "key-2").await.unwrap();
    client.request(Method::GET, "/any?token=key-3").await.unwrap();
    let spans = spans.0.lock().unwrap();
    let fields = r#"operation="PutThing" method="PUT" path="/things/{id}""#;
    assert_eq!(
        *spans,
        [
            format!("request {fields} attempt=1 duration_ms error=Interrupted"),
            format!(r#"WARN message=the request is sent again {fields} attempt=1 error="Interrupted" pause_ms"#),
            format!("request {fields} attempt=2 duration_ms status=503"),
            format!("WARN message=the request is sent again {fields} attempt=2 status=503 pause_ms"),
            format!("request {fields} attempt=3 duration_ms status=200"),
            format!("DEBUG message=the call is finished {fields} attempts=3 status=200 duration_ms"),
            r#"request operation="" method="GET" path="/any" attempt=1 duration_ms status=200"#.to_owned(),
            r#"DEBUG message=the call is finished operation="" method="GET" path="/any" attempts=1 status=200 duration_ms"#
                .to_owned(),
        ]
    );
}

#[tokio::test(start_paused = true)]
async fn a_response_that_cannot_be_read_is_a_warning() {
    let spans = Spans::default();
    let _guard = tracing::subscriber::set_default(spans.clone());
    let fake = Fake::new(|_, number| async move {
        match number {
            0 => Ok(reply(404, &[], &json!(null))),
            1 => Err(TransportError::told(TransportErrorKind::Interrupted, "")),
            2 => Ok(reply(200, &[], &json!({}))),
            _ => {
                let mut page = ok();
                *page.body_mut() = Bytes::from_static(b"<!DOCTYPE html><html>").into();
                Ok(page)
            }
        }
    });
    let client = fake.builder().retry(Retry::none()).build().unwrap();
    for _ in 0..4 {
        call::<GetNumbers>(&client).await.unwrap_err();
    }
    let warnings: Vec<String> =
        spans.0.lock().unwrap().iter().filter(|line| line.starts_with("WARN")).cloned().collect();
    let fields = r#"operation="GetNumbers" method="GET" path="/numbers""#;
    assert_eq!(
        warnings,
        [
            format!(r#"WARN message=the response cannot be read {fields} status=200 error="Undocumented""#),
            format!(r#"WARN message=the response cannot be read {fields} status=200 error="Decode""#),
        ]
    );
}
