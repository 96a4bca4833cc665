//! Operations as the merged document has them.
//!
//! In: `openapi.json` of a crate, a method and a path. Out: what is said about that call, behind references and with what
//! the path item and the whole document add: parameters, bodies, responses, security and servers.

use super::expect::style::{Encoding, Style};
use super::schema::resolved;
use reqwest::Url;
use serde_json::{Map, Value};

/// An operation in a document.
#[derive(Debug, Clone, Copy)]
pub struct Documented<'d> {
    /// The document.
    pub document: &'d Value,
    item: &'d Value,
    operation: &'d Value,
}

/// Finds an operation.
pub fn find<'d>(document: &'d Value, method: &str, path: &str) -> Option<Documented<'d>> {
    let item = resolved(document, document.get("paths")?.get(path)?);
    let additional = || item.get(format!("x-additional-operation-{method}"));
    let operation = item.get(method.to_ascii_lowercase()).or_else(additional)?;
    Some(Documented { document, item, operation })
}

impl<'d> Documented<'d> {
    /// The parameters: those of the operation, and those of its path item that it does not say anew.
    pub fn parameters(self) -> Vec<&'d Value> {
        let list = |value: &'d Value| {
            let list = value.get("parameters").and_then(Value::as_array);
            list.into_iter().flatten().map(|parameter| resolved(self.document, parameter))
        };
        let identity = |parameter: &Value| (location(parameter).to_owned(), text(parameter, "name").to_owned());
        let own: Vec<&Value> = list(self.operation).collect();
        let is_new = |parameter: &&Value| !own.iter().any(|own| identity(own) == identity(parameter));
        let inherited: Vec<&Value> = list(self.item).filter(is_new).collect();
        // Those are described elsewhere in a document (OpenAPI 3.0.4, "Parameter Object").
        let is_ignored = |parameter: &&Value| {
            text(parameter, "in") == "header"
                && ["accept", "content-type", "authorization"]
                    .contains(&text(parameter, "name").to_ascii_lowercase().as_str())
        };
        inherited.into_iter().chain(own).filter(|parameter| !is_ignored(parameter)).collect()
    }

    /// A parameter by its place and name.
    pub fn parameter(self, location: &str, name: &str) -> Option<&'d Value> {
        self.parameters()
            .into_iter()
            .find(|parameter| self::location(parameter) == location && text(parameter, "name") == name)
    }

    /// The bodies by their media types.
    pub fn contents(self) -> Option<&'d Map<String, Value>> {
        let body = resolved(self.document, self.operation.get("requestBody")?);
        body.get("content")?.as_object()
    }

    /// The body of a media type; what is sent for a range of types is not in it.
    pub fn content(self, media_type: &str) -> Option<&'d Value> {
        let contents = self.contents()?;
        let in_a_range = || contents.iter().find(|(name, _)| name.contains('*')).map(|(_, content)| content);
        contents.get(media_type).or_else(in_a_range)
    }

    /// The responses by the keys of their statuses.
    pub fn responses(self) -> impl Iterator<Item = (&'d str, &'d Value)> {
        let responses = self.operation.get("responses").and_then(Value::as_object).into_iter().flatten();
        responses.map(|(status, response)| (status.as_str(), response))
    }

    /// The media types of each success, with their schemas.
    pub fn answers(self) -> Vec<Vec<(&'d str, &'d Value)>> {
        let responses = || self.operation.get("responses").and_then(Value::as_object).into_iter().flatten();
        let has_success = responses().any(|(status, _)| status.starts_with('2'));
        let is_success = |status: &str| status.starts_with('2') || (status == "default" && !has_success);
        let successes = responses().filter(|(status, _)| is_success(status));
        let contents =
            successes.filter_map(|(_, response)| resolved(self.document, response).get("content")?.as_object());
        let schema = |content: &'d Value| resolved(self.document, content.get("schema").unwrap_or(&Value::Null));
        contents.map(|all| all.iter().map(|(name, content)| (name.as_str(), schema(content))).collect()).collect()
    }

    /// The schema of a response's body: of its status, else of its range (`4XX`), else of `default`; and of its media
    /// type, else of a range of types, else of the only one.
    pub fn response_schema(self, status: &str, media_type: &str) -> Option<&'d Value> {
        let responses = self.operation.get("responses")?;
        let range = format!("{}XX", status.get(..1)?);
        let by_status =
            || [status, &range, &range.to_ascii_lowercase(), "default"].iter().find_map(|key| responses.get(*key));
        let contents = resolved(self.document, by_status()?).get("content")?.as_object()?;
        let plain = media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        let kind = plain.split('/').next().unwrap_or_default();
        let is_plain = |name: &str| name.split(';').next().unwrap_or_default().trim().eq_ignore_ascii_case(&plain);
        let exact = contents.iter().find(|(name, _)| is_plain(name)).map(|(_, content)| content);
        let in_range = || contents.get(&format!("{kind}/*")).or_else(|| contents.get("*/*"));
        exact.or_else(in_range)?.get("schema")
    }

    /// The alternatives of credentials, each a list of schemes.
    pub fn security(self) -> Vec<Vec<&'d str>> {
        let own = self.operation.get("security").or(self.document.get("security"));
        let alternatives = own.and_then(Value::as_array).into_iter().flatten();
        alternatives
            .map(|alternative| alternative.as_object().into_iter().flatten().map(|(name, _)| name.as_str()).collect())
            .collect()
    }

    /// The security scheme of a name.
    pub fn scheme(self, name: &str) -> Option<&'d Value> {
        let schemes = self.document.get("components")?.get("securitySchemes")?;
        Some(resolved(self.document, schemes.get(name)?))
    }

    /// The address without a slash at its end: documented, or what the caller says (`given`); `None` if neither is known.
    pub fn server(self, given: Option<&str>) -> Option<String> {
        let api = self.api(given);
        let own = [self.operation, self.item].into_iter().find_map(first_server);
        match own.as_deref() {
            None | Some("/") => api,
            Some(url) if is_absolute(url) => given.map(str::to_owned).or_else(|| Some(url.to_owned())),
            Some(url) => {
                let published = text(self.document, "x-document-url").to_owned();
                joined(&api.or(Some(published).filter(|url| !url.is_empty()))?, url)
            }
        }
    }

    /// The address of the API as a whole.
    fn api(self, given: Option<&str>) -> Option<String> {
        let documented = first_server(self.document).filter(|url| url != "/");
        let relative = documented.as_deref().filter(|url| !is_absolute(url));
        match (given, relative) {
            (Some(given), Some(url)) if Url::parse(given).ok()?.path() == "/" => joined(given, url),
            (Some(given), _) => Some(given.to_owned()),
            (None, Some(url)) => joined(text(self.document, "x-document-url"), url),
            (None, None) => documented,
        }
    }
}

/// The first server of a document, a path or an operation, with the documented values of its variables.
fn first_server(place: &Value) -> Option<String> {
    let servers = place.get("servers")?.as_array()?;
    let server = servers.iter().find(|server| !text(server, "url").trim().is_empty())?;
    let mut url = text(server, "url").trim().to_owned();
    for (name, variable) in server.get("variables").and_then(Value::as_object).into_iter().flatten() {
        url = url.replace(&format!("{{{name}}}"), text(variable, "default"));
    }
    let url = url.trim_end_matches('/');
    Some(if url.is_empty() { "/" } else { url }.to_owned())
}

fn is_absolute(url: &str) -> bool {
    url.starts_with("http://") || url.starts_with("https://")
}

/// A relative address at another one.
fn joined(base: &str, url: &str) -> Option<String> {
    Some(Url::parse(base).ok()?.join(url).ok()?.as_str().trim_end_matches('/').to_owned())
}

/// The schema of a parameter, or of what its text is in another media type.
pub fn schema_of(parameter: &Value) -> &Value {
    static ANY: Value = Value::Null;
    let content = || parameter.get("content")?.as_object()?.values().next()?.get("schema");
    parameter.get("schema").or_else(content).unwrap_or(&ANY)
}

/// How a parameter is written, with the defaults of its place.
pub fn style_of(parameter: &Value) -> Style<'_> {
    let location = text(parameter, "in");
    let is_simple = matches!(location, "path" | "header");
    // What version 3.0 has no place for.
    let is_plain_cookie = location == "cookie" && text(parameter, "x-style") == "cookie";
    let style = match parameter.get("style").and_then(Value::as_str) {
        _ if is_in_json(parameter) => "json",
        Some(style) => style,
        None if is_simple => "simple",
        None => "form",
    };
    let explode = parameter.get("explode").and_then(Value::as_bool).unwrap_or(style == "form");
    let encoding = match location {
        "header" => Encoding::Plain,
        "cookie" if is_plain_cookie => Encoding::Plain,
        "cookie" => Encoding::Cookie,
        "query" if parameter.get("allowReserved") == Some(&Value::Bool(true)) => Encoding::Reserved,
        _ => Encoding::Strict,
    };
    Style { name: text(parameter, "name"), style, explode, encoding, lists: parameter.get("x-collection-format") }
}

/// True if a parameter is a form.
pub fn is_form(parameter: &Value) -> bool {
    let content = parameter.get("content").and_then(Value::as_object);
    content.is_none_or(|content| content.keys().all(|name| name == "application/x-www-form-urlencoded"))
}

/// True if a parameter is JSON text: it is, or its media type does not say what it is.
fn is_in_json(parameter: &Value) -> bool {
    let media_type = parameter.get("content").and_then(Value::as_object).and_then(|content| content.keys().next());
    media_type.is_some_and(|media_type| !media_type.starts_with("text/") && !media_type.contains("xml"))
}

/// Where a parameter is sent. What OpenAPI 3.0 has no word for stands under `x-in`.
pub fn location(parameter: &Value) -> &str {
    parameter.get("x-in").and_then(Value::as_str).unwrap_or_else(|| text(parameter, "in"))
}

/// A text under a key, empty if there is none.
pub fn text<'d>(value: &'d Value, key: &str) -> &'d str {
    value.get(key).and_then(Value::as_str).unwrap_or_default()
}
