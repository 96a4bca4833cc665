//! A compact, readable text form of `ir::Api`, for snapshots.

use generator::ir::*;
use std::fmt::Write as _;

/// The whole API.
pub fn api(api: &Api) -> String {
    let mut out = String::new();
    let _ = writeln!(out, "api {:?} {:?}", api.title, api.version);
    for server in &api.servers {
        let _ = writeln!(out, "server {}", self::server(server));
    }
    for scheme in &api.schemes {
        let _ = writeln!(out, "scheme {} {:?}{}", scheme.name, scheme.kind, rust(&scheme.rust_name));
    }
    for tag in &api.tags {
        let _ = writeln!(out, "tag {:?}{}", tag.name, rust(&tag.rust_name));
    }
    for operation in &api.operations {
        self::operation(&mut out, operation, api);
    }
    for (index, definition) in api.types.iter().enumerate() {
        self::definition(&mut out, index, definition, api);
    }
    for part in &api.unsupported {
        let _ = writeln!(out, "unsupported {} {}", part.kind, part.pointer);
    }
    out
}

fn rust(name: &Option<String>) -> String {
    name.as_ref().map(|name| format!(" as {name}")).unwrap_or_default()
}

fn server(server: &Server) -> String {
    let variables: Vec<String> = server
        .variables
        .iter()
        .map(|variable| format!(" {}={:?} of {:?}", variable.name, variable.default, variable.values))
        .collect();
    format!("{:?}{}", server.url, variables.concat())
}

fn docs(docs: &Docs) -> String {
    let mut out = String::new();
    for (label, text) in [("title", &docs.title), ("text", &docs.description), ("link", &docs.link)] {
        if let Some(text) = text {
            let cut: String = text.chars().take(60).collect();
            let _ = write!(out, " {label}={cut:?}");
        }
    }
    if !docs.facts.is_empty() {
        let _ = write!(out, " facts=[{}]", docs.facts.join("; "));
    }
    if let Some(example) = &docs.example {
        let _ = write!(out, " example={}", example.to_string().chars().take(60).collect::<String>());
    }
    if docs.deprecated {
        out.push_str(" deprecated");
    }
    out
}

fn operation(out: &mut String, operation: &Operation, api: &Api) {
    let method = format!("{:?}", operation.method).to_uppercase();
    let id = operation.id.as_ref().map(|id| format!(" id={id}")).unwrap_or_default();
    let tag = &api.tags[operation.tag.0].name;
    let _ = writeln!(
        out,
        "\n{method} {}{id}{} tag={tag:?}{}",
        operation.path,
        rust(&operation.rust_name),
        docs(&operation.docs)
    );
    let parts: Vec<String> = operation
        .segments
        .iter()
        .map(|part| match part {
            PathPart::Literal(text) => text.clone(),
            PathPart::Parameter { index, keeps_slashes: false } => format!("<{index}>"),
            PathPart::Parameter { index, keeps_slashes: true } => format!("<+{index}>"),
        })
        .collect();
    let _ = writeln!(out, "  path {}", parts.concat());
    for parameter in &operation.parameters {
        let _ = writeln!(
            out,
            "  {} {:?}{}: {}{} {:?}{}{}{}",
            format!("{:?}", parameter.location).to_lowercase(),
            parameter.name,
            rust(&parameter.rust_name),
            type_(&parameter.type_, api),
            if parameter.required { "" } else { "?" },
            parameter.style,
            if parameter.explode { " explode" } else { "" },
            if parameter.allow_reserved { " reserved" } else { "" },
            docs(&parameter.docs),
        );
    }
    if let Some(body) = &operation.body {
        for content in &body.contents {
            let _ = writeln!(
                out,
                "  body{} {}{}",
                if body.required { "" } else { "?" },
                self::content(content, api),
                docs(&body.docs)
            );
        }
    }
    for (label, responses) in [("ok", &operation.successes), ("error", &operation.errors)] {
        for response in responses {
            let content = response.content().map_or("nothing".to_owned(), |content| self::content(content, api));
            let _ = writeln!(out, "  {label} {:?} {content}{}", response.status, docs(&response.docs));
            for further in response.contents.iter().skip(1).chain(&response.streamed) {
                let _ = writeln!(out, "    or {}", self::content(further, api));
            }
            for header in &response.headers {
                let json = if header.style == Style::Json { " Json" } else { "" };
                let explode = if header.explode { " explode" } else { "" };
                let (name, type_) = (&header.name, type_(&header.type_, api));
                let _ = writeln!(out, "    header {name:?}: {type_}{json}{explode}{}", docs(&header.docs));
            }
        }
    }
    if !operation.security.is_empty() || operation.security_optional {
        let alternatives: Vec<String> = operation
            .security
            .iter()
            .map(|all| all.iter().map(|id| api.schemes[id.0].name.clone()).collect::<Vec<_>>().join("+"))
            .collect();
        let optional = if operation.security_optional { " or none" } else { "" };
        let _ = writeln!(out, "  security {}{optional}", alternatives.join(" | "));
    }
    for server in &operation.servers {
        let _ = writeln!(out, "  server {}", self::server(server));
    }
    if let Some(paging) = &operation.paging {
        let _ = writeln!(out, "  paging {:?} of {} by {:?}", paging.items, type_(&paging.item, api), paging.kind);
    }
    if !operation.pages.is_empty() {
        let _ = writeln!(out, "  pages {:?}", operation.pages);
    }
}

fn content(content: &Content, api: &Api) -> String {
    let kind = match &content.kind {
        ContentKind::Json(inner) => format!("json {}", type_(inner, api)),
        ContentKind::EventStream(inner) => format!("events {}", type_(inner, api)),
        ContentKind::JsonLines(inner) => format!("lines {}", type_(inner, api)),
        ContentKind::Form(inner, encodings) => format!("form {} {encodings:?}", type_(inner, api)),
        ContentKind::Text => "text".to_owned(),
        ContentKind::Binary => "binary".to_owned(),
        ContentKind::Multipart(parts) => {
            let parts: Vec<String> = parts.iter().map(|part| self::part(part, api)).collect();
            format!("multipart {}", parts.concat())
        }
    };
    let media_types: Vec<&str> =
        std::iter::once(&content.media_type).chain(&content.also).map(String::as_str).collect();
    format!("{} {kind}", media_types.join(" or "))
}

fn part(part: &Part, api: &Api) -> String {
    let kind = match &part.kind {
        PartKind::File => "file".to_owned(),
        PartKind::Files => "files".to_owned(),
        PartKind::Text(inner) => format!("text {}", type_(inner, api)),
        PartKind::Texts(inner) => format!("texts {}", type_(inner, api)),
        PartKind::Json(inner) => format!("json {}", type_(inner, api)),
        PartKind::JsonItems(inner) => format!("json items {}", type_(inner, api)),
    };
    let media_type =
        if part.media_types.is_empty() { String::new() } else { format!(" as {}", part.media_types.join(" or ")) };
    let style = part.encoding.as_ref().map(|encoding| format!(" {encoding:?}")).unwrap_or_default();
    let headers: String = part
        .headers
        .iter()
        .map(|header| format!(" header {:?}: {} {:?}", header.name, type_(&header.type_, api), header.style))
        .collect();
    format!(
        "\n    part {:?}{}: {kind}{media_type}{style}{headers}{}",
        part.name,
        if part.required { "" } else { "?" },
        docs(&part.docs)
    )
}

/// A type.
pub fn type_(inner: &Type, api: &Api) -> String {
    match inner {
        Type::Any => "any".to_owned(),
        Type::Boolean => "bool".to_owned(),
        Type::Integer(kind) => format!("{kind:?}").to_lowercase(),
        Type::Float(kind) => format!("{kind:?}").to_lowercase(),
        Type::String => "string".to_owned(),
        Type::Text(format) => format!("{format:?}"),
        Type::Binary => "BINARY".to_owned(),
        Type::Array(inner) => format!("[{}]", type_(inner, api)),
        Type::Tuple(elements) => {
            let elements: Vec<String> = elements.iter().map(|element| type_(element, api)).collect();
            format!("({})", elements.join(", "))
        }
        Type::Map(inner) => format!("{{{}}}", type_(inner, api)),
        Type::Nullable(inner) => format!("{}|null", type_(inner, api)),
        Type::Named(id) => identity(&api.types[id.0].identity, api),
        Type::Boxed(id) => format!("box {}", identity(&api.types[id.0].identity, api)),
    }
}

fn identity(identity: &Identity, api: &Api) -> String {
    match identity {
        Identity::Component(name) => name.clone(),
        Identity::Inline { parent, role } => {
            format!("{}{}", self::identity(&api.types[parent.0].identity, api), self::role(role))
        }
        Identity::Operation { operation, role } => format!("op{operation}{}", self::role(role)),
        Identity::Shared { property } => format!("shared:{property}"),
        Identity::Part { section, component, role } => format!("{section:?}:{component}{}", self::role(role)),
    }
}

fn role(role: &Role) -> String {
    let step = |step: &RoleStep| match step {
        RoleStep::Property(name) => format!(".{name}"),
        RoleStep::Item => "[]".to_owned(),
        RoleStep::Value => "{}".to_owned(),
        RoleStep::Branch(index) => format!("|{index}"),
        RoleStep::Parameter(ParameterLocation::Query, name) => format!("?{name}"),
        RoleStep::Parameter(location, name) => format!("?{name} in {location:?}"),
        RoleStep::Body => "!body".to_owned(),
        RoleStep::Response(key) => format!("!{key}"),
        RoleStep::Header(name) => format!("^{name}"),
        RoleStep::Base => ".base".to_owned(),
        RoleStep::Media(name) => format!("+{name}"),
    };
    role.0.iter().map(step).collect()
}

fn definition(out: &mut String, index: usize, definition: &TypeDef, api: &Api) {
    let direction = match (definition.in_request, definition.in_response) {
        (true, true) => "both",
        (true, false) => "request",
        (false, true) => "response",
        (false, false) => "NOWHERE",
    };
    let tags: Vec<&str> = definition.tags.iter().map(|tag| api.tags[tag.0].name.as_str()).collect();
    let _ = writeln!(
        out,
        "\n#{index} {}{} {direction} tags={tags:?} at {}{}",
        identity(&definition.identity, api),
        rust(&definition.rust_name),
        definition.pointer,
        docs(&definition.docs)
    );
    match &definition.shape {
        Shape::Object(object) => {
            for field in &object.fields {
                let _ = writeln!(
                    out,
                    "  {:?}{}: {}{}{}{}{}{}",
                    field.name,
                    rust(&field.rust_name),
                    type_(&field.type_, api),
                    if field.required { "" } else { "?" },
                    if field.read_only { " read-only" } else { "" },
                    if field.write_only { " write-only" } else { "" },
                    if field.null && field.type_ == Type::Any { " or-null" } else { "" },
                    docs(&field.docs)
                );
            }
            if let Some(additional) = &object.additional {
                let _ = writeln!(out, "  *: {}", type_(additional, api));
            }
        }
        Shape::StringEnum(values) | Shape::ValueEnum(values) => {
            for value in values {
                let text = value.description.as_ref().map(|text| format!(" {text:?}")).unwrap_or_default();
                let _ = writeln!(out, "  = {}{}{text}", value.value, rust(&value.rust_name));
            }
            if definition.any_text {
                let _ = writeln!(out, "  = any other text");
            }
        }
        Shape::Union(union) => {
            if let Some(discriminator) = &union.discriminator {
                let _ = writeln!(out, "  by {discriminator:?}");
            }
            for branch in &union.branches {
                let name = branch.name.as_deref().unwrap_or("-");
                let tags = if branch.tags.is_empty() { String::new() } else { format!(" when {:?}", branch.tags) };
                let tags = if branch.is_default { tags + " or else" } else { tags };
                let _ = writeln!(out, "  | {name}: {}{tags}{}", type_(&branch.type_, api), docs(&branch.docs));
            }
        }
    }
}

/// How many fields, values or branches a type has.
pub fn fields(definition: &TypeDef) -> usize {
    match &definition.shape {
        Shape::Object(object) => object.fields.len(),
        Shape::StringEnum(values) | Shape::ValueEnum(values) => values.len(),
        Shape::Union(union) => union.branches.len(),
    }
}
