//! Base addresses, origins and the resolution of references (RFC 3986, section 5.2).

use super::error::Reason;
use super::info::Server;
use super::path::is_special;
use super::percent::Escape;
use http::Uri;
use http::uri::{Authority, Scheme};

/// A base address: where an API is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Base {
    scheme: Scheme,
    authority: Authority,
    /// Without a slash at its end.
    prefix: String,
}

impl Base {
    /// Reads an absolute URL.
    pub(super) fn parse(text: &str) -> Result<Self, Reason> {
        let text = text.trim();
        let uri: Uri = text.parse().map_err(|error| Reason::new(format!("`{}` is no URL: {error}", hide(text))))?;
        let (Some(scheme), Some(authority)) = (uri.scheme(), uri.authority()) else {
            return Err(Reason::new(format!("`{}` is no absolute URL such as `https://host/prefix`", hide(text))));
        };
        if *scheme != Scheme::HTTP && *scheme != Scheme::HTTPS {
            return Err(Reason::new(format!("a base address has the scheme `http` or `https`, not `{scheme}`")));
        }
        if authority.as_str().contains('@') {
            return Err(Reason::new("a base address has no user name or password: give credentials to `auth`"));
        }
        let port = authority.as_str().strip_prefix(authority.host()).unwrap_or_default();
        if authority.host().is_empty() || !(port.is_empty() || port[1..].parse::<u16>().is_ok()) {
            return Err(Reason::new(format!("`{text}` has no host, or its port is no number up to 65535")));
        }
        if uri.query().is_some() || text.contains('#') {
            return Err(Reason::new("a base address has no query and no fragment"));
        }
        let path = uri.path().trim_end_matches('/');
        if path.split('/').skip(1).any(is_special) {
            return Err(Reason::new(format!("the path of `{text}` has a part that is empty, `.` or `..`")));
        }
        Ok(Self { scheme: scheme.clone(), authority: authority.clone(), prefix: Escape::Illegal.apply(path) })
    }

    /// The documented address, with values for its variables.
    pub(super) fn of_server(server: &Server, chosen: &[(String, String)]) -> Result<Self, Reason> {
        let mut url = server.url.to_owned();
        for variable in server.variables {
            let value = chosen.iter().find(|(name, _)| name == variable.name).map(|(_, value)| value.as_str());
            url = url.replace(&format!("{{{}}}", variable.name), value.unwrap_or(variable.default));
        }
        Self::parse(&url)
    }

    /// The address of a path, which starts with a slash and is encoded, with more query behind it.
    pub(super) fn join(&self, path: &str, query: &str) -> Result<Uri, Reason> {
        let Self { scheme, authority, prefix } = self;
        let mut text = format!("{scheme}://{authority}{prefix}{path}");
        if !query.is_empty() {
            text.push(if path.contains('?') { '&' } else { '?' });
            text.push_str(query);
        }
        text.parse().map_err(|error| Reason::new(format!("the address of the call is not valid: {error}")))
    }

    /// The same without its path.
    pub(super) fn root(&self) -> Self {
        Self { prefix: String::new(), ..self.clone() }
    }

    pub(super) fn origin(&self) -> Origin {
        Origin::new(&self.scheme, &self.authority)
    }

    /// For messages and `Debug`: it has no secret, since user names and queries are refused.
    pub(super) fn shown(&self) -> String {
        format!("{}://{}{}", self.scheme, self.authority, self.prefix)
    }
}

/// A text that may hold a password, without what stands before an `@`.
fn hide(text: &str) -> String {
    let before_query = |text: &str| text.split('?').next().unwrap_or_default().to_owned();
    match text.rsplit_once('@') {
        // A password may have a question mark in it.
        Some((_, rest)) => format!("…@{}", before_query(rest)),
        None => before_query(text),
    }
}

/// Scheme, host and port: what credentials are bound to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Origin {
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
    pub(super) fn of(uri: &Uri) -> Option<Self> {
        Some(Self::new(uri.scheme()?, uri.authority()?))
    }
}

/// The address that a reference means when it is found at `base`; `None` if it is none of `http` or `https`. A user
/// name and a password in it are dropped: they would become credentials that nobody asked for.
pub(super) fn resolve(base: &Uri, reference: &str) -> Option<Uri> {
    let reference = reference.trim();
    let reference = reference.split('#').next().unwrap_or_default();
    let reference = Escape::Illegal.apply(reference);
    let (scheme, rest) = match scheme_of(&reference) {
        Some((scheme, rest)) => (scheme.to_ascii_lowercase(), rest),
        None => (base.scheme_str()?.to_ascii_lowercase(), reference.as_str()),
    };
    if scheme != "http" && scheme != "https" {
        return None;
    }
    let (authority, path) = match rest.strip_prefix("//") {
        Some(rest) => {
            let end = rest.find(['/', '?']).unwrap_or(rest.len());
            let (authority, path) = rest.split_at(end);
            (authority.rsplit('@').next().unwrap_or_default().to_owned(), merge("/", path))
        }
        // `https:path` is not worth a guess.
        None if scheme_of(&reference).is_some() => return None,
        None => (base.authority()?.as_str().to_owned(), merge(base.path_and_query()?.as_str(), rest)),
    };
    format!("{scheme}://{authority}{path}").parse().ok()
}

fn scheme_of(reference: &str) -> Option<(&str, &str)> {
    let (scheme, rest) = reference.split_once(':')?;
    let letters = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.');
    let is_scheme = scheme.bytes().all(letters) && scheme.starts_with(|first: char| first.is_ascii_alphabetic());
    is_scheme.then_some((scheme, rest))
}

fn merge(base: &str, reference: &str) -> String {
    let base_path = base.split('?').next().unwrap_or_default();
    if reference.is_empty() {
        return base.to_owned();
    }
    if reference.starts_with('?') {
        return format!("{base_path}{reference}");
    }
    let (path, query) = match reference.find('?') {
        Some(at) => reference.split_at(at),
        None => (reference, ""),
    };
    let directory =
        if path.starts_with('/') { "" } else { base_path.rsplit_once('/').map_or("", |(before, _)| before) };
    let whole = if path.starts_with('/') { path.to_owned() } else { format!("{directory}/{path}") };
    format!("{}{query}", remove_dots(&whole))
}

/// RFC 3986, section 5.2.4.
fn remove_dots(path: &str) -> String {
    let mut kept: Vec<&str> = Vec::new();
    let segments: Vec<&str> = path.split('/').skip(1).collect();
    for (index, segment) in segments.iter().enumerate() {
        let is_last = index + 1 == segments.len();
        match *segment {
            "." | "%2e" | "%2E" => {}
            ".." | "%2e%2e" | "%2E%2E" => {
                kept.pop();
            }
            other => {
                kept.push(other);
                continue;
            }
        }
        if is_last {
            kept.push("");
        }
    }
    format!("/{}", kept.join("/"))
}
