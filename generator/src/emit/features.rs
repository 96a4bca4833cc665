//! Which cargo features a crate has for its API, and which parts of the runtime its code needs.
//!
//! The code of an operation is behind the feature of its tag, so that this feature turns on what the operation needs.
//! Credentials have no tag.

use super::examples;
use crate::features::{Features, RuntimePart, TagFeature};
use crate::ir::{Api, ContentKind, Operation, SchemeKind, TagId};
use crate::names::{Names, TagNames};
use std::collections::BTreeSet;

/// The features of a crate.
pub fn features(api: &Api, names: &Names) -> Features {
    let tag = |(index, tag): (usize, &TagNames)| {
        let operations = api.operations.iter().filter(|operation| operation.tag == TagId(index));
        let former = tag.former.iter().map(|former| former.feature.clone()).collect();
        TagFeature { name: tag.feature.clone(), parts: operations.flat_map(parts).collect(), former }
    };
    let parts = takes_tokens(api).then_some(RuntimePart::Tokens);
    Features {
        tags: names.tags.iter().enumerate().map(tag).collect(),
        parts: parts.into_iter().collect(),
        all_types: names.all_types,
    }
}

/// Whether a documented credential is a token, which may have to be renewed.
fn takes_tokens(api: &Api) -> bool {
    api.schemes.iter().any(|scheme| matches!(scheme.kind, SchemeKind::Bearer { .. }))
}

/// What the code of an operation needs.
fn parts(operation: &Operation) -> BTreeSet<RuntimePart> {
    let mut sent = operation.body.iter().flat_map(|body| &body.contents);
    let multipart = sent.any(examples::is_multipart).then_some(RuntimePart::Multipart);
    let events = has_stream(operation).then_some(RuntimePart::Events);
    multipart.into_iter().chain(events).collect()
}

/// Whether a response can be read one by one.
pub(super) fn has_stream(operation: &Operation) -> bool {
    let contents = operation.successes.iter().flat_map(|response| response.contents.iter().chain(&response.streamed));
    let is_stream = |kind: &ContentKind| matches!(kind, ContentKind::EventStream(_) | ContentKind::JsonLines(_));
    contents.map(|content| &content.kind).any(is_stream)
}
