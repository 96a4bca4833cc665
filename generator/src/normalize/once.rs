//! Components that several fragments have in common, which are rewritten once.
//!
//! In: a component. Out: the component as it was rewritten where it was first met. What is wrong with it is said there.

use crate::diagnostic::Diagnostics;
use crate::document::{Node, Value};
use std::collections::HashMap;

/// The components that were rewritten.
#[derive(Debug, Default)]
pub(super) struct Once {
    /// By their identity: what they were, so that it stays their own, and what they became.
    rewritten: HashMap<usize, (Value, Value)>,
}

impl Once {
    /// Rewrites a component, or takes what it became before.
    pub fn rewrite(
        &mut self,
        dx: &mut Diagnostics,
        node: &mut Node,
        rewrite: impl FnOnce(&mut Diagnostics, &mut Node),
    ) {
        let Some(identity) = node.value.identity().filter(|_| node.value.is_shared()) else {
            return rewrite(dx, node);
        };
        if let Some((_, after)) = self.rewritten.get(&identity) {
            node.value = after.clone();
            return;
        }
        let before = node.value.clone();
        rewrite(dx, node);
        self.rewritten.insert(identity, (before, node.value.clone()));
    }
}
