//! The tables that lowering works on: where it is in the document, which types there are, what was said already.
//!
//! A *spot* is a place in the document together with the way to it from the component or operation that owns it; the
//! name of an inline type, and its JSON pointer, come from its spot. A *slot* is a type in the making, numbered in the
//! order of discovery; [`crate::lower::graph`] puts the slots in their final order. Every component schema has one,
//! even if it turns out to be an alias (a plain scalar, list or map), so that a reference never has to be followed
//! to be lowered and recursion needs no care.

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::document::{Locations, Typed};
use crate::ir::{Identity, Role, RoleStep, Section, Type, TypeDef, TypeId, Unsupported};
use crate::keyword::PREFIX_ITEMS;
use crate::lower::gather::Gathered;
use crate::lower::hierarchy::Hierarchies;
use crate::schema::{Schema, SchemaHandle, Schemas};
use crate::source::{Place, escape_pointer};
use openapiv3::{OpenAPI, ReferenceOr};
use std::collections::{HashMap, HashSet};

/// What a document may grow by, however small it is.
const LEAST_BUDGET: usize = 20_000;

/// How many times its size a document may grow. References and compositions let a text of `n` bytes mean some power of
/// `n`; documents that people use stay below their own size.
const COPIES: usize = 4;

/// How much a document may still grow.
#[derive(Debug, Clone, Copy)]
pub struct Budget(usize);

impl Budget {
    /// Takes so many from the budget. False: it is used up, and stays so.
    pub fn spend(&mut self, copies: usize) -> bool {
        let rest = self.0.checked_sub(copies);
        self.0 = rest.unwrap_or(0);
        rest.is_some()
    }
}

/// A schema, or a reference to one, wherever it stands.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum SchemaRef<'a> {
    /// The text of `$ref`.
    Reference(&'a str),
    /// The schema itself.
    Item(&'a Schema),
}

impl<'a> From<&'a ReferenceOr<Schema>> for SchemaRef<'a> {
    fn from(schema: &'a ReferenceOr<Schema>) -> Self {
        match schema {
            ReferenceOr::Reference { reference } => SchemaRef::Reference(reference),
            ReferenceOr::Item(schema) => SchemaRef::Item(schema),
        }
    }
}

/// Index of a spot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spot(usize);

/// One step to a spot.
#[derive(Debug, Clone)]
pub enum SpotStep<'a> {
    /// Where an owner begins, and its pointer.
    Root(Owner, String),
    /// `properties/<name>`
    Property(&'a str),
    /// `items`
    Item,
    /// `x-prefix-items/<index>`
    Prefix(usize),
    /// `additionalProperties`
    Value,
    /// `allOf/<index>`
    All(usize),
    /// `oneOf/<index>`
    One(usize),
    /// `anyOf/<index>`
    Any(usize),
    /// The model that a component is itself, where the component is a union.
    Base,
    /// From the body of a response to one in a further media type; the pointer of the root has it already.
    Media(&'a str),
}

/// What a spot belongs to.
#[derive(Debug, Clone)]
pub enum Owner {
    /// A component schema, by its slot.
    Schema,
    /// Another component, and where in it.
    Part(Section, String, Vec<RoleStep>),
    /// An operation, by its index, and where in it.
    Operation(usize, Vec<RoleStep>),
}

impl Owner {
    /// What stands further inside of it.
    pub fn inside(&self, steps: impl IntoIterator<Item = RoleStep>) -> Self {
        let role = |role: &[RoleStep]| role.iter().cloned().chain(steps).collect();
        match self {
            Self::Schema => Self::Schema,
            Self::Part(section, component, start) => Self::Part(*section, component.clone(), role(start)),
            Self::Operation(operation, start) => Self::Operation(*operation, role(start)),
        }
    }
}

#[derive(Debug)]
struct SpotNode<'a> {
    parent: Option<Spot>,
    step: SpotStep<'a>,
    slot: Option<TypeId>,
}

/// What a slot holds.
#[derive(Debug)]
pub enum SlotState {
    /// Not lowered yet.
    Pending,
    /// A type of its own.
    Defined(Box<TypeDef>),
    /// Another name for a type.
    Alias(Type),
}

/// A type in the making.
#[derive(Debug)]
pub struct Slot {
    /// What it is.
    pub state: SlotState,
    /// `null` is one of its values.
    pub nullable: bool,
    /// The component's name, if it is a component schema.
    pub component: Option<String>,
    /// Where its schema stands.
    pub spot: Spot,
}

/// What a reference to a schema leads to.
#[derive(Debug, Clone, Copy)]
pub enum Target<'a> {
    /// A component schema.
    Component(TypeId, SchemaRef<'a>, &'a str),
    /// A schema anywhere else, at its spot.
    Inside(&'a Schema, Spot),
    /// Nothing; that was reported.
    Nothing,
}

/// A conjunction: the addresses of its schemas, and whether their unions are left out.
pub type Key = Vec<(*const Schema, bool)>;

/// Compositions that are being made, each with the alias that stands for it once it is asked for again.
pub type Open = HashMap<Key, Option<TypeId>>;

/// All tables.
pub struct Lowering<'dx, 'a> {
    /// The sink.
    pub dx: &'dx mut Diagnostics,
    /// The typed document.
    pub openapi: &'a OpenAPI,
    /// Its schemas.
    pub schemas: &'a Schemas,
    /// Where its parts stand.
    pub locations: Locations<'a>,
    /// The operations by path and method, in their final order; an index is one of [`crate::ir::Api::operations`].
    pub operation_index: HashMap<(&'a str, &'a str), usize>,
    /// Component schemas by name.
    pub components: HashMap<&'a str, TypeId>,
    /// All types.
    pub slots: Vec<Slot>,
    spots: Vec<SpotNode<'a>>,
    /// Types of inline schemas, by address.
    pub inline: HashMap<*const Schema, Type>,
    /// Slots of inline schemas that references lead to, by address.
    pub inside: HashMap<*const Schema, TypeId>,
    /// Inline schemas that references lead to, still to be lowered.
    pub queue: Vec<(TypeId, &'a Schema, Spot)>,
    /// Types of conjunctions of several schemas, by their addresses.
    pub composed: HashMap<Key, Type>,
    /// Compositions that are being made.
    pub open: Open,
    /// Types of compositions that contain themselves.
    pub recursive: HashMap<Key, Type>,
    /// References that were followed.
    pub targets: HashMap<&'a str, Target<'a>>,
    /// Components that others extend.
    pub hierarchies: Hierarchies<'a>,
    /// The outermost schemas of types.
    pub described: HashMap<TypeId, &'a Schema>,
    /// Unions that take `null` because the type of a branch does.
    pub null_by_branch: HashSet<TypeId>,
    /// What the client leaves out.
    pub unsupported: Vec<Unsupported>,
    /// Pointers and codes that were reported.
    pub said: HashSet<(&'static str, String)>,
    /// How many schemas and fields composition may still copy.
    pub compositions: Budget,
    /// How many parts operations may still share.
    pub shared_parts: Budget,
    /// How deep lowering is nested.
    pub depth: usize,
    /// How many references are being followed, one needing the next.
    pub hops: usize,
}

impl<'a> Lowering<'_, 'a> {
    /// The place of a JSON pointer, or of the nearest thing around it that the document has.
    pub fn place(&self, pointer: &str) -> Place {
        self.locations.nearest(pointer)
    }

    /// The schema that stands in something else than a schema.
    pub fn schema(&self, handle: Option<&SchemaHandle>) -> Option<SchemaRef<'a>> {
        self.schemas.get(handle?).map(SchemaRef::from)
    }

    /// Reports something once per code and pointer.
    pub fn warn(&mut self, code: &'static str, message: impl Into<String>, pointer: &str) -> Option<&mut Diagnostic> {
        let place = self.place(pointer);
        self.warn_at(code, message, pointer, place)
    }

    /// Reports something about what schemas say together, where the last of them stands: the pointer of the type need not
    /// be one of the document.
    pub fn warn_of(&mut self, code: &'static str, message: &str, spot: Spot, gathered: &Gathered) {
        let pointer = self.pointer(spot);
        let last = gathered.schemas.last().map(|(schema, _)| schema.place.0);
        let place = last.unwrap_or_else(|| self.place(&pointer));
        self.warn_at(code, message, &pointer, place);
    }

    fn warn_at(
        &mut self,
        code: &'static str,
        message: impl Into<String>,
        pointer: &str,
        place: Place,
    ) -> Option<&mut Diagnostic> {
        let is_new = self.said.insert((code, pointer.to_owned()));
        is_new.then(|| self.dx.warning(code, message, place))
    }

    /// Reports an error once per code and pointer.
    pub fn error(&mut self, code: &'static str, message: impl Into<String>, help: &str, pointer: &str) {
        if self.said.insert((code, pointer.to_owned())) {
            let place = self.place(pointer);
            self.dx.error(code, message, place).help(help);
        }
    }

    /// Names a part that the client leaves out or reads as any value.
    pub fn unsupported(&mut self, kind: &'static str, pointer: String) {
        if self.said.insert((kind, pointer.clone())) {
            self.unsupported.push(Unsupported { kind, pointer });
        }
    }

    /// The spot where an owner begins.
    pub fn root(&mut self, owner: Owner, pointer: String) -> Spot {
        self.push(SpotNode { parent: None, step: SpotStep::Root(owner, pointer), slot: None })
    }

    /// The spot one step further.
    pub fn child(&mut self, parent: Spot, step: SpotStep<'a>) -> Spot {
        self.push(SpotNode { parent: Some(parent), step, slot: None })
    }

    fn push(&mut self, node: SpotNode<'a>) -> Spot {
        self.spots.push(node);
        Spot(self.spots.len() - 1)
    }

    fn chain(&self, spot: Spot) -> impl Iterator<Item = &SpotNode<'a>> {
        std::iter::successors(self.spots.get(spot.0), |node| self.spots.get(node.parent?.0))
    }

    /// True if a spot is inside of another one, or is it.
    pub fn is_within(&self, spot: Spot, around: Spot) -> bool {
        std::iter::successors(Some(spot), |spot| self.spots.get(spot.0)?.parent).any(|spot| spot == around)
    }

    /// The JSON pointer of a spot.
    pub fn pointer(&self, spot: Spot) -> String {
        let mut steps: Vec<String> = self
            .chain(spot)
            .map(|node| match &node.step {
                SpotStep::Root(_, pointer) => pointer.clone(),
                SpotStep::Property(name) => format!("/properties/{}", escape_pointer(name)),
                SpotStep::Item => "/items".to_owned(),
                SpotStep::Prefix(index) => format!("/{PREFIX_ITEMS}/{index}"),
                SpotStep::Value => "/additionalProperties".to_owned(),
                SpotStep::All(index) => format!("/allOf/{index}"),
                SpotStep::One(index) => format!("/oneOf/{index}"),
                SpotStep::Any(index) => format!("/anyOf/{index}"),
                SpotStep::Base => String::new(),
                SpotStep::Media(_) => String::new(),
            })
            .collect();
        steps.reverse();
        steps.concat()
    }

    /// The slot of the type at a spot: the one it has, or a new one.
    pub fn claim(&mut self, spot: Spot) -> TypeId {
        if let Some(slot) = self.spots.get(spot.0).and_then(|node| node.slot) {
            return slot;
        }
        self.new_slot(spot, None)
    }

    /// A new slot at a spot.
    pub fn new_slot(&mut self, spot: Spot, component: Option<String>) -> TypeId {
        let slot = TypeId(self.slots.len());
        self.slots.push(Slot { state: SlotState::Pending, nullable: false, component, spot });
        if let Some(node) = self.spots.get_mut(spot.0) {
            node.slot = Some(slot);
        }
        slot
    }

    /// A slot that is no type of its own: what a reference into another schema leads to.
    pub fn alias_slot(&mut self, spot: Spot) -> TypeId {
        let slot = TypeId(self.slots.len());
        self.slots.push(Slot { state: SlotState::Pending, nullable: false, component: None, spot });
        slot
    }

    /// Which schema the type at a spot is: the nearest type around it, and the way from there.
    pub fn identity(&self, spot: Spot) -> Identity {
        let mut role = Vec::new();
        for (index, node) in self.chain(spot).enumerate() {
            // What is inside of the model of a component belongs to the component.
            if index > 0 && matches!(node.step, SpotStep::Base) {
                continue;
            }
            if let (Some(slot), true) = (node.slot, index > 0) {
                role.reverse();
                return Identity::Inline { parent: slot, role: Role(role) };
            }
            match &node.step {
                SpotStep::Root(Owner::Schema, _) => {
                    let name = node.slot.and_then(|slot| self.slots.get(slot.0)?.component.clone());
                    return Identity::Component(name.unwrap_or_default());
                }
                SpotStep::Root(Owner::Part(section, component, start), _) => {
                    role.reverse();
                    role.splice(0..0, start.iter().cloned());
                    return Identity::Part { section: *section, component: component.clone(), role: Role(role) };
                }
                SpotStep::Root(Owner::Operation(operation, start), _) => {
                    role.reverse();
                    role.splice(0..0, start.iter().cloned());
                    return Identity::Operation { operation: *operation, role: Role(role) };
                }
                SpotStep::Property(name) => role.push(RoleStep::Property((*name).to_owned())),
                SpotStep::Item | SpotStep::Prefix(_) => role.push(RoleStep::Item),
                SpotStep::Value => role.push(RoleStep::Value),
                SpotStep::One(branch) | SpotStep::Any(branch) => role.push(RoleStep::Branch(*branch)),
                SpotStep::Base => role.push(RoleStep::Base),
                SpotStep::Media(name) => role.push(RoleStep::Media((*name).to_owned())),
                SpotStep::All(_) => {}
            }
        }
        Identity::Component(String::new())
    }

    /// True if `x-rust-name` at a spot names something else than the type: the field of an object, or the union.
    pub fn is_named_otherwise(&self, spot: Spot) -> bool {
        self.spots.get(spot.0).is_some_and(|node| matches!(node.step, SpotStep::Property(_) | SpotStep::Base))
    }
}

/// Empty tables.
pub fn new<'dx, 'a>(dx: &'dx mut Diagnostics, typed: &'a Typed, locations: Locations<'a>) -> Lowering<'dx, 'a> {
    let budget = LEAST_BUDGET + COPIES * typed.size;
    Lowering {
        dx,
        openapi: &typed.openapi,
        schemas: &typed.schemas,
        locations,
        operation_index: HashMap::new(),
        components: HashMap::new(),
        slots: Vec::new(),
        spots: Vec::new(),
        inline: HashMap::new(),
        inside: HashMap::new(),
        queue: Vec::new(),
        composed: HashMap::new(),
        open: Open::new(),
        recursive: HashMap::new(),
        targets: HashMap::new(),
        hierarchies: Hierarchies::default(),
        described: HashMap::new(),
        null_by_branch: HashSet::new(),
        unsupported: Vec::new(),
        said: HashSet::new(),
        compositions: Budget(budget),
        shared_parts: Budget(budget),
        depth: 0,
        hops: 0,
    }
}
