//! Which inline objects and unions are the same.
//!
//! In goes an API, out come groups of inline objects with one text: the fields by name, each with its type, presence,
//! constraints and default; and of inline unions: the branches in their order. A type in it counts as what it is: a
//! component by itself, an inline type by its own text. What contains itself through inline types alone is never the same
//! as anything. A branch is another one only with its whole union: what tells branches apart depends on those beside them,
//! and so do their names.

use crate::ir::{Api, Branch, Docs, EnumValue, Field, Identity, RoleStep, Shape, Type, TypeDef, TypeId};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::fmt::Write as _;

/// Inline types nested deeper than this are left alone.
const DEEPEST: usize = 100;

/// What is known of a type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Unknown,
    Open,
    /// How many inline types are inside of each other in it; nothing if it cannot be the same as another.
    Height(Option<usize>),
}

/// Sorts types into classes.
pub(super) struct Classes<'api> {
    api: &'api Api,
    states: Vec<State>,
    /// The types of fields that have a Rust name.
    chosen: HashSet<TypeId>,
    /// The class of an inline type.
    classes: Vec<Option<usize>>,
    by_text: HashMap<String, usize>,
    component_classes: HashMap<TypeId, usize>,
    /// The components of a class.
    components: HashMap<usize, Vec<TypeId>>,
    /// The inline objects, each with its class.
    members: Vec<(usize, TypeId)>,
}

impl<'api> Classes<'api> {
    pub(super) fn of(api: &'api Api) -> Self {
        let mut classes = Self {
            api,
            states: vec![State::Unknown; api.types.len()],
            chosen: chosen(api),
            classes: vec![None; api.types.len()],
            by_text: HashMap::new(),
            component_classes: HashMap::new(),
            components: HashMap::new(),
            members: Vec::new(),
        };
        let mut by_height: BTreeMap<usize, Vec<TypeId>> = BTreeMap::new();
        for id in (0..api.types.len()).map(TypeId) {
            if let Some(height) = classes.height(id, 0) {
                by_height.entry(height).or_default().push(id);
            }
        }
        for ids in by_height.into_values() {
            // Components come first: an inline type that is one of them is one.
            ids.into_iter().for_each(|id| classes.add(id));
        }
        classes
    }

    /// The inline objects that can be one type with others, each with its class.
    pub(super) fn members(&self) -> impl Iterator<Item = (usize, TypeId)> {
        self.members.iter().copied()
    }

    /// The components that have the text of a class.
    pub(super) fn components(&self, class: usize) -> &[TypeId] {
        self.components.get(&class).map(Vec::as_slice).unwrap_or_default()
    }

    /// Whether a type is a component that inline objects can be.
    pub(super) fn is_component(&self, id: TypeId) -> bool {
        self.component_classes.contains_key(&id)
    }

    /// The class of an object, or of an inline type.
    pub(super) fn class(&self, id: TypeId) -> Option<usize> {
        self.classes.get(id.0).copied().flatten().or_else(|| self.component_classes.get(&id).copied())
    }

    /// Whether two types are of one class.
    pub(super) fn is_same(&self, one: TypeId, other: TypeId) -> bool {
        self.class(one).is_some_and(|class| self.class(other) == Some(class))
    }

    /// How many inline types are inside of each other in a type.
    pub(super) fn height_of(&self, id: TypeId) -> usize {
        match self.states.get(id.0) {
            Some(State::Height(Some(height))) => *height,
            _ => 0,
        }
    }

    fn add(&mut self, id: TypeId) {
        let Some(definition) = self.api.types.get(id.0) else { return };
        let text = self.text(id, definition);
        let next = self.by_text.len();
        let class = *self.by_text.entry(text).or_insert(next);
        match definition.identity {
            Identity::Component(_) if is_joined(definition) => {
                self.components.entry(class).or_default().push(id);
                self.component_classes.insert(id, class);
            }
            Identity::Component(_) | Identity::Shared { .. } => {}
            Identity::Inline { .. } | Identity::Operation { .. } | Identity::Part { .. } => {
                if let Some(slot) = self.classes.get_mut(id.0) {
                    *slot = Some(class);
                }
                if is_joined(definition) && !is_in_union(definition, |step| matches!(step, RoleStep::Branch(_))) {
                    self.members.push((class, id));
                }
            }
        }
    }

    /// How many inline types are inside of each other in a type.
    fn height(&mut self, id: TypeId, depth: usize) -> Option<usize> {
        match self.states.get(id.0).copied() {
            Some(State::Height(height)) => return height,
            Some(State::Unknown) => {}
            Some(State::Open) | None => return None,
        }
        self.set(id, State::Open);
        let definition = self.api.types.get(id.0)?;
        let is_free = !self.chosen.contains(&id) || matches!(definition.identity, Identity::Component(_));
        let mut height = (depth < DEEPEST && is_free && can_be_same(definition)).then_some(1);
        for child in definition.shape.types().into_iter().filter_map(Type::named) {
            if self.chosen.contains(&child) || self.api.types.get(child.0).is_none_or(is_itself) {
                continue;
            }
            let inside = self.height(child, depth + 1);
            height = height.zip(inside).map(|(height, inside)| height.max(inside + 1));
        }
        self.set(id, State::Height(height));
        height
    }

    fn set(&mut self, id: TypeId, state: State) {
        if let Some(slot) = self.states.get_mut(id.0) {
            *slot = state;
        }
    }

    /// What makes two types the same.
    fn text(&self, id: TypeId, definition: &TypeDef) -> String {
        let mut text = limits(&definition.docs);
        match &definition.shape {
            Shape::Object(shape) => {
                let mut fields: Vec<&Field> = shape.fields.iter().collect();
                fields.sort_by(|one, other| one.name.cmp(&other.name));
                fields.into_iter().for_each(|field| self.field(&mut text, id, field));
                let _ = write!(
                    text,
                    "further {}",
                    shape.additional.as_ref().map_or_else(String::new, |it| self.type_(id, it))
                );
            }
            Shape::StringEnum(values) | Shape::ValueEnum(values) => {
                let value = |EnumValue { value, rust_name, .. }: &EnumValue| format!("{value} {rust_name:?}");
                let values: Vec<String> = values.iter().map(value).collect();
                let _ = write!(text, "enum {} {values:?}", definition.any_text);
            }
            Shape::Union(shape) => {
                let _ = write!(text, "union {:?}", shape.discriminator);
                for Branch { type_, name, tags, is_default, docs, pointer: _ } in &shape.branches {
                    let type_ = self.type_(id, type_);
                    let _ = write!(text, "[{type_} {name:?} {tags:?} {is_default} {}]", limits(docs));
                }
            }
        }
        text
    }

    fn field(&self, text: &mut String, id: TypeId, field: &Field) {
        let marks = (field.required, field.null, field.read_only, field.write_only, field.docs.deprecated);
        let type_ = self.type_(id, &field.type_);
        let _ = write!(text, "{:?} {type_} {marks:?} {}", field.name, limits(&field.docs));
    }

    /// A type as it stands in another one.
    fn type_(&self, inside: TypeId, type_: &Type) -> String {
        match type_ {
            Type::Array(inner) => format!("list of {}", self.type_(inside, inner)),
            Type::Map(inner) => format!("map of {}", self.type_(inside, inner)),
            Type::Nullable(inner) => format!("null or {}", self.type_(inside, inner)),
            Type::Tuple(elements) => {
                let elements: Vec<String> = elements.iter().map(|element| self.type_(inside, element)).collect();
                format!("tuple of {}", elements.join(", "))
            }
            Type::Named(id) | Type::Boxed(id) => self.named(inside, *id),
            other => format!("{other:?}"),
        }
    }

    fn named(&self, inside: TypeId, id: TypeId) -> String {
        if let Some(class) = self.classes.get(id.0).copied().flatten() {
            return match self.components(class).first() {
                Some(component) => format!("type {}", component.0),
                None => format!("class {class}"),
            };
        }
        let mut text = format!("type {}", id.0);
        // Places that share an enum may document different values of it.
        for place in self.api.types.get(id.0).map(|it| it.places.as_slice()).unwrap_or_default() {
            if matches!(&place.identity, Identity::Inline { parent, .. } if *parent == inside) {
                let _ = write!(text, " {:?}", place.values);
            }
        }
        text
    }
}

/// The types of fields that have a Rust name, which stay apart.
fn chosen(api: &Api) -> HashSet<TypeId> {
    let objects = api.types.iter().filter_map(|definition| match &definition.shape {
        Shape::Object(shape) => Some(&shape.fields),
        Shape::StringEnum(_) | Shape::ValueEnum(_) | Shape::Union(_) => None,
    });
    objects.flatten().filter(|field| field.rust_name.is_some()).filter_map(|field| field.type_.named()).collect()
}

/// What a schema says of values beside their type.
fn limits(docs: &Docs) -> String {
    format!("{:?} {:?};", docs.constraints, docs.default)
}

/// Whether a type counts as itself, whatever it looks like.
fn is_itself(definition: &TypeDef) -> bool {
    matches!(definition.identity, Identity::Component(_) | Identity::Shared { .. })
        || !definition.places.is_empty()
        || definition.rust_name.is_some()
}

/// Whether another type can be the same; a component with a Rust name can be what an inline object is.
fn can_be_same(definition: &TypeDef) -> bool {
    let is_named = match &definition.shape {
        Shape::Object(shape) => shape.fields.iter().any(|field| field.rust_name.is_some()),
        Shape::StringEnum(_) | Shape::ValueEnum(_) | Shape::Union(_) => false,
    };
    match &definition.identity {
        Identity::Component(_) => true,
        Identity::Shared { .. } => false,
        Identity::Inline { .. } | Identity::Operation { .. } | Identity::Part { .. } => {
            !is_in_union(definition, |step| *step == RoleStep::Base)
                && !is_named
                && definition.rust_name.is_none()
                && definition.places.is_empty()
        }
    }
}

/// Whether an inline type stands at a step of a union.
fn is_in_union(definition: &TypeDef, is_step: impl Fn(&RoleStep) -> bool) -> bool {
    match &definition.identity {
        Identity::Inline { role, .. } | Identity::Operation { role, .. } | Identity::Part { role, .. } => {
            role.0.iter().any(is_step)
        }
        Identity::Component(_) | Identity::Shared { .. } => false,
    }
}

/// Whether a type of this shape can be one of several places. Enums have rules of their own (module `share`).
fn is_joined(definition: &TypeDef) -> bool {
    match &definition.shape {
        Shape::Object(shape) => !shape.fields.is_empty(),
        Shape::Union(_) => true,
        Shape::StringEnum(_) | Shape::ValueEnum(_) => false,
    }
}
