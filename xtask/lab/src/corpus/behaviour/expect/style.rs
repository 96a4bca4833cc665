//! Parameters as text, by the tables "Style Values" and "Style Examples" of the OpenAPI specification 3.0.4.
//!
//! In: a parameter's style and a JSON value. Out: text for a path or a header, or `name=value` pairs for a query, a cookie
//! or a form. Written from the specification, not from the client's code, which it is there to check. What the
//! specification leaves open is as the client documents it: `null` and empty lists are not sent, and what is nested in a
//! list or an object is JSON, except for a list in an object that is exploded into pairs.

use serde_json::Value;

/// How a parameter is written.
#[derive(Debug, Clone, Copy)]
pub struct Style<'d> {
    /// The parameter's name.
    pub name: &'d str,
    /// `style`, or `json` for a parameter with `content`.
    pub style: &'d str,
    /// `explode`
    pub explode: bool,
    /// How the text is encoded.
    pub encoding: Encoding,
    /// `x-collection-format`: how lists in lists are written, the outermost first.
    pub lists: Option<&'d Value>,
}

/// How text is encoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// All but unreserved characters (RFC 3986) is percent-encoded.
    Strict,
    /// Reserved characters stay, but for those that would end the value, and what is encoded already (`allowReserved`).
    Reserved,
    /// As [`Encoding::Strict`], but all of `cookie-octet` (RFC 6265, section 4.1.1) but `%` stays.
    Cookie,
    /// The same in a form, where `+` means a space.
    ReservedInForm,
    /// Nothing is encoded.
    Plain,
}

impl Encoding {
    /// How names are encoded beside values that are so.
    pub fn of_names(self) -> Self {
        match self {
            Encoding::Strict | Encoding::Reserved | Encoding::ReservedInForm => Encoding::Strict,
            Encoding::Cookie | Encoding::Plain => self,
        }
    }

    /// A text, encoded.
    pub fn apply(self, text: &str) -> String {
        let mut out = String::new();
        for (index, byte) in text.bytes().enumerate() {
            let is_unreserved = byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
            let is_encoded = || {
                let digits = text.as_bytes().get(index + 1..index + 3);
                byte == b'%' && digits.is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
            };
            let stays = match self {
                Encoding::Strict => is_unreserved,
                Encoding::Reserved => is_unreserved || b":/?[]@!$'()*+,;=".contains(&byte) || is_encoded(),
                Encoding::Cookie => byte.is_ascii_graphic() && !b"\",;\\%".contains(&byte),
                Encoding::ReservedInForm => is_unreserved || b":/?[]@!$'()*,;=".contains(&byte) || is_encoded(),
                Encoding::Plain => return text.to_owned(),
            };
            if stays { out.push(char::from(byte)) } else { out.push_str(&format!("%{byte:02X}")) }
        }
        out
    }
}

impl Style<'_> {
    fn words(self) -> Option<Vec<&'static str>> {
        let known = ["csv", "ssv", "tsv", "pipes", "multi"];
        let words = self.lists?.as_array()?.iter().filter_map(Value::as_str);
        Some(words.filter_map(|word| known.into_iter().find(|known| *known == word)).collect())
    }
}

impl Encoding {
    fn delimiter(self, text: &str) -> String {
        if text == "," { text.to_owned() } else { self.apply_all(text) }
    }

    /// A delimiter is never a reserved character that stays.
    fn apply_all(self, text: &str) -> String {
        if self == Encoding::Plain { text.to_owned() } else { Encoding::Strict.apply(text) }
    }
}

/// Lists in lists, each level in its own format (Swagger 2.0, `collectionFormat`).
fn joined(value: &Value, words: &[&str], encoding: Encoding) -> Option<String> {
    let (Value::Array(items), [word, rest @ ..]) = (value, words) else {
        return text(value).map(|text| encoding.apply(&text));
    };
    let delimiter = match *word {
        "ssv" => " ",
        "tsv" => "\t",
        "pipes" => "|",
        _ => ",",
    };
    let items: Vec<String> = items.iter().filter_map(|item| joined(item, rest, encoding)).collect();
    (!items.is_empty()).then(|| items.join(&encoding.delimiter(delimiter)))
}

/// The pairs of a query, a cookie or a form.
pub fn pairs(style: Style<'_>, value: &Value) -> Vec<String> {
    let Style { name, explode, encoding, .. } = style;
    let pair = |name: &str, value: &str| format!("{}={}", encoding.of_names().apply(name), encoding.apply(value));
    if style.style == "json" {
        return if value.is_null() { Vec::new() } else { vec![pair(name, &value.to_string())] };
    }
    if style.style == "deepObject" {
        let mut leaves = Vec::new();
        leaves_of(name.to_owned(), value, &mut leaves);
        return leaves.iter().map(|(name, value)| pair(name, value)).collect();
    }
    if let Some(words) = style.words() {
        let items = value.as_array().filter(|_| words.first() == Some(&"multi"));
        let texts = match items {
            Some(items) => items.iter().filter_map(|item| joined(item, &words[1..], encoding)).collect(),
            None => joined(value, &words, encoding).into_iter().collect::<Vec<_>>(),
        };
        return texts.iter().map(|text| format!("{}={text}", Encoding::Strict.apply(name))).collect();
    }
    let delimiter = match style.style {
        "spaceDelimited" => encoding.delimiter(" "),
        "pipeDelimited" => encoding.delimiter("|"),
        _ => ",".to_owned(),
    };
    // The entries of an object have names of their own.
    let parts: Vec<(Option<&String>, String)> = match value {
        Value::Array(items) => items.iter().filter_map(text).map(|text| (None, text)).collect(),
        Value::Object(entries) => entries.iter().filter_map(|(key, value)| Some((Some(key), text(value)?))).collect(),
        scalar => return text(scalar).map(|text| pair(name, &text)).into_iter().collect(),
    };
    if explode && let Value::Object(entries) = value {
        // A list in an entry is the entry repeated.
        let list = |value: &Value| match value {
            Value::Array(items) => items.iter().filter_map(text).collect(),
            other => text(other).into_iter().collect::<Vec<_>>(),
        };
        return entries.iter().flat_map(|(key, value)| list(value).into_iter().map(|one| pair(key, &one))).collect();
    }
    if explode || parts.is_empty() {
        return parts.iter().map(|(key, value)| pair(key.map_or(name, String::as_str), value)).collect();
    }
    let flat =
        parts.iter().flat_map(|(key, value)| key.iter().map(|key| encoding.apply(key)).chain([encoding.apply(value)]));
    let flat = flat.collect::<Vec<_>>().join(&delimiter);
    vec![format!("{}={flat}", encoding.of_names().apply(name))]
}

/// The text of a path segment or a header; `None` if there is nothing to send.
pub fn segment(style: Style<'_>, value: &Value) -> Option<String> {
    let Style { name, explode, encoding, .. } = style;
    let encode = |text: &str| encoding.apply(text);
    if style.style == "json" {
        return (!value.is_null()).then(|| encode(&value.to_string()));
    }
    if let Some(words) = style.words() {
        return joined(value, &words, encoding);
    }
    let (prefix, separator) = match (style.style, explode) {
        ("matrix", true) => (";", ";"),
        ("matrix", false) => (";", ","),
        ("label", true) => (".", "."),
        ("label", false) => (".", ","),
        _ => ("", ","),
    };
    let named = |value: String| match style.style {
        "matrix" if value.is_empty() => encode(name),
        "matrix" => format!("{}={value}", encode(name)),
        _ => value,
    };
    let text = match value {
        Value::Array(items) => {
            let items: Vec<String> = items.iter().filter_map(text).map(|item| encode(&item)).collect();
            if items.is_empty() {
                return None;
            }
            match explode {
                true => items.into_iter().map(named).collect::<Vec<_>>().join(separator),
                false => named(items.join(separator)),
            }
        }
        Value::Object(entries) => {
            let between = if explode { "=" } else { "," };
            let entries: Vec<String> = entries
                .iter()
                .filter_map(|(key, value)| Some(format!("{}{between}{}", encode(key), encode(&text(value)?))))
                .collect();
            if entries.is_empty() {
                return None;
            }
            let joined = entries.join(separator);
            if explode { joined } else { named(joined) }
        }
        scalar => named(encode(&text(scalar)?)),
    };
    Some(format!("{prefix}{text}"))
}

/// A value as text; `None` for `null`.
pub fn text(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(text) => Some(text.clone()),
        // A number without a fraction has no point: 3, not 3.0.
        Value::Number(number) => match number.as_f64() {
            Some(float) if number.is_f64() => Some(float.to_string()),
            _ => Some(number.to_string()),
        },
        Value::Bool(_) | Value::Array(_) | Value::Object(_) => Some(value.to_string()),
    }
}

/// `name[key][key]` and the text of each value that is no object and no list.
fn leaves_of(name: String, value: &Value, leaves: &mut Vec<(String, String)>) {
    match value {
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(index, item)| leaves_of(format!("{name}[{index}]"), item, leaves));
        }
        Value::Object(entries) => {
            entries.iter().for_each(|(key, item)| leaves_of(format!("{name}[{key}]"), item, leaves));
        }
        scalar => leaves.extend(text(scalar).map(|text| (name, text))),
    }
}

#[cfg(test)]
mod tests {
    use super::{Encoding, Style, pairs, segment};
    use serde_json::json;

    fn style<'d>(style: &'d str, explode: bool) -> Style<'d> {
        Style { name: "color", style, explode, encoding: Encoding::Strict, lists: None }
    }

    /// The table "Style Examples".
    #[test]
    fn values_are_written_as_the_specification_says() {
        let (text, list) = (json!("blue"), json!(["blue", "black", "brown"]));
        let object = json!({ "R": 100, "G": 200, "B": 150 });
        let in_path = |kind: &str, explode| {
            [&json!(""), &text, &list, &object].map(|value| segment(style(kind, explode), value).unwrap())
        };
        assert_eq!(
            in_path("matrix", false),
            [";color", ";color=blue", ";color=blue,black,brown", ";color=R,100,G,200,B,150"]
        );
        assert_eq!(
            in_path("matrix", true),
            [";color", ";color=blue", ";color=blue;color=black;color=brown", ";R=100;G=200;B=150"]
        );
        assert_eq!(in_path("label", false), [".", ".blue", ".blue,black,brown", ".R,100,G,200,B,150"]);
        assert_eq!(in_path("label", true), [".", ".blue", ".blue.black.brown", ".R=100.G=200.B=150"]);
        assert_eq!(in_path("simple", false), ["", "blue", "blue,black,brown", "R,100,G,200,B,150"]);
        assert_eq!(in_path("simple", true), ["", "blue", "blue,black,brown", "R=100,G=200,B=150"]);
        let empty = json!("");
        let in_query = |kind: &str, explode, value| pairs(style(kind, explode), value).join("&");
        assert_eq!(in_query("form", false, &empty), "color=");
        assert_eq!(in_query("form", false, &list), "color=blue,black,brown");
        assert_eq!(in_query("form", false, &object), "color=R,100,G,200,B,150");
        assert_eq!(in_query("form", true, &list), "color=blue&color=black&color=brown");
        assert_eq!(in_query("form", true, &object), "R=100&G=200&B=150");
        assert_eq!(in_query("spaceDelimited", false, &list), "color=blue%20black%20brown");
        assert_eq!(in_query("spaceDelimited", false, &object), "color=R%20100%20G%20200%20B%20150");
        assert_eq!(in_query("pipeDelimited", false, &list), "color=blue%7Cblack%7Cbrown");
        assert_eq!(in_query("deepObject", true, &object), "color%5BR%5D=100&color%5BG%5D=200&color%5BB%5D=150");
    }

    #[test]
    fn reserved_characters_stay_where_that_is_allowed() {
        assert_eq!(Encoding::Strict.apply("a/b ü%41"), "a%2Fb%20%C3%BC%2541");
        assert_eq!(Encoding::Reserved.apply("a/b?c&d#e%41%"), "a/b?c%26d%23e%41%25");
        assert_eq!(Encoding::Reserved.apply("a+b"), "a+b");
        assert_eq!(Encoding::ReservedInForm.apply("a+b/&"), "a%2Bb/%26");
    }

    #[test]
    fn lists_in_lists_have_their_own_delimiters() {
        let (value, lists) = (json!([["a b", "c"], [], ["d,e"]]), json!(["pipes", "csv"]));
        let nested = |lists, encoding| Style { lists, encoding, ..style("form", false) };
        assert_eq!(pairs(nested(Some(&lists), Encoding::Strict), &value), ["color=a%20b,c%7Cd%2Ce"]);
        assert_eq!(pairs(nested(Some(&lists), Encoding::Plain), &value), ["color=a b,c|d,e"]);
        let multi = json!(["multi", "tsv"]);
        assert_eq!(pairs(nested(Some(&multi), Encoding::Strict), &value), ["color=a%20b%09c", "color=d%2Ce"]);
        assert_eq!(segment(nested(Some(&json!(["tsv"])), Encoding::Plain), &json!(["a", "b"])).unwrap(), "a\tb");
    }
}
