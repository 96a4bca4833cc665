//! The crate's front page: how to make a first call, and what there is besides.

use super::api;
use super::docs;
use super::examples::{self, Call};
use super::features;
use super::items::{literal, paragraph};
use super::operations;
use super::types::Scope;
use crate::features::ALL_TYPES;
use crate::ir::{Method, SchemeKind, in_sentence};
use proc_macro2::TokenStream;
use quote::quote;

/// The title of the front page, and how the dependency begins: its line has the version that the crate is compiled with.
pub(super) fn opening(scope: Scope<'_>) -> String {
    let api = scope.api;
    let (title, version) = (in_sentence(&docs::summary(&api.title)), docs::inline(&api.version));
    format!("A client of {title} (version {version}).\n\n```toml\n[dependencies]")
}

/// The front page from the first call to models.
pub(super) fn page(scope: Scope<'_>) -> String {
    let call = first_call(scope);
    let mut text = "tokio = { version = \"1\", features = [\"macros\", \"rt-multi-thread\"] }\n```".to_owned();
    paragraph(&mut text, &first(scope, call.as_ref()));
    paragraph(&mut text, MODELS);
    if !scope.api.operations.is_empty() {
        paragraph(&mut text, OPERATIONS);
    }
    text
}

/// The operations of each tag as a table with links to their methods, or, without the tag's feature, which one they need.
pub(super) fn operations(scope: Scope<'_>) -> impl Iterator<Item = TokenStream> {
    let tags = scope.api.tags.iter().zip(&scope.names.tags).enumerate();
    tags.map(move |(index, (tag, names))| {
        let title = docs::summary(&tag.name);
        let operations = scope.api.operations.iter().zip(&scope.names.operations);
        let rows = operations.filter(|(operation, _)| operation.tag.0 == index).map(|(operation, names)| {
            let summary = operation.docs.title.as_deref().map(docs::summary).filter(|text| !text.is_empty());
            let summary =
                summary.unwrap_or_else(|| docs::inline(&operations::wire_name(operation))).replace('|', "\\|");
            format!("| [`{0}`](Client::{0}) | {summary} |", names.method)
        });
        let rows = rows.collect::<Vec<_>>().join("\n");
        let table = literal(&format!("\n## {title}\n\n| method | operation |\n| --- | --- |\n{rows}\n"));
        let feature = &names.feature;
        let hidden = literal(&format!("\n## {title}\n\nThese operations need the feature `{feature}`.\n"));
        quote! {
            #![cfg_attr(feature = #feature, doc = #table)]
            #![cfg_attr(not(feature = #feature), doc = #hidden)]
        }
    })
}

/// The rest of the front page.
pub(super) fn closing(scope: Scope<'_>) -> String {
    let api = scope.api;
    let call = first_call(scope);
    let about = api.description.as_deref().map(docs::rustdoc).filter(|text| !text.trim().is_empty());
    let mut text = about.map(|text| format!("# About the API\n\n{}", text.trim_end())).unwrap_or_default();
    for section in [
        credentials(scope),
        lists(scope, call.as_ref()),
        Some(ERRORS.replace("{krate}", scope.krate)),
        Some(LIMITS.to_owned()),
        streams(scope),
        Some(UNDOCUMENTED.to_owned()),
        blocking(scope, call.as_ref()),
        testing(scope, call.as_ref()),
        Some(list_of_features(scope)),
    ] {
        paragraph(&mut text, section.unwrap_or_default().trim_end());
    }
    text
}

/// The operation that the page shows: a list if there is one, and one that needs little.
fn first_call(scope: Scope<'_>) -> Option<Call<'_>> {
    let rank = |call: &Call<'_>| {
        let operation = call.operation;
        (operation.docs.deprecated, operation.paging.is_none(), operation.method != Method::Get, call.arguments.len())
    };
    operations::calls(scope).min_by_key(rank)
}

const MODELS: &str = "\
# Models

Every field of a model is an `Option`, so a response that differs from the documentation does not fail the call. A required field \
also has a method of the same name: `thing.id()?` returns the value, or an error that names the field if it is absent. `with_…` \
sets a field of a request. A documented `null` is `None`; `is_null` distinguishes it from an absent field. Enums keep values that \
are not listed.";

const OPERATIONS: &str = "\
# Operations

Each operation is a method of [`Client`]. The type of an operation, in [`operations`], lists what it returns.";

fn first(scope: Scope<'_>, call: Option<&Call<'_>>) -> String {
    let text = "# A first call\n\nEvery operation is a method of [`Client`]: required parameters are its arguments, \
                optional ones are methods of the request that it gives. A request is sent when it is awaited; \
                [`Request::send`] gives status and headers too.";
    let Some(call) = call else { return text.to_owned() };
    let mut lines = call.opening(scope, None);
    lines.push(used(scope));
    lines.push(String::new());
    lines.push(format!("let client = Client::builder(){}{}.build()?;", address(scope, call), auth(scope)));
    lines.extend(call.comments().into_iter().chain(call.preparation()));
    lines.push(format!("let response = {}.await?;", call.expression()));
    lines.push("println!(\"{response:?}\");".to_owned());
    lines.extend(examples::CLOSING.map(str::to_owned));
    format!("{text}\n\n{}", examples::fenced(&lines))
}

/// `use pets::Client;`
fn used(scope: Scope<'_>) -> String {
    format!("use {}::Client;", scope.krate)
}

/// `.base_url("https://api.example.com")`, where the documentation has no address.
fn address(scope: Scope<'_>, call: &Call<'_>) -> &'static str {
    let api = scope.api;
    let servers = [&call.operation.servers, &api.servers].into_iter().find(|servers| !servers.is_empty());
    let is_known = servers.and_then(|servers| servers.first()).is_some_and(|server| match server.is_relative() {
        true => api.published.is_some(),
        false => server.url != "/",
    });
    if is_known { "" } else { ".base_url(\"https://api.example.com\")" }
}

/// `.api_key("…")`
fn auth(scope: Scope<'_>) -> String {
    let Some((scheme, names)) = api::secret_schemes(scope).next() else {
        return String::new();
    };
    let method = super::types::ident(&names.method);
    match scheme.kind {
        SchemeKind::Basic => format!(".{method}(\"…\", \"…\")"),
        SchemeKind::ApiKey { .. } | SchemeKind::Bearer { .. } | SchemeKind::Http { .. } | SchemeKind::MutualTls => {
            format!(".{method}(\"…\")")
        }
    }
}

fn credentials(scope: Scope<'_>) -> Option<String> {
    let text = "# Credentials\n\nThe builder has a method for each documented credential, and [`Auth`] lists all of them. Several can be given to the builder; a call is sent with \
                the first documented alternative that is complete, and [`Request::auth`] gives one call another. Where the \
                documentation asks for credentials that are not needed, [`Request::without_credentials`] sends a call \
                without them, and [`ClientBuilder::without_credentials`] all calls. In place \
                of a fixed secret stands a `runtime::TokenSource`, which is asked again before its token expires and \
                after a 401: `runtime::OAuth2` and `runtime::JsonLogin` are such sources (feature `tokens`). Secrets are \
                never shown, and never sent to another origin.";
    let with_secret = api::has_auth(scope).then(|| text.to_owned());
    let is_by_certificate = scope.api.schemes.iter().any(|scheme| !scheme.kind.has_secret());
    let certificate = "The API knows callers by the certificate of their TLS connection: give \
                       [`ClientBuilder::http_client`] a client that has one (`reqwest::ClientBuilder::identity`).";
    match (with_secret, is_by_certificate) {
        (Some(text), true) => Some(format!("{text}\n\n{certificate}")),
        (None, true) => Some(format!("# Credentials\n\n{certificate}")),
        (text, false) => text,
    }
}

fn lists(scope: Scope<'_>, call: Option<&Call<'_>>) -> Option<String> {
    let call = call.filter(|call| call.operation.paging.is_some())?;
    let client = format!("client: {}::Client", scope.krate);
    let mut lines = call.opening(scope, Some(&client));
    lines.extend(examples::body(call));
    lines.extend(examples::CLOSING.map(str::to_owned));
    let text = "# Lists\n\nWhere a list comes page by page, `stream` gives the items of all pages and `pages` the pages, \
                each asked for when it is needed. Both are streams, and have a method `next` that needs no other crate.";
    Some(format!("{text}\n\n{}", examples::fenced(&lines)))
}

const ERRORS: &str = "\
# Errors

Any status from 200 to 299 is a success. Every other response is an [`Error::Api`] with its status, headers and body; if no \
response came, it is an [`Error::Transport`]. Messages name the operation and the path, and no secret.

```no_run
# fn example(error: {krate}::Error) {
if let Some(response) = error.as_api() {
    println!(\"{} {:?}\", response.status(), response.body());
} else if error.is_timeout() || error.is_connect() {
    println!(\"{error}\");
}
# }
```";

const LIMITS: &str = "\
# Retries and limits

Requests that may be repeated are sent again after failures that pass, with growing pauses, or after as long as the server \
asks for ([`Retry`]). A call has 60 seconds for all of it ([`ClientBuilder::timeout`], [`Request::timeout`]). \
[`ClientBuilder::max_requests`] and [`ClientBuilder::max_in_flight`] hold back what a server would refuse. \
A redirect never carries credentials to another origin; one that would carry a body there, or that leads from https to http, is an \
error unless the caller allows it ([`ClientBuilder::redirect_bodies`], [`ClientBuilder::redirect_to_http`]). \
[`ClientBuilder::hook`] sees every attempt.";

fn streams(scope: Scope<'_>) -> Option<String> {
    let typed = if scope.api.operations.iter().any(features::has_stream) {
        " Where the documentation has events or lines of JSON, they are read one by one: `runtime::EventStream`, \
         `runtime::JsonLines` (feature `events`)."
    } else {
        ""
    };
    Some(format!(
        "# Streams\n\n[`Request::raw_stream`] gives a body as it comes in, and a request's body may be a stream too \
         ([`runtime::RequestBody`]): neither is ever held as a whole, and a slow reader slows the server down. \
         [`runtime::StreamResponse`] writes a download to a file, and has its length and file name. What is decoded \
         has a bound, 64 MiB by default ([`ClientBuilder::max_body_size`]).{typed}"
    ))
}

const UNDOCUMENTED: &str = "\
# What the documentation does not have

The documentation may lie, this client does not break and loses nothing: every field of a model is optional, and what a \
server sends beyond or against the documentation is in the model's field `undocumented` ([`runtime::Undocumented`]), from \
where it is written back too. A list, a map or a scalar at the top of a response that is of another type than documented is \
[`Error::Undocumented`], which carries the response: status, headers, JSON value, and `decode` for any other type. \
[`ClientBuilder::on_deviation`] is told of every such place, and [`ClientBuilder::strict`] makes it an error. A success that is documented without a body gives a [`runtime::Body`], which is read as bytes, text or JSON. \
Other operations are called by [`Client::request`](runtime::Client::request), other parameters are sent by \
[`Request::query`] and [`Request::header`].";

fn blocking(scope: Scope<'_>, call: Option<&Call<'_>>) -> Option<String> {
    let call = call?;
    let client = format!("client: {}::Client", scope.krate);
    let mut lines = call.opening(scope, Some(&client));
    lines.insert(lines.len().saturating_sub(1), "# #[cfg(feature = \"blocking\")]".to_owned());
    lines.extend(call.preparation());
    if call.operation.paging.is_some() {
        lines.push(format!("for item in {}.stream().blocking() {{", call.expression()));
        lines.push("    println!(\"{:?}\", item?);".to_owned());
        lines.push("}".to_owned());
    } else {
        lines.push(format!("let response = {}.blocking().call()?;", call.expression()));
        lines.push("println!(\"{response:?}\");".to_owned());
    }
    lines.extend(examples::CLOSING.map(str::to_owned));
    let text =
        "# Without an async runtime\n\nWith the feature `blocking`, requests and streams have a method `blocking`.";
    Some(format!("{text}\n\n{}", examples::fenced(&lines)))
}

fn testing(scope: Scope<'_>, call: Option<&Call<'_>>) -> Option<String> {
    let call = call?;
    let krate = scope.krate;
    let mut lines = call.opening(scope, None);
    lines.insert(lines.len().saturating_sub(1), "# #[cfg(feature = \"test-util\")]".to_owned());
    let operation = super::types::ident(call.type_);
    lines.push(format!("use {krate}::operations::{operation};"));
    lines.push(format!("use {krate}::runtime::{{MemoryTransport, Reply}};"));
    lines.push(used(scope));
    lines.push(String::new());
    lines.push("let server = MemoryTransport::new();".to_owned());
    lines.push(
        "// Or your own data: `Reply::json(200, &value)`, and `request.ok(&value)` of the documented type.".to_owned(),
    );
    lines.push(format!("server.on::<{operation}>(|request| request.example());"));
    lines.push("// One reply before that: a failure, or a status such as `Reply::status(404)`.".to_owned());
    lines.push(format!("server.next::<{operation}>(Reply::connect_error());"));
    let known = format!("{}{}", address(scope, call), auth(scope));
    lines.push(format!("let client = Client::builder(){known}.transport(server.transport()).build()?;"));
    lines.extend(call.preparation());
    lines.push(format!("let response = {}.await;", call.expression()));
    lines.push("assert!(response.is_ok());".to_owned());
    lines.push("assert_eq!(server.calls().len(), 2);".to_owned());
    lines.extend(examples::CLOSING.map(str::to_owned));
    let text = "# Testing\n\nWith the feature `test-util` there is a server in memory, `runtime::MemoryTransport`, with \
                expectations by the type of an operation, example values of every model (`runtime::example`), recorded \
                calls, and failures on demand.";
    Some(format!("{text}\n\n{}", examples::fenced(&lines)))
}

const FEATURES: &str = "\
# Features

- `reqwest` and `rustls` (on by default): requests by the crate of that name, TLS by `rustls`.
- `events`, `multipart`, `tokens` (on by default where the documentation needs them): `runtime::EventStream` and `runtime::JsonLines`, \
`runtime::Multipart` and `runtime::FilePart`, `runtime::OAuth2`, `runtime::JsonLogin` and `runtime::TokenSource`.
- `blocking` adds `Request::blocking`, `Pages::blocking` and `Items::blocking`; `test-util` adds `runtime::MemoryTransport`, \
`runtime::Reply`, `runtime::example` and `runtime::Build`. `tracing`: a span for every attempt, and events.
- `brotli`, `gzip`, `zstd`: compressed responses.
- `chrono`, `jiff`, `time`, `uuid`, `url`, `rust_decimal`: conversions of strings with a format, as `DateTime::to_jiff`.
- `tag-…` (on by default): the operations of each tag.";

fn list_of_features(scope: Scope<'_>) -> String {
    let events = match scope.api.webhooks.len() {
        0 => "",
        _ => "\n- `webhooks`: the events that the server sends by itself, to be read where they are received.",
    };
    let list = format!("{FEATURES}{events}");
    let (is, default) = match scope.api.unreached() {
        0 => return list,
        1 => ("type".to_owned(), scope.names.all_types),
        number => (format!("{number} types"), scope.names.all_types),
    };
    let default = if default { " (on by default)" } else { "" };
    format!("{list}\n- `{ALL_TYPES}`{default}: the {is} that no operation of the documentation reaches.")
}
