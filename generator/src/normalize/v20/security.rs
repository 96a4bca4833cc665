//! Security definitions of 2.0 to 3.0.
//!
//! In: a security definition. Out: a security scheme: `type: basic` becomes HTTP's `basic`, and the one flow of an
//! `oauth2` definition one of the named flows of 3.0. API keys are the same in both.

use crate::diagnostic::Diagnostics;
use crate::document::{Node, Object, Value};

pub(super) fn rewrite(dx: &mut Diagnostics, node: &mut Node) {
    let place = node.place;
    let Some(members) = node.as_object_mut() else { return };
    match members.get("type").and_then(Node::as_str) {
        Some("basic") => {
            let at = members.get("type").map_or(place, |node| node.place);
            members.insert("type".into(), Node::at(at, Value::String("http".into())));
            members.insert("scheme".into(), Node::at(at, Value::String("basic".into())));
        }
        Some("oauth2") => oauth2(dx, node),
        _ => {}
    }
}

fn oauth2(dx: &mut Diagnostics, node: &mut Node) {
    let place = node.place;
    let Some(members) = node.as_object_mut() else { return };
    let flow = members.shift_remove("flow");
    let at = flow.as_ref().map_or(place, |flow| flow.place);
    let mut parts = Object::new();
    for key in ["authorizationUrl", "tokenUrl", "refreshUrl"] {
        parts.extend(members.shift_remove(key).map(|node| (key.to_owned(), node)));
    }
    let scopes = members.shift_remove("scopes").unwrap_or_else(|| Node::at(at, Value::object(Object::new())));
    parts.insert("scopes".into(), scopes);
    let name = match flow.as_ref().and_then(Node::as_str) {
        Some("implicit") => "implicit",
        Some("password") => "password",
        Some("application") => "clientCredentials",
        Some("accessCode") => "authorizationCode",
        other => {
            let said = other.map_or("no flow".to_owned(), |other| format!("the flow `{other}`"));
            dx.warning("unknown-flow", format!("{said} is none of Swagger 2.0; it was left out"), at)
                .help("the flows are `implicit`, `password`, `application` and `accessCode`");
            members.insert("flows".into(), Node::at(at, Value::object(Object::new())));
            return;
        }
    };
    let flow = Node::at(at, Value::object(parts));
    members.insert("flows".into(), Node::at(at, Value::object(Object::from_iter([(name.to_owned(), flow)]))));
}
