//! What holds for the names of every history, by random ones.
//!
//! Each history is a document that changes in steps: operations come, go and move, enums that places share grow, shrink
//! and change their type, and so do unions. `HISTORIES` says how many there are, `HISTORIES_SEED` where they begin; a failure names the
//! seed of its history, which with `HISTORIES=1` repeats it.
#![allow(clippy::disallowed_methods, reason = "the number of histories is in the environment")]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that fails says where")]

#[path = "support/history.rs"]
mod history;

use generator::Surface;
use generator::changes::Verdict;
use generator::ir::{Identity, Shape, Type, TypeId};
use serde_json::{Map, Value as Json, json};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// SplitMix64.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(end.max(1)).unwrap()).unwrap()
    }

    fn pick<T: Clone>(&mut self, list: &[T]) -> T {
        list[self.below(list.len())].clone()
    }

    fn one_in(&mut self, count: usize) -> bool {
        self.below(count) == 0
    }
}

#[derive(Clone, PartialEq)]
struct Operation {
    method: &'static str,
    path: String,
    id: Option<String>,
    summary: &'static str,
}

impl Operation {
    /// The method and the path without the names of parameters.
    fn wire(&self) -> String {
        let segments = self.path.split('/').map(|it| if it.starts_with('{') { "{}" } else { it });
        format!("{} {}", self.method, segments.collect::<Vec<_>>().join("/"))
    }
}

/// What a property is: the values of its enum, integers, or the one property of each object in its union, beside a text.
#[derive(Clone, PartialEq)]
enum Property {
    Texts(BTreeSet<&'static str>),
    Numbers(BTreeSet<u8>),
    Union(BTreeSet<&'static str>),
}

#[derive(Clone, Default)]
struct State {
    operations: Vec<Operation>,
    /// By model and property.
    places: BTreeMap<(&'static str, &'static str), Property>,
    /// The prefix that this step changed everywhere.
    moved: Option<(String, String)>,
}

const METHODS: [&str; 3] = ["GET", "POST", "DELETE"];
const RESOURCES: [&str; 6] = ["ships", "ports", "crews", "cranes", "docks", "pilots"];
const SUMMARIES: [&str; 4] = ["List", "Delete", "Show one", "Make"];
const PARAMETERS: [&str; 3] = ["id", "key", "name"];
const PREFIXES: [&str; 4] = ["", "/v1", "/v2", "/api/v3"];
const MODELS: [&str; 6] = ["Ship", "Port", "Crew", "Crane", "Dock", "Pilot"];
const PROPERTIES: [&str; 2] = ["state", "kind"];
const VALUES: [&str; 5] = ["open", "Open", "shut", "gone", "new"];

fn operation(random: &mut Random, state: &State) -> Operation {
    let prefix = state.operations.first().map(|first| prefix(&first.path)).unwrap_or_default();
    let prefix = if random.one_in(4) { random.pick(&PREFIXES).to_owned() } else { prefix };
    let mut path = format!("{prefix}/{}", random.pick(&RESOURCES));
    if random.one_in(2) {
        path += &format!("/{{{}}}", random.pick(&PARAMETERS));
    }
    if random.one_in(3) {
        path += &format!("/{}", random.pick(&["crew", "log", "state"]));
    }
    let id = random.one_in(3).then(|| format!("{}Op{}", random.pick(&["do", "get"]), random.below(6)));
    Operation { method: random.pick(&METHODS), path, id, summary: random.pick(&SUMMARIES) }
}

fn prefix(path: &str) -> String {
    let known = PREFIXES.iter().rev().find(|prefix| path.starts_with(&format!("{prefix}/")));
    known.copied().unwrap_or_default().to_owned()
}

fn add(random: &mut Random, state: &mut State) {
    let new = operation(random, state);
    let is_other = |it: &Operation| it.wire() != new.wire() && (new.id.is_none() || it.id != new.id);
    if state.operations.iter().all(is_other) {
        state.operations.push(new);
    }
}

/// All values, or some of them.
fn property(random: &mut Random) -> Property {
    if random.one_in(6) {
        return Property::Numbers((1..=u8::try_from(2 + random.below(3)).unwrap()).collect());
    }
    let count = 1 + random.below(VALUES.len());
    let values = (0..count).map(|_| random.pick(&VALUES)).collect();
    if random.one_in(3) { Property::Union(values) } else { Property::Texts(values) }
}

fn change_operations(random: &mut Random, state: &mut State) {
    let index = random.below(state.operations.len());
    match random.below(7) {
        0 | 1 => add(random, state),
        2 if !state.operations.is_empty() => _ = state.operations.remove(index),
        3 => {
            let parameter = random.pick(&PARAMETERS);
            if let Some(operation) = state.operations.get_mut(index) {
                let segments = operation.path.split('/').map(|it| match it.starts_with('{') {
                    true => format!("{{{parameter}}}"),
                    false => it.to_owned(),
                });
                operation.path = segments.collect::<Vec<_>>().join("/");
            }
        }
        4 => {
            let resource = random.pick(&RESOURCES);
            let others: Vec<String> = state.operations.iter().map(Operation::wire).collect();
            if let Some(operation) = state.operations.get_mut(index) {
                let mut moved = operation.clone();
                moved.path = format!("{}/{resource}/moved", prefix(&moved.path));
                if !others.contains(&moved.wire()) {
                    *operation = moved;
                }
            }
        }
        5 => {
            let summary = random.pick(&SUMMARIES);
            state.operations.get_mut(index).into_iter().for_each(|it| it.summary = summary);
        }
        _ => change_prefix(random, state),
    }
}

/// Another prefix for all operations, which have one already.
fn change_prefix(random: &mut Random, state: &mut State) {
    let Some(old) = state.operations.first().map(|first| prefix(&first.path)) else { return };
    let new = random.pick(&PREFIXES);
    if old == new || state.moved.is_some() || state.operations.iter().any(|it| prefix(&it.path) != old) {
        return;
    }
    for operation in &mut state.operations {
        operation.path = format!("{new}{}", operation.path.strip_prefix(&old).unwrap());
    }
    state.moved = Some((old, new.to_owned()));
}

fn change_places(random: &mut Random, state: &mut State) {
    let place = (random.pick(&MODELS), random.pick(&PROPERTIES));
    let value = random.pick(&VALUES);
    match (random.below(6), state.places.get_mut(&place)) {
        (0, _) => _ = state.places.remove(&place),
        (1, Some(known)) => *known = property(random),
        (2 | 3, Some(Property::Texts(values) | Property::Union(values))) => _ = values.insert(value),
        (4, Some(Property::Texts(values) | Property::Union(values))) if values.len() > 1 => _ = values.pop_first(),
        (5, None) => {
            // Equal enums share a type.
            let known: Vec<Property> = state.places.values().cloned().collect();
            let new = if known.is_empty() { property(random) } else { random.pick(&known) };
            state.places.insert(place, new);
        }
        (_, None) => _ = state.places.insert(place, property(random)),
        (_, Some(_)) => {}
    }
}

fn step(random: &mut Random, before: &State) -> State {
    let mut state = State { moved: None, ..before.clone() };
    // What moves by its prefix moves by that alone: otherwise nobody could tell.
    if random.one_in(5) {
        change_prefix(random, &mut state);
    }
    for _ in 0..1 + random.below(3) {
        if state.moved.is_none() {
            change_operations(random, &mut state);
        }
        change_places(random, &mut state);
    }
    state
}

fn document(state: &State) -> Json {
    let mut steps = Map::new();
    for operation in &state.operations {
        let known = json!({"summary": operation.summary, "operationId": operation.id});
        let known: Map<String, Json> = known.as_object().unwrap().clone();
        let known = known.into_iter().filter(|(_, value)| !value.is_null()).collect();
        steps.insert(format!("{} {}", operation.method, operation.path), Json::Object(known));
    }
    let mut schemas: Map<String, Json> = Map::new();
    for ((model, name), property) in &state.places {
        let schema = match property {
            Property::Texts(values) => json!({"type": "string", "enum": values}),
            Property::Numbers(values) => json!({"type": "integer", "enum": values}),
            Property::Union(values) => {
                let branch = |name: &&str| json!({"type": "object", "required": [name], "properties": {*name: {"type": "boolean"}}});
                let text = json!({"type": "string"});
                json!({"oneOf": values.iter().map(branch).chain([text]).collect::<Vec<_>>()})
            }
        };
        let model = schemas.entry(*model).or_insert_with(|| json!({"type": "object", "properties": {"plain": {}}}));
        model["properties"][*name] = schema;
    }
    steps.insert("schemas".to_owned(), Json::Object(schemas));
    Json::Object(steps)
}

/// The earlier operation that one is, by what a reader of both documents would say.
fn same<'o>(old: &'o [Operation], new: &Operation, now: &State) -> Option<&'o Operation> {
    let there = |it: &&Operation| it.wire() == new.wire();
    if let Some(found) = old.iter().find(there) {
        return Some(found);
    }
    let is_gone = |it: &&Operation| !now.operations.iter().any(|now| now.wire() == it.wire());
    let by_id = old.iter().filter(is_gone).find(|it| it.id.is_some() && it.id == new.id);
    by_id.or_else(|| {
        let (before, after) = now.moved.as_ref()?;
        let earlier = |it: &&Operation| {
            let rest = it.path.strip_prefix(before.as_str());
            rest.is_some_and(|rest| Operation { path: format!("{after}{rest}"), ..(*it).clone() }.wire() == new.wire())
        };
        old.iter().filter(is_gone).find(earlier)
    })
}

/// The method of an operation.
fn method<'s>(surface: &'s Surface, operation: &Operation) -> &'s str {
    // Paths that differ in names of parameters only are one path in the client.
    let wire = |key: &str| {
        let (method, path) = key.split_once(' ').unwrap();
        METHODS
            .iter()
            .find(|it| **it == method)
            .map(|method| Operation { method, path: path.to_owned(), id: None, summary: "" }.wire())
    };
    let names = surface.names.operations.iter().find(|names| wire(&names.key) == Some(operation.wire()));
    &names.unwrap_or_else(|| panic!("{} is in the client", operation.wire())).method
}

/// The type at a place: its name, its former names, and the variants of its values or branches, those of a union with
/// the names of their types.
fn place<'s>(surface: &'s Surface, model: &str, property: &str) -> (&'s str, &'s [String], BTreeMap<String, String>) {
    let is_model = |definition: &&generator::ir::TypeDef| definition.identity == Identity::Component(model.to_owned());
    let definition = surface.api.types.iter().find(is_model).expect("the model is in the client");
    let Shape::Object(object) = &definition.shape else { panic!("{model} is a model") };
    let field = object.fields.iter().find(|field| field.name == property).expect("the model has the property");
    let Type::Named(TypeId(index)) = field.type_ else { panic!("{model}.{property} has a type of its own") };
    let names = &surface.names.types[index];
    let variants = match &surface.api.types[index].shape {
        Shape::StringEnum(values) | Shape::ValueEnum(values) => {
            values.iter().zip(&names.variants).map(|(value, name)| (value.value.to_string(), name.clone())).collect()
        }
        Shape::Union(union) => {
            let branch = |(branch, name): (&generator::ir::Branch, &String)| match branch.type_.named() {
                Some(TypeId(index)) => {
                    let Shape::Object(object) = &surface.api.types[index].shape else {
                        panic!("a branch is an object")
                    };
                    (object.fields[0].name.clone(), format!("{name} {}", surface.names.types[index].ident))
                }
                None => ("a text".to_owned(), name.clone()),
            };
            union.branches.iter().zip(&names.variants).map(branch).collect()
        }
        Shape::Object(_) => panic!("{model}.{property} is an enum or a union"),
    };
    (&names.ident, &names.former, variants)
}

/// Which operation has each name, since the last version.
#[derive(Default)]
struct Owners {
    /// The number of an operation, by its method.
    by_name: HashMap<String, usize>,
    /// Operations since the last version, with their numbers; those of the last step last.
    known: Vec<(Operation, usize)>,
    count: usize,
}

impl Owners {
    /// Says which operation each one is, and that no name has another one.
    fn check(&mut self, before: &State, now: &State, surface: &Surface, release: bool) {
        let mut numbers = Vec::new();
        for operation in &now.operations {
            let number = self.number(before, operation, now);
            let name = method(surface, operation);
            let owner = *self.by_name.entry(name.to_owned()).or_insert(number);
            assert_eq!(owner, number, "`{name}` calls {} {}, and called another one", operation.method, operation.path);
            numbers.push((operation.clone(), number));
        }
        if release {
            let names = now.operations.iter().map(|it| method(surface, it).to_owned());
            self.by_name = names.zip(numbers.iter().map(|(_, number)| *number)).collect();
            self.known.clear();
        }
        self.known.extend(numbers);
    }

    fn number(&mut self, before: &State, operation: &Operation, now: &State) -> usize {
        let of = |earlier: &Operation| self.known.iter().rev().find(|(it, _)| it == earlier).map(|(_, number)| *number);
        // What the last version had at the path is there again, whatever came there by its id.
        let there = self.known.iter().rev().find(|(it, _)| it.wire() == operation.wire()).map(|(_, number)| *number);
        let known = there.or_else(|| same(&before.operations, operation, now).and_then(of)).or_else(|| {
            let all: Vec<Operation> = self.known.iter().rev().map(|(it, _)| it.clone()).collect();
            let all: Vec<Operation> = all.into_iter().filter(|it| !before.operations.contains(it)).collect();
            same(&all, operation, now).and_then(of)
        });
        known.unwrap_or_else(|| {
            self.count += 1;
            self.count
        })
    }
}

/// What is at the same place keeps its names.
fn check_step(before: &State, now: &State, old: &Surface, new: &Surface) {
    for operation in &now.operations {
        if let Some(earlier) = before.operations.iter().find(|it| it.wire() == operation.wire()) {
            assert_eq!(method(old, earlier), method(new, operation), "{} {}", operation.method, operation.path);
        }
    }
    for ((model, property), shape) in &now.places {
        if before.places.get(&(*model, *property)) != Some(shape) {
            continue;
        }
        let ((was, _, variants), (is, former, later)) = (place(old, model, property), place(new, model, property));
        let is_kept = was == is || former.iter().any(|it| it == was);
        assert!(is_kept, "{model}.{property}: `{was}` is called `{is}`");
        for (value, variant) in variants {
            let now = later.get(&value);
            assert!(now.is_none_or(|now| *now == variant), "{model}.{property}: {value} was {variant}, is {now:?}");
        }
    }
    let changes = generator::compare(old, new).changes;
    let lines: BTreeSet<String> =
        changes.iter().map(|it| format!("{} {}: {}", it.rule, it.subject.wire, it.what)).collect();
    assert_eq!(lines.len(), changes.len(), "no two lines are the same: {changes:#?}");
    assert!(generator::compare(new, new).is_empty());
}

fn run(seed: u64) {
    let mut random = Random(seed);
    let mut state = State::default();
    for _ in 0..4 + random.below(6) {
        add(&mut random, &mut state);
    }
    for _ in 0..3 + random.below(6) {
        change_places(&mut random, &mut state);
    }
    let mut owners = Owners::default();
    let mut surface: Option<Surface> = None;
    let mut before = State::default();
    for _ in 0..8 {
        let release = random.one_in(2);
        let recorded = surface.as_ref().map(|surface| surface.names.record.clone());
        println!("{}", document(&state));
        let now = history::surface(&history::document(&document(&state)), recorded, release);
        if let Some(old) = &surface {
            check_step(&before, &state, old, &now);
        }
        owners.check(&before, &state, &now, release);
        surface = Some(now);
        before = state.clone();
        state = step(&mut random, &state);
    }
}

fn number(name: &str, otherwise: u64) -> u64 {
    std::env::var(name).ok().map_or(otherwise, |text| text.parse().unwrap_or_else(|_| panic!("{name} is a number")))
}

#[test]
fn names_stay_in_every_history() {
    let (count, first) = (number("HISTORIES", 60), number("HISTORIES_SEED", 15));
    for seed in first..first + count {
        println!("HISTORIES=1 HISTORIES_SEED={seed}");
        run(seed);
    }
}

/// A value that comes to all places of a type, one after the other, is a minor change each time, which names it.
#[test]
fn a_value_that_comes_to_one_place_after_the_other_is_minor_each_time() {
    let mut random = Random(number("HISTORIES_SEED", 15));
    for _ in 0..20 {
        let mut state = State::default();
        let shape = Property::Texts((0..3).map(|_| random.pick(&VALUES)).collect());
        let mut models = MODELS.to_vec();
        for _ in 0..3 {
            models.remove(random.below(models.len()));
        }
        models.iter().for_each(|model| _ = state.places.insert((model, "state"), shape.clone()));
        let mut old = history::surface(&history::document(&document(&state)), None, false);
        while !models.is_empty() {
            let model = models.remove(random.below(models.len()));
            let Some(Property::Texts(values)) = state.places.get_mut(&(model, "state")) else { unreachable!() };
            values.insert("later");
            let recorded = Some(old.names.record.clone());
            let new = history::surface(&history::document(&document(&state)), recorded, random.one_in(2));
            let diff = generator::compare(&old, &new);
            let naming = diff.changes.iter().filter(|change| change.what.contains("later")).count();
            assert_eq!(
                (diff.rust(), diff.wire(), naming),
                (Some(Verdict::Minor), Some(Verdict::Minor), 1),
                "{diff:#?}"
            );
            old = new;
        }
    }
}
