//! Where an operation is called.
//!
//! In: what a block says of its address, in two attributes that authors use freely. Out: server, path, and the query that
//! stands in the path.

/// Where an operation is called.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Address {
    /// Without a slash at its end.
    pub server: Option<String>,
    /// `/pets/{id}`
    pub path: String,
    /// The names and values of parameters; a value that stands for others is none.
    pub query: Vec<(String, Option<String>)>,
}

impl Address {
    /// `None` if nothing is said.
    pub fn of(base: Option<&str>, path: Option<&str>) -> Option<Self> {
        let whole = match (base, path) {
            (None, None) => return None,
            (_, Some(path)) if path.contains("://") => path.to_owned(),
            (base, None) => base.unwrap_or_default().to_owned(),
            (base, Some(path)) => {
                [base.unwrap_or_default().trim_end_matches('/'), "/", path.trim_start_matches('/')].concat()
            }
        };
        let is_in_base = path.is_none_or(|path| path.contains("://"));
        let (server, local) = split(&whole);
        let base = if is_in_base { "" } else { base.unwrap_or_default() };
        let prefix = split(base).1.trim_end_matches('/');
        let prefix = if server.is_some() { prefix } else { "" };
        let (path, query) = local.split_once('?').unwrap_or((local, ""));
        let path = path.strip_prefix(prefix).unwrap_or(path);
        let query = query.split('&').filter_map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let is_fixed = !value.is_empty() && !value.contains(['{', '<', '[', ':']);
            (!name.is_empty()).then(|| (name.to_owned(), is_fixed.then(|| value.to_owned())))
        });
        Some(Self {
            server: server.map(|origin| [origin, prefix].concat()),
            path: template(path),
            query: query.collect(),
        })
    }
}

/// The origin of an address if it says a real one, and what is behind it.
fn split(address: &str) -> (Option<&str>, &str) {
    let start = address.find("://").map_or(0, |scheme| scheme + 3);
    let end = address.get(start..).and_then(|rest| rest.find('/')).map_or(address.len(), |end| start + end);
    let origin = address.get(..end).unwrap_or_default();
    let is_real =
        start > 0 && end > start && !origin.contains(|char: char| "<>{}[]()".contains(char) || char.is_whitespace());
    (is_real.then_some(origin), address.get(end..).unwrap_or_default())
}

/// A path whose parameters are in braces: `:id`, `{{id}}` and `<id>` are other ways to write `{id}`.
fn template(path: &str) -> String {
    let pieces = path.trim_start_matches('/').split('/').map(|piece| {
        let inside = |open: &str, close: &str| piece.strip_prefix(open).and_then(|piece| piece.strip_suffix(close));
        let name = piece.strip_prefix(':').or_else(|| inside("{{", "}}")).or_else(|| inside("<", ">"));
        match name.filter(|name| !name.is_empty() && !name.contains([':', '{', '}', '<', '>'])) {
            Some(name) => format!("{{{}}}", name.trim()),
            None => piece.to_owned(),
        }
    });
    ["/", &pieces.collect::<Vec<_>>().join("/")].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn authors_write_addresses_in_many_ways() {
        let told = |base: &str, path: &str| {
            let some = |text| Some(text).filter(|text: &&str| !text.is_empty());
            let Address { server, path, query } = Address::of(some(base), some(path)).unwrap();
            let query: Vec<String> =
                query.into_iter().map(|(name, value)| [name, value.unwrap_or_default()].join("=")).collect();
            [server.unwrap_or_default(), path, query.join("&")].join(" ")
        };
        assert_eq!(told("https://a.example/v1", "/pets/:id"), "https://a.example/v1 /pets/{id} ");
        assert_eq!(told("https://a.example/v1/", "pets/{{id}}/<name>"), "https://a.example/v1 /pets/{id}/{name} ");
        assert_eq!(told("https://a.example/token", ""), "https://a.example /token ");
        assert_eq!(told("https://a.example", ""), "https://a.example / ");
        assert_eq!(told("", "https://a.example/v1/pets"), "https://a.example /v1/pets ");
        assert_eq!(told("[Address]/api/1.0/", "crm?action=list&page={n}"), " /api/1.0/crm action=list&page=");
        assert_eq!(told("https://<<BASE URL>>/buy/", "create"), " /buy/create ");
        assert_eq!(told("movie-in-case", "/login"), " /login ");
        assert_eq!(told("", "/login"), " /login ");
        assert_eq!(Address::of(None, None), None);
    }
}
