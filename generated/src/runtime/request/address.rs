//! Base addresses, origins and the resolution of references (RFC 3986, section 5.2).

use super::path::is_special;
use crate::runtime::basics::percent::Escape;
use crate::runtime::basics::reason::Reason;
use crate::runtime::basics::split::{pieces, replace, split_before, split_once, trim};
use crate::runtime::response::info::{Server, Variable};
use http::Uri;
use http::uri::{self, Authority, PathAndQuery, Scheme};

/// A base address: where an API is.
#[derive(Clone)]
pub(in crate::runtime) struct Base {
    scheme: Scheme,
    authority: Authority,
    /// Without a slash at its end.
    prefix: String,
    /// It had one: what is relative to it is in this folder, not beside it.
    is_folder: bool,
}

impl Base {
    /// Reads an absolute URL.
    pub(in crate::runtime) fn parse(text: &str) -> Result<Self, Reason> {
        let text = trim(text);
        let uri: Uri =
            text.parse().map_err(|error| Reason::told(format_args!("`{}` is no URL: {error}", hide(text))))?;
        let (Some(scheme), Some(authority)) = (uri.scheme(), uri.authority()) else {
            return Err(Reason::told(format_args!(
                "`{}` is no absolute URL such as `https://host/prefix`",
                hide(text)
            )));
        };
        if *scheme != Scheme::HTTP && *scheme != Scheme::HTTPS {
            return Err(Reason::told(format_args!("a base address has the scheme `http` or `https`, not `{scheme}`")));
        }
        if authority.as_str().as_bytes().contains(&b'@') {
            return Err(Reason::new("a base address has no user name or password: give credentials to `auth`"));
        }
        let port = authority.as_str().strip_prefix(authority.host()).unwrap_or_default();
        if authority.host().is_empty() || !(port.is_empty() || authority.port_u16().is_some()) {
            return Err(Reason::told(format_args!("`{text}` has no host, or its port is no number up to 65535")));
        }
        if uri.query().is_some() || text.as_bytes().contains(&b'#') {
            return Err(Reason::new("a base address has no query and no fragment"));
        }
        let path = uri.path().trim_end_matches('/');
        if let Some(inner) = path.strip_prefix('/') {
            for segment in pieces(inner, "/") {
                if is_special(segment) {
                    return Err(Reason::told(format_args!(
                        "the path of `{text}` has a part that is empty, `.` or `..`"
                    )));
                }
            }
        }
        Ok(Self {
            scheme: scheme.clone(),
            authority: authority.clone(),
            prefix: Escape::Illegal.apply(path),
            is_folder: text.as_bytes().ends_with(b"/"),
        })
    }

    /// The documented address, with values for its variables. A relative one is found at another address; a sole `/` is
    /// that address.
    pub(in crate::runtime) fn of_server(
        server: &Server,
        chosen: &[(String, String)],
        at: Option<&Self>,
    ) -> Result<Self, Reason> {
        let url = filled(server, chosen)?;
        let url = url.as_str();
        if !is_relative(url) {
            return Self::parse(url);
        }
        match at {
            Some(base) if url.trim_matches('/').is_empty() => Ok(base.clone()),
            Some(base) => base.resolve(url),
            None => Err(Reason::told(format_args!(
                "the documented address `{url}` does not name a host: give the address of the API to `base_url`"
            ))),
        }
    }

    fn resolve(&self, reference: &str) -> Result<Self, Reason> {
        let folder = if self.is_folder { "/" } else { "" };
        let base: Option<Uri> = format!("{}{folder}", self.shown()).parse().ok();
        match base.and_then(|base| resolve(&base, reference)) {
            Some(uri) => Self::parse(&uri.to_string()),
            None => Err(Reason::told(format_args!("`{reference}` is no address at `{}`", self.shown()))),
        }
    }

    /// True if it has no path.
    pub(in crate::runtime) fn is_origin(&self) -> bool {
        self.prefix.is_empty()
    }

    /// The address of a path, which starts with a slash and is encoded, with more query behind it.
    pub(in crate::runtime) fn join(&self, path: &str, query: &str) -> Result<Uri, Reason> {
        let Self { scheme, authority, prefix, .. } = self;
        let separator = if query.is_empty() {
            ""
        } else if path.as_bytes().contains(&b'?') {
            "&"
        } else {
            "?"
        };
        let mut parts = uri::Parts::default();
        (parts.scheme, parts.authority) = (Some(scheme.clone()), Some(authority.clone()));
        let mut text = String::with_capacity(prefix.len() + path.len() + separator.len() + query.len());
        text.push_str(prefix);
        text.push_str(path);
        text.push_str(separator);
        text.push_str(query);
        let path = PathAndQuery::try_from(text);
        let uri = path.map_err(http::Error::from).and_then(|path| {
            parts.path_and_query = Some(path);
            Ok(Uri::from_parts(parts)?)
        });
        uri.map_err(|error| Reason::told(format_args!("the address of the call is not valid: {error}")))
    }

    /// The same without its path.
    pub(in crate::runtime) fn root(&self) -> Self {
        Self { prefix: String::new(), is_folder: false, ..self.clone() }
    }

    pub(in crate::runtime) fn origin(&self) -> Origin {
        Origin::new(&self.scheme, &self.authority)
    }

    /// For messages and `Debug`: it has no secret, since user names and queries are refused.
    pub(in crate::runtime) fn shown(&self) -> String {
        format!("{}://{}{}", self.scheme, self.authority, self.prefix)
    }
}

/// The documented URL with values for its variables.
fn filled(server: &Server, chosen: &[(String, String)]) -> Result<String, Reason> {
    let mut url = trim(server.url).to_owned();
    for variable in server.variables {
        let value = match chosen.iter().find(|(name, _)| name == variable.name) {
            Some((_, value)) if !variable.takes(value) => return Err(refusal(variable, value)),
            Some((_, value)) => value.as_str(),
            None => variable.default,
        };
        url = replace(&url, &format!("{{{}}}", variable.name), value);
    }
    Ok(url)
}

/// Why a variable does not have a value.
pub(in crate::runtime) fn refusal(variable: &Variable, value: &str) -> Reason {
    Reason::told(format_args!(
        "`{}` is none of the documented values of the variable `{}`: {}",
        value.escape_default(),
        variable.name,
        variable.values.join(", ")
    ))
}

/// True if the documented address is relative to another one.
pub(in crate::runtime) fn is_relative_server(server: &Server, chosen: &[(String, String)]) -> Result<bool, Reason> {
    filled(server, chosen).map(|url| is_relative(&url))
}

fn is_relative(url: &str) -> bool {
    scheme_of(url).0.is_none()
}

/// A text that may hold a password, without what stands before an `@`.
fn hide(text: &str) -> String {
    let (mark, rest) = match text.rsplit_once('@') {
        // A password may have a question mark in it.
        Some((_, rest)) => ("…@", rest),
        None => ("", text),
    };
    let (before_query, _) = split_before(rest, "?");
    format!("{mark}{before_query}")
}

/// Scheme, host and port: what credentials are bound to.
#[derive(PartialEq, Eq)]
pub(in crate::runtime) struct Origin {
    scheme: String,
    host: String,
    port: u16,
}

impl Origin {
    fn new(scheme: &Scheme, authority: &Authority) -> Self {
        let standard = if *scheme == Scheme::HTTPS { 443 } else { 80 };
        Self {
            scheme: scheme.as_str().to_ascii_lowercase(),
            host: authority.host().to_ascii_lowercase(),
            port: authority.port_u16().unwrap_or(standard),
        }
    }

    /// The origin of an absolute address.
    pub(in crate::runtime) fn of(uri: &Uri) -> Option<Self> {
        Some(Self::new(uri.scheme()?, uri.authority()?))
    }
}

/// The address that a reference means when it is found at `base`; `None` if it is none of `http` or `https`. A user
/// name and a password in it are dropped: they would become credentials that nobody asked for.
pub(in crate::runtime) fn resolve(base: &Uri, reference: &str) -> Option<Uri> {
    let (reference, _) = split_before(trim(reference), "#");
    let reference = Escape::Illegal.apply(reference);
    let (own_scheme, rest) = scheme_of(&reference);
    let scheme = match own_scheme {
        Some(scheme) => scheme,
        None => base.scheme_str()?,
    };
    let scheme = if scheme.eq_ignore_ascii_case("https") {
        "https"
    } else if scheme.eq_ignore_ascii_case("http") {
        "http"
    } else {
        return None;
    };
    let (path, query) = split_before(rest, "?");
    let (authority, path) = match path.strip_prefix("//") {
        Some(rest) => {
            let (authority, path) = split_before(rest, "/");
            let (_, authority) = authority.rsplit_once('@').unwrap_or(("", authority));
            (authority, merge("/", path))
        }
        // `https:path` is not worth a guess.
        None if own_scheme.is_some() => return None,
        None if rest.is_empty() => (base.authority()?.as_str(), base.path_and_query()?.as_str().to_owned()),
        None => (base.authority()?.as_str(), merge(base.path(), path)),
    };
    format!("{scheme}://{authority}{path}{query}").parse().ok()
}

/// The scheme of a reference, if it has one, and what follows.
fn scheme_of(reference: &str) -> (Option<&str>, &str) {
    let Some((scheme, rest)) = split_once(reference, ":") else { return (None, reference) };
    let mut is_scheme = scheme.as_bytes().first().is_some_and(u8::is_ascii_alphabetic);
    for byte in scheme.bytes() {
        is_scheme &= byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.');
    }
    if is_scheme { (Some(scheme), rest) } else { (None, reference) }
}

/// The path that another one means when it is found at `base`.
fn merge(base: &str, path: &str) -> String {
    if path.is_empty() {
        return base.to_owned();
    }
    if path.starts_with('/') {
        return remove_dots(path);
    }
    let (directory, _) = base.rsplit_once('/').unwrap_or_default();
    remove_dots(&format!("{directory}/{path}"))
}

/// RFC 3986, section 5.2.4, of a path that begins with a slash.
fn remove_dots(path: &str) -> String {
    let mut kept = String::new();
    let mut ends_with_dots = false;
    for segment in pieces(path.strip_prefix('/').unwrap_or(path), "/") {
        ends_with_dots = true;
        match segment {
            "." | "%2e" | "%2E" => {}
            ".." | "%2e%2e" | "%2E%2E" => kept.truncate(kept.rfind('/').unwrap_or_default()),
            _ => {
                kept.push('/');
                kept.push_str(segment);
                ends_with_dots = false;
            }
        }
    }
    if ends_with_dots {
        kept.push('/');
    }
    kept
}
