//! Histories of an API: documents one after the other, each named with the record of the one before.
//!
//! A step is a JSON Merge Patch (RFC 7396) of the step before, in short: `"GET /pets/{id}"` is an operation, `schemas`
//! are components; `null` removes. Path parameters and a response without content are added where an operation has
//! none. `release` says that a version is made of the step.

#![allow(dead_code, reason = "each test binary uses a part of it")]

#[path = "merge_patch.rs"]
mod merge_patch;

use generator::source::Page;
use generator::{Input, Surface};
use merge_patch::patch;
use serde_json::{Map, Value as Json, json};

/// The state after a step, and the step.
pub struct Step {
    pub step: Json,
    pub surface: Surface,
}

/// The states of a history.
pub fn run(steps: &[Json]) -> Vec<Step> {
    let mut state = json!({});
    let mut states: Vec<Step> = Vec::new();
    for step in steps {
        patch(&mut state, step);
        let recorded = states.last().map(|before| before.surface.names.record.clone());
        let release = step["release"].as_bool().unwrap_or_default();
        states.push(Step { step: step.clone(), surface: surface(&document(&state), recorded, release) });
    }
    states
}

/// What the client of a document is.
pub fn surface(document: &Json, recorded: Option<String>, release: bool) -> Surface {
    let pages = vec![Page { path: "api.json".to_owned(), text: document.to_string() }];
    let input = Input { pages, recorded, release, package: "case".to_owned(), ..Input::default() };
    generator::surface(&input).unwrap_or_else(|dx| panic!("{document}: {:#?}", dx.list))
}

pub fn document(state: &Json) -> Json {
    let mut paths = Map::new();
    for (key, operation) in state.as_object().unwrap() {
        let Some((method, path)) = key.split_once(' ') else { continue };
        let item = paths.entry(path).or_insert_with(|| json!({}));
        item[method.to_ascii_lowercase()] = whole(path, operation);
    }
    let schemas = state.get("schemas").cloned().unwrap_or_else(|| json!({}));
    json!({"openapi": "3.0.3", "info": {"title": "Pets", "version": "1"}, "servers": [{"url": "https://a.example"}],
        "paths": paths, "components": {"schemas": schemas}})
}

fn whole(path: &str, operation: &Json) -> Json {
    let mut operation = operation.clone();
    let given = operation["parameters"].as_array().cloned().unwrap_or_default();
    let names = path.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name);
    let is_new = |name: &&str| !given.iter().any(|it| it["name"] == **name && it["in"] == "path");
    let parameter = |name: &str| json!({"name": name, "in": "path", "required": true, "schema": {"type": "integer"}});
    let mut parameters: Vec<Json> = names.filter(is_new).map(parameter).collect();
    parameters.extend(given.clone());
    operation["parameters"] = Json::Array(parameters);
    if operation.get("responses").is_none() {
        operation["responses"] = json!({"200": {"description": "OK"}});
    }
    operation
}
