//! ReadMe's pages: `# OpenAPI definition`, a document for one operation in JSON.
//!
//! In: such a document. Out: the same, in which security schemes with names that say nothing (`sec0`) are called as what
//! they are: `bearerAuth`, `basicAuth`, `oauth2`, or by the header, query parameter or cookie that carries the key.

use super::super::section::Section;
use super::{Form, schemes};
use crate::diagnostic::Diagnostics;
use crate::document::Node;
use std::collections::BTreeMap;

/// ReadMe's pages.
pub(super) struct ReadMe;

impl Form for ReadMe {
    fn block(&self, _: &mut Diagnostics, section: &Section, root: &mut Node) -> bool {
        if !section.heading.eq_ignore_ascii_case("OpenAPI definition") {
            return false;
        }
        rename(root);
        true
    }
}

fn rename(root: &mut Node) {
    let schemes = root.get("components").and_then(|components| components.get("securitySchemes"));
    let Some(schemes) = schemes.and_then(Node::as_object) else { return };
    let mut names: BTreeMap<String, String> = BTreeMap::new();
    for (name, scheme) in schemes.iter().filter(|(name, _)| is_generic(name)) {
        let telling = schemes::telling(scheme).filter(|telling| !schemes.contains_key(telling));
        if let Some(telling) = telling.filter(|telling| !names.values().any(|taken| taken == telling)) {
            names.insert(name.clone(), telling);
        }
    }
    if names.is_empty() {
        return;
    }
    schemes::rename(root, &names);
}

/// `sec0`, `sec1`, …
fn is_generic(name: &str) -> bool {
    name.strip_prefix("sec").is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_digit()))
}
