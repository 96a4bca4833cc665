//! Successors of documents: what authors of documents change from version to version, one to three changes at once.

use super::document;
use super::random::Random;
use serde_json::{Map, Value as Json, json};

/// A change; it gives `None` if there is nothing in the document that it could change.
type Mutation = fn(&mut Random, &mut Json) -> Option<()>;

const MUTATIONS: &[(&str, Mutation)] = &[
    ("add a field", add_field),
    ("add a required field", add_required_field),
    ("remove a field", remove_field),
    ("retype a field", retype_field),
    ("turn required over", turn_required),
    ("reorder the fields", reorder_fields),
    ("make a field nullable", make_nullable),
    ("describe a schema", describe),
    ("deprecate", deprecate),
    ("constrain a text", constrain),
    ("add a value", add_value),
    ("remove a value", remove_value),
    ("reorder the values", reorder_values),
    ("move an enum into a component", extract_enum),
    ("rename a component", rename_component),
    ("add a branch", add_branch),
    ("reorder the components", reorder_components),
    ("add an operation", add_operation),
    ("remove an operation", remove_operation),
    ("reorder the paths", reorder_paths),
    ("rename a path parameter", rename_path_parameter),
    ("add a parameter", add_parameter),
    ("remove a parameter", remove_parameter),
    ("turn a parameter over", turn_parameter),
    ("reorder the parameters", reorder_parameters),
    ("add a media type of a response", add_answer_media_type),
    ("add a media type of a body", add_body_media_type),
    ("add a status", add_status),
    ("change a summary", change_summary),
    ("change a tag", change_tag),
];

/// The next version of a document, and what was changed.
pub fn successor(random: &mut Random, old: &Json) -> (Json, Vec<&'static str>) {
    let (mut new, mut done) = (old.clone(), Vec::new());
    let number = 1 + random.below(3);
    while done.len() < number {
        let (name, mutation) = random.pick(MUTATIONS);
        if mutation(random, &mut new).is_some() {
            done.push(*name);
        }
    }
    (new, done)
}

/// The pointers of all values below the paths and the components that a test holds for.
fn places(document: &Json, is_wanted: fn(&Map<String, Json>) -> bool) -> Vec<String> {
    let mut found = Vec::new();
    let mut open = vec![("/paths".to_owned(), &document["paths"]), ("/components".to_owned(), &document["components"])];
    while let Some((pointer, value)) = open.pop() {
        if let Some(object) = value.as_object().filter(|object| is_wanted(object)) {
            assert!(!object.is_empty());
            found.push(pointer.clone());
        }
        let escaped = |key: &str| key.replace('~', "~0").replace('/', "~1");
        match value {
            Json::Object(object) => {
                open.extend(object.iter().map(|(key, inner)| (format!("{pointer}/{}", escaped(key)), inner)));
            }
            Json::Array(list) => {
                open.extend(list.iter().enumerate().map(|(index, inner)| (format!("{pointer}/{index}"), inner)));
            }
            _ => {}
        }
    }
    found.sort();
    found
}

/// One of those values.
fn one<'a>(
    random: &mut Random,
    document: &'a mut Json,
    is_wanted: fn(&Map<String, Json>) -> bool,
) -> Option<&'a mut Json> {
    let places = places(document, is_wanted);
    let pointer = places.get(random.below(places.len()))?;
    document.pointer_mut(pointer)
}

fn is_object(schema: &Map<String, Json>) -> bool {
    schema.get("type").is_some_and(|kind| kind == "object") && schema.get("properties").is_some_and(Json::is_object)
}

fn is_enum(schema: &Map<String, Json>) -> bool {
    schema.get("enum").is_some_and(Json::is_array)
}

fn is_operation(value: &Map<String, Json>) -> bool {
    value.contains_key("operationId")
}

fn has_parameters(value: &Map<String, Json>) -> bool {
    is_operation(value) && value.contains_key("parameters")
}

fn is_text(schema: &Map<String, Json>) -> bool {
    schema.get("type").is_some_and(|kind| kind == "string") && !schema.contains_key("enum")
}

fn properties<'a>(random: &mut Random, new: &'a mut Json) -> Option<&'a mut Map<String, Json>> {
    one(random, new, is_object)?["properties"].as_object_mut()
}

fn key(random: &mut Random, map: &Map<String, Json>) -> Option<String> {
    let keys: Vec<&String> = map.keys().collect();
    (!keys.is_empty()).then(|| (*random.pick(&keys)).clone())
}

fn reorder(random: &mut Random, map: &mut Map<String, Json>) -> Option<()> {
    let mut list: Vec<(String, Json)> = std::mem::take(map).into_iter().collect();
    random.shuffle(&mut list);
    *map = list.into_iter().collect();
    (map.len() > 1).then_some(())
}

fn add_field(random: &mut Random, new: &mut Json) -> Option<()> {
    let schema = document::schema(random, &[], 2);
    let name = *random.pick(&["colour", "weight", "status", "links", "createdBy"]);
    let properties = properties(random, new)?;
    (!properties.contains_key(name)).then(|| properties.insert(name.to_owned(), schema))?;
    Some(())
}

fn add_required_field(random: &mut Random, new: &mut Json) -> Option<()> {
    let schema = document::scalar(random);
    let object = one(random, new, is_object)?;
    object["properties"]["serial"] = schema;
    match object["required"].as_array_mut() {
        Some(required) if !required.contains(&json!("serial")) => required.push(json!("serial")),
        Some(_) => {}
        None => object["required"] = json!(["serial"]),
    }
    Some(())
}

fn remove_field(random: &mut Random, new: &mut Json) -> Option<()> {
    let object = one(random, new, is_object)?;
    let properties = object["properties"].as_object_mut().filter(|properties| properties.len() > 1)?;
    let name = key(random, properties)?;
    properties.shift_remove(&name);
    if let Some(required) = object.get_mut("required").and_then(Json::as_array_mut) {
        required.retain(|other| *other != json!(name));
    }
    Some(())
}

fn retype_field(random: &mut Random, new: &mut Json) -> Option<()> {
    let schema = document::schema(random, &[], 2);
    let properties = properties(random, new)?;
    let name = key(random, properties)?;
    properties.insert(name, schema);
    Some(())
}

fn turn_required(random: &mut Random, new: &mut Json) -> Option<()> {
    let object = one(random, new, is_object)?;
    let name = json!(key(random, object["properties"].as_object()?)?);
    let mut required = object.get("required").and_then(Json::as_array).cloned().unwrap_or_default();
    match required.iter().position(|other| *other == name) {
        Some(index) => drop(required.remove(index)),
        None => required.push(name),
    }
    object["required"] = Json::Array(required);
    if object["required"] == json!([]) {
        object.as_object_mut()?.shift_remove("required");
    }
    Some(())
}

fn reorder_fields(random: &mut Random, new: &mut Json) -> Option<()> {
    let properties = properties(random, new)?;
    reorder(random, properties)
}

fn make_nullable(random: &mut Random, new: &mut Json) -> Option<()> {
    one(random, new, is_text)?["nullable"] = json!(true);
    Some(())
}

fn describe(random: &mut Random, new: &mut Json) -> Option<()> {
    let schema = one(random, new, |schema| is_object(schema) || is_enum(schema) || is_text(schema))?;
    schema["description"] = json!("In other words.");
    Some(())
}

fn deprecate(random: &mut Random, new: &mut Json) -> Option<()> {
    one(random, new, |value| is_operation(value) || is_text(value))?["deprecated"] = json!(true);
    Some(())
}

fn constrain(random: &mut Random, new: &mut Json) -> Option<()> {
    let length = 5 + random.below(9);
    one(random, new, is_text)?["maxLength"] = json!(length);
    Some(())
}

fn add_value(random: &mut Random, new: &mut Json) -> Option<()> {
    let value = json!(random.pick(&["paused", "gone-away"]));
    let values = one(random, new, is_enum)?["enum"].as_array_mut()?;
    (!values.contains(&value)).then(|| values.push(value))
}

fn remove_value(random: &mut Random, new: &mut Json) -> Option<()> {
    let values = one(random, new, is_enum)?["enum"].as_array_mut().filter(|values| values.len() > 1)?;
    values.remove(random.below(values.len()));
    Some(())
}

fn reorder_values(random: &mut Random, new: &mut Json) -> Option<()> {
    let values = one(random, new, is_enum)?["enum"].as_array_mut()?;
    random.shuffle(values);
    Some(())
}

fn extract_enum(random: &mut Random, new: &mut Json) -> Option<()> {
    let inline: Vec<String> =
        places(new, is_enum).into_iter().filter(|pointer| pointer.contains("/properties/")).collect();
    let pointer = inline.get(random.below(inline.len()))?;
    let schema = std::mem::replace(new.pointer_mut(pointer)?, document::reference("Extracted"));
    new["components"]["schemas"]["Extracted"] = schema;
    Some(())
}

fn rename_component(random: &mut Random, new: &mut Json) -> Option<()> {
    let name = key(random, new["components"]["schemas"].as_object()?)?;
    let (old, now) = (format!("#/components/schemas/{name}\""), format!("#/components/schemas/New{name}\""));
    *new = serde_json::from_str(&new.to_string().replace(&old, &now)).unwrap();
    let schemas = new["components"]["schemas"].as_object_mut()?;
    let renamed = |(key, value)| (if key == name { format!("New{name}") } else { key }, value);
    *schemas = std::mem::take(schemas).into_iter().map(renamed).collect();
    Some(())
}

fn add_branch(random: &mut Random, new: &mut Json) -> Option<()> {
    let branch = json!({"type": "object", "required": ["extra"], "properties": {"extra": {"type": "integer"}}});
    let union = one(random, new, |schema| schema.contains_key("oneOf"))?;
    union["oneOf"].as_array_mut()?.push(branch);
    Some(())
}

fn reorder_components(random: &mut Random, new: &mut Json) -> Option<()> {
    reorder(random, new["components"]["schemas"].as_object_mut()?)
}

fn add_operation(random: &mut Random, new: &mut Json) -> Option<()> {
    let number = random.below(3);
    let (parameters, answer) = (document::parameters(random, number), document::schema(random, &[], 1));
    new["paths"]["/reports"] =
        json!({"get": document::operation(random, ("List", "Report"), parameters, None, answer)});
    Some(())
}

fn remove_operation(random: &mut Random, new: &mut Json) -> Option<()> {
    let paths = new["paths"].as_object_mut()?;
    let path = key(random, paths).filter(|_| paths.len() > 1)?;
    paths.shift_remove(&path);
    Some(())
}

fn reorder_paths(random: &mut Random, new: &mut Json) -> Option<()> {
    reorder(random, new["paths"].as_object_mut()?)
}

fn rename_path_parameter(random: &mut Random, new: &mut Json) -> Option<()> {
    let paths = new["paths"].as_object_mut()?;
    let all: Vec<String> = paths.keys().filter(|path| path.contains("{id}")).cloned().collect();
    let path = all.get(random.below(all.len()))?;
    let mut item = paths.shift_remove(path)?;
    item["parameters"][0]["name"] = json!("number");
    paths.insert(path.replace("{id}", "{number}"), item);
    Some(())
}

fn add_parameter(random: &mut Random, new: &mut Json) -> Option<()> {
    let mut parameter = document::parameter(random, "verbose");
    parameter["required"] = json!(random.one_in(4));
    let operation = one(random, new, is_operation)?;
    match operation.get_mut("parameters").and_then(Json::as_array_mut) {
        Some(list) if list.iter().any(|other| other["name"] == "verbose") => return None,
        Some(list) => list.insert(random.below(list.len() + 1), parameter),
        None => operation["parameters"] = json!([parameter]),
    }
    Some(())
}

fn remove_parameter(random: &mut Random, new: &mut Json) -> Option<()> {
    let list = one(random, new, has_parameters)?["parameters"].as_array_mut().filter(|list| !list.is_empty())?;
    list.remove(random.below(list.len()));
    Some(())
}

fn turn_parameter(random: &mut Random, new: &mut Json) -> Option<()> {
    let list = one(random, new, has_parameters)?["parameters"].as_array_mut().filter(|list| !list.is_empty())?;
    let index = random.below(list.len());
    let is_required = list[index]["required"] == true;
    list[index]["required"] = json!(!is_required);
    Some(())
}

fn reorder_parameters(random: &mut Random, new: &mut Json) -> Option<()> {
    let parameters = one(random, new, has_parameters)?["parameters"].as_array_mut()?;
    random.shuffle(parameters);
    Some(())
}

fn add_answer_media_type(random: &mut Random, new: &mut Json) -> Option<()> {
    let media_type = *random.pick(&["text/csv", "application/pdf", "application/vnd.pairs+json"]);
    let operation = one(random, new, is_operation)?;
    let content = operation["responses"].get_mut("200")?["content"].as_object_mut()?;
    let schema = content.values().next()?.clone();
    let schema = if media_type.ends_with("json") { schema } else { json!({"schema": {"type": "string"}}) };
    content.insert(media_type.to_owned(), schema);
    Some(())
}

fn add_body_media_type(random: &mut Random, new: &mut Json) -> Option<()> {
    let form = document::flat(random);
    let body = one(random, new, |value| value.contains_key("required") && value.contains_key("content"))?;
    let content = body["content"].as_object_mut()?;
    content.insert("application/x-www-form-urlencoded".to_owned(), json!({ "schema": form }));
    Some(())
}

fn add_status(random: &mut Random, new: &mut Json) -> Option<()> {
    let (status, schema) = (*random.pick(&["201", "409", "default"]), document::object(random, &[], 1));
    let operation = one(random, new, is_operation)?;
    operation["responses"][status] = json!({"description": "So", "content": {"application/json": {"schema": schema}}});
    Some(())
}

fn change_summary(random: &mut Random, new: &mut Json) -> Option<()> {
    one(random, new, is_operation)?["summary"] = json!("In other words");
    Some(())
}

fn change_tag(random: &mut Random, new: &mut Json) -> Option<()> {
    one(random, new, is_operation)?["tags"] = json!(["Garden"]);
    Some(())
}
