//! References from one file of the specs folder into another.
//!
//! In: the documents, and all files as trees. Out: documents that refer to themselves only: what such a reference
//! names becomes a component, once however often it is named, so that circles stay circles; what cannot be one (a
//! path item, a whole group of components) stands in the reference's place. So `{"$ref": "schemas.yaml#/Pet"}` becomes
//! `{"$ref": "#/components/schemas/Pet"}`, and the component is what stands in `schemas.yaml`, with its places there.
//! Files are looked up among the pages only. A reference to anything else stays, with a warning: nothing is fetched, and
//! nothing outside the specs folder is read. Values of examples are not looked
//! into.

use crate::diagnostic::Diagnostics;
use crate::document::{Document, Node, Object, Value};
pub(super) use crate::kind::Kind;
use crate::source::{escape_pointer, percent_decoded};
use std::collections::{HashMap, HashSet, VecDeque};

/// How deeply values may be nested after references were written out, each of which counts as one level too: about
/// what one file may have.
const DEEPEST: usize = 120;

/// All files that are one tree, by path.
pub(super) type Files = HashMap<String, Node>;

/// A place in a file.
type Target = (String, String);

/// The work on one document.
struct Work<'run> {
    files: &'run Files,
    /// The document's own file.
    own: &'run str,
    is_swagger: bool,
    /// What became a component, and its name.
    names: HashMap<(Target, Kind), String>,
    taken: HashSet<(Kind, String)>,
    /// Components that are not looked into yet.
    open: VecDeque<(Kind, String, Target, Node)>,
    /// How many nodes may still be copied.
    nodes_left: usize,
    /// The files that were read.
    read: &'run mut HashSet<String>,
}

/// Whether a document refers to other files, where that is looked for.
pub(super) fn refers_outside(root: &Node) -> bool {
    is_outside(root, Kind::Other)
}

fn is_outside(node: &Node, kind: Kind) -> bool {
    match &node.value {
        _ if kind == Kind::Skipped => false,
        Value::Array(elements) => elements.iter().any(|element| is_outside(element, kind.inside())),
        Value::Object(members) => members.iter().any(|(key, member)| match member.as_str() {
            Some(text) => key == "$ref" && !is_own(text),
            None if kind == Kind::Other && key == "security" => {
                let requirements = member.as_array().into_iter().flatten().filter_map(Node::as_object);
                requirements.flat_map(Object::keys).any(|key| is_uri(key))
            }
            None => is_outside(member, kind.of_member(key)),
        }),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
    }
}

/// Whether a reference stays in its file. An empty one leads nowhere.
fn is_own(text: &str) -> bool {
    text.is_empty() || text.starts_with('#')
}

/// Whether an object may lead to another file: by a reference, or as a discriminator.
pub(super) fn leads_outside(members: &Object) -> bool {
    let is_outside = |node: &Node| node.as_str().is_some_and(|text| !is_own(text));
    let mapping = members.get("mapping").and_then(Node::as_object).into_iter().flat_map(Object::values);
    let default = ["defaultMapping", "x-defaultMapping"].iter().filter_map(|key| members.get(*key));
    // A bare word is the name of a component.
    let is_path = |node: &Node| node.as_str().is_some_and(|text| text.contains(['/', '.', ':']));
    members.get("$ref").is_some_and(is_outside) || mapping.chain(default).any(|node| is_outside(node) && is_path(node))
}

/// Rewrites one document, which stands in the page `own`. The paths of the files that it uses are added to `read`.
pub(super) fn resolve(
    dx: &mut Diagnostics,
    files: &Files,
    own: &str,
    read: &mut HashSet<String>,
    document: &mut Document,
) {
    let mut work = Work {
        files,
        own,
        is_swagger: document.root.get("swagger").is_some(),
        names: HashMap::new(),
        taken: HashSet::new(),
        open: VecDeque::new(),
        nodes_left: files.values().map(size).sum::<usize>().saturating_mul(4).saturating_add(10_000),
        read,
    };
    keep_names(&mut work, &mut document.root);
    walk(dx, &mut work, &mut document.root, Kind::Other, own, 0);
    while let Some((kind, name, (file, _), mut node)) = work.open.pop_front() {
        walk(dx, &mut work, &mut node, kind, &file, 3);
        if let Some(group) = group(&work, &mut document.root, kind) {
            group.insert(name, node);
        }
    }
}

fn size(node: &Node) -> usize {
    match &node.value {
        Value::Array(elements) => 1 + elements.iter().map(size).sum::<usize>(),
        Value::Object(members) => 1 + members.values().map(size).sum::<usize>(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => 1,
    }
}

fn height(node: &Node) -> usize {
    match &node.value {
        Value::Array(elements) => 1 + elements.iter().map(height).max().unwrap_or(0),
        Value::Object(members) => 1 + members.values().map(height).max().unwrap_or(0),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => 1,
    }
}

/// Notes the names of the components. One that only refers to a file gives its name to what stands there.
fn keep_names(work: &mut Work, root: &mut Node) {
    for kind in Kind::COMPONENTS {
        let mut named = Vec::new();
        let path = kind.path(work.is_swagger).unwrap_or(&["components"]);
        let group_of_kind = path.iter().try_fold(&*root, |node, key| node.get(key)).and_then(Node::as_object);
        for (name, node) in group_of_kind.into_iter().flatten() {
            work.taken.insert((kind, name.clone()));
            let outside = node.get("$ref").and_then(Node::as_str).filter(|text| !text.starts_with('#'));
            let target = outside.and_then(|text| target(work.own, text));
            if let Some(target) = target
                && let Some(found) = find(work.files, &target)
            {
                named.push((name.clone(), target, found.clone()));
            }
        }
        for (name, target, node) in named {
            if work.names.contains_key(&(target.clone(), kind)) {
                continue;
            }
            work.read.insert(target.0.clone());
            work.names.insert((target.clone(), kind), name.clone());
            if let Some(place) = group(work, root, kind).and_then(|group| group.get_mut(&name)) {
                // What is put here is put again when it was looked into.
                *place = Node::at(node.place, Value::Null);
            }
            work.open.push_back((kind, name, target, node));
        }
    }
}

/// The components of a kind in a document; made if there are none.
fn group<'doc>(work: &Work, root: &'doc mut Node, kind: Kind) -> Option<&'doc mut Object> {
    let place = root.place;
    let empty = || Node::at(place, Value::object(Object::new()));
    let members = root.as_object_mut()?;
    let path = kind.path(work.is_swagger)?;
    let mut at = members;
    for key in path {
        at = at.entry((*key).to_owned()).or_insert_with(empty).as_object_mut()?;
    }
    Some(at)
}

/// Rewrites the references in a value that stands in the file `base`.
fn walk(dx: &mut Diagnostics, work: &mut Work, node: &mut Node, kind: Kind, base: &str, level: usize) {
    if let Some(text) = node.get("$ref").and_then(Node::as_str).map(str::to_owned) {
        if kind == Kind::Skipped || text.is_empty() || (is_own(&text) && base == work.own) {
            return;
        }
        match named(dx, work, node, &text, base) {
            Some(target) if target.0 == work.own && is_component(&target.1) => {
                put_reference(node, ["#", &target.1].concat());
                return;
            }
            Some(target) if kind.path(work.is_swagger).is_some() => {
                let reference = component(work, kind, target);
                put_reference(node, reference);
                return;
            }
            Some(target) => {
                write_out(dx, work, node, kind, target, level);
                return;
            }
            None => return,
        }
    }
    match &mut node.value {
        Value::Array(elements) => {
            elements.iter_mut().for_each(|element| walk(dx, work, element, kind.inside(), base, level + 1));
        }
        Value::Object(members) => {
            for (key, member) in members {
                match (kind, key.as_str()) {
                    (Kind::Schema, "discriminator") => mapping(dx, work, member, base),
                    (Kind::Other, "security") => requirements(work, member, base),
                    _ => {}
                }
                walk(dx, work, member, kind.of_member(key), base, level + 1);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// The schemas that a discriminator names by their files. A bare word is the name of a component.
fn mapping(dx: &mut Diagnostics, work: &mut Work, discriminator: &mut Node, base: &str) {
    for value in discriminator.discriminator_targets() {
        let Some(text) = value.as_str().map(str::to_owned) else { continue };
        let is_own = text.starts_with('#') && base == work.own;
        if is_own || !text.contains(['#', '/', '.']) || !is_file(work, &text, base) {
            continue;
        }
        let Some(target) = target(base, &text).filter(|target| find(work.files, target).is_some()) else {
            let message =
                format!("the mapping names `{text}`, which is not in the specs folder; a component is looked for");
            dx.warning("missing-reference-target", message, value.place);
            continue;
        };
        work.read.insert(target.0.clone());
        let is_named = target.0 == work.own && is_component(&target.1);
        let reference = if is_named { ["#", &target.1].concat() } else { component(work, Kind::Schema, target) };
        value.value = Value::String(reference);
    }
}

/// Whether the name of a security scheme in a requirement is a URI: components have no such names.
pub(super) fn is_uri(name: &str) -> bool {
    name.contains(['#', '/'])
}

/// The security schemes that requirements name by their files.
fn requirements(work: &mut Work, security: &mut Node, base: &str) {
    let Value::Array(requirements) = &mut security.value else { return };
    for members in requirements.iter_mut().filter_map(Node::as_object_mut) {
        for (key, scopes) in std::mem::take(members) {
            let target = Some(&key).filter(|key| is_uri(key)).and_then(|key| target(base, key));
            let name = target.filter(|target| find(work.files, target).is_some()).and_then(|target| {
                work.read.insert(target.0.clone());
                let reference = component(work, Kind::SecurityScheme, target);
                reference.rsplit_once('/').map(|(_, name)| crate::source::unescape_pointer(name))
            });
            members.insert(name.unwrap_or(key), scopes);
        }
    }
}

/// Whether a text that may be a component's name is a reference to a file: one that is there, or one by its ending.
fn is_file(work: &Work, text: &str, base: &str) -> bool {
    let file = text.split('#').next().unwrap_or_default();
    let is_there = target(base, text).is_some_and(|target| work.files.contains_key(&target.0));
    is_there || [".yaml", ".yml", ".json"].iter().any(|ending| file.ends_with(ending))
}

/// The target of a reference, if it is there; reported if not.
fn named(dx: &mut Diagnostics, work: &mut Work, node: &Node, text: &str, base: &str) -> Option<Target> {
    let place = node.get("$ref").map_or(node.place, |reference| reference.place);
    let Some(target) = target(base, text) else {
        dx.warning(
            "reference-out-of-specs",
            format!("`{text}` leads out of the specs folder, where nothing is read; it is read as if it said nothing"),
            place,
        )
        .help("put a copy of what it names into the specs folder, and refer to that");
        return None;
    };
    work.read.insert(target.0.clone());
    if find(work.files, &target).is_some() {
        return Some(target);
    }
    let message = if work.files.contains_key(&target.0) {
        format!("the file `{}` has nothing at `{}`", target.0, target.1)
    } else {
        format!("there is no file `{}` in the specs folder", target.0)
    };
    dx.warning("missing-reference-target", format!("{message}; it is read as if it said nothing"), place)
        .help("a path is read from the folder of the file that it stands in; add the file, or mend the reference");
    None
}

/// File and pointer of a reference that stands in a file; `None` if it leads out of the specs folder.
fn target(base: &str, reference: &str) -> Option<Target> {
    let (file, pointer) = reference.split_once('#').unwrap_or((reference, ""));
    if file.is_empty() {
        return Some((base.to_owned(), percent_decoded(pointer)));
    }
    if file.contains(':') || file.contains('\\') || file.starts_with('/') {
        return None;
    }
    let file = percent_decoded(file);
    let mut parts: Vec<&str> = base.split('/').collect();
    parts.pop();
    for part in file.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()?),
            _ => parts.push(part),
        }
    }
    Some((parts.join("/"), percent_decoded(pointer)))
}

fn find<'files>(files: &'files Files, (file, pointer): &Target) -> Option<&'files Node> {
    let root = files.get(file)?;
    if pointer.is_empty() || pointer.starts_with('/') { root.pointer(pointer) } else { None }
}

fn is_component(pointer: &str) -> bool {
    ["/components/", "/definitions/", "/parameters/", "/responses/"].iter().any(|start| pointer.starts_with(start))
}

/// Replaces a reference's text; its place and what stands beside it stay.
fn put_reference(node: &mut Node, text: String) {
    if let Some(reference) = node.get_mut("$ref") {
        reference.value = Value::String(text);
    }
}

/// The reference to the component that a target is, or becomes.
fn component(work: &mut Work, kind: Kind, target: Target) -> String {
    let name = match work.names.get(&(target.clone(), kind)) {
        Some(name) => name.clone(),
        None => {
            let name = new_name(work, kind, &target);
            work.taken.insert((kind, name.clone()));
            work.names.insert((target.clone(), kind), name.clone());
            if let Some(node) = find(work.files, &target) {
                let node = node.clone();
                work.open.push_back((kind, name.clone(), target, node));
            }
            name
        }
    };
    let path = kind.path(work.is_swagger).unwrap_or_default().join("/");
    ["#/", &path, "/", &escape_pointer(&name)].concat()
}

/// The last word of the pointer, or the file's name; with as many words before it as tell it from others.
fn new_name(work: &Work, kind: Kind, (file, pointer): &Target) -> String {
    let stem = file.rsplit_once('.').map_or(file.as_str(), |(stem, _)| stem);
    let words: Vec<String> = stem.split('/').chain(pointer.split('/').skip(1)).map(word).collect();
    let mut name = String::new();
    for word in words.iter().rev() {
        name = if name.is_empty() { word.clone() } else { [word, "_", &name].concat() };
        if !work.taken.contains(&(kind, name.clone())) {
            return name;
        }
    }
    while work.taken.contains(&(kind, name.clone())) {
        name.push('_');
    }
    name
}

/// A word as a component's name can have it.
fn word(token: &str) -> String {
    let token = crate::source::unescape_pointer(token);
    token.chars().map(|one| if one.is_ascii_alphanumeric() || "._-".contains(one) { one } else { '_' }).collect()
}

/// Puts what is named in the reference's place; what stands beside the reference wins.
fn write_out(dx: &mut Diagnostics, work: &mut Work, node: &mut Node, kind: Kind, target: Target, level: usize) {
    let place = node.get("$ref").map_or(node.place, |reference| reference.place);
    let Some(found) = find(work.files, &target) else { return };
    let nodes = size(found);
    if level + height(found) >= DEEPEST || nodes > work.nodes_left {
        dx.error(
            "too-large-expansion",
            "references between files go round in a circle here, or expand to many times the files' size",
            place,
        )
        .help("put what is used in several places into `components`, and refer to it there");
        return;
    }
    work.nodes_left -= nodes;
    let mut named = found.clone();
    walk(dx, work, &mut named, kind, &target.0, level + 1);
    let beside = node.as_object_mut().map(std::mem::take).unwrap_or_default();
    if let Some(members) = named.as_object_mut() {
        for (key, mut member) in beside.into_iter().filter(|(key, _)| key != "$ref") {
            walk(dx, work, &mut member, kind.of_member(&key), work.own, level + 1);
            members.insert(key, member);
        }
    }
    *node = named;
}
