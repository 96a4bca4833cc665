//! A small reader from JSON to `document::Document`, with places of one fragment.

use generator::diagnostic::Diagnostics;
use generator::document::{Document, Node, Object, Value};
use generator::source::{Fragment, Page, Place, Syntax};

/// Reads a JSON value as the only fragment of a page.
pub fn document(dx: &mut Diagnostics, page: &str, text: &str, json: &serde_json::Value) -> Document {
    dx.sources.pages.push(Page { path: page.to_owned(), text: text.to_owned() });
    let page = dx.sources.pages.len() - 1;
    dx.sources.fragments.push(Fragment {
        page,
        range: 0..text.len(),
        pieces: std::iter::once(0..text.len()).collect(),
        syntax: Syntax::Json,
    });
    let place = dx.sources.places.root(dx.sources.fragments.len() - 1);
    Document { root: node(dx, place, json) }
}

fn node(dx: &mut Diagnostics, place: Place, json: &serde_json::Value) -> Node {
    let value = match json {
        serde_json::Value::Null => Value::Null,
        serde_json::Value::Bool(truth) => Value::Bool(*truth),
        serde_json::Value::Number(number) => Value::Number(number.clone()),
        serde_json::Value::String(text) => Value::String(text.clone()),
        serde_json::Value::Array(elements) => {
            let mut array = Vec::new();
            for (index, element) in elements.iter().enumerate() {
                let place = dx.sources.places.index(place, index);
                array.push(node(dx, place, element));
            }
            Value::array(array)
        }
        serde_json::Value::Object(members) => {
            let mut object = Object::new();
            for (key, member) in members {
                let place = dx.sources.places.key(place, key);
                object.insert(key.clone(), node(dx, place, member));
            }
            Value::object(object)
        }
    };
    Node::at(place, value)
}
