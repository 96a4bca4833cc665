//! How two types of a value relate, and how they are called.
//!
//! ```text
//! i32 → i64, enum → string, T → any     wider: all that was valid is valid, and more
//! string → date-time, any → T           narrower: some of what was valid is valid no more
//! string → integer                      another type
//! ```

use super::Side;
use super::matching::Sides;
use crate::changes::{Verdict, code};
use crate::ir::{FloatKind, IntegerKind, Shape, TextFormat, Type, TypeId};

/// How a new type relates to an old one, as to the values that are valid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Relation {
    /// The same values.
    Same,
    /// More values.
    Wider,
    /// Fewer values.
    Narrower,
    /// Other values.
    Other,
}

impl Relation {
    fn and(self, other: Self) -> Self {
        match (self, other) {
            (Relation::Same, other) => other,
            (one, Relation::Same) => one,
            (one, other) if one == other => one,
            _ => Relation::Other,
        }
    }

    fn reversed(self) -> Self {
        match self {
            Relation::Wider => Relation::Narrower,
            Relation::Narrower => Relation::Wider,
            Relation::Same | Relation::Other => self,
        }
    }

    /// What it means for those who send such values, or get them.
    pub fn wire(self, is_sent: bool, is_received: bool) -> Verdict {
        match self {
            Relation::Same => Verdict::Patch,
            Relation::Wider if is_received => Verdict::Major,
            Relation::Narrower if is_sent => Verdict::Major,
            Relation::Wider | Relation::Narrower => Verdict::Minor,
            Relation::Other => Verdict::Major,
        }
    }
}

/// How a new type relates to an old one.
pub fn relation(sides: &Sides<'_>, old: &Type, new: &Type) -> Relation {
    match (old, new) {
        (Type::Nullable(old), Type::Nullable(new))
        | (Type::Array(old), Type::Array(new))
        | (Type::Map(old), Type::Map(new)) => relation(sides, old, new),
        (Type::Any, Type::Any) => Relation::Same,
        (_, Type::Any) => Relation::Wider,
        (Type::Any, _) => Relation::Narrower,
        (old, Type::Nullable(new)) => Relation::Wider.and(relation(sides, old, new)),
        (Type::Nullable(old), new) => Relation::Narrower.and(relation(sides, old, new)),
        (Type::Named(old) | Type::Boxed(old), Type::Named(new) | Type::Boxed(new)) => named(sides, *old, *new),
        (Type::Named(old) | Type::Boxed(old), new) => against_named(sides.old, *old, new).reversed(),
        (old, Type::Named(new) | Type::Boxed(new)) => against_named(sides.new, *new, old),
        (old, new) if old == new => Relation::Same,
        (Type::Integer(old), Type::Integer(new)) => integers(*old, *new),
        (Type::Float(FloatKind::F32), Type::Float(FloatKind::F64)) | (Type::Integer(_), Type::Float(_)) => {
            Relation::Wider
        }
        (Type::Float(FloatKind::F64), Type::Float(FloatKind::F32)) | (Type::Float(_), Type::Integer(_)) => {
            Relation::Narrower
        }
        (Type::Text(_), Type::String) => Relation::Wider,
        (Type::String, Type::Text(_)) => Relation::Narrower,
        _ => Relation::Other,
    }
}

fn named(sides: &Sides<'_>, old: TypeId, new: TypeId) -> Relation {
    if sides.now(old) == Some(new) {
        return Relation::Same;
    }
    let has_old = |type_: &Type| match type_ {
        Type::Named(id) | Type::Boxed(id) => sides.now(old) == Some(*id),
        _ => false,
    };
    if branches(sides.new, new).iter().any(|type_| has_old(type_)) {
        return Relation::Wider;
    }
    let has_new = |type_: &&Type| match type_ {
        Type::Named(id) | Type::Boxed(id) => sides.now(*id) == Some(new),
        _ => false,
    };
    if branches(sides.old, old).iter().any(has_new) { Relation::Narrower } else { Relation::Other }
}

/// How an enum or a union relates to a type without a name, seen from the latter.
fn against_named(side: Side<'_>, id: TypeId, other: &Type) -> Relation {
    let shape = side.api.types.get(id.0).map(|definition| &definition.shape);
    match (shape, other) {
        (Some(Shape::StringEnum(_)), Type::String) => Relation::Narrower,
        (Some(Shape::Union(_)), other) if branches(side, id).contains(&other) => Relation::Wider,
        _ => Relation::Other,
    }
}

fn branches(side: Side<'_>, id: TypeId) -> Vec<&Type> {
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

/// True if a value is one piece of text.
pub fn is_scalar(side: Side<'_>, type_: &Type) -> bool {
    match not_null(type_) {
        Type::Boolean | Type::Integer(_) | Type::Float(_) | Type::String | Type::Text(_) | Type::Binary | Type::Any => {
            true
        }
        Type::Named(id) | Type::Boxed(id) => {
            let shape = side.api.types.get(id.0).map(|definition| &definition.shape);
            matches!(shape, Some(Shape::StringEnum(_) | Shape::ValueEnum(_)))
        }
        Type::Array(_) | Type::Map(_) | Type::Nullable(_) => false,
    }
}

/// A type as Rust has it, without modules.
pub fn text(side: Side<'_>, type_: &Type) -> String {
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
        Type::Nullable(inner) => format!("Option<{}>", text(side, inner)),
        Type::Named(id) => ident(side, *id),
        Type::Boxed(id) => format!("Box<{}>", ident(side, *id)),
    }
}

fn ident(side: Side<'_>, id: TypeId) -> String {
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
        TextFormat::Base64 => "Base64",
        TextFormat::Base64Url => "Base64Url",
        TextFormat::Password => "Password",
    }
}

/// "`i32` became `i64`"
pub fn became(sides: &Sides<'_>, old: &Type, new: &Type) -> String {
    format!("`{}` became `{}`", text(sides.old, old), text(sides.new, new))
}

/// The default among the facts of a documentation.
pub fn default_of(docs: &crate::ir::Docs) -> Option<&str> {
    docs.facts.iter().find_map(|fact| fact.strip_prefix("Default: "))
}

/// The facts without the default: bounds, patterns, formats.
pub fn constraints_of(docs: &crate::ir::Docs) -> Vec<&str> {
    docs.facts.iter().map(String::as_str).filter(|fact| !fact.starts_with("Default: ")).collect()
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
