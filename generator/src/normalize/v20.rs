//! Swagger 2.0 to OpenAPI 3.0: the outline of the document.
//!
//! In: the root of a 2.0 document. Out: the same in 3.0: `host`, `basePath` and `schemes` are servers, `definitions`,
//! `parameters`, `responses` and `securityDefinitions` are components, and every operation has its body and the media
//! types of its own, so `{"in": "body", "schema": S}` under `consumes: [application/json]` becomes
//! `requestBody: {content: {application/json: {schema: S}}}`. Every new node stands at the place of what it was made
//! of. What 3.0 cannot say is named; whether the result is valid is the business of later phases.

mod content;
mod parameter;
mod schema;
mod security;

use crate::diagnostic::Diagnostics;
use crate::document::{Node, Object, Value};
use crate::source::{Place, unescape_pointer};

/// The methods for which a body that a path has for all its operations is meant.
const WITH_BODY: [&str; 4] = ["post", "put", "patch", "delete"];

/// What operations take from the root.
struct Shared {
    /// As written; references name them as components already.
    parameters: Object,
    /// As written.
    responses: Object,
    consumes: Vec<Node>,
    produces: Vec<Node>,
    /// `//host/basePath`, or the path alone, at the place of what it was made of.
    address: Option<Node>,
}

pub(super) fn rewrite(dx: &mut Diagnostics, root: &mut Node) {
    schema::references(root);
    let root_place = root.place;
    let Some(members) = root.as_object_mut() else { return };
    let mut old = std::mem::take(members);
    let version_place = old.shift_remove("swagger").map_or(root_place, |node| node.place);
    let address = address(&mut old);
    let servers = servers(address.as_ref(), old.shift_remove("schemes").as_ref());
    let shared = Shared {
        parameters: taken_object(&mut old, "parameters"),
        responses: taken_object(&mut old, "responses"),
        consumes: super::media::repaired(dx, taken_array(&mut old, "consumes")),
        produces: taken_array(&mut old, "produces"),
        address,
    };
    let definitions = old.shift_remove("definitions");
    let schemes = old.shift_remove("securityDefinitions");
    for item in old.get_mut("paths").and_then(Node::as_object_mut).into_iter().flat_map(Object::values_mut) {
        path_item(dx, &shared, item);
    }
    members.insert("openapi".into(), Node::at(version_place, Value::String("3.0.3".into())));
    members.extend(servers.map(|node| ("servers".to_owned(), node)));
    members.extend(old);
    let groups = components(dx, &shared, definitions, schemes);
    if !groups.is_empty() {
        members.insert("components".into(), Node::at(root_place, Value::object(groups)));
    }
}

fn taken_object(members: &mut Object, key: &str) -> Object {
    if let Some(Node { value: Value::Object(object), .. }) = members.shift_remove(key) {
        object.into_inner()
    } else {
        Object::new()
    }
}

fn taken_array(members: &mut Object, key: &str) -> Vec<Node> {
    if let Some(Node { value: Value::Array(array), .. }) = members.shift_remove(key) {
        array.into_inner()
    } else {
        Vec::new()
    }
}

/// Host and base path, without a scheme.
fn address(members: &mut Object) -> Option<Node> {
    let host = members.shift_remove("host");
    let base = members.shift_remove("basePath");
    let path = base.as_ref().and_then(Node::as_str).unwrap_or_default().trim_end_matches('/');
    let path = if path.is_empty() || path.starts_with('/') { path.to_owned() } else { ["/", path].concat() };
    match (host.as_ref().and_then(|node| Some((node.place, node.as_str()?))), &base) {
        (Some((place, host)), _) if !host.is_empty() => {
            Some(Node::at(place, Value::String(["//", host, &path].concat())))
        }
        (_, Some(base)) if !path.is_empty() => Some(Node::at(base.place, Value::String(path))),
        _ => None,
    }
}

/// One server for each scheme. Without schemes it is the one by which the document was fetched; we say `https`.
fn servers(address: Option<&Node>, schemes: Option<&Node>) -> Option<Node> {
    let address = address?;
    let text = address.as_str()?;
    let server = |place: Place, url: String| {
        Node::at(place, Value::object(Object::from_iter([("url".to_owned(), Node::at(place, Value::String(url)))])))
    };
    let named: Vec<&Node> = schemes.and_then(Node::as_array).unwrap_or_default().iter().collect();
    let servers: Vec<Node> = if !text.starts_with("//") {
        vec![server(address.place, text.to_owned())]
    } else if named.is_empty() {
        vec![server(address.place, ["https:", text].concat())]
    } else {
        let mut named: Vec<&str> = named.into_iter().filter_map(Node::as_str).collect();
        // The first server is the one that a client uses, and plain text is never the better choice.
        named.sort_by_key(|scheme| *scheme != "https");
        named.iter().map(|scheme| server(address.place, [scheme, ":", text].concat())).collect()
    };
    (!servers.is_empty()).then(|| Node::at(address.place, Value::array(servers)))
}

fn path_item(dx: &mut Diagnostics, shared: &Shared, item: &mut Node) {
    let Some(members) = item.as_object_mut() else { return };
    let inherited = members.get_mut("parameters").map(|list| parameter::split(dx, shared, list)).unwrap_or_default();
    if members.get("parameters").and_then(Node::as_array).is_some_and(<[Node]>::is_empty) {
        members.shift_remove("parameters");
    }
    for (key, member) in members.iter_mut() {
        let method = key.to_ascii_lowercase();
        if WITH_BODY.contains(&method.as_str()) {
            operation(dx, shared, &inherited, member);
        } else if crate::ir::Method::of_key(&method).is_some() {
            operation(dx, shared, &parameter::Bodies::default(), member);
        }
    }
}

fn operation(dx: &mut Diagnostics, shared: &Shared, inherited: &parameter::Bodies, node: &mut Node) {
    let Some(members) = node.as_object_mut() else { return };
    let (consumes, produces) = (own_media(members, "consumes"), own_media(members, "produces"));
    let consumes = consumes.map(|list| super::media::repaired(dx, list));
    let schemes = members.shift_remove("schemes");
    if let Some(schemes) = schemes
        && let Some(servers) = servers(shared.address.as_ref(), Some(&schemes))
    {
        members.insert("servers".into(), Node::at(schemes.place, servers.value));
    }
    let own = members.get_mut("parameters").map(|list| parameter::split(dx, shared, list)).unwrap_or_default();
    if members.get("parameters").and_then(Node::as_array).is_some_and(<[Node]>::is_empty) {
        members.shift_remove("parameters");
    }
    let bodies = parameter::inherit(own, inherited);
    if let Some(body) = content::request_body(dx, bodies, consumes.as_deref().unwrap_or(&shared.consumes)) {
        members.insert("requestBody".into(), body);
    }
    for response in members.get_mut("responses").and_then(Node::as_object_mut).into_iter().flat_map(Object::values_mut)
    {
        if let Some(own) = &produces {
            write_out(&shared.responses, response);
            content::response(dx, response, own);
        } else {
            content::response(dx, response, &shared.produces);
        }
    }
}

/// The media types that an operation has of its own; an empty list is one too.
fn own_media(members: &mut Object, key: &str) -> Option<Vec<Node>> {
    if let Value::Array(list) = members.shift_remove(key)?.value { Some(list.into_inner()) } else { None }
}

/// A reference to a shared response becomes a copy of it, where the media types are not the shared ones.
fn write_out(responses: &Object, response: &mut Node) {
    let reference = response.get("$ref").and_then(Node::as_str);
    let name = reference.and_then(|text| text.strip_prefix("#/components/responses/")).map(unescape_pointer);
    if let Some(named) = name.and_then(|name| responses.get(&name)) {
        *response = named.clone();
    }
}

/// The components, as far as there are any. Bodies and form fields are written out where they are used.
fn components(dx: &mut Diagnostics, shared: &Shared, definitions: Option<Node>, schemes: Option<Node>) -> Object {
    let mut groups = Object::new();
    if let Some(Node { place, value: Value::Object(mut schemas) }) = definitions {
        schemas.values_mut().for_each(schema::rewrite);
        groups.insert("schemas".into(), Node::at(place, Value::object(schemas)));
    }
    let mut responses = shared.responses.clone();
    responses.values_mut().for_each(|response| content::response(dx, response, &shared.produces));
    let mut parameters = shared.parameters.clone();
    parameters.retain(|_, one| !parameter::is_body(one));
    parameters.values_mut().for_each(|one| parameter::rewrite(dx, one));
    for (key, group) in [("responses", responses), ("parameters", parameters)] {
        if let Some(place) = group.first().map(|(_, first)| first.place) {
            groups.insert(key.into(), Node::at(place, Value::object(group)));
        }
    }
    if let Some(Node { place, value: Value::Object(mut schemes) }) = schemes {
        schemes.values_mut().for_each(|scheme| security::rewrite(dx, scheme));
        groups.insert("securitySchemes".into(), Node::at(place, Value::object(schemes)));
    }
    groups
}
