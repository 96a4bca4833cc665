//! What a client was when an earlier generator wrote it.
//!
//! A baseline is lowered anew from its document. In go its API and names, and the record that it was released with. A
//! component that the record knows with fields was a model then, also if it is a union of those that extend it today; it
//! becomes a model again here, so that the comparison reports the change. A record without features is of a client that
//! had all types by default.

use crate::features;
use crate::ir::{Api, Identity, ObjectShape, RoleStep, Shape, TypeId};
use crate::names::Names;
use crate::names::key::Word;
use serde_json::{Map, Value as Json};

/// Makes such components the models that they were.
pub fn as_recorded(api: &mut Api, names: &mut Names, recorded: &str) {
    let Ok(recorded) = serde_json::from_str::<Json>(recorded) else { return };
    let section = |name: &str| recorded.get(name).and_then(Json::as_object);
    let has = |name: &str, start: &str| section(name).into_iter().flat_map(Map::keys).any(|key| key.starts_with(start));
    names.all_types |= section(features::SECTION).is_none();
    // A client from before there were events has none.
    if section("webhooks").is_none() && section("callbacks").is_none() {
        api.webhooks.clear();
        names.webhooks.clear();
    }
    for index in 0..api.types.len() {
        let is_union = api.types.get(index).is_some_and(|definition| {
            matches!((&definition.identity, &definition.shape), (Identity::Component(_), Shape::Union(_)))
        });
        let Some(key) = names.types.get(index).map(|names| names.key.clone()).filter(|_| is_union) else { continue };
        let has = |section: &str, word: Word| has(section, &[key.as_str(), &word.start()].concat());
        let was_model = has("fields", Word::Property) && !has("variants", Word::Branch);
        let is_known = section("types").is_some_and(|types| types.contains_key(&key));
        if was_model && is_known {
            make_model(api, names, index);
        }
    }
}

fn make_model(api: &mut Api, names: &mut Names, index: usize) {
    let base = api.types.iter().position(|definition| match &definition.identity {
        Identity::Inline { parent, role } => *parent == TypeId(index) && role.0.as_slice() == [RoleStep::Base],
        _ => false,
    });
    let shape = base.and_then(|base| api.types.get(base)).map(|definition| definition.shape.clone());
    let fields = base.and_then(|base| names.types.get(base)).map(|names| names.fields.clone());
    if let (Some(definition), Some(names)) = (api.types.get_mut(index), names.types.get_mut(index)) {
        definition.shape = shape.unwrap_or(Shape::Object(ObjectShape { fields: Vec::new(), additional: None }));
        names.fields = fields.unwrap_or_default();
        names.variants.clear();
    }
}
