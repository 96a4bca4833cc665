//! How two types of a value relate, and how they are called.
//!
//! ```text
//! inline enum → component of the same values   replaced: the same values in another Rust type
//! enum → string, date-time → string            extended: old clients read the further values too
//! i32 → i64, T → any                           wider: all that was valid is valid, and more
//! string → date-time, any → T                  narrower: some of what was valid is no longer valid
//! list → tuple                                 narrower: of one length only; tuple → list: wider
//! string → integer, tuple of another length    another type
//! ```
//!
//! Types that are matched with each other are the same here: what changed inside them is reported there. The structure
//! of other types is compared in `structure`.

use super::Revision;
use super::matching::Sides;
use super::structure::Walk;
use crate::changes::{Verdict, code};
use crate::ir::{FloatKind, IntegerKind, Shape, TextFormat, Type, TypeId};
use serde_json::Value as Json;

/// How a new type relates to an old one, as to the values that are valid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Relation {
    /// The same values in the same Rust type.
    Same,
    /// The same values in another Rust type.
    Replaced,
    /// More values, which old clients read as well: further values of an open enum, further fields.
    Extended,
    /// More values.
    Wider,
    /// Fewer values.
    Narrower,
    /// Other values.
    Other,
}

impl Relation {
    /// The relation of two wholes that have two such parts.
    pub(super) fn and(self, other: Self) -> Self {
        match (self, other) {
            (Relation::Wider, Relation::Narrower) | (Relation::Narrower, Relation::Wider) => Relation::Other,
            (one, other) => std::cmp::max(one, other),
        }
    }

    /// What it means for those who send such values, or get them.
    pub fn wire(self, is_sent: bool, is_received: bool) -> Verdict {
        match self {
            Relation::Same | Relation::Replaced => Verdict::Patch,
            Relation::Wider if is_received => Verdict::Major,
            Relation::Narrower if is_sent => Verdict::Major,
            Relation::Extended | Relation::Wider | Relation::Narrower => Verdict::Minor,
            Relation::Other => Verdict::Major,
        }
    }
}

/// How a new type relates to an old one.
pub fn relation(sides: &Sides<'_>, old: &Type, new: &Type) -> Relation {
    compare(&mut Walk::new(sides), old, new)
}

/// [`relation`] in the middle of a comparison.
pub(super) fn compare(walk: &mut Walk<'_>, old: &Type, new: &Type) -> Relation {
    match (old, new) {
        (Type::Nullable(old), Type::Nullable(new))
        | (Type::Array(old), Type::Array(new))
        | (Type::Map(old), Type::Map(new)) => compare(walk, old, new),
        (Type::Tuple(old), Type::Tuple(new)) => tuples(walk, old, new),
        (Type::Any, Type::Any) => Relation::Same,
        (_, Type::Any) => Relation::Wider,
        (Type::Any, _) => Relation::Narrower,
        (old, Type::Nullable(new)) => Relation::Wider.and(compare(walk, old, new)),
        (Type::Nullable(old), new) => Relation::Narrower.and(compare(walk, old, new)),
        (Type::Named(old) | Type::Boxed(old), Type::Named(new) | Type::Boxed(new)) => named(walk, *old, *new),
        (Type::Named(old) | Type::Boxed(old), new) => from_named(walk, *old, new),
        (old, Type::Named(new) | Type::Boxed(new)) => to_named(walk, old, *new),
        (Type::Array(old), Type::Tuple(new)) => {
            new.iter().fold(Relation::Narrower, |relation, new| relation.and(compare(walk, old, new)))
        }
        (Type::Tuple(old), Type::Array(new)) => {
            old.iter().fold(Relation::Wider, |relation, old| relation.and(compare(walk, old, new)))
        }
        (old, new) => scalars(old, new),
    }
}

/// Tuples element by element; one of another length has other values.
fn tuples(walk: &mut Walk<'_>, old: &[Type], new: &[Type]) -> Relation {
    if old.len() != new.len() {
        return Relation::Other;
    }
    old.iter().zip(new).fold(Relation::Same, |relation, (old, new)| relation.and(compare(walk, old, new)))
}

fn scalars(old: &Type, new: &Type) -> Relation {
    match (old, new) {
        (old, new) if old == new => Relation::Same,
        (Type::Integer(old), Type::Integer(new)) => integers(*old, *new),
        (Type::Float(FloatKind::F32), Type::Float(FloatKind::F64)) | (Type::Integer(_), Type::Float(_)) => {
            Relation::Wider
        }
        (Type::Float(FloatKind::F64), Type::Float(FloatKind::F32)) | (Type::Float(_), Type::Integer(_)) => {
            Relation::Narrower
        }
        // The types of the runtime keep every text.
        (Type::Text(_), Type::String) => Relation::Extended,
        (Type::String, Type::Text(_)) => Relation::Narrower,
        _ => Relation::Other,
    }
}

fn named(walk: &mut Walk<'_>, old: TypeId, new: TypeId) -> Relation {
    let sides = walk.sides;
    if sides.now(old) == Some(new) {
        return Relation::Same;
    }
    let relation = walk.named(old, new);
    if relation != Relation::Other {
        return Relation::Replaced.and(relation);
    }
    let (old_type, new_type) = (Type::Named(old), Type::Named(new));
    let is_alike = |relation| relation <= Relation::Replaced;
    if branches(sides.new, new).iter().any(|branch| is_alike(compare_branch(walk, &old_type, branch))) {
        return Relation::Wider;
    }
    let is_left = branches(sides.old, old).iter().any(|branch| is_alike(compare_branch(walk, branch, &new_type)));
    if is_left { Relation::Narrower } else { Relation::Other }
}

/// A type beside a branch of a union. A union in a union is not looked into.
fn compare_branch(walk: &mut Walk<'_>, old: &Type, new: &Type) -> Relation {
    match (old, new) {
        (Type::Named(old) | Type::Boxed(old), Type::Named(new) | Type::Boxed(new)) => {
            if walk.sides.now(*old) == Some(*new) { Relation::Same } else { walk.named(*old, *new) }
        }
        _ => Relation::Other,
    }
}

/// An enum or a union that became a type without a name.
fn from_named(walk: &mut Walk<'_>, old: TypeId, new: &Type) -> Relation {
    let sides = walk.sides;
    match (sides.old.api.types.get(old.0), new) {
        (Some(definition), Type::String) if matches!(definition.shape, Shape::StringEnum(_)) => {
            if definition.any_text {
                Relation::Replaced
            } else {
                Relation::Extended
            }
        }
        (Some(definition), new) if has_values_of(&definition.shape, new) => Relation::Extended,
        _ if has_branch(walk, sides.old, old, |walk, branch| compare(walk, branch, new)) => Relation::Narrower,
        _ => Relation::Other,
    }
}

/// A type without a name that became an enum or a union.
fn to_named(walk: &mut Walk<'_>, old: &Type, new: TypeId) -> Relation {
    let sides = walk.sides;
    match (sides.new.api.types.get(new.0), old) {
        (Some(definition), Type::String) if matches!(definition.shape, Shape::StringEnum(_)) => {
            if definition.any_text {
                Relation::Replaced
            } else {
                Relation::Narrower
            }
        }
        (Some(definition), old) if has_values_of(&definition.shape, old) => Relation::Narrower,
        _ if has_branch(walk, sides.new, new, |walk, branch| compare(walk, old, branch)) => Relation::Wider,
        _ => Relation::Other,
    }
}

/// Whether values of the old type that the new one does not list are kept in the field all the same: enums are open.
pub fn keeps_all(side: Revision<'_>, old: &Type, new: &Type) -> bool {
    match (not_null(old), not_null(new)) {
        (Type::Array(old), Type::Array(new)) | (Type::Map(old), Type::Map(new)) => keeps_all(side, old, new),
        (old, Type::Named(new) | Type::Boxed(new)) => match side.api.types.get(new.0).map(|found| &found.shape) {
            Some(Shape::StringEnum(_)) => *old == Type::String,
            Some(shape @ Shape::ValueEnum(_)) => has_values_of(shape, old),
            Some(Shape::Object(_) | Shape::Union(_)) | None => false,
        },
        _ => false,
    }
}

/// Whether all values of an enum are numbers of a type. Such an enum is open too.
fn has_values_of(shape: &Shape, type_: &Type) -> bool {
    let Shape::ValueEnum(values) = shape else { return false };
    let is_one = |value: &Json| match type_ {
        Type::Integer(kind) => {
            let (least, greatest) = bounds(*kind);
            let number = value.as_i64().map(i128::from).or_else(|| value.as_u64().map(i128::from));
            number.is_some_and(|number| least <= number && number <= greatest)
        }
        Type::Float(_) => value.is_number(),
        _ => false,
    };
    values.iter().all(|value| is_one(&value.value))
}

/// Whether a union has a branch without a name that takes the same values.
fn has_branch<'a>(
    walk: &mut Walk<'a>,
    side: Revision<'a>,
    union: TypeId,
    relation: impl Fn(&mut Walk<'a>, &Type) -> Relation,
) -> bool {
    let is_named = |type_: &Type| matches!(not_null(type_), Type::Named(_) | Type::Boxed(_));
    branches(side, union).iter().any(|branch| !is_named(branch) && relation(walk, branch) <= Relation::Replaced)
}

fn branches<'a>(side: Revision<'a>, id: TypeId) -> Vec<&'a Type> {
    match side.api.types.get(id.0).map(|definition| &definition.shape) {
        Some(Shape::Union(shape)) => shape.branches.iter().map(|branch| &branch.type_).collect(),
        Some(Shape::Object(_) | Shape::StringEnum(_) | Shape::ValueEnum(_)) | None => Vec::new(),
    }
}

/// The least and the greatest number.
fn bounds(kind: IntegerKind) -> (i128, i128) {
    match kind {
        IntegerKind::I8 => (i8::MIN.into(), i8::MAX.into()),
        IntegerKind::I16 => (i16::MIN.into(), i16::MAX.into()),
        IntegerKind::I32 => (i32::MIN.into(), i32::MAX.into()),
        IntegerKind::I64 => (i64::MIN.into(), i64::MAX.into()),
        IntegerKind::U8 => (0, u8::MAX.into()),
        IntegerKind::U16 => (0, u16::MAX.into()),
        IntegerKind::U32 => (0, u32::MAX.into()),
        IntegerKind::U64 => (0, u64::MAX.into()),
    }
}

fn integers(old: IntegerKind, new: IntegerKind) -> Relation {
    let (old, new) = (bounds(old), bounds(new));
    if new.0 <= old.0 && new.1 >= old.1 {
        Relation::Wider
    } else if old.0 <= new.0 && old.1 >= new.1 {
        Relation::Narrower
    } else {
        Relation::Other
    }
}

/// The type without `null`.
pub fn not_null(type_: &Type) -> &Type {
    if let Type::Nullable(inner) = type_ { inner } else { type_ }
}

/// Only the format differs: both are texts, both are integers, or both are numbers.
pub fn is_other_format(old: &Type, new: &Type) -> bool {
    let (old, new) = (not_null(old), not_null(new));
    let are_akin = matches!(
        (old, new),
        (Type::String | Type::Text(_), Type::String | Type::Text(_))
            | (Type::Integer(_), Type::Integer(_))
            | (Type::Float(_), Type::Float(_))
    );
    are_akin && old != new
}

/// A type as Rust has it, without modules.
pub fn text(side: Revision<'_>, type_: &Type) -> String {
    match type_ {
        Type::Any => "Value".to_owned(),
        Type::Boolean => "bool".to_owned(),
        Type::Integer(kind) => format!("{kind:?}").to_lowercase(),
        Type::Float(kind) => format!("{kind:?}").to_lowercase(),
        Type::String => "String".to_owned(),
        Type::Text(format) => text_format(*format).to_owned(),
        Type::Binary => "bytes".to_owned(),
        Type::Array(inner) => format!("Vec<{}>", text(side, inner)),
        Type::Map(inner) => format!("BTreeMap<String, {}>", text(side, inner)),
        Type::Tuple(elements) => {
            let elements: Vec<String> = elements.iter().map(|element| text(side, element)).collect();
            let comma = if elements.len() == 1 { "," } else { "" };
            format!("({}{comma})", elements.join(", "))
        }
        Type::Nullable(inner) => format!("Option<{}>", text(side, inner)),
        Type::Named(id) => ident(side, *id),
        Type::Boxed(id) => format!("Box<{}>", ident(side, *id)),
    }
}

fn ident(side: Revision<'_>, id: TypeId) -> String {
    side.names.types.get(id.0).map_or_else(String::new, |names| names.ident.clone())
}

fn text_format(format: TextFormat) -> &'static str {
    match format {
        TextFormat::DateTime => "DateTime",
        TextFormat::Date => "Date",
        TextFormat::Time => "Time",
        TextFormat::Duration => "Duration",
        TextFormat::Uuid => "Uuid",
        TextFormat::Uri => "Uri",
        TextFormat::Decimal => "Decimal",
        TextFormat::Integer => "Integer",
        TextFormat::Base64 => "Base64",
        TextFormat::Base64Url => "Base64Url",
        TextFormat::Password => "Password",
    }
}

/// "`i32` became `i64`"
pub fn became(sides: &Sides<'_>, old: &Type, new: &Type) -> String {
    format!("`{}` became `{}`", text(sides.old, old), text(sides.new, new))
}

/// The default of a documentation, as JSON.
pub fn default_of(docs: &crate::ir::Docs) -> Option<String> {
    docs.default.as_ref().map(ToString::to_string)
}

/// Whether the texts for people differ.
pub fn texts_differ(old: &crate::ir::Docs, new: &crate::ir::Docs) -> bool {
    old.title != new.title || old.description != new.description || old.example != new.example || old.link != new.link
}

/// "`10` became `20`", "none became `20`"
pub fn option_became(old: Option<&str>, new: Option<&str>) -> String {
    let shown = |value: Option<&str>| match value {
        None => "none".to_owned(),
        Some(value) if value.starts_with('`') => value.to_owned(),
        Some(value) => code(value),
    };
    format!("{} became {}", shown(old), shown(new))
}
