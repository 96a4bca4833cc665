//! The text of `names.json`, as tests look into it.

use serde_json::{Map, Value as Json};

/// A record in which every key is whole.
pub fn whole(record: &str) -> Json {
    let mut record: Map<String, Json> = serde_json::from_str(record).unwrap();
    for names in record.values_mut().filter_map(Json::as_object_mut) {
        let mut all = Map::new();
        for (key, entry) in std::mem::take(names) {
            match entry {
                Json::Object(items) => all.extend(items.into_iter().map(|(rest, name)| (format!("{key}{rest}"), name))),
                name => _ = all.insert(key, name),
            }
        }
        all.sort_keys();
        *names = all;
    }
    Json::Object(record)
}
