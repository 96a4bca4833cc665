//! Rules about what the server sends by itself.
//!
//! ```text
//! webhook-added    the webhook `pet-created` was added
//! webhook-removed  the callback `onData` of `subscribe` was removed
//! ```
//!
//! The enum of the events is open, so that a new one breaks nobody. The callbacks of an operation that is gone go with it.

use super::Revision;
use super::matching::Sides;
use super::rule::{Case, Finding, Found, deprecation, finding, found, pair};
use super::types::{self, Relation};
use crate::changes::Verdict::{Major, Minor, Patch};
use crate::changes::code;
use crate::ir::Webhook;

/// An event, with what it is known by.
#[derive(Clone, Copy)]
struct Item<'a> {
    webhook: &'a Webhook,
    variant: &'a str,
    /// The operation whose callback it is, as an index of the new state.
    operation: Option<usize>,
    /// What that is called.
    method: &'a str,
}

/// What a rule looks at.
struct Pair<'a> {
    sides: &'a Sides<'a>,
    case: Case<Item<'a>>,
}

type Rule = fn(&Pair<'_>) -> Option<Finding>;

const RULES: &[(&str, Rule)] = &[
    ("webhook-added", added),
    ("webhook-removed", removed),
    ("webhook-renamed", renamed),
    ("webhook-payload-changed", payload_changed),
    ("webhook-deprecation-changed", deprecation_changed),
];

/// The ids of the rules.
pub fn ids() -> Vec<&'static str> {
    RULES.iter().map(|(id, _)| *id).collect()
}

/// What changed in the events.
pub fn check(sides: &Sides<'_>) -> Vec<Found> {
    let before = items(sides.old, |operation| sides.operation_at(operation));
    let after = items(sides.new, Some);
    let cases = pair(&before, &after, |item| (item.operation, item.webhook.name.as_str()));
    let pairs = cases.into_iter().map(|case| Pair { sides, case });
    pairs.flat_map(|pair| found(RULES.iter().map(|(id, rule)| (*id, rule(&pair))))).collect()
}

fn items<'a>(side: Revision<'a>, now: impl Fn(usize) -> Option<usize>) -> Vec<Item<'a>> {
    let item = |(webhook, variant): (&'a Webhook, &'a String)| {
        let operation = match webhook.operation {
            Some(index) => Some(now(index)?),
            None => None,
        };
        let names = webhook.operation.and_then(|index| side.names.operations.get(index));
        let method = names.map_or("", |names| names.method.as_str());
        Some(Item { webhook, variant, operation, method })
    };
    side.api.webhooks.iter().zip(&side.names.webhooks).filter_map(item).collect()
}

/// "the webhook `pet-created`"
fn called(item: &Item<'_>) -> String {
    let name = code(&item.webhook.name);
    match item.webhook.operation {
        Some(_) => format!("the callback {name} of {}", code(item.method)),
        None => format!("the webhook {name}"),
    }
}

fn added(pair: &Pair<'_>) -> Option<Finding> {
    let item = pair.case.added()?;
    let meaning = format!("it is the variant `{}`; before, it was `Other`", item.variant);
    finding(format!("{} was added", called(item)), meaning, Minor, Minor)
}

fn removed(pair: &Pair<'_>) -> Option<Finding> {
    let item = pair.case.removed()?;
    let meaning = format!("the variant `{}` is gone; what is sent all the same is `Other`", item.variant);
    finding(format!("{} was removed", called(item)), meaning, Major, Major)
}

fn renamed(pair: &Pair<'_>) -> Option<Finding> {
    let (old, new) = pair.case.kept().filter(|(old, new)| old.variant != new.variant)?;
    let meaning = format!("the variant `{}` is called `{}` now", old.variant, new.variant);
    finding(format!("{} got another name in Rust", called(new)), meaning, Major, Patch)
}

fn deprecation_changed(pair: &Pair<'_>) -> Option<Finding> {
    let (old, new) = pair.case.kept()?;
    deprecation(&called(new), old.webhook.docs.deprecated, new.webhook.docs.deprecated)
}

fn payload_changed(pair: &Pair<'_>) -> Option<Finding> {
    let (old, new) = pair.case.kept()?;
    let (before, after) = (&old.webhook.payload, &new.webhook.payload);
    let relation = types::relation(pair.sides, before, after);
    if relation == Relation::Same {
        return None;
    }
    let what = format!("the payload of {}: {}", called(new), types::became(pair.sides, before, after));
    finding(what, "the variant holds another type", Major, relation.wire(false, true))
}
