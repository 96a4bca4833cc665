//! JSON Merge Patch (RFC 7396), by which the tests say how a state differs from another one.

use serde_json::{Map, Value as Json};

/// Changes a value; `null` removes a member.
pub fn patch(target: &mut Json, change: &Json) {
    let Json::Object(change) = change else {
        *target = change.clone();
        return;
    };
    if !target.is_object() {
        *target = Json::Object(Map::new());
    }
    let object = target.as_object_mut().unwrap();
    for (key, value) in change {
        if value.is_null() {
            object.remove(key);
        } else {
            patch(object.entry(key).or_insert(Json::Null), value);
        }
    }
}
