//! The webhooks of all fragments: those of a name are joined, and a page that has another one differs in nothing.

use super::join::{Known, Role, join, keys};
use super::view::View;
use crate::diagnostic::Diagnostics;
use crate::document::{Document, Node, Value};

/// Where webhooks stand in OpenAPI 3.0, which has no place for them.
pub(super) const KEY: &str = "x-webhooks";

/// All webhooks, sorted by name.
pub(super) fn join_webhooks<'doc>(
    dx: &mut Diagnostics,
    known: &Known<'doc>,
    fragments: &'doc [Document],
) -> Option<Node> {
    let groups: Vec<View> = fragments.iter().filter_map(|fragment| fragment.root.get(KEY)).map(View::of).collect();
    if groups.is_empty() {
        return None;
    }
    let place = dx.sources.places.joined(groups.iter().map(|view| view.place));
    let mut names = keys(&groups);
    names.sort_unstable();
    let joined = names.into_iter().map(|name| {
        let views = groups.iter().filter_map(|group| group.node.get(&name)).map(View::of).collect();
        let webhook = join(dx, known, Role::Other, views, false);
        (name, webhook)
    });
    let joined = Value::Object(joined.collect());
    Some(Node::at(place, joined))
}
