//! Joins what several pages say about one thing that is not a schema.
//!
//! In: the views of one thing and the role it plays in the specification. Out: the one node that contains them all.
//! What is the same everywhere is taken as it is; objects are joined member by member, each by its own role;
//! documentation is the richest text. So two views of a parameter, of which one says `required: true`, are one
//! parameter that is not required. Differences that matter on the wire are reported, once for a place.

use super::shape::{Components, Shapes, counts};
use super::view::{View, classes, compare, distinct, reference};
use super::{differ, schema};
use crate::diagnostic::Diagnostics;
use crate::document::{Node, Object, Value};
use crate::source::Places;
use std::cell::OnceCell;

/// What a join can look up: the components of all fragments, and their shapes once somebody asks.
#[derive(Debug, Default)]
pub(super) struct Known<'doc> {
    pub components: Components<'doc>,
    shapes: OnceCell<Shapes>,
}

impl<'doc> Known<'doc> {
    pub fn new(components: Components<'doc>) -> Self {
        Self { components, shapes: OnceCell::new() }
    }

    pub fn shape(&self, node: &Node) -> u64 {
        self.shapes.get_or_init(|| Shapes::of(&self.components)).of_node(node)
    }

    /// The first view of what a reference names, or the view itself.
    pub fn first_resolved(&self, view: View<'doc>) -> View<'doc> {
        self.resolved(view).first().copied().unwrap_or(view)
    }

    /// The views of what a reference names, through references to references; the views themselves if it names nothing.
    pub fn resolved(&self, view: View<'doc>) -> Vec<View<'doc>> {
        let (mut found, mut open, mut steps) = (Vec::new(), vec![view], 0);
        while let Some(view) = open.pop() {
            steps += 1;
            match view.reference().and_then(|name| self.components.get(name)) {
                Some(views) if steps < 100 => open.extend(views.iter().rev()),
                Some(_) | None => found.push(view),
            }
        }
        found
    }
}

/// The role of a node, which decides how its views are joined.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Schema,
    Operation,
    Parameter,
    RequestBody,
    Response,
    Header,
    MediaType,
    SecurityScheme,
    /// An object whose keys are names of things of the role.
    Map(&'static Role),
    /// A list of parameters.
    Parameters,
    /// A list in which only what is in it counts.
    Set,
    /// True only if all views say so.
    All,
    /// The richest counts: the longest, then the least.
    Documentation,
    /// The least counts, and it does not matter on the wire.
    Identity,
    /// Anything else: objects are united, lists too, of scalars the least counts.
    Other,
}

impl Role {
    /// The role of a member.
    fn member(self, key: &str) -> Role {
        match (self, key) {
            (Role::Map(of), _) => *of,
            (_, "description" | "summary" | "title" | "example" | "examples" | "externalDocs") => Role::Documentation,
            (_, "deprecated") => Role::All,
            (Role::Operation, "parameters") => Role::Parameters,
            (Role::Operation, "requestBody") => Role::RequestBody,
            (Role::Operation, "responses") => Role::Map(&Role::Response),
            (Role::Operation, "tags") => Role::Set,
            (Role::Operation, "operationId") => Role::Identity,
            (Role::Parameter | Role::Header | Role::RequestBody, "required") => Role::All,
            (Role::Parameter | Role::Header | Role::MediaType, "schema") => Role::Schema,
            (Role::Parameter | Role::Header | Role::RequestBody | Role::Response, "content") => {
                Role::Map(&Role::MediaType)
            }
            (Role::Response, "headers") => Role::Map(&Role::Header),
            (_, key) if key.starts_with("x-") => Role::Documentation,
            _ => Role::Other,
        }
    }

    /// What a message calls it.
    fn name(self) -> &'static str {
        match self {
            Role::Schema => "the schema",
            Role::Operation => "the operation",
            Role::Parameter => "the parameter",
            Role::RequestBody => "the request body",
            Role::Response => "the response",
            Role::Header => "the header",
            Role::MediaType => "the content",
            Role::SecurityScheme => "the security scheme",
            Role::Map(Role::Response) => "the responses",
            Role::Map(Role::MediaType) => "the content",
            Role::Map(Role::Header) => "the headers",
            Role::Map(_)
            | Role::Parameters
            | Role::Set
            | Role::All
            | Role::Documentation
            | Role::Identity
            | Role::Other => "the value",
        }
    }

    /// Whether a reference can stand in its place.
    fn is_referable(self) -> bool {
        matches!(self, Role::Parameter | Role::RequestBody | Role::Response | Role::Header | Role::SecurityScheme)
    }
}

/// Joins views; there has to be one at least. `absent` says that some views of the parent do not have this member.
pub(super) fn join<'doc>(
    dx: &mut Diagnostics,
    known: &Known<'doc>,
    role: Role,
    views: Vec<View<'doc>>,
    absent: bool,
) -> Node {
    let classes = classes(&mut dx.sources.places, views);
    let Some(first) = classes.first().copied() else { return Node::new(Value::Null) };
    match role {
        Role::Schema if classes.len() > 1 => schema::join_schemas(dx, known, classes),
        Role::Parameters => parameters(dx, known, classes, absent),
        Role::All => all(dx, &classes, absent),
        Role::RequestBody if absent => optional_body(dx, known, classes),
        _ if classes.len() == 1 => first.copy(&mut dx.sources.places),
        Role::Documentation => richest(dx, &classes),
        Role::Set => united(dx, &classes),
        role if role.is_referable() => referable(dx, known, role, classes),
        Role::Identity => first.copy(&mut dx.sources.places),
        Role::Map(_) | Role::Operation | Role::MediaType | Role::Other => plain(dx, known, role, &classes),
        Role::Schema | Role::Parameter | Role::Response | Role::Header | Role::SecurityScheme | Role::RequestBody => {
            plain(dx, known, role, &classes)
        }
    }
}

/// Views that may be references: one of the names if all mean the same, or else what they refer to, joined.
fn referable<'doc>(dx: &mut Diagnostics, known: &Known<'doc>, role: Role, views: Vec<View<'doc>>) -> Node {
    if views.iter().all(|view| view.reference().is_none()) {
        return plain(dx, known, role, &views);
    }
    if let Some(named) = same_reference(dx, known, &views) {
        return named;
    }
    let resolved = views.into_iter().flat_map(|view| known.resolved(view)).collect();
    let resolved = classes(&mut dx.sources.places, resolved);
    let (references, rest): (Vec<View>, Vec<View>) = resolved.into_iter().partition(|view| view.reference().is_some());
    match (rest.as_slice(), references.first()) {
        ([], Some(reference)) => reference.copy(&mut dx.sources.places),
        _ => plain(dx, known, role, &rest),
    }
}

/// The least of the references, if there is one and all views have the same shape.
pub(super) fn same_reference<'doc>(dx: &mut Diagnostics, known: &Known<'doc>, views: &[View<'doc>]) -> Option<Node> {
    let named =
        views.iter().filter(|view| view.reference().is_some()).min_by(|one, other| compare(one.node, other.node))?;
    let shape = known.shape(named.node);
    let all = views.iter().all(|view| known.shape(view.node) == shape);
    all.then(|| {
        let mut node = named.copy(&mut dx.sources.places);
        node.place = dx.sources.places.joined(views.iter().map(|view| view.place));
        node
    })
}

/// Joins objects member by member and lists element by element; of scalars the least counts.
fn plain<'doc>(dx: &mut Diagnostics, known: &Known<'doc>, role: Role, views: &[View<'doc>]) -> Node {
    let place = dx.sources.places.joined(views.iter().map(|view| view.place));
    let Some(first) = views.first() else { return Node::new(Value::Null) };
    if views.iter().all(|view| view.node.as_array().is_some()) {
        return united(dx, views);
    }
    let objects: Vec<View> = views.iter().copied().filter(|view| view.node.as_object().is_some()).collect();
    if objects.is_empty() {
        return first.copy(&mut dx.sources.places);
    }
    let (mut members, mut different) = (Object::new(), Vec::new());
    for (key, of_key) in by_member(&mut dx.sources.places, &objects) {
        let absent = of_key.len() < views.len();
        let inner = role.member(&key);
        if is_different(known, role, inner, &key, &of_key, absent) {
            different.push(key.clone());
        }
        let joined = join(dx, known, inner, of_key, absent);
        if !(inner == Role::All && joined.as_bool() == Some(false) && absent) {
            members.insert(key, joined);
        }
    }
    differ::report(dx, role.name(), views, &different, "what any of them has is kept");
    Node::at(place, Value::object(members))
}

/// Whether a member is to be named as different here; what differs further inside is named there.
fn is_different(known: &Known, role: Role, inner: Role, key: &str, of_key: &[View], absent: bool) -> bool {
    let told = |view: &View| counts(key, view.node);
    if matches!(inner, Role::Documentation | Role::Identity) || key == "deprecated" || key == "tags" {
        return false;
    }
    if role == Role::Operation && key == "parameters" {
        return absent && of_key.iter().any(|view| view.node.as_array().is_some_and(|list| !list.is_empty()));
    }
    if absent {
        return match role {
            Role::Map(Role::Schema) => false,
            Role::Map(_) => true,
            _ => of_key.iter().any(told),
        };
    }
    let inside = of_key.iter().all(|view| view.node.as_object().is_some());
    !inside
        && of_key
            .windows(2)
            .any(|pair| matches!(pair, [one, other] if known.shape(one.node) != known.shape(other.node)))
}

/// The views of every member, by its key: those of the first view in its order, then what each further one adds.
///
/// Each member is looked at once, so that many pages that each add one to an object cost no more than they hold.
pub(super) fn by_member<'doc>(
    places: &mut Places,
    views: &[View<'doc>],
) -> indexmap::IndexMap<String, Vec<View<'doc>>> {
    let mut found: indexmap::IndexMap<String, Vec<View>> = indexmap::IndexMap::new();
    for view in views {
        for key in view.node.as_object().into_iter().flat_map(Object::keys) {
            let Some(member) = view.get(places, key) else { continue };
            match found.get_mut(key) {
                Some(list) => list.push(member),
                None => _ = found.insert(key.clone(), vec![member]),
            }
        }
    }
    found
}

/// The keys of all views: those of the first in its order, then what each further one adds.
pub(super) fn keys(views: &[View]) -> Vec<String> {
    let mut keys = indexmap::IndexSet::new();
    for view in views {
        keys.extend(view.node.as_object().into_iter().flat_map(|object| object.keys().cloned()));
    }
    keys.into_iter().collect()
}

/// The distinct elements of lists, in the order of the views. Of what is no list, the least.
pub(super) fn united(dx: &mut Diagnostics, views: &[View]) -> Node {
    let place = dx.sources.places.joined(views.iter().map(|view| view.place));
    let mut elements: Vec<View> = Vec::new();
    for view in views.iter().filter(|view| view.node.as_array().is_some()) {
        elements.extend(view.elements(&mut dx.sources.places));
    }
    let distinct = distinct(&mut dx.sources.places, elements);
    Node::at(place, Value::Array(distinct.iter().map(|view| view.copy(&mut dx.sources.places)).collect()))
}

/// The longest text, and of those the least.
pub(super) fn richest(dx: &mut Diagnostics, views: &[View]) -> Node {
    let length = |view: &View| match &view.node.value {
        Value::String(text) => text.chars().count(),
        Value::Null => 0,
        _ => view.node.to_json().to_string().chars().count(),
    };
    let best =
        views.iter().max_by(|one, other| length(one).cmp(&length(other)).then_with(|| compare(other.node, one.node)));
    best.map_or_else(|| Node::new(Value::Null), |view| view.copy(&mut dx.sources.places))
}

fn all(dx: &mut Diagnostics, views: &[View], absent: bool) -> Node {
    let place = dx.sources.places.joined(views.iter().map(|view| view.place));
    match views {
        [one] if !absent => one.copy(&mut dx.sources.places),
        _ => Node::at(place, Value::Bool(!absent && views.iter().all(|view| view.node.as_bool() == Some(true)))),
    }
}

/// A request body that some views of the operation do not have: it cannot be required.
fn optional_body<'doc>(dx: &mut Diagnostics, known: &Known<'doc>, views: Vec<View<'doc>>) -> Node {
    let required = |view: &View| {
        known.resolved(*view).iter().any(|view| view.node.get("required").and_then(Node::as_bool) == Some(true))
    };
    if !views.iter().any(required) {
        return join(dx, known, Role::RequestBody, views, false);
    }
    let resolved = views.into_iter().flat_map(|view| known.resolved(view)).collect();
    let mut body = join(dx, known, Role::RequestBody, resolved, false);
    if let Some(members) = body.as_object_mut() {
        members.shift_remove("required");
    }
    body
}

/// Lists of parameters: one for each name and location, required only if every view requires it.
fn parameters<'doc>(dx: &mut Diagnostics, known: &Known<'doc>, lists: Vec<View<'doc>>, absent: bool) -> Node {
    if let ([one], false) = (lists.as_slice(), absent) {
        return one.copy(&mut dx.sources.places);
    }
    let place = dx.sources.places.joined(lists.iter().map(|view| view.place));
    let mut groups: indexmap::IndexMap<(String, String), Vec<View>> = indexmap::IndexMap::new();
    for (index, list) in lists.iter().enumerate() {
        for parameter in list.elements(&mut dx.sources.places) {
            let key = parameter_key(known, parameter)
                .unwrap_or_else(|| (index.to_string(), parameter.node.to_json().to_string()));
            groups.entry(key).or_default().push(parameter);
        }
    }
    report_missing(dx, &lists, &groups);
    let mut joined = Vec::new();
    for ((location, _), views) in groups {
        let missing = location != "path" && (absent || views.len() < lists.len());
        joined.push(if missing {
            optional_parameter(dx, known, views)
        } else {
            join(dx, known, Role::Parameter, views, false)
        });
    }
    Node::at(place, Value::array(joined))
}

/// Names the parameters that only some of the lists have. That an operation has no list at all is reported there.
fn report_missing(dx: &mut Diagnostics, lists: &[View], groups: &indexmap::IndexMap<(String, String), Vec<View>>) {
    let missing: Vec<String> = groups
        .iter()
        .filter(|(_, views)| views.len() < lists.len())
        .map(|((location, name), _)| format!("`{name}` ({location})"))
        .collect();
    if missing.is_empty() || lists.len() < 2 {
        return;
    }
    let place = dx.sources.places.joined(lists.iter().map(|list| list.place));
    let shown = lists
        .iter()
        .map(|list| {
            let count = list.node.as_array().map_or(0, <[Node]>::len);
            (format!("{count} parameter{}", if count == 1 { "" } else { "s" }), list.place)
        })
        .collect();
    differ::report_lists(dx, &format!("the parameters {}", missing.join(", ")), place, shown);
}

/// Location and name of a parameter, through references.
pub(super) fn parameter_key(known: &Known, parameter: View) -> Option<(String, String)> {
    let resolved = known.resolved(parameter);
    let node = resolved.first()?.node;
    Some((node.get("in")?.as_str()?.to_owned(), node.get("name")?.as_str()?.to_owned()))
}

fn optional_parameter<'doc>(dx: &mut Diagnostics, known: &Known<'doc>, views: Vec<View<'doc>>) -> Node {
    let resolved: Vec<View> = views.iter().flat_map(|view| known.resolved(*view)).collect();
    let is_required = |view: &View| view.node.get("required").and_then(Node::as_bool) == Some(true);
    if !resolved.iter().any(is_required) {
        return join(dx, known, Role::Parameter, views, false);
    }
    let mut parameter = join(dx, known, Role::Parameter, resolved, false);
    if reference(&parameter).is_none()
        && let Some(members) = parameter.as_object_mut()
    {
        members.shift_remove("required");
    }
    parameter
}
