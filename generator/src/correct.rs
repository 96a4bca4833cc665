//! Applies overlays to the merged document (OpenAPI Overlay Specification 1.0, and `copy` of 1.1).
//!
//! In: the document, and overlays such as
//!
//! ```yaml
//! overlay: 1.0.0
//! info: {title: What the pages get wrong, version: 1.0.0}
//! actions:
//!   - target: $.components.schemas.Flow.properties.is_enabled
//!     description: The server sends a boolean.
//!     update: {type: boolean}
//! ```
//!
//! Out: the document with the actions done, in the order of the overlays and their actions. Targets are JSONPath
//! (RFC 9535). An action that matches nothing is an error, which names the nearest target that there is; what an action did
//! is a note. Warnings about what an action changes are settled. Whether the result is good OpenAPI is for later phases to
//! say.

mod action;
mod nearest;
mod retarget;

use crate::diagnostic::{Diagnostics, Severity};
use crate::document::{Document, Node};

/// Applies every action of every overlay.
pub fn apply(dx: &mut Diagnostics, mut document: Document, overlays: &[Document]) -> Document {
    retarget::actions(dx, &document.root);
    for overlay in overlays {
        check_version(dx, &overlay.root);
        let Some(actions) = overlay.root.get("actions").and_then(Node::as_array) else {
            dx.error("invalid-overlay", "the overlay has no list of `actions`", overlay.root.place)
                .help("an overlay has `actions`, each with a `target` and an `update`, `remove` or `copy`");
            continue;
        };
        let targets: Vec<&str> = actions.iter().filter_map(|node| node.get("target").and_then(Node::as_str)).collect();
        for node in actions {
            if let Some(action) = action::read(dx, node) {
                action::perform(dx, &mut document.root, &action, &targets);
            }
        }
    }
    settle(dx);
    document
}

fn check_version(dx: &mut Diagnostics, overlay: &Node) {
    let Some(node) = overlay.get("overlay") else { return };
    let text = node.as_str().map_or_else(|| node.to_json().to_string(), str::to_owned);
    if !["1.0", "1.1"].iter().any(|known| text == *known || text.starts_with(&format!("{known}."))) {
        dx.error(
            "unknown-overlay-version",
            format!("`{text}` is no version of the Overlay Specification that is understood"),
            node.place,
        )
        .help("the versions 1.0 and 1.1 are understood: `overlay: 1.0.0`");
    }
}

/// Marks the warnings so far that an action settles; later ones are marked when they are reported.
fn settle(dx: &mut Diagnostics) {
    let settles = |diagnostic: &crate::diagnostic::Diagnostic| {
        diagnostic.severity == Severity::Warning && dx.is_settled(&diagnostic.at)
    };
    let settled: Vec<bool> = dx.list.iter().map(settles).collect();
    for (diagnostic, settled) in dx.list.iter_mut().zip(settled) {
        diagnostic.settled |= settled;
    }
}
