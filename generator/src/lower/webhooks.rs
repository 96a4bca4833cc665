//! Webhooks and callbacks: events that the server sends.
//!
//! In go their request bodies, out come [`Webhook`]s whose payloads are slots. What is sent in another form than JSON is
//! any value to the client, and named as unsupported.

use crate::document::{ADDITIONAL_OPERATION, Received};
use crate::ir::{Content, Docs, Section, Type, Webhook};
use crate::lower::state::{Lowering, Owner};
use crate::lower::{content, docs};

/// All webhooks by name, then all callbacks by operation and name.
pub fn all<'a>(lowering: &mut Lowering<'_, 'a>, received: &'a [Received]) -> Vec<Webhook> {
    let mut webhooks: Vec<Webhook> = received.iter().filter_map(|one| webhook(lowering, one)).collect();
    webhooks.sort_by(|one, other| (one.operation, &one.name).cmp(&(other.operation, &other.name)));
    webhooks
}

fn webhook<'a>(lowering: &mut Lowering<'_, 'a>, received: &'a Received) -> Option<Webhook> {
    let operation = match &received.operation {
        Some((path, key)) => Some(*lowering.operation_index.get(&(path.as_str(), key.as_str()))?),
        None => None,
    };
    let payload = payload(lowering, received);
    let docs = Docs {
        title: docs::present(received.summary.as_ref()),
        description: docs::present(received.description.as_ref()),
        deprecated: received.deprecated,
        ..Docs::default()
    };
    let (name, rust_name, pointer) = (received.name.clone(), received.rust_name.clone(), received.pointer.clone());
    Some(Webhook { name, operation, rust_name, docs, payload, pointer })
}

fn payload<'a>(lowering: &mut Lowering<'_, 'a>, received: &'a Received) -> Type {
    let Some(item) = &received.body else { return Type::Any };
    let owner = match &received.operation {
        Some((path, key)) => {
            let method = key.trim_start_matches(ADDITIONAL_OPERATION).to_ascii_uppercase();
            Owner::Part(Section::Callback, format!("{method} {path} {}", received.name), Vec::new())
        }
        None => Owner::Part(Section::Webhook, received.name.clone(), Vec::new()),
    };
    let body = content::body_of(lowering, owner, item, &received.pointer);
    let contents = body.map(|body| body.contents).unwrap_or_default();
    let of_json = contents.iter().find_map(Content::json).cloned();
    if of_json.is_none() && !contents.is_empty() {
        let kind = if received.operation.is_some() { "callbacks" } else { "webhooks" };
        lowering.unsupported(kind, received.pointer.clone());
    }
    of_json.unwrap_or(Type::Any)
}
