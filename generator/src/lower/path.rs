//! Path templates.
//!
//! `/pets/{id}/photos` becomes a literal, the parameter `id` and a literal; a parameter that nobody declared is added
//! as a required string, one that the path does not have is dropped, both with a warning. The marks of a router
//! (`{proxy+}`, `{id:[0-9]+}`) are no part of a name, unless one is declared with them.

use crate::ir::{Docs, Parameter, ParameterLocation, PathPart, Style, Type};
use crate::lower::state::Lowering;
use crate::template::{self, Part};

/// The template in parts, and the parameters in their final order: those of the path, required ones, optional ones.
pub fn take_apart(
    lowering: &mut Lowering,
    path: &str,
    declared: Vec<Parameter>,
    pointer: &str,
) -> (Vec<PathPart>, Vec<Parameter>) {
    let (in_path, others): (Vec<_>, Vec<_>) =
        declared.into_iter().partition(|parameter| parameter.location == ParameterLocation::Path);
    let mut in_path: Vec<Option<Parameter>> = in_path.into_iter().map(Some).collect();
    let mut parameters: Vec<Parameter> = Vec::new();
    let mut parts = Vec::new();
    let mut literal = if path.starts_with('/') { String::new() } else { "/".to_owned() };
    // Some documents tell operations of one path apart by a fragment, which is never sent.
    for part in template::parts(path.split('#').next().unwrap_or(path)) {
        let parameter = match part {
            Part::Literal(text) => {
                literal.push_str(text);
                continue;
            }
            Part::Parameter(parameter) => parameter,
        };
        if !literal.is_empty() {
            parts.push(PathPart::Literal(encoded(&std::mem::take(&mut literal))));
        }
        let is_declared = |name: &str| in_path.iter().flatten().chain(&parameters).any(|known| known.name == name);
        let name = if is_declared(parameter.text) { parameter.text } else { parameter.name };
        let known = parameters.iter().position(|parameter| parameter.name == name);
        let index = known.unwrap_or_else(|| {
            let declared = in_path.iter_mut().find_map(|slot| slot.take_if(|parameter| parameter.name == name));
            parameters.push(declared.unwrap_or_else(|| undeclared(lowering, name, pointer)));
            parameters.len() - 1
        });
        parts.push(PathPart::Parameter { index, keeps_slashes: parameter.keeps_slashes });
    }
    if !literal.is_empty() {
        parts.push(PathPart::Literal(encoded(&literal)));
    }
    for parameter in in_path.into_iter().flatten() {
        let message = format!("the path `{path}` does not have the parameter `{}`; dropped", parameter.name);
        if let Some(place) =
            lowering.warn("unused-path-parameter", message, &format!("{pointer}/parameters/{}", parameter.name))
        {
            place.help("put it in the path, or say in an overlay that it is in the query");
        }
    }
    let (required, optional): (Vec<_>, Vec<_>) = others.into_iter().partition(|parameter| parameter.required);
    parameters.extend(required);
    parameters.extend(optional);
    (parts, parameters)
}

fn undeclared(lowering: &mut Lowering, name: &str, pointer: &str) -> Parameter {
    let message = format!("the path has the parameter `{name}`, which is not declared; added as a required string");
    lowering.warn("undeclared-path-parameter", message, &format!("{pointer}/{name}"));
    Parameter {
        name: name.to_owned(),
        rust_name: None,
        location: ParameterLocation::Path,
        required: true,
        type_: Type::String,
        style: Style::Simple,
        explode: false,
        allow_reserved: false,
        delimiters: String::new(),
        encodings: Vec::new(),
        default: None,
        docs: Docs::default(),
    }
}

/// Text of a path with all that a URL's path cannot hold percent-encoded (RFC 3986, section 3.3); what is encoded
/// already stays, and so does a query.
fn encoded(text: &str) -> String {
    use std::fmt::Write as _;
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=:@/%?".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
}
