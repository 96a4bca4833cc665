//! The identifier of every type.
//!
//! In go types and the names of operations, out come distinct identifiers. Components are called as the document calls
//! them; what is inline is called after what contains it, and where it stands there:
//!
//! ```text
//! components/schemas/flow-callback                   →  FlowCallback
//! the model of `Pet`, which is a union of its kinds    →  PetBase
//! its property `labels`, an array of inline objects  →  FlowCallbackLabelsItem
//! the body of create_flow_callback                   →  CreateFlowCallbackBody
//! a schema called `Option`                           →  OptionModel
//! ```
//!
//! Components come first, so that no inline type changes their names; then those of operations; then level by level
//! what they contain.

use super::aliases;
use super::branches::BranchKeys;
use super::identifier::{self, Case};
use super::record::{Record, Recorded};
use super::reserved;
use super::scope::{self, Item, Scope};
use super::words::{self, LIMIT, Spelling, Words};
use crate::diagnostic::Diagnostics;
use crate::ir::{Api, Identity, Operation, ParameterLocation, Role, RoleStep, Section, Shape, Type, TypeDef, TypeId};
use crate::names::OperationNames;
use std::cell::Cell;
use std::collections::HashSet;

/// The levels of [`type_words`].
const LEVELS: usize = 10;

/// The most characters of a type that is called after others.
const INLINE_LIMIT: usize = LIMIT + LIMIT / 3;

/// The order in which types get names: components, then other ones without a parent, then by depth.
pub fn waves(api: &Api) -> Vec<Vec<usize>> {
    let mut waves: Vec<Vec<usize>> = vec![Vec::new(), Vec::new()];
    let depths = depths(&api.types);
    for (index, (definition, depth)) in api.types.iter().zip(depths).enumerate() {
        let wave = if matches!(definition.identity, Identity::Component(_)) { 0 } else { depth + 1 };
        if waves.len() <= wave {
            waves.resize(wave + 1, Vec::new());
        }
        if let Some(wave) = waves.get_mut(wave) {
            wave.push(index);
        }
    }
    waves
}

/// How many parents each type has. A chain that never ends (there should be none) is cut.
fn depths(types: &[TypeDef]) -> Vec<usize> {
    let parent_of = |index: usize| match types.get(index).map(|definition| &definition.identity) {
        Some(Identity::Inline { parent, .. }) => Some(parent.0),
        _ => None,
    };
    let known: Vec<Cell<Option<usize>>> = vec![Cell::new(None); types.len()];
    for start in 0..types.len() {
        let mut chain = Vec::new();
        let mut next = Some(start);
        let mut depth = 0;
        while let Some(index) = next {
            let Some(slot) = known.get(index) else { break };
            if let Some(found) = slot.get() {
                depth = found + 1;
                break;
            }
            // Mark it as visited, so that a circle ends here.
            slot.set(Some(0));
            chain.push(slot);
            next = parent_of(index);
        }
        for slot in chain.into_iter().rev() {
            slot.set(Some(depth));
            depth += 1;
        }
    }
    known.iter().map(|slot| slot.get().unwrap_or_default()).collect()
}

/// What types are remembered by.
pub struct Known<'a> {
    /// The key of every type.
    pub keys: &'a [String],
    /// The order of naming.
    pub waves: &'a [Vec<usize>],
    /// What tells branches apart.
    pub branches: &'a BranchKeys,
    /// The names of the last run.
    pub recorded: &'a Recorded,
}

/// Names all types; also what they were called before.
pub fn assign(
    dx: &mut Diagnostics,
    api: &Api,
    operations: &[OperationNames],
    known: &Known<'_>,
    record: &mut Record,
) -> (Vec<String>, Vec<Vec<String>>) {
    let Known { keys, waves, recorded, branches, .. } = *known;
    let items: Vec<Item> = api
        .types
        .iter()
        .zip(keys)
        .enumerate()
        .map(|(index, (definition, key))| Item {
            key: key.clone(),
            given: definition.rust_name.as_deref(),
            at: definition.rust_name.as_deref().and_then(|name| recorded.chosen.place(&definition.pointer, name)),
            recorded: recorded.kept.get(index).and_then(Option::as_deref),
            former: recorded.former("types", key),
        })
        .collect();
    let mut taken = HashSet::new();
    let none = vec![None; items.len()];
    let mut names = with_scope(api, operations, branches, &none, |scope| scope::fix(dx, scope, &items, &mut taken));
    for wave in waves {
        let known = names.clone();
        with_scope(api, operations, branches, &known, |scope| {
            scope::fill(dx, scope, &items, wave, &mut taken, &mut names);
        });
    }
    let chosen: Vec<String> = names.into_iter().map(Option::unwrap_or_default).collect();
    let aliases = with_scope(api, operations, branches, &none, |scope| {
        aliases::of(recorded, record, "types", scope, &items, &chosen)
    });
    (chosen, aliases)
}

/// The rules for types, given the names of the ones before.
fn with_scope<R>(
    api: &Api,
    operations: &[OperationNames],
    branches: &BranchKeys,
    known: &[Option<String>],
    run: impl FnOnce(&Scope) -> R,
) -> R {
    let world = World { api, operations, branches, known };
    run(&Scope {
        what: "type",
        case: Case::Camel,
        levels: LEVELS,
        words: &|item, level| type_words(&world, item, level),
        reserved: &|_, identifier| reserved::is_type(identifier),
        apart: &|item| api.types.get(item).map_or("type", kind),
        distinct: str::to_ascii_lowercase,
    })
}

/// What the words of a type are made of.
struct World<'api> {
    api: &'api Api,
    operations: &'api [OperationNames],
    branches: &'api BranchKeys,
    /// The names of the types before.
    known: &'api [Option<String>],
}

/// What kind of type it is.
fn kind(definition: &TypeDef) -> &'static str {
    match &definition.shape {
        Shape::Object(_) => "model",
        Shape::StringEnum(_) | Shape::ValueEnum(_) => "enum",
        Shape::Union(_) => "union",
    }
}

/// How much the words of a type tell.
struct Telling {
    /// Of every name.
    spelling: Spelling,
    /// Also what kind of type it is.
    kind: bool,
    /// Also what only a branch has or its number, the status of a response, the kind of a component.
    whole: bool,
}

/// What a component's name is made of comes before its kind; what is inline is told apart by its place first.
fn telling(identity: &Identity, level: usize) -> Telling {
    let levels: [(Spelling, bool, bool); LEVELS] = match identity {
        Identity::Component(_) => [
            (Spelling::Plain, false, false),
            (Spelling::Symbols, false, false),
            (Spelling::Case, false, false),
            (Spelling::Separators, false, false),
            (Spelling::Plain, true, false),
            (Spelling::Case, true, false),
            (Spelling::Exact, false, false),
            (Spelling::Ends, false, false),
            (Spelling::Exact, true, false),
            (Spelling::Ends, true, false),
        ],
        Identity::Inline { .. } | Identity::Operation { .. } | Identity::Shared { .. } | Identity::Part { .. } => [
            (Spelling::Plain, false, false),
            (Spelling::Plain, false, true),
            (Spelling::Plain, true, false),
            (Spelling::Plain, true, true),
            (Spelling::Symbols, false, true),
            (Spelling::Case, false, true),
            (Spelling::Separators, false, true),
            (Spelling::Exact, false, true),
            (Spelling::Ends, false, true),
            (Spelling::Exact, true, true),
        ],
    };
    let (spelling, kind, whole) = levels.get(level).copied().unwrap_or((Spelling::Exact, true, true));
    Telling { spelling, kind, whole }
}

fn type_words(world: &World, item: usize, level: usize) -> Words {
    let Some(definition) = world.api.types.get(item) else { return Words::new() };
    let telling = telling(&definition.identity, level);
    let mut words = identity_words(world, definition, telling.spelling, telling.whole, item);
    let shared = matches!(definition.identity, Identity::Shared { .. });
    if telling.kind || shared && telling.whole {
        words.push(kind(definition).to_owned());
    }
    words::cut_middle(words, if telling.whole { 3 * LIMIT } else { INLINE_LIMIT })
}

fn identity_words(world: &World, definition: &TypeDef, spelling: Spelling, whole: bool, item: usize) -> Words {
    if let Some(property) = definition.named_after.as_ref().filter(|_| !whole) {
        return words::of(property, spelling);
    }
    match &definition.identity {
        Identity::Component(name) => words::of(name, spelling),
        Identity::Shared { property } => words::of(property, spelling),
        Identity::Inline { parent, role } => {
            let name = world.known.get(parent.0).and_then(Option::as_deref).unwrap_or("Inline");
            let mut words = identifier::camel_words(name);
            words.extend(role_words(world, role, spelling, whole, Some(*parent), item));
            words
        }
        Identity::Operation { operation, role } => {
            let name = world.operations.get(*operation).map_or("", |named| named.ident.as_str());
            let mut words = identifier::camel_words(name);
            let documented = world.api.operations.get(*operation);
            words.extend(operation_role(world, documented, role, spelling, whole, item));
            words
        }
        Identity::Part { section, component, role } => {
            let mut words = words::of(component, spelling);
            let word = match section {
                Section::Schema => "schema",
                Section::Parameter => "parameter",
                Section::Header => "header",
                Section::RequestBody => "body",
                Section::Response => "response",
                Section::Webhook => "event",
                Section::Callback => "callback",
            };
            if whole && *section != Section::Schema && words.last().is_none_or(|last| last != word) {
                words.push(word.to_owned());
            }
            words.extend(role_words(world, role, spelling, whole, None, item));
            words
        }
    }
}

/// As [`role_words`], but the first success needs no status.
fn operation_role(
    world: &World,
    operation: Option<&Operation>,
    role: &Role,
    spelling: Spelling,
    whole: bool,
    item: usize,
) -> Words {
    let first = operation.and_then(|operation| operation.successes.first()).map(|response| status(response.status));
    match role.0.as_slice() {
        [RoleStep::Response(code), rest @ ..] if !whole && first.is_some_and(|first| first == code.to_lowercase()) => {
            let mut words = vec!["response".to_owned()];
            words.extend(role_words(world, &Role(rest.to_vec()), spelling, whole, None, item));
            words
        }
        _ => role_words(world, role, spelling, whole, None, item),
    }
}

fn status(status: crate::ir::StatusPattern) -> String {
    status.to_string().to_ascii_lowercase()
}

fn role_words(
    world: &World,
    role: &Role,
    spelling: Spelling,
    whole: bool,
    parent: Option<TypeId>,
    item: usize,
) -> Words {
    let mut output = Words::new();
    for (index, step) in role.0.iter().enumerate() {
        match step {
            RoleStep::Property(name) => output.extend(words::of(name, spelling)),
            RoleStep::Parameter(location, name) => {
                output.extend(words::of(name, spelling));
                if whole && !matches!(location, ParameterLocation::Query | ParameterLocation::QueryString) {
                    output.push(location.text().to_owned());
                }
            }
            RoleStep::Item => output.push("item".to_owned()),
            RoleStep::Value => output.push("value".to_owned()),
            RoleStep::Body => output.push("body".to_owned()),
            RoleStep::Base => output.push("base".to_owned()),
            RoleStep::Response(code) => {
                output.push("response".to_owned());
                output.extend(words::of(code, Spelling::Plain));
            }
            RoleStep::Header(name) => {
                output.extend(words::of(name, spelling));
                output.push("header".to_owned());
            }
            RoleStep::Media(name) => {
                let sub = name.split_once('/').map_or(name.as_str(), |(_, sub)| sub);
                output.extend(words::of(sub, Spelling::Plain));
            }
            RoleStep::Branch(number) => {
                let last = index + 1 == role.0.len();
                output.extend(branch_words(world, parent, item, last, whole.then_some(spelling), *number));
            }
        }
    }
    output
}

/// A branch is called by its title, or what kind of type it is; if that is not enough (then there is a spelling), by
/// what only it has, or else by its number.
fn branch_words(
    world: &World,
    parent: Option<TypeId>,
    item: usize,
    last: bool,
    spelling: Option<Spelling>,
    number: usize,
) -> Words {
    if let Some(spelling) = spelling {
        return match world.branches.get(&TypeId(item)) {
            Some(mark) if spelling != Spelling::Ends => words::of(mark, spelling),
            Some(_) | None => vec!["branch".to_owned(), (number + 1).to_string()],
        };
    }
    if !last {
        return Words::new();
    }
    let shape = parent.and_then(|parent| world.api.types.get(parent.0)).map(|definition| &definition.shape);
    if let Some(Shape::Union(union)) = shape
        && let Some(name) =
            union.branches.iter().find(|branch| is_type(&branch.type_, item)).and_then(|it| it.name.as_ref())
    {
        return words::of(name, Spelling::Plain);
    }
    let kind = match world.api.types.get(item).map(|definition| &definition.shape) {
        Some(Shape::Object(_)) | None => "object",
        Some(Shape::StringEnum(_) | Shape::ValueEnum(_)) => "enum",
        Some(Shape::Union(_)) => "union",
    };
    vec![kind.to_owned()]
}

fn is_type(type_: &Type, item: usize) -> bool {
    matches!(type_, Type::Named(id) | Type::Boxed(id) if id.0 == item)
}
