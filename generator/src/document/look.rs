//! Looks for something in all documents before one of them is changed for it.
//!
//! In: documents, and what is looked for. Out: whether it is there. What several documents have in common is looked at once,
//! and not copied by a phase that has nothing to change in it.

use super::{Node, Object, Value};
use std::collections::HashSet;

/// How deep a component stands: in a section of `components`.
const COMPONENT: usize = 3;

/// Whether an object in one of the trees is as asked.
pub fn any_object<'doc>(roots: impl IntoIterator<Item = &'doc Node>, is: &dyn Fn(&Object) -> bool) -> bool {
    let mut look = Look { seen: HashSet::new(), is };
    roots.into_iter().any(|root| look.finds(root, 0))
}

struct Look<'run> {
    /// The components that were looked at, by their identity.
    seen: HashSet<usize>,
    is: &'run dyn Fn(&Object) -> bool,
}

impl Look<'_> {
    fn finds(&mut self, node: &Node, depth: usize) -> bool {
        match &node.value {
            Value::Array(elements) => elements.iter().any(|element| self.finds(element, depth + 1)),
            Value::Object(members) => {
                if depth == COMPONENT && !self.seen.insert(members.identity()) {
                    return false;
                }
                (self.is)(members) || members.values().any(|member| self.finds(member, depth + 1))
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
        }
    }
}
