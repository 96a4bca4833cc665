//! Which media types of a response the client reads.
//!
//! In go the documented media types of one response, out come those that are read. Beside JSON, another form of the same
//! data is left out with a warning: XML, YAML, a binary serialization. `text/plain` with the schema of an object is JSON
//! (ASP.NET documents `text/plain`, `application/json` and `text/json` for every response). Without JSON, everything is
//! read: as text or as bytes.

use crate::lower::media::Media;
use crate::lower::state::{Lowering, SchemaRef};
use crate::schema::{JsonType, Schema};
use crate::source::escape_pointer;

/// A documented media type of a response.
#[derive(Debug, Clone)]
pub struct Candidate<'a> {
    /// The name as documented.
    pub name: &'a str,
    /// How a body is read.
    pub media: Media,
    /// The schema.
    pub schema: Option<SchemaRef<'a>>,
    /// True if the schema describes more than text or bytes.
    pub is_structured: bool,
}

impl Candidate<'_> {
    /// True if values come in one by one.
    pub fn is_stream(&self) -> bool {
        matches!(self.media, Media::JsonLines | Media::EventStream)
    }
}

/// True if a schema describes more than text or bytes.
pub fn is_structured(schema: &Schema) -> bool {
    match schema.kind {
        Some(JsonType::String) => false,
        Some(JsonType::Integer | JsonType::Number | JsonType::Boolean | JsonType::Array | JsonType::Object) => true,
        None => !schema.says_nothing(),
    }
}

/// How a media type beside JSON is read.
enum Beside {
    Same,
    AsJson,
    Unreadable,
}

/// The media types that are read; a warning names each of the others once in the document.
pub fn of<'a>(lowering: &mut Lowering<'_, 'a>, candidates: Vec<Candidate<'a>>, pointer: &str) -> Vec<Candidate<'a>> {
    let is_json = |media| matches!(media, Media::Json | Media::OtherJson);
    let has_json = candidates.iter().any(|one| is_json(one.media) && !is_serialization(sub(&essence(one.name))));
    if !has_json {
        return candidates;
    }
    let mut read = Vec::with_capacity(candidates.len());
    for candidate in candidates {
        match beside_json(&candidate) {
            Beside::Same => read.push(candidate),
            Beside::AsJson => read.push(Candidate { media: Media::OtherJson, ..candidate }),
            Beside::Unreadable => leave_out(lowering, candidate.name, pointer),
        }
    }
    read
}

fn leave_out(lowering: &mut Lowering, name: &str, pointer: &str) {
    let pointer = format!("{pointer}/content/{}", escape_pointer(name));
    lowering.unsupported("media-types", pointer.clone());
    if lowering.said.insert(("unreadable-media-type", name.to_owned())) {
        let place = lowering.place(&pointer);
        let message = format!("the client does not read `{name}`, and asks for the JSON that is documented beside it");
        lowering.dx.warning("unreadable-media-type", message, place);
    }
}

fn beside_json(candidate: &Candidate) -> Beside {
    let essence = essence(candidate.name);
    let (top, sub) = (essence.split('/').next().unwrap_or_default(), sub(&essence));
    let is_other_form = is_markup(top, sub) || top == "multipart" || sub == "x-www-form-urlencoded";
    match candidate.media {
        Media::Json | Media::OtherJson if is_serialization(sub) => Beside::Unreadable,
        Media::Json | Media::OtherJson | Media::JsonLines | Media::EventStream => Beside::Same,
        Media::Form | Media::Multipart | Media::Text | Media::Binary if is_other_form => Beside::Unreadable,
        Media::Text if candidate.is_structured && essence == "text/plain" => Beside::AsJson,
        Media::Form | Media::Multipart | Media::Text | Media::Binary if candidate.is_structured => Beside::Unreadable,
        Media::Form | Media::Multipart | Media::Text | Media::Binary => Beside::Same,
    }
}

/// Without parameters, in lower case.
fn essence(name: &str) -> String {
    name.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

fn sub(essence: &str) -> &str {
    essence.split_once('/').map_or(essence, |(_, sub)| sub)
}

/// XML and YAML, but no images in XML.
fn is_markup(top: &str, sub: &str) -> bool {
    let name = sub.strip_prefix("x-").unwrap_or(sub);
    let is_known = matches!(name, "xml" | "yaml" | "yml") || sub.ends_with("+xml") || sub.ends_with("+yaml");
    is_known && matches!(top, "application" | "text")
}

/// Binary forms of data that may have the schema of JSON.
fn is_serialization(sub: &str) -> bool {
    let names =
        ["cbor", "msgpack", "messagepack", "protobuf", "avro", "bson", "smile", "thrift", "x-java-serialized-object"];
    let name = sub.strip_prefix("x-").unwrap_or(sub);
    let suffix = name.rsplit(['+', '.']).next().unwrap_or_default();
    names.iter().any(|known| *known == name || *known == suffix || *known == sub)
}
