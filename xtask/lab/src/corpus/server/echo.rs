//! What a server understood, against what was meant.
//!
//! In: a case, and the member `echo` of the server's response: `{"tags": ["a", "b"], "body": {"name": "x"}}`, with the
//! parameters by name, and the body. Out: a sentence for each value that is another one. A file of a multipart body is
//! told as its text. What was not sent may be `null`, or not there, also inside of values: many servers fill in `null`.

use crate::corpus::behaviour::calls::Case;
use crate::corpus::behaviour::items::{ContentKind, OperationItem};
use crate::corpus::behaviour::round_trips::is_same;
use serde_json::{Map, Value};

/// The differences.
pub fn differences(item: &OperationItem, case: &Case, echo: &Value) -> Vec<String> {
    let meant = |name: &str| match name {
        "body" => Some(body(item, case)),
        name => {
            let index = item.parameters.iter().position(|parameter| parameter.name == name)?;
            Some(case.parameters.get(index)?.clone().unwrap_or(Value::Null))
        }
    };
    let mut found = Vec::new();
    for (name, understood) in echo.as_object().into_iter().flatten() {
        let Some(meant) = meant(name) else {
            found.push(format!("`{name}`: the server has it, the operation does not"));
            continue;
        };
        // Outside of JSON there is no empty list.
        let is_json = name == "body" && is_json(item, case);
        let (meant, understood) = (compacted(meant, is_json), compacted(understood.clone(), is_json));
        if !is_same(&meant, &understood) {
            found.push(format!("`{name}`: meant {meant}, understood {understood}"));
        }
    }
    found
}

/// The body that was sent.
fn body(item: &OperationItem, case: &Case) -> Value {
    let sent = case.content.and_then(|index| Some((item.contents.get(index)?, case.bodies.get(index)?.as_ref()?)));
    match sent {
        Some((content, value)) if matches!(content.kind, ContentKind::Multipart(_)) => files_as_texts(value.clone()),
        Some((_, value)) => value.clone(),
        None => Value::Null,
    }
}

fn files_as_texts(value: Value) -> Value {
    match value {
        Value::Object(file) if file.get("is_file") == Some(&Value::Bool(true)) => {
            file.get("content").cloned().unwrap_or_default()
        }
        Value::Object(members) => members.into_iter().map(|(name, value)| (name, files_as_texts(value))).collect(),
        Value::Array(items) => items.into_iter().map(files_as_texts).collect(),
        other => other,
    }
}

fn is_json(item: &OperationItem, case: &Case) -> bool {
    let sent = case.content.and_then(|index| item.contents.get(index));
    sent.is_some_and(|content| content.kind == ContentKind::Json)
}

/// A value without what need not be there: members that are `null`, and outside of JSON empty lists.
fn compacted(value: Value, is_json: bool) -> Value {
    match value {
        Value::Object(members) => {
            let members = members.into_iter().map(|(name, value)| (name, compacted(value, is_json)));
            Value::Object(members.filter(|(_, value)| !value.is_null()).collect::<Map<_, _>>())
        }
        Value::Array(items) if items.is_empty() && !is_json => Value::Null,
        Value::Array(items) => items.into_iter().map(|item| compacted(item, is_json)).collect(),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::differences;
    use crate::corpus::behaviour::calls::Case;
    use crate::corpus::behaviour::items::{ContentItem, ContentKind, OperationItem, ParameterItem};
    use serde_json::{Value, json};

    #[test]
    fn what_was_understood_is_compared_with_what_was_meant() {
        let parameter = |name: &str| ParameterItem { name: name.to_owned(), ..ParameterItem::default() };
        let content = ContentItem {
            media_type: "multipart/form-data".to_owned(),
            also: vec![],
            kind: ContentKind::Multipart(vec![]),
        };
        let item = OperationItem {
            parameters: vec![parameter("tags"), parameter("limit")],
            contents: vec![content],
            ..OperationItem::default()
        };
        let case = Case {
            parameters: vec![Some(json!(["a", "b"])), None],
            content: Some(0),
            bodies: vec![Some(
                json!({ "file": { "is_file": true, "content": "bytes" }, "name": "x", "none": null, "empty": [] }),
            )],
            ..Case::default()
        };
        let found = |echo: Value| differences(&item, &case, &echo);
        let right = json!({ "tags": ["a", "b"], "limit": null, "body": { "file": "bytes", "name": "x" } });
        assert_eq!(found(right), [""; 0]);
        assert_eq!(found(json!({ "tags": "a,b" })), [r#"`tags`: meant ["a","b"], understood "a,b""#]);
        assert_eq!(found(json!({ "limit": 7 })), ["`limit`: meant null, understood 7"]);
        assert_eq!(found(json!({ "body": { "name": "x" } })).len(), 1);
        assert_eq!(found(json!({ "other": 1 })), ["`other`: the server has it, the operation does not"]);
    }
}
