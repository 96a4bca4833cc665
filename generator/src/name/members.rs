//! The fields of models, the values of enums and the branches of unions.
//!
//! In goes a type, and the identifiers of all types, out come the identifiers inside it:
//!
//! ```text
//! created_at, createdAt              →  created_at_lower, created_at_camel
//! values +1, -1, "", asc, ASC, 1.5   →  Plus1, Minus1, Empty, AscLower, AscUpper, N1Dot5
//! branches string, array of Flow     →  Text, FlowList
//! ```

use super::aliases;
use super::identifier::{self, Case};
use super::record::{Record, Recorded};
use super::reserved;
use super::scope::{self, Item, Scope};
use super::words::{self, SPELLINGS, Spelling, Words};
use crate::diagnostic::Diagnostics;
use crate::ir::{
    Branch, EnumValue, Field, FloatKind, ObjectShape, Shape, TextFormat, Type, TypeDef, TypeId, UnionShape,
};
use crate::names::key::{Step, Word};
use crate::names::{FieldNames, FormerField, TypeNames};
use serde_json::Value as Json;
use std::collections::HashSet;

/// What is known of all types.
#[derive(Clone, Copy)]
pub struct Types<'a> {
    /// Their identifiers.
    pub idents: &'a [String],
    /// What they were called before.
    pub former: &'a [Vec<String>],
    /// What they are remembered by.
    pub keys: &'a [String],
}

/// Names everything inside a type.
pub fn assign(
    dx: &mut Diagnostics,
    definition: &TypeDef,
    key: &str,
    types: Types<'_>,
    recorded: &Recorded,
    record: &mut Record,
    named: &mut TypeNames,
) {
    match &definition.shape {
        Shape::Object(object) => fields(dx, (object, &definition.pointer), key, recorded, record, named),
        Shape::StringEnum(list) | Shape::ValueEnum(list) => {
            (named.variants, named.former_variants) = values(dx, list, key, recorded, record);
        }
        Shape::Union(union) => {
            let inside = Inside { union: identifier::camel_words(&named.ident), types };
            named.variants = branches(dx, union, key, &inside, recorded, record);
        }
    }
}

fn fields(
    dx: &mut Diagnostics,
    (object, pointer): (&ObjectShape, &str),
    key: &str,
    recorded: &Recorded,
    record: &mut Record,
    named: &mut TypeNames,
) {
    let items: Vec<Item> = object.fields.iter().map(|field| field_item(field, pointer, key, recorded)).collect();
    let plain: HashSet<String> =
        object.fields.iter().map(|field| identifier::snake(&words::of(&field.name, Spelling::Plain))).collect();
    let free = ["additional_properties", "further_properties", "undocumented_properties", "properties_of_any_name"]
        .into_iter()
        .find(|name| !plain.contains(*name));
    named.additional = free.unwrap_or("additional_properties").to_owned();
    let additional = object.additional.is_some().then_some(named.additional.as_str());
    let required = |item: usize| object.fields.get(item).is_some_and(|field| field.required);
    let scope = Scope {
        what: "field",
        case: Case::Snake,
        levels: SPELLINGS.len(),
        words: &|item, level| super::spelled(object.fields.get(item).map_or("", |field| &field.name), level),
        reserved: &|item, name| {
            reserved::FIELDS.contains(&name) || additional == Some(name) || name == "default" && required(item)
        },
        apart: &|_| "property",
        distinct: scope::exactly,
    };
    let mut taken = HashSet::new();
    let mut names = scope::fix(dx, &scope, &items, &mut taken);
    // The setters of fields that keep their names keep theirs too, if no field is called so already.
    let kept: Vec<String> = names.iter().flatten().map(|name| format!("with_{name}")).collect();
    taken.extend(kept);
    let all: Vec<usize> = (0..items.len()).collect();
    scope::fill(dx, &scope, &items, &all, &mut taken, &mut names);
    let names: Vec<String> = names.into_iter().map(Option::unwrap_or_default).collect();
    let former = aliases::of(recorded, record, "fields", &scope, &items, &names);
    let setters = setters(dx, &items, &names);
    let methods: HashSet<String> = names.iter().chain(&setters).cloned().collect();
    let fields = names.into_iter().zip(setters).zip(former);
    named.fields = fields
        .map(|((field, setter), former)| {
            let former = former.into_iter().map(|field| FormerField { setter: format!("with_{field}"), field });
            FieldNames { field, setter, former: former.filter(|it| !methods.contains(&it.setter)).collect() }
        })
        .collect();
    for (item, names) in items.into_iter().zip(&named.fields) {
        record.add("fields", item.key, &names.field);
    }
}

fn field_item<'a>(field: &'a Field, pointer: &str, key: &str, recorded: &'a Recorded) -> Item<'a> {
    let step = Step::new(Word::Property, &field.name);
    let key = format!("{key}{step}");
    let given = field.rust_name.as_deref();
    let place = |name| recorded.chosen.place(&format!("{pointer}{step}"), name);
    let (kept, former) = (recorded.get("fields", &key), recorded.former("fields", &key));
    Item { recorded: kept, given, at: given.and_then(place), former, key }
}

/// `with_<field>`, unless a field is called so itself: the accessor of that field is a method too.
fn setters(dx: &mut Diagnostics, fields: &[Item], names: &[String]) -> Vec<String> {
    let items: Vec<Item> =
        fields.iter().map(|item| Item { key: format!("{} setter", item.key), ..Item::default() }).collect();
    let scope = Scope {
        what: "setter of the field",
        case: Case::Snake,
        levels: 2,
        words: &|item, level| {
            let mut words = vec!["with".to_owned()];
            words.extend(names.get(item).into_iter().flat_map(|name| identifier::snake_words(name)));
            words.extend((level > 0).then(|| "value".to_owned()));
            words
        },
        reserved: &|_, _| false,
        apart: &|_| "value",
        distinct: scope::exactly,
    };
    let mut taken: HashSet<String> = names.iter().cloned().collect();
    let mut setters = vec![None; items.len()];
    let all: Vec<usize> = (0..items.len()).collect();
    scope::fill(dx, &scope, &items, &all, &mut taken, &mut setters);
    setters.into_iter().map(Option::unwrap_or_default).collect()
}

fn values(
    dx: &mut Diagnostics,
    values: &[EnumValue],
    enum_key: &str,
    recorded: &Recorded,
    record: &mut Record,
) -> (Vec<String>, Vec<Vec<String>>) {
    let others = Others::of(values);
    let items: Vec<Item> = values
        .iter()
        .zip(value_texts(values))
        .map(|(value, text)| {
            let key = format!("{enum_key}{}", Step::new(Word::Enum, text));
            let (kept, former) = (recorded.get("variants", &key), recorded.former("variants", &key));
            let kept = kept.or_else(|| recorded.get("variants", &others.key(value, enum_key)?));
            // Names of values come from the page, whose author did not mean Rust: no place makes them no rule.
            Item { recorded: kept, given: value.rust_name.as_deref(), at: None, former, key }
        })
        .collect();
    let scope = Scope {
        what: "value",
        case: Case::Camel,
        levels: SPELLINGS.len() + 2,
        words: &|item, level| values.get(item).map(|value| value_words(&value.value, level)).unwrap_or_default(),
        reserved: &|_, name| name == "Undocumented",
        apart: &|_| "value",
        distinct: scope::exactly,
    };
    let names = scope::assign(dx, &scope, &items);
    let former = aliases::of(recorded, record, "variants", &scope, &items, &names);
    remember(items, &names, record);
    (names, former)
}

/// What the values of an enum are remembered by: texts as they are where all are texts, or else as JSON.
pub fn value_texts(values: &[EnumValue]) -> Vec<String> {
    let all_texts = values.iter().all(|value| value.value.is_string());
    let text = |value: &EnumValue| match &value.value {
        Json::String(text) if all_texts => text.clone(),
        other => other.to_string(),
    };
    values.iter().map(text).collect()
}

/// The texts of the values that are no texts themselves.
struct Others(HashSet<String>);

impl Others {
    fn of(values: &[EnumValue]) -> Self {
        Self(values.iter().filter(|it| !it.value.is_string()).map(|it| it.value.to_string()).collect())
    }

    /// What a text was remembered by if all were texts before and are not now, or the other way round.
    fn key(&self, value: &EnumValue, enum_key: &str) -> Option<String> {
        let text = value.value.as_str()?;
        let other = if self.0.is_empty() { value.value.to_string() } else { text.to_owned() };
        // The number 3 beside the text "3" is remembered by that itself.
        (!self.0.contains(&other)).then(|| format!("{enum_key}{}", Step::new(Word::Enum, other)))
    }
}

fn named_variants(dx: &mut Diagnostics, scope: &Scope, items: Vec<Item>, record: &mut Record) -> Vec<String> {
    let names = scope::assign(dx, scope, &items);
    remember(items, &names, record);
    names
}

fn remember(items: Vec<Item>, names: &[String], record: &mut Record) {
    for (item, name) in items.into_iter().zip(names) {
        record.add("variants", item.key, name);
    }
}

/// The spellings; the type of the JSON value comes after that of the case, and again with everything.
fn value_words(value: &Json, level: usize) -> Words {
    let spelling = match level {
        0..=2 => level,
        3 => 0,
        _ => level - 1,
    };
    let mut words = match value {
        Json::String(text) => super::spelled(text, spelling),
        Json::Number(number) => number_words(&number.to_string()),
        Json::Null => vec!["null".to_owned()],
        Json::Bool(truth) => vec![truth.to_string()],
        Json::Array(_) | Json::Object(_) => super::spelled(&value.to_string(), spelling),
    };
    if level == 3 || level > SPELLINGS.len() {
        let kind = match value {
            Json::String(_) => "text",
            Json::Number(_) => "number",
            Json::Null | Json::Bool(_) => "literal",
            Json::Array(_) => "list",
            Json::Object(_) => "object",
        };
        words.push(kind.to_owned());
    }
    words
}

/// `minus 1 dot 5`
fn number_words(number: &str) -> Words {
    let spelled = number.replace('-', " minus ").replace('+', " plus ").replace('.', " dot ");
    spelled.split_whitespace().map(str::to_ascii_lowercase).collect()
}

/// What names the branches of a union.
struct Inside<'api> {
    /// The words of the union itself: what is called after it is not called so again inside it.
    union: Words,
    types: Types<'api>,
}

impl Inside<'_> {
    /// What a branch is remembered by, and what it was once remembered by. An inline type goes by what its own key has
    /// behind that of the union, so both keep their names together.
    fn keys(&self, branches: &[Branch], key: &str, branch: &Branch) -> (String, Vec<String>) {
        let branch_key = |name: &str| format!("{key}{}", Step::new(Word::Branch, name));
        let name = branch.name.clone().unwrap_or_else(|| self.words(&branch.type_, true).join(" "));
        let plain = branch_key(&name);
        let own = branch.type_.named().and_then(|id| self.types.keys.get(id.0));
        let is_inside =
            |own: &&String| own.strip_prefix(key).is_some_and(|rest| rest.starts_with(&Word::Branch.start()));
        let Some(own) = own.filter(is_inside).filter(|own| **own != plain) else {
            let former = self.former_words(branch).into_iter().map(|words| branch_key(&words.join(" ")));
            return (plain, former.collect());
        };
        let is_first =
            branches.iter().find(|other| other.name == branch.name).is_some_and(|it| std::ptr::eq(it, branch));
        let is_it = branch.name.is_none() || is_first;
        (own.clone(), is_it.then_some(plain).into_iter().collect())
    }

    /// What a branch without a name was called while its type, or that of its elements, had another name.
    fn former_words(&self, branch: &Branch) -> Vec<Words> {
        let id = branch.type_.named().filter(|_| branch.name.is_none());
        let Some((id, former)) = id.and_then(|id| Some((id, self.types.former.get(id.0)?))) else { return Vec::new() };
        let words = |name: &String| {
            let ident = |other: TypeId| if other == id { name.as_str() } else { self.ident(other) };
            type_words(&branch.type_, &ident, true)
        };
        former.iter().map(words).collect()
    }

    fn ident(&self, id: TypeId) -> &str {
        self.types.idents.get(id.0).map_or("", String::as_str)
    }

    /// What a branch's type is called, without the words of the union.
    fn words(&self, type_: &Type, exact: bool) -> Words {
        let words = type_words(type_, &|id| self.ident(id), exact);
        match words.strip_prefix(self.union.as_slice()) {
            Some(rest) if !rest.is_empty() && !exact => rest.to_vec(),
            _ => words,
        }
    }
}

fn branches(
    dx: &mut Diagnostics,
    union: &UnionShape,
    key: &str,
    inside: &Inside,
    recorded: &Recorded,
    record: &mut Record,
) -> Vec<String> {
    let items: Vec<Item> = union
        .branches
        .iter()
        .map(|branch| {
            let (key, once) = inside.keys(&union.branches, key, branch);
            let once = once.iter().find_map(|once| recorded.get("variants", once));
            Item { recorded: recorded.get("variants", &key).or(once), given: None, key, ..Item::default() }
        })
        .collect();
    let scope = Scope {
        what: "branch",
        case: Case::Camel,
        levels: SPELLINGS.len() + 3,
        words: &|item, level| {
            union.branches.get(item).map(|branch| branch_words(branch, inside, level)).unwrap_or_default()
        },
        reserved: &|_, name| name == "Undocumented",
        apart: &|_| "value",
        distinct: scope::exactly,
    };
    named_variants(dx, &scope, items, record)
}

/// The name, then the type, then both, then the value of the discriminator, then the spellings of the name.
fn branch_words(branch: &Branch, inside: &Inside, level: usize) -> Words {
    let type_words = |exact: bool| inside.words(&branch.type_, exact);
    let Some(name) = &branch.name else { return type_words(level > 0) };
    let with = |mut words: Words, more: Words| {
        words.extend(more);
        words
    };
    match level {
        0 => words::of(name, Spelling::Plain),
        1 => words::of(name, Spelling::Symbols),
        2 => type_words(true),
        3 => with(words::of(name, Spelling::Plain), type_words(true)),
        4 => {
            let tag = branch.tags.first().map(|tag| words::of(tag, Spelling::Plain));
            with(words::of(name, Spelling::Plain), tag.unwrap_or_else(|| type_words(true)))
        }
        _ => super::spelled(name, level.saturating_sub(3)),
    }
}

/// What a type is called where it has no name in the document.
fn type_words<'a>(type_: &Type, ident: &dyn Fn(TypeId) -> &'a str, exact: bool) -> Words {
    let one = |word: &str| vec![word.to_owned()];
    let of = |inner: &Type, word: &str| {
        let mut words = if *inner == Type::Any { Words::new() } else { type_words(inner, ident, exact) };
        words.push(word.to_owned());
        words
    };
    match type_ {
        Type::Any => one("any"),
        Type::Boolean => one("boolean"),
        Type::Integer(kind) => one(if exact { kind.format() } else { "integer" }),
        Type::Float(kind) => one(match kind {
            FloatKind::F32 if exact => "float",
            FloatKind::F32 | FloatKind::F64 => "number",
        }),
        Type::String => one("text"),
        Type::Text(format) => text(*format).split(' ').map(str::to_owned).collect(),
        Type::Binary => one("bytes"),
        Type::Array(inner) => of(inner, "list"),
        Type::Map(inner) => of(inner, "map"),
        Type::Tuple(elements) => {
            let words = elements.iter().flat_map(|element| type_words(element, ident, exact));
            words.chain(one("tuple")).collect()
        }
        Type::Nullable(inner) if exact => with_null(type_words(inner, ident, exact)),
        Type::Nullable(inner) => type_words(inner, ident, exact),
        Type::Named(id) | Type::Boxed(id) => identifier::camel_words(ident(*id)),
    }
}

fn with_null(mut words: Words) -> Words {
    words.extend(["or".to_owned(), "null".to_owned()]);
    words
}

fn text(format: TextFormat) -> &'static str {
    match format {
        TextFormat::DateTime => "date time",
        TextFormat::Date => "date",
        TextFormat::Time => "time",
        TextFormat::Duration => "duration",
        TextFormat::Uuid => "uuid",
        TextFormat::Uri => "uri",
        TextFormat::Decimal => "decimal",
        TextFormat::Integer => "integer text",
        TextFormat::Base64 => "base64",
        TextFormat::Base64Url => "base64url",
        TextFormat::Password => "password",
    }
}
