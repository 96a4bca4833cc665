//! Discriminators, as the specification has them: which values choose which branch of a union, and which components
//! extend one that has a discriminator and no union.
//!
//! In: a merged document, and a schema. Out: [`Kinds`], for `Pet` with the discriminator `type`, which `Dog` extends by
//! `allOf`: `Dog` for `dog` of the mapping and for `Dog`, and `Pet` itself for `Pet`.

use super::schema::{is_nullable, percent_decoded, reference, resolved};
use serde_json::{Value, json};

/// Parts of parts deeper than this are not looked at.
const NESTED: usize = 40;
/// Keywords that leave a reference in an `allOf` what it is.
const SILENT: [&str; 9] =
    ["description", "title", "nullable", "example", "default", "deprecated", "readOnly", "writeOnly", "type"];

/// What a discriminator tells apart.
pub struct Kinds {
    /// The property.
    pub property: String,
    /// The branches, in order.
    pub list: Vec<Kind>,
}

/// A branch.
pub struct Kind {
    /// Its schema.
    pub schema: Value,
    /// The values of the property that choose it.
    pub tags: Vec<String>,
    /// It takes values that choose none.
    pub is_default: bool,
    /// It is the model, though others extend it.
    pub is_model: bool,
}

impl Kinds {
    /// What the discriminator asks of a value of a kind, as JSON Schema.
    pub fn rule(&self, kind: &Kind) -> Value {
        let values = |tags: &[String]| -> Vec<Value> {
            let other =
                |tag: &String| serde_json::from_str::<Value>(tag).ok().filter(|it| it.is_i64() || it.is_boolean());
            tags.iter().flat_map(|tag| std::iter::once(json!(tag)).chain(other(tag))).collect()
        };
        let others: Vec<Value> = self.list.iter().flat_map(|other| values(&other.tags)).collect();
        let own = values(&kind.tags);
        let (property, has_default) = (&self.property, self.list.iter().any(|kind| kind.is_default));
        match (kind.is_default, kind.tags.is_empty()) {
            (true, _) => {
                let others: Vec<Value> = others.into_iter().filter(|value| !own.contains(value)).collect();
                json!({ "properties": { property: { "not": { "enum": others } } } })
            }
            (false, true) => json!({ "properties": { property: { "not": { "type": "string" } } } }),
            (false, false) if has_default => {
                json!({ "required": [property], "properties": { property: { "enum": own } } })
            }
            (false, false) => json!({ "properties": { property: { "enum": own } } }),
        }
    }
}

/// What the discriminator of a union says about its branches: its own, or one that all branches inherit.
pub fn of_union(document: &Value, schema: &Value, branches: &[Value]) -> Option<Kinds> {
    let inherited = || {
        let all: Vec<Option<&Value>> = branches.iter().map(|branch| telling(document, branch)).collect();
        let first = all.first().copied().flatten()?;
        let is_same = |found: &Option<&Value>| found.is_some_and(|found| property_of(found) == property_of(first));
        all.iter().all(is_same).then_some(first)
    };
    let discriminator = schema.get("discriminator").or_else(|| inherited()?.get("discriminator"))?;
    let property = discriminator.get("propertyName")?.as_str()?.to_owned();
    let components: Vec<&Value> = branches.iter().map(|branch| resolved(document, branch)).collect();
    let kind = |branch: &Value| {
        // Beside those that extend it, a component is a model.
        let own = resolved(document, branch);
        let is_model = components.iter().any(|other| !std::ptr::eq(*other, own) && has_part(document, other, own, 0));
        kind(document, discriminator, &property, branch, is_model)
    };
    Some(Kinds { list: branches.iter().map(kind).collect(), property })
}

/// The kinds of a component that others extend, wherever a value of it stands.
pub fn of_parent(document: &Value, schema: &Value) -> Option<Kinds> {
    let components = document.pointer("/components/schemas")?.as_object()?;
    let own = resolved(document, schema);
    // A component that is an `allOf` of another and nothing else is a kind of it, unless it only adds `null`.
    let is_kind = components.values().any(|component| std::ptr::eq(component, own) && !is_nullable(component));
    let own = other_name(own).filter(|_| !is_kind).map_or(own, |other| resolved(document, other));
    let discriminator = telling(document, own)?.get("discriminator")?;
    let property = discriminator.get("propertyName")?.as_str()?.to_owned();
    let (name, _) = components.iter().find(|(_, component)| std::ptr::eq(*component, own))?;
    let extends = |(_, component): &(&String, &Value)| {
        let is_other = is_nullable(component) && other_name(component).is_some();
        component.get("$ref").is_none()
            && !is_other
            && !std::ptr::eq(*component, own)
            && has_part(document, component, own, 0)
    };
    let children: Vec<_> = components.iter().filter(extends).collect();
    let names: Vec<&str> = children.iter().map(|(name, _)| name.as_str()).collect();
    if children.is_empty() || !(is_kind_by_another(document, own, &property) || is_mentioned(document, name, &names)) {
        return None;
    }
    let of = |name: &str, is_model| kind(document, discriminator, &property, &refer(name), is_model);
    let mut list: Vec<Kind> = Vec::new();
    let own_kind = of(name, true);
    let listed = listed(document, &property, own);
    if own_kind.is_default || listed.is_none_or(|listed| own_kind.tags.iter().any(|tag| listed.contains(tag))) {
        list.push(own_kind);
    }
    for (name, child) in children {
        let is_same = |telling: &Value| property_of(telling) == Some(&property);
        list.push(of(name, telling(document, child).is_some_and(is_same)));
    }
    Some(Kinds { property, list })
}

/// True if a component is a kind of another one that another property tells apart.
fn is_kind_by_another(document: &Value, own: &Value, property: &str) -> bool {
    let mut found = Vec::new();
    parts(document, own, &mut found, 0);
    found.iter().any(|part| property_of(part).is_some_and(|other| other != property))
}

/// True if a component is the type of a value anywhere. As a part of others, or as a branch of a union beside one of its
/// children, it is a model.
fn is_mentioned(document: &Value, name: &str, children: &[&str]) -> bool {
    let is = |value: &Value, name: &str| {
        reference(value).and_then(|pointer| component_name(&pointer)).is_some_and(|other| other == name)
    };
    let components = document.pointer("/components/schemas").and_then(Value::as_object);
    let is_component = |value: &Value| components.is_some_and(|all| all.values().any(|one| std::ptr::eq(one, value)));
    let mut open = vec![document];
    while let Some(value) = open.pop() {
        if is(value, name) {
            return true;
        }
        open.extend(value.as_array().into_iter().flatten());
        for (key, member) in value.as_object().into_iter().flatten() {
            let list = member.as_array().map(Vec::as_slice).unwrap_or_default();
            let is_part = match key.as_str() {
                "allOf" => other_name(value).is_none() || (is_component(value) && !is_nullable(value)),
                "oneOf" | "anyOf" => list.iter().any(|branch| children.iter().any(|child| is(branch, child))),
                _ => false,
            };
            match is_part {
                true => open.extend(list.iter().filter(|part| !is(part, name))),
                false => open.push(member),
            }
        }
    }
    false
}

/// The property of the discriminator that a schema has.
fn property_of(schema: &Value) -> Option<&str> {
    schema["discriminator"]["propertyName"].as_str()
}

fn refer(name: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{}", name.replace('~', "~0").replace('/', "~1").replace('%', "%25")) })
}

fn kind(document: &Value, discriminator: &Value, property: &str, branch: &Value, is_model: bool) -> Kind {
    let name = reference(branch).and_then(|pointer| component_name(&pointer));
    let is_target = |target: &str| {
        let last = percent_decoded(target.rsplit('/').next().unwrap_or_default()).replace("~1", "/").replace("~0", "~");
        let stem = [".yaml", ".yml", ".json"].iter().find_map(|ending| last.strip_suffix(ending)).unwrap_or(&last);
        name.as_deref().is_some_and(|name| target == name || last == name || stem == name)
    };
    let mapping = discriminator.get("mapping").and_then(Value::as_object);
    let is_mapped = |value: &str| mapping.is_some_and(|mapping| mapping.contains_key(value));
    let mapped = mapping.into_iter().flatten().filter(|(_, target)| target.as_str().is_some_and(is_target));
    let mut tags: Vec<String> = mapped.map(|(value, _)| value.clone()).collect();
    let own = resolved(document, branch);
    let given = ["x-ms-discriminator-value", "x-discriminator-value"].iter().find_map(|key| own.get(*key)?.as_str());
    tags.extend(given.filter(|value| !is_mapped(value)).map(str::to_owned));
    let listed = listed(document, property, own);
    if let (true, Some([only])) = (tags.is_empty(), listed.as_deref()) {
        tags.push(only.clone());
    }
    let letters = |text: &str| text.chars().filter(|one| one.is_alphanumeric()).collect::<String>().to_lowercase();
    if let Some(name) = name.as_deref().filter(|name| !is_mapped(name)) {
        let alike: Vec<&String> = listed.iter().flatten().filter(|value| letters(value) == letters(name)).collect();
        match alike.as_slice() {
            _ if listed.as_ref().is_none_or(|listed| listed.iter().any(|value| value == name)) => {
                tags.push(name.to_owned())
            }
            [only] if tags.is_empty() && !is_mapped(only) => tags.push((*only).clone()),
            _ if tags.is_empty() => tags.push(name.to_owned()),
            _ => {}
        }
    }
    let is_default = discriminator.get("x-defaultMapping").and_then(Value::as_str).is_some_and(is_target);
    Kind { schema: branch.clone(), tags, is_default, is_model }
}

fn component_name(pointer: &str) -> Option<String> {
    let name = pointer.strip_prefix("/components/schemas/").filter(|name| !name.contains('/'))?;
    Some(name.replace("~1", "/").replace("~0", "~"))
}

/// A schema and all that it is composed of.
fn parts<'d>(document: &'d Value, schema: &'d Value, found: &mut Vec<&'d Value>, nested: usize) {
    let schema = resolved(document, schema);
    if nested > NESTED || found.iter().any(|known| std::ptr::eq(*known, schema)) {
        return;
    }
    found.push(schema);
    for part in schema.get("allOf").and_then(Value::as_array).into_iter().flatten() {
        parts(document, part, found, nested + 1);
    }
}

fn has_part(document: &Value, schema: &Value, wanted: &Value, nested: usize) -> bool {
    let mut found = Vec::new();
    parts(document, schema, &mut found, nested);
    found.iter().any(|part| std::ptr::eq(*part, wanted))
}

/// The part of a schema that has the discriminator, unless one of its parts is a union.
fn telling<'d>(document: &'d Value, schema: &'d Value) -> Option<&'d Value> {
    let mut found = Vec::new();
    parts(document, schema, &mut found, 0);
    let is_union = |part: &&Value| ["oneOf", "anyOf", "x-rust-type"].iter().any(|key| part.get(*key).is_some());
    if found.iter().any(is_union) {
        return None;
    }
    found.into_iter().find(|part| part.get("discriminator").is_some())
}

/// The texts that all enums of a property list, if it has one.
fn listed(document: &Value, property: &str, schema: &Value) -> Option<Vec<String>> {
    let (mut owners, mut places) = (Vec::new(), Vec::new());
    parts(document, schema, &mut owners, 0);
    for owner in owners {
        if let Some(place) = owner.get("properties").and_then(|all| all.get(property)) {
            parts(document, place, &mut places, 0);
        }
    }
    let lists = places.iter().filter_map(|place| place.get("enum")?.as_array());
    let texts = lists.map(|list| list.iter().filter_map(Value::as_str).map(str::to_owned).collect::<Vec<_>>());
    texts.reduce(|one, other| one.into_iter().filter(|value| other.contains(value)).collect())
}

/// The only reference in the `allOf` of a schema that says nothing more.
fn other_name(schema: &Value) -> Option<&Value> {
    let is_silent = |schema: &Value, more: &str| {
        let mut keys = schema.as_object().into_iter().flat_map(serde_json::Map::keys);
        keys.all(|key| key == more || SILENT.contains(&key.as_str()) || key.starts_with("x-"))
    };
    let parts = schema.get("allOf")?.as_array()?;
    let (references, others): (Vec<&Value>, Vec<&Value>) = parts.iter().partition(|part| part.get("$ref").is_some());
    match references.as_slice() {
        [only] if is_silent(schema, "allOf") && others.iter().all(|part| is_silent(part, "")) => Some(only),
        _ => None,
    }
}
