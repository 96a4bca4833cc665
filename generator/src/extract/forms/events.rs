//! Pages of events, which a server sends: `EVENT webhook` in place of a method and a path.
//!
//! In: the document of such a page, whose `paths` are `webhook: {event: {…}}`. Out: the same with `webhooks`, each called
//! by its `operationId`, or else by the page's title.

use super::super::section::Section;
use super::tree::{members, object};
use super::{Form, left_out};
use crate::diagnostic::Diagnostics;
use crate::document::{Node, Object};

/// Pages of events.
pub(super) struct Events;

const EVENT: &str = "event";

impl Form for Events {
    fn block(&self, dx: &mut Diagnostics, section: &Section, root: &mut Node) -> bool {
        let items = root.get("paths").and_then(Node::as_object).into_iter().flat_map(Object::values);
        let has_events = items.into_iter().any(|item| item.get(EVENT).is_some_and(|event| event.as_object().is_some()));
        if has_events {
            rewrite(dx, section, root);
        }
        has_events
    }
}

fn rewrite(dx: &mut Diagnostics, section: &Section, root: &mut Node) {
    let Some(document) = root.as_object_mut() else { return };
    let Some(paths) = document.shift_remove("paths") else { return };
    let place = paths.place;
    let mut webhooks = members(document.shift_remove("webhooks"));
    let mut others = Object::new();
    for (path, mut item) in members(Some(paths)) {
        let event = item.as_object_mut().and_then(|members| members.shift_remove(EVENT));
        let Some(event) = event else {
            others.insert(path, item);
            continue;
        };
        let id = event.get("operationId").and_then(Node::as_str).map(str::to_owned);
        let title = Some(section.title.to_owned()).filter(|title| !title.is_empty());
        let name = id.or(title).unwrap_or_else(|| path.clone());
        if webhooks.contains_key(&name) {
            left_out(dx, &format!("the page describes the event `{name}` above, too"), event.place);
        } else {
            webhooks.insert(name, object(event.place, [("post", event)]));
        }
        if item.as_object().is_some_and(|rest| !rest.is_empty()) {
            others.insert(path, item);
        }
    }
    document.insert("paths".into(), object(place, others));
    document.insert("webhooks".into(), object(place, webhooks));
}
