//! Which types of values a schema allows, whatever is inside them.
//!
//! In: a schema. Out: a set of types, for `{"anyOf": [{"type": "string"}, {"type": "number"}]}` strings, numbers and
//! integers. Schemas that refer to each other in circles are settled together: each allows everything at first, and
//! loses what it turns out not to allow until nothing changes. So a circle that says nothing allows everything, and
//! each schema of a document is looked at a few times only, however many ways lead to it.

use crate::learn::view::{self, Part, address};
use serde_json::Value as Json;
use std::collections::{HashMap, HashSet};

/// A bit for each type.
type Set = u8;

const NULL: Set = 1;
const EVERYTHING: Set = Set::MAX;

/// What is known already, by the addresses of schemas.
#[derive(Debug, Default)]
pub(super) struct Types {
    known: HashMap<usize, Set>,
}

/// A schema, and whose types its own depend on.
struct Node {
    address: usize,
    /// What it and its parts allow by themselves, `null` aside.
    own: Set,
    /// The branches of each union among its parts.
    unions: Vec<Vec<usize>>,
    null: Null,
}

/// Whether `null` is allowed.
enum Null {
    Is(bool),
    IfAny(Vec<usize>),
    IfAll(Vec<usize>),
}

/// Whether a value is of a type that a schema allows.
pub(super) fn allows(types: &mut Types, document: &Json, part: &Part, value: &Json) -> bool {
    let known = types.known.get(&address(part.schema)).copied();
    let set = known.unwrap_or_else(|| settle(types, document, part));
    set & bit(view::type_of(value)) != 0
}

fn bit(kind: &str) -> Set {
    match kind {
        "null" => NULL,
        "boolean" => 1 << 1,
        "integer" => 1 << 2,
        "number" => 1 << 3,
        "string" => 1 << 4,
        "array" => 1 << 5,
        _ => 1 << 6,
    }
}

/// Finds the types of a schema, and of all that they depend on.
fn settle(types: &mut Types, document: &Json, part: &Part) -> Set {
    let nodes = nodes(types, document, part);
    types.known.extend(nodes.iter().map(|node| (node.address, EVERYTHING)));
    let mut is_settled = false;
    while !is_settled {
        is_settled = true;
        // What others depend on was met after them mostly.
        for node in nodes.iter().rev() {
            let set = set(types, node);
            is_settled &= types.known.insert(node.address, set) == Some(set);
        }
    }
    types.known.get(&address(part.schema)).copied().unwrap_or(EVERYTHING)
}

/// Everything that the types of a schema depend on and that is not known yet, the schema first.
fn nodes(types: &Types, document: &Json, part: &Part) -> Vec<Node> {
    let mut nodes = Vec::new();
    let mut seen = HashSet::new();
    let mut open = vec![part.clone()];
    while let Some(part) = open.pop() {
        let address = address(part.schema);
        if types.known.contains_key(&address) || !seen.insert(address) {
            continue;
        }
        let (null, mut needed) = null(document, &part);
        let mut node = Node { address, own: EVERYTHING, unions: Vec::new(), null };
        for part in view::parts(document, &part.pointer, part.schema) {
            node.own &= own(part.schema);
            if let Some((_, branches)) = view::branches(&part) {
                node.unions.push(addresses(&branches));
                needed.extend(branches);
            }
        }
        open.extend(needed);
        nodes.push(node);
    }
    nodes
}

fn addresses(parts: &[Part]) -> Vec<usize> {
    parts.iter().map(|part| address(part.schema)).collect()
}

/// The types that one schema allows by itself, `null` aside.
fn own(schema: &Json) -> Set {
    match (view::kind(schema), view::list(schema, "enum")) {
        (Some("number"), _) => bit("number") | bit("integer"),
        (Some(kind), _) => bit(kind),
        (None, Some(values)) => values.iter().map(|known| bit(view::type_of(known))).fold(0, |set, bit| set | bit),
        (None, None) => EVERYTHING,
    }
}

/// Whether `null` is allowed, and the schemas that decide.
fn null<'doc>(document: &'doc Json, part: &Part<'doc>) -> (Null, Vec<Part<'doc>>) {
    let schema = part.schema;
    let is = |is: bool| (Null::Is(is), Vec::new());
    if !schema.is_object() || view::is_true(schema, "nullable") || view::text(schema, "type") == Some("null") {
        return is(true);
    }
    if let Some((pointer, schema)) = view::target(document, schema) {
        return (Null::IfAll(vec![address(schema)]), vec![Part { pointer, schema }]);
    }
    if let Some(values) = view::list(schema, "enum") {
        return is(values.contains(&Json::Null));
    }
    if view::kind(schema).is_some() {
        return is(false);
    }
    if let Some((_, branches)) = view::branches(part) {
        return (Null::IfAny(addresses(&branches)), branches);
    }
    let all = view::all_of(part);
    (Null::IfAll(addresses(&all)), all)
}

/// The types that a schema allows by what is known of the others.
fn set(types: &Types, node: &Node) -> Set {
    let of = |address: &usize| types.known.get(address).copied().unwrap_or(EVERYTHING);
    let union = |branches: &Vec<usize>| branches.iter().map(of).fold(0, |set, branch| set | branch);
    let set = node.unions.iter().map(union).fold(node.own, |set, union| set & union);
    let is_null = match &node.null {
        Null::Is(is) => *is,
        Null::IfAny(branches) => branches.iter().any(|branch| of(branch) & NULL != 0),
        Null::IfAll(parts) => parts.iter().all(|part| of(part) & NULL != 0),
    };
    if is_null { set | NULL } else { set & !NULL }
}
