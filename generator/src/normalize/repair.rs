//! Repairs of a 3.0 document's outline: what has to be an object is one.
//!
//! In: the root of a fragment. Out: the root with `openapi`, `info` and `paths`, whose `info`, `paths`, path items,
//! operations, webhooks, `components` and groups of components are objects. So `components: []` goes, with a warning. What is
//! inside operations and components is not looked at.

use crate::diagnostic::{At, Diagnostics};
use crate::document::{Node, Object, Value, is_method};
use crate::ir::Method;

/// What the server sends by itself.
const WEBHOOKS: &str = "x-webhooks";

pub(super) fn structure(dx: &mut Diagnostics, root: &mut Node) {
    let place = root.place;
    let Some(members) = root.as_object_mut() else { return };
    let written = |node: &Node| node.as_str().is_some_and(|version| version.starts_with("3.0."));
    if !members.get("openapi").is_some_and(written) {
        let place = members.get("openapi").map_or(place, |node| node.place);
        members.insert("openapi".into(), Node::at(place, Value::String("3.0.3".into())));
    }
    for key in ["info", "paths", "components"] {
        keep_object(dx, members, key);
    }
    if !members.contains_key("info") {
        dx.warning("missing-info", "the document has no `info`; the API is called `API`", place)
            .help("an overlay can add `info` with a `title` and a `version`");
        members.insert("info".into(), untitled());
    }
    let paths = members.entry("paths".into()).or_insert_with(|| Node::new(Value::object(Object::new())));
    path_items(dx, paths);
    webhooks(dx, members);
    if let Some(groups) = members.get_mut("components").and_then(Node::as_object_mut) {
        let keys: Vec<String> = groups.keys().filter(|key| !key.starts_with("x-")).cloned().collect();
        keys.iter().for_each(|key| keep_object(dx, groups, key));
    }
}

fn untitled() -> Node {
    let text = |text: &str| Node::new(Value::String(text.to_owned()));
    Node::new(Value::object(Object::from_iter([("title".into(), text("API")), ("version".into(), text("0"))])))
}

fn path_items(dx: &mut Diagnostics, paths: &mut Node) {
    let Some(paths) = paths.as_object_mut() else { return };
    let keys: Vec<String> = paths.keys().filter(|key| !key.starts_with("x-")).cloned().collect();
    for key in keys {
        keep_object(dx, paths, &key);
        if !key.starts_with('/')
            && let Some(index) = paths.get_index_of(&key)
            && let Some(item) = paths.get(&key)
        {
            dx.warning(
                "path-without-slash",
                format!("the path `{key}` does not begin with `/`; one was put in front"),
                item.place,
            );
            let rooted = format!("/{key}");
            if !paths.contains_key(&rooted)
                && let Some((_, item)) = paths.shift_remove_index(index)
            {
                paths.shift_insert(index, rooted, item);
            }
        }
    }
    for item in paths.values_mut().filter_map(Node::as_object_mut) {
        let upper: Vec<String> = item.keys().filter(|key| is_method_in_capitals(key)).cloned().collect();
        for key in upper {
            let Some(operation) = item.shift_remove(&key) else { continue };
            let method = key.to_ascii_lowercase();
            if let Some(first) = item.get(&method) {
                let message =
                    format!("`{key}` and `{method}` are one method; the operation under `{key}` was left out");
                dx.warning("repeated-method", message, At::Key(operation.place))
                    .related("first here", At::Key(first.place))
                    .help("remove one of the two, or ask the publisher which of them is meant");
            } else {
                item.insert(method, operation);
            }
        }
        let methods: Vec<String> = item.keys().filter(|key| is_method(key)).cloned().collect();
        methods.iter().for_each(|method| keep_object(dx, item, method));
    }
}

/// The items of webhooks, and their operations.
fn webhooks(dx: &mut Diagnostics, members: &mut Object) {
    keep_object(dx, members, WEBHOOKS);
    let Some(items) = members.get_mut(WEBHOOKS).and_then(Node::as_object_mut) else { return };
    let names: Vec<String> = items.keys().filter(|key| !key.starts_with("x-")).cloned().collect();
    names.iter().for_each(|name| keep_object(dx, items, name));
}

fn is_method_in_capitals(key: &str) -> bool {
    key.chars().any(char::is_uppercase) && Method::of_key(&key.to_ascii_lowercase()).is_some()
}

/// Removes a member that has to be an object and is none.
fn keep_object(dx: &mut Diagnostics, members: &mut Object, key: &str) {
    let Some(node) = members.get(key) else { return };
    if node.as_object().is_none() {
        let place = node.place;
        members.shift_remove(key);
        dx.warning("not-an-object", format!("`{key}` has to be an object and is none; it was left out"), place)
            .help("an overlay can put an object there");
    }
}
