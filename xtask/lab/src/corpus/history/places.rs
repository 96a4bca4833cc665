//! Walks two states of an API side by side, and finds what is called otherwise.
//!
//! In: two states. Out: which types stand at the same places ([`walk`]: `GET /items` 200 `/data/0/status`), which items
//! have another name although their key in `names.json` stayed ([`renamed`]), and which types have another name although
//! they are the same on the wire and stand at the same place ([`moved`]).

use super::wire::same;
use generator::Surface;
use generator::ir::{Branch, Content, ContentKind, Operation, PartKind, Shape, Type, TypeId};
use serde_json::{Map, Value as Json};
use std::collections::{BTreeMap, HashMap, HashSet};

/// The types that stand at the same places in both states, with the first such place.
#[derive(Debug, Default)]
pub struct Walk {
    pairs: Vec<(TypeId, TypeId, String)>,
    before: HashMap<TypeId, Vec<TypeId>>,
}

impl Walk {
    /// The old types that stood where the new one stands.
    pub fn before(&self, new: TypeId) -> &[TypeId] {
        self.before.get(&new).map(Vec::as_slice).unwrap_or_default()
    }
}

/// Walks from the operations that are in both states.
pub fn walk(old: &Surface, new: &Surface) -> Walk {
    let mut open = Vec::new();
    for (operation, names) in old.api.operations.iter().zip(&old.names.operations) {
        let now = new.names.operations.iter().position(|other| other.key == names.key);
        if let Some(now) = now.and_then(|index| new.api.operations.get(index)) {
            let after: HashMap<String, &Type> = types_of(now).into_iter().collect();
            let at = |(place, before)| Some((format!("{} {place}", names.key), before, *after.get(&place)?));
            open.extend(types_of(operation).into_iter().filter_map(at));
        }
    }
    let (mut walk, mut seen) = (Walk::default(), HashSet::new());
    while let Some((place, before, after)) = open.pop() {
        match (before, after) {
            (Type::Array(before), Type::Array(after)) => open.push((format!("{place}/0"), before, after)),
            (Type::Map(before), Type::Map(after)) => open.push((format!("{place}/*"), before, after)),
            (Type::Tuple(before), Type::Tuple(after)) => {
                let elements = before.iter().zip(after).enumerate();
                open.extend(elements.map(|(index, (before, after))| (format!("{place}/{index}"), before, after)));
            }
            (Type::Nullable(before), after) => open.push((place, before, after)),
            (before, Type::Nullable(after)) => open.push((place, before, after)),
            (Type::Named(before) | Type::Boxed(before), Type::Named(after) | Type::Boxed(after))
                if seen.insert((*before, *after)) =>
            {
                open.extend(inside(old, new, (*before, *after), &place));
                walk.before.entry(*after).or_default().push(*before);
                walk.pairs.push((*before, *after, place));
            }
            _ => {}
        }
    }
    walk
}

/// The types of an operation by their places.
fn types_of(operation: &Operation) -> Vec<(String, &Type)> {
    let mut all = Vec::new();
    for parameter in &operation.parameters {
        all.push((format!("{} {}", parameter.location.text(), parameter.name), &parameter.type_));
    }
    for content in operation.body.iter().flat_map(|body| &body.contents) {
        all.extend(types_of_content("body", content));
    }
    for response in operation.successes.iter().chain(&operation.errors) {
        let place = format!("{:?}", response.status);
        all.extend(response.contents.iter().flat_map(|content| types_of_content(&place, content)));
        all.extend(response.streamed.iter().flat_map(|content| types_of_content(&place, content)));
        let headers = response.headers.iter();
        all.extend(headers.map(|header| (format!("{place} header {}", header.name), &header.type_)));
    }
    all
}

fn types_of_content<'a>(place: &str, content: &'a Content) -> Vec<(String, &'a Type)> {
    let place = format!("{place} {}", content.media_type);
    match &content.kind {
        ContentKind::Json(type_)
        | ContentKind::Form(type_, _)
        | ContentKind::EventStream(type_)
        | ContentKind::JsonLines(type_) => vec![(place, type_)],
        ContentKind::Multipart(parts) => {
            let of_part = |kind: &'a PartKind| match kind {
                PartKind::Text(type_) | PartKind::Texts(type_) | PartKind::Json(type_) | PartKind::JsonItems(type_) => {
                    Some(type_)
                }
                PartKind::File | PartKind::Files => None,
            };
            parts.iter().filter_map(|part| Some((format!("{place}/{}", part.name), of_part(&part.kind)?))).collect()
        }
        ContentKind::Text | ContentKind::Binary => Vec::new(),
    }
}

/// The types in two types, by their places there.
fn inside<'a>(
    old: &'a Surface,
    new: &'a Surface,
    (before, after): (TypeId, TypeId),
    place: &str,
) -> Vec<(String, &'a Type, &'a Type)> {
    let shape = |surface: &'a Surface, id: TypeId| surface.api.types.get(id.0).map(|definition| &definition.shape);
    match (shape(old, before), shape(new, after)) {
        (Some(Shape::Object(before)), Some(Shape::Object(after))) => {
            let now = |name: &str| after.fields.iter().find(|field| field.name == name).map(|field| &field.type_);
            let fields = before.fields.iter();
            let fields =
                fields.filter_map(|field| Some((format!("{place}/{}", field.name), &field.type_, now(&field.name)?)));
            let further = before.additional.iter().zip(&after.additional);
            fields.chain(further.map(|(before, after)| (format!("{place}/*"), before, after))).collect()
        }
        (Some(Shape::Union(before)), Some(Shape::Union(after))) => {
            let branches = before.branches.iter().map(|branch| &branch.type_);
            let now = |before| same_branch(old, new, before, &after.branches);
            branches.filter_map(|before| Some((format!("{place}|"), before, now(before)?))).collect()
        }
        _ => Vec::new(),
    }
}

/// The branch that is the same on the wire, of several the one of the same name.
fn same_branch<'a>(old: &Surface, new: &Surface, before: &Type, branches: &'a [Branch]) -> Option<&'a Type> {
    let ident = |surface: &Surface, type_: &Type| {
        type_.named().and_then(|id| surface.names.types.get(id.0)).map(|names| names.ident.clone())
    };
    let all = || branches.iter().map(|branch| &branch.type_).filter(move |after| same(old, new, before, after));
    all().find(|after| ident(old, before) == ident(new, after)).or_else(|| all().next())
}

/// The sections of `names.json` that hold no identifiers.
const NO_NAMES: [&str; 4] = ["features", "freed", "operation-ids", "tags-of-operations"];

/// Items whose key in the record stayed, and whose name did not.
pub fn renamed(old: &Surface, new: &Surface) -> Vec<String> {
    let read = |surface: &Surface| serde_json::from_str::<Map<String, Json>>(&surface.names.record).unwrap_or_default();
    let (old, new) = (read(old), read(new));
    let mut list = Vec::new();
    // What operations are known by beside their keys is no name.
    let is_name = |section: &str| !section.starts_with("renamed") && !NO_NAMES.contains(&section);
    for (section, before) in old.iter().filter(|(section, _)| is_name(section)) {
        let after = new.get(section).map(whole_keys).unwrap_or_default();
        for (key, name) in whole_keys(before) {
            if let Some(now) = after.get(&key).filter(|now| **now != name) {
                list.push(format!("{section} {key}: {name} → {now}"));
            }
        }
    }
    list
}

/// The names of a section by their whole keys: what several begin with is written once.
fn whole_keys(section: &Json) -> BTreeMap<String, &Json> {
    let mut all = BTreeMap::new();
    for (key, entry) in section.as_object().into_iter().flatten() {
        match entry.as_object() {
            Some(items) => all.extend(items.iter().map(|(rest, name)| (format!("{key}{rest}"), name))),
            None => _ = all.insert(key.clone(), entry),
        }
    }
    all
}

/// Types that are the same on the wire at the same place, and have another name.
pub fn moved(old: &Surface, new: &Surface, walk: &Walk) -> Vec<String> {
    let mut list = Vec::new();
    for (before, after, place) in &walk.pairs {
        let (Some(was), Some(is)) = (old.names.types.get(before.0), new.names.types.get(after.0)) else { continue };
        let has_alias = is.former.contains(&was.ident);
        if was.ident != is.ident && !has_alias && same(old, new, &Type::Named(*before), &Type::Named(*after)) {
            list.push(format!("{place}: {} → {}", was.ident, is.ident));
        }
    }
    list.sort();
    list
}

/// Fields and variants that are called otherwise although their type kept its name.
pub fn renamed_inside(old: &Surface, new: &Surface, walk: &Walk) -> Vec<String> {
    let mut list = Vec::new();
    for (before, after, place) in &walk.pairs {
        let (Some(was), Some(is)) = (members(old, *before), members(new, *after)) else { continue };
        for (key, name) in was.1.into_iter().filter(|_| was.0 == is.0) {
            if let Some(now) = is.1.get(&key).filter(|now| **now != name) {
                list.push(format!("{place}, `{key}` of {}: {name} → {now}", was.0));
            }
        }
    }
    list
}

/// The name of a type, and the names of its fields or values by what they are on the wire.
fn members(surface: &Surface, id: TypeId) -> Option<(&str, HashMap<String, &str>)> {
    let (definition, names) = (surface.api.types.get(id.0)?, surface.names.types.get(id.0)?);
    let members = match &definition.shape {
        Shape::Object(shape) => {
            let fields = shape.fields.iter().zip(&names.fields);
            fields.map(|(field, names)| (field.name.clone(), names.field.as_str())).collect()
        }
        Shape::StringEnum(values) | Shape::ValueEnum(values) => {
            let values = values.iter().zip(&names.variants);
            values.map(|(value, name)| (value.value.to_string(), name.as_str())).collect()
        }
        Shape::Union(_) => HashMap::new(),
    };
    Some((&names.ident, members))
}
