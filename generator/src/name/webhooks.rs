//! The variants of what the server sends by itself.
//!
//! In go webhooks and callbacks, out comes a name for each: `pet-created` → `PetCreated`. Those of all webhooks are distinct,
//! and those of all callbacks of an operation.

use super::identifier::Case;
use super::record::{Record, Recorded, operation_key};
use super::scope::{self, Item, Scope};
use super::{SPELLINGS, spelled};
use crate::diagnostic::Diagnostics;
use crate::ir::{Api, Webhook};

/// The section of the webhooks.
const WEBHOOKS: &str = "webhooks";
/// The section of the callbacks.
const CALLBACKS: &str = "callbacks";

/// The variants, in the order of the API.
pub fn assign(dx: &mut Diagnostics, api: &Api, recorded: &Recorded, record: &mut Record) -> Vec<String> {
    let mut names = Vec::with_capacity(api.webhooks.len());
    for group in api.webhooks.chunk_by(|one, other| one.operation == other.operation) {
        names.extend(of_group(dx, api, group, recorded, record));
    }
    names
}

fn of_group(
    dx: &mut Diagnostics,
    api: &Api,
    group: &[Webhook],
    recorded: &Recorded,
    record: &mut Record,
) -> Vec<String> {
    let operation = group.first().and_then(|webhook| webhook.operation).and_then(|index| api.operations.get(index));
    let (section, what) = if operation.is_some() { (CALLBACKS, "callback") } else { (WEBHOOKS, "webhook") };
    let key = |webhook: &Webhook| match operation {
        Some(operation) => format!("{} {}", operation_key(operation), webhook.name),
        None => webhook.name.clone(),
    };
    let item = |webhook: &Webhook, key: &String| -> (Option<String>, Option<String>) {
        (webhook.rust_name.clone(), recorded.get(section, key).map(str::to_owned))
    };
    let keys: Vec<String> = group.iter().map(key).collect();
    let chosen: Vec<_> = group.iter().zip(&keys).map(|(webhook, key)| item(webhook, key)).collect();
    let at = |webhook: &Webhook| recorded.chosen.place(&webhook.pointer, webhook.rust_name.as_deref()?);
    let all = group.iter().zip(&keys).zip(&chosen);
    let items: Vec<Item> = all
        .map(|((webhook, key), (given, recorded))| Item {
            key: key.clone(),
            given: given.as_deref(),
            at: at(webhook),
            recorded: recorded.as_deref(),
            former: &[],
        })
        .collect();
    let words = |item: usize, level: usize| spelled(group.get(item).map_or("", |webhook| webhook.name.as_str()), level);
    let scope = Scope {
        what,
        case: Case::Camel,
        levels: SPELLINGS.len(),
        words: &words,
        reserved: &|_, name| matches!(name, "Other" | "Self"),
        apart: &|_| "event",
        distinct: str::to_ascii_lowercase,
    };
    let names = scope::assign(dx, &scope, &items);
    keys.into_iter().zip(&names).for_each(|(key, name)| record.add(section, key, name));
    names
}
