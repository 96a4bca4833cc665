//! References: what `$ref` leads to.
//!
//! `#/components/schemas/Pet` leads to a component, `#/paths/~1pets/get/responses/200/content/application~1json/schema`
//! and the like to the inline schema there. Percent-encoding and `~1` are undone. A reference to something else than it
//! should lead to is a warning with its place. Nothing is lowered here.

use crate::lower::locate;
use crate::lower::state::{Lowering, SchemaRef, Spot, Target};
use crate::schema::Schema;
use crate::source::{percent_decoded, unescape_pointer};
use openapiv3::ReferenceOr;

/// A chain of references longer than this is taken for a circle.
const MAX_HOPS: usize = 32;

/// A pointer longer than this leads nowhere.
const MAX_TOKENS: usize = 256;

/// The tokens of a reference into this document.
pub fn tokens(reference: &str) -> Option<Vec<String>> {
    let pointer = percent_decoded(reference.strip_prefix('#')?);
    if !pointer.is_empty() && !pointer.starts_with('/') {
        return None;
    }
    Some(pointer.split('/').skip(1).map(unescape_pointer).collect())
}

/// What a reference to a schema leads to, in one step; `from` is where it stands.
pub fn schema<'a>(lowering: &mut Lowering<'_, 'a>, reference: &'a str, from: Spot) -> Target<'a> {
    if let Some(target) = lowering.targets.get(reference) {
        return *target;
    }
    // A reference that needs itself to be followed leads nowhere.
    lowering.targets.insert(reference, Target::Nothing);
    lowering.hops += 1;
    let target = if lowering.hops > MAX_HOPS { Target::Nothing } else { find(lowering, reference) };
    lowering.hops -= 1;
    if matches!(target, Target::Nothing) {
        let pointer = lowering.pointer(from);
        unresolved(lowering, reference, &pointer);
    }
    lowering.targets.insert(reference, target);
    target
}

/// True if a reference leads to a schema; says nothing if not.
pub fn leads_somewhere<'a>(lowering: &mut Lowering<'_, 'a>, reference: &'a str) -> bool {
    match lowering.targets.get(reference) {
        Some(target) => !matches!(target, Target::Nothing),
        None => !matches!(find(lowering, reference), Target::Nothing),
    }
}

/// Says that a reference leads to nothing of the kind that it should.
pub fn unresolved(lowering: &mut Lowering, reference: &str, pointer: &str) {
    let message = format!("the document has nothing at `{reference}` that fits here; read as if nothing were said");
    if let Some(warning) = lowering.warn("unresolved-reference", message, pointer) {
        warning.help("refer to something else, or say what it is by an `update` action of an overlay");
    }
}

fn find<'a>(lowering: &mut Lowering<'_, 'a>, reference: &str) -> Target<'a> {
    let Some(tokens) = tokens(reference).filter(|tokens| tokens.len() <= MAX_TOKENS) else { return Target::Nothing };
    if let [components, schemas, name] = tokens.as_slice()
        && components == "components"
        && schemas == "schemas"
    {
        let found = lowering.schemas.components.get_key_value(name);
        return match (found, lowering.components.get(name.as_str())) {
            (Some((name, schema)), Some(slot)) => Target::Component(*slot, schema.into(), name),
            _ => Target::Nothing,
        };
    }
    match locate::schema(lowering, &tokens) {
        Some((SchemaRef::Item(schema), spot)) => Target::Inside(schema, spot),
        // A reference to a reference: one step further.
        Some((SchemaRef::Reference(next), spot)) => schema(lowering, next, spot),
        None => Target::Nothing,
    }
}

/// The schema behind any number of references, with its spot and the name of the last component on the way.
pub fn behind<'a>(
    lowering: &mut Lowering<'_, 'a>,
    schema: SchemaRef<'a>,
    spot: Spot,
) -> Option<(&'a Schema, Spot, Option<&'a str>)> {
    let (mut schema, mut spot, mut name) = (schema, spot, None);
    for _ in 0..MAX_HOPS {
        match schema {
            SchemaRef::Item(schema) => return Some((schema, spot, name)),
            SchemaRef::Reference(reference) => match self::schema(lowering, reference, spot) {
                Target::Component(slot, next, component) => {
                    (schema, name) = (next, name.or(Some(component)));
                    spot = lowering.slots.get(slot.0)?.spot;
                }
                Target::Inside(next, next_spot) => (schema, spot) = (SchemaRef::Item(next), next_spot),
                Target::Nothing => return None,
            },
        }
    }
    None
}

/// An item of a section of the components behind any number of references, with its pointer and, if it came from there,
/// the component's name.
pub fn item<'a, T>(
    lowering: &mut Lowering<'_, 'a>,
    item: &'a ReferenceOr<T>,
    pointer: &str,
    find: impl Fn(&'a openapiv3::OpenAPI, &[String]) -> Option<&'a ReferenceOr<T>>,
) -> Option<(&'a T, String, Option<String>)> {
    let (mut item, mut at, mut name) = (item, pointer.to_owned(), None);
    for _ in 0..MAX_HOPS {
        match item {
            ReferenceOr::Item(item) => return Some((item, at, name)),
            // What `parse` could not read, and has reported.
            ReferenceOr::Reference { reference } if reference.is_empty() => return None,
            ReferenceOr::Reference { reference } => {
                let tokens = tokens(reference).unwrap_or_default();
                let Some(next) = find(lowering.openapi, &tokens) else {
                    unresolved(lowering, reference, &at);
                    return None;
                };
                item = next;
                name = match tokens.as_slice() {
                    [components, _, name] if components == "components" => Some(name.clone()),
                    _ => None,
                };
                at = tokens.iter().map(|token| format!("/{}", crate::source::escape_pointer(token))).collect();
            }
        }
    }
    unresolved(lowering, "a circle of references", pointer);
    None
}
