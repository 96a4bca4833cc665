//! Conjunctions: several schemas that all apply, gathered into one bag of what they say together.
//!
//! In goes a list of [`Part`]s (one schema, or the branches of an `allOf`, or one property as two schemas have it),
//! out comes a [`Gathered`]: each property with all the parts that describe it, what is required by any, what kinds they
//! claim. References to components are followed, circles are cut. Nothing is lowered here.

use crate::lower::reference;
use crate::lower::state::{Lowering, SchemaRef, Spot, SpotStep};
use crate::schema::{AdditionalProperties, JsonType, Schema};
use indexmap::{IndexMap, IndexSet};
use openapiv3::ReferenceOr;

/// Nested deeper than this, parts of an `allOf` are left out.
const MAX_DEPTH: usize = 64;

/// One schema of a conjunction.
#[derive(Debug, Clone, Copy)]
pub struct Part<'a> {
    /// The schema.
    pub schema: SchemaRef<'a>,
    /// Where it stands.
    pub spot: Spot,
    /// Its own `oneOf` and `anyOf` are dealt with already.
    pub bare: bool,
}

/// A `oneOf` or `anyOf`.
#[derive(Debug, Clone, Copy)]
pub struct Group<'a> {
    /// The schema that has it.
    pub schema: &'a Schema,
    /// Where that stands.
    pub spot: Spot,
    /// The branches.
    pub branches: &'a [ReferenceOr<Schema>],
    /// It is a `oneOf`.
    pub one: bool,
}

/// What several schemas say together.
#[derive(Debug, Default)]
pub struct Gathered<'a> {
    /// The schemas themselves, the outermost first.
    pub schemas: Vec<(&'a Schema, Spot)>,
    /// The kinds that they claim, each once.
    pub kinds: Vec<JsonType>,
    /// The formats that they claim.
    pub format: Option<&'a str>,
    /// Properties, each with all that is said about it.
    pub properties: IndexMap<&'a str, Vec<Part<'a>>>,
    /// Names in `required`.
    pub required: IndexSet<&'a str>,
    /// `additionalProperties` that are schemas.
    pub additional: Vec<Part<'a>>,
    /// `additionalProperties: true`, or `{}`.
    pub open: bool,
    /// `additionalProperties: false`.
    pub closed: bool,
    /// `items`.
    pub items: Vec<Part<'a>>,
    /// The enums, with the schemas that have them.
    pub enumerations: Vec<(&'a [serde_json::Value], &'a Schema)>,
    /// `oneOf` and `anyOf`.
    pub groups: Vec<Group<'a>>,
    /// Spots of `not` and `patternProperties`.
    pub left_out: Vec<(&'static str, Spot)>,
    /// A maximum above 2^63 - 1.
    pub beyond_i64: bool,
    /// `null` is allowed.
    pub nullable: bool,
}

impl Gathered<'_> {
    /// The pointers of the schemas but that at a pointer.
    pub fn parts(&self, lowering: &Lowering, own: &str) -> Vec<String> {
        let pointers = self.schemas.iter().map(|(_, spot)| lowering.pointer(*spot));
        pointers.filter(|pointer| pointer != own).collect()
    }
}

/// Gathers.
pub fn all<'a>(lowering: &mut Lowering<'_, 'a>, parts: &[Part<'a>]) -> Gathered<'a> {
    let mut gathered = Gathered::default();
    let mut nullable = Nullability::default();
    for part in parts {
        gather(lowering, *part, &mut gathered, &mut nullable, &mut Vec::new());
    }
    gathered.nullable = nullable.explicit || (nullable.meaningful > 0 && nullable.meaningful == nullable.nullable);
    gathered
}

/// How the parts stand to `null`: one that says nothing else and is nullable makes all nullable (that is what its author
/// can only have meant), else all that say something have to be.
#[derive(Default)]
struct Nullability {
    explicit: bool,
    meaningful: usize,
    nullable: usize,
}

fn gather<'a>(
    lowering: &mut Lowering<'_, 'a>,
    part: Part<'a>,
    out: &mut Gathered<'a>,
    nullable: &mut Nullability,
    visiting: &mut Vec<*const Schema>,
) {
    let (schema, spot) = match part.schema {
        SchemaRef::Item(schema) => (schema, part.spot),
        SchemaRef::Reference(_) => match reference::behind(lowering, part.schema, part.spot) {
            Some((schema, spot, _)) => (schema, spot),
            None => return,
        },
    };
    let address = std::ptr::from_ref(schema);
    if visiting.contains(&address) || visiting.len() > MAX_DEPTH {
        let pointer = lowering.pointer(part.spot);
        let message = "an `allOf` that contains itself; this part is left out";
        lowering.warn("reference-cycle", message, &pointer);
        return;
    }
    if out.schemas.iter().any(|(known, _)| std::ptr::eq(*known, schema)) {
        return;
    }
    if schema.nullable && (schema.says_only_kind() || visiting.is_empty()) {
        nullable.explicit = true;
    }
    if !schema.says_only_kind() && schema.all_of.is_empty() {
        nullable.meaningful += 1;
        nullable.nullable += usize::from(schema.nullable);
    }
    out.schemas.push((schema, spot));
    own(lowering, schema, spot, part.bare, out);
    visiting.push(address);
    for (index, branch) in schema.all_of.iter().enumerate() {
        let spot = lowering.child(spot, SpotStep::All(index));
        gather(lowering, Part { schema: branch.into(), spot, bare: false }, out, nullable, visiting);
    }
    visiting.pop();
}

/// What one schema says itself, without its `allOf`.
fn own<'a>(lowering: &mut Lowering<'_, 'a>, schema: &'a Schema, spot: Spot, bare: bool, out: &mut Gathered<'a>) {
    if let Some(kind) = schema.kind.filter(|kind| !out.kinds.contains(kind)) {
        out.kinds.push(kind);
    }
    out.format = out.format.or(schema.format.as_deref());
    out.beyond_i64 |= schema.is_beyond_i64();
    for (name, property) in &schema.properties {
        let spot = lowering.child(spot, SpotStep::Property(name));
        let part = Part { schema: property.into(), spot, bare: false };
        let parts = out.properties.entry(name).or_default();
        if parts.iter().all(|known| known.schema != part.schema) {
            parts.push(part);
        }
    }
    out.required.extend(schema.required.iter().map(String::as_str));
    match &schema.additional {
        Some(AdditionalProperties::Allowed(true)) => out.open = true,
        Some(AdditionalProperties::Allowed(false)) => out.closed = true,
        Some(AdditionalProperties::Schema(schema)) => {
            let spot = lowering.child(spot, SpotStep::Value);
            out.additional.push(Part { schema: schema.as_ref().into(), spot, bare: false });
        }
        None => {}
    }
    if let Some(items) = &schema.items {
        let spot = lowering.child(spot, SpotStep::Item);
        out.items.push(Part { schema: items.as_ref().into(), spot, bare: false });
    }
    if !schema.enumeration.is_empty() {
        out.enumerations.push((&schema.enumeration, schema));
    }
    if !bare {
        for (branches, one) in [(&schema.one_of, true), (&schema.any_of, false)] {
            if !branches.is_empty() {
                out.groups.push(Group { schema, spot, branches, one });
            }
        }
    }
    out.left_out.extend(schema.not.as_ref().map(|_| ("not", spot)));
    out.left_out.extend(schema.has_patterns.then_some(("pattern-properties", spot)));
}

/// The one reference that a schema is, beside documentation and nullability, if it is no more than that; and whether
/// `null` is added to it.
pub fn only_reference(schema: &Schema) -> Option<(&str, bool)> {
    if !schema.only_composes() {
        return None;
    }
    let branches = match (schema.all_of.as_slice(), schema.one_of.as_slice(), schema.any_of.as_slice()) {
        (all, [], []) => all,
        ([], [one], []) | ([], [], [one]) => std::slice::from_ref(one),
        _ => return None,
    };
    let mut only: Option<&str> = None;
    let mut nullable = schema.nullable;
    for branch in branches {
        let reference = match branch {
            ReferenceOr::Reference { reference } => reference.as_str(),
            ReferenceOr::Item(inner) => {
                if inner.says_only_kind() && inner.required.is_empty() {
                    nullable |= inner.nullable;
                    continue;
                }
                let (reference, inner_nullable) = only_reference(inner)?;
                nullable |= inner_nullable;
                reference
            }
        };
        if only.is_some_and(|only| only != reference) {
            return None;
        }
        only = Some(reference);
    }
    Some((only?, nullable))
}
