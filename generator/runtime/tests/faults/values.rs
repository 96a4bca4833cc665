//! Any value in any documented parameter: what a server reads of the bytes is the value.
//!
//! The reader here knows the description of the parameter, as a server does, and nothing of the client. What a style
//! cannot tell apart (a comma in a header's list) is not among the values.

use super::bytes::recording;
use super::server::*;
use serde_json::{Map, Value, json};
use std::hash::{DefaultHasher, Hash, Hasher};

const CALLS: u64 = 1500;

pub enum Any {}

impl Operation for Any {
    type Output = ();
    const INFO: &'static OperationInfo = &OperationInfo::new("any", Method::GET, "/before/x{p}y/after", "", &[], &[]);
}

pub enum Greedy {}

impl Operation for Greedy {
    type Output = ();
    const INFO: &'static OperationInfo =
        &OperationInfo::new("greedy", Method::GET, "/before/x{+p}y/after", "", &[], &[]);
}

/// The same numbers in every run.
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 += 1;
        let mut hasher = DefaultHasher::new();
        (0x5eed_u32, self.0).hash(&mut hasher);
        usize::try_from(hasher.finish() % end as u64).unwrap()
    }

    fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.below(from.len())]
    }

    /// A text that is not empty, of these characters.
    fn text(&mut self, characters: &[char]) -> String {
        (0..=self.below(6)).map(|_| self.pick(characters)).collect()
    }
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Form {
    Scalar,
    List,
    /// Of texts.
    Object,
    /// Of texts and lists of texts.
    Nested,
}

const KINDS: &[(Location, Style, bool)] = &[
    (Location::Path, Style::Simple, false),
    (Location::Path, Style::Simple, true),
    (Location::Path, Style::Label, false),
    (Location::Path, Style::Label, true),
    (Location::Path, Style::Matrix, false),
    (Location::Path, Style::Matrix, true),
    (Location::Path, Style::Json, false),
    (Location::Query, Style::Form, false),
    (Location::Query, Style::Form, true),
    (Location::Query, Style::SpaceDelimited, false),
    (Location::Query, Style::PipeDelimited, false),
    (Location::Query, Style::DeepObject, true),
    (Location::Query, Style::Json, true),
    (Location::Header, Style::Simple, false),
    (Location::Header, Style::Simple, true),
    (Location::Header, Style::Json, false),
    (Location::Cookie, Style::Form, false),
    (Location::Cookie, Style::Form, true),
    (Location::Cookie, Style::Cookie, false),
    (Location::Cookie, Style::Cookie, true),
    (Location::Cookie, Style::Json, true),
];

/// The forms of value that a parameter can have.
fn forms(param: &Param) -> &'static [Form] {
    match (param.location, param.style, param.explode) {
        (_, Style::Json, _) | (Location::Query | Location::Cookie, Style::Form | Style::Cookie, true) => {
            &[Form::Scalar, Form::List, Form::Object, Form::Nested]
        }
        (_, Style::DeepObject, _) => &[Form::Object, Form::Nested],
        (_, Style::SpaceDelimited | Style::PipeDelimited, _) => &[Form::List, Form::Object],
        _ => &[Form::Scalar, Form::List, Form::Object],
    }
}

/// The characters that a value can have so that its text means one value.
fn characters(param: &Param) -> Vec<char> {
    let mut all: Vec<char> = " aZ09-_~.!*'()@:/?#[]$&+,;=%\"<>\\^`{|}\u{1}\t\nüß☃😀".chars().collect();
    let excluded = match (param.location, param.style) {
        // Only one line, no space at its ends, and commas and `=` are the style's own.
        (Location::Header, Style::Json) => "\u{1}\t\n",
        (Location::Header, _) => " ,=\u{1}\t\n",
        (Location::Cookie, Style::Cookie) => " ,=;\u{1}\t\n",
        (_, Style::SpaceDelimited) => " ",
        (_, Style::PipeDelimited) => "|",
        (_, Style::Label) => ".",
        // A later escape of the reader would read it.
        _ if param.allow_reserved => "%,",
        _ => "",
    };
    all.retain(|character| !excluded.contains(*character));
    all
}

fn value(random: &mut Random, param: &Param, form: Form) -> Value {
    let characters = characters(param);
    let keys: Vec<char> = characters.iter().copied().filter(|c| !"[]".contains(*c)).collect();
    let text = |random: &mut Random| json!(random.text(&characters));
    let list = |random: &mut Random| (0..=random.below(3)).map(|_| text(random)).collect::<Value>();
    match form {
        Form::Scalar => text(random),
        Form::List => list(random),
        Form::Object | Form::Nested => {
            let mut object = Map::new();
            for _ in 0..=random.below(3) {
                let is_list = form == Form::Nested && random.below(2) == 0;
                let value = if is_list { list(random) } else { text(random) };
                // With a prefix, so that a key is none of a label's or of a path's own words.
                object.insert(format!("k{}", random.text(&keys)), value);
            }
            Value::Object(object)
        }
    }
}

/// Percent-encoding read back; what is no hexadecimal pair stays.
fn decoded(text: &str) -> String {
    let (mut bytes, mut rest) = (Vec::new(), text.as_bytes());
    while let Some((first, after)) = rest.split_first() {
        let pair = after.get(..2).and_then(|pair| std::str::from_utf8(pair).ok());
        match pair.and_then(|pair| u8::from_str_radix(pair, 16).ok()).filter(|_| *first == b'%') {
            Some(byte) => {
                bytes.push(byte);
                rest = &after[2..];
            }
            None => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8(bytes).unwrap()
}

/// `name=value` pairs, read.
fn pairs(text: &str, separator: &str, read: fn(&str) -> String) -> Vec<(String, String)> {
    let pair = |pair: &str| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        (read(name), value.to_owned())
    };
    text.split(separator).filter(|text| !text.is_empty()).map(pair).collect()
}

fn of_list(text: &str, separator: &str, read: fn(&str) -> String) -> Value {
    text.split(separator).map(|item| json!(read(item))).collect()
}

/// `k,v,k,v`
fn of_flat_object(text: &str, separator: &str, read: fn(&str) -> String) -> Value {
    let items: Vec<String> = text.split(separator).map(read).collect();
    items.chunks(2).map(|pair| (pair[0].clone(), json!(pair[1]))).collect::<Map<_, _>>().into()
}

/// An object of pairs; where the server expects a list, it takes all values of the name.
fn of_pairs(pairs: &[(String, String)], expected: &Value, read: fn(&str) -> String) -> Value {
    let mut object = Map::new();
    for (name, value) in pairs {
        let value = json!(read(value));
        if expected[name].is_array() {
            object.entry(name.clone()).or_insert_with(|| json!([])).as_array_mut().unwrap().push(value);
        } else {
            object.insert(name.clone(), value);
        }
    }
    object.into()
}

/// What stands in one place: a path or a header.
fn of_segment(param: &Param, form: Form, text: &str, read: fn(&str) -> String, expected: &Value) -> Value {
    if param.style == Style::Json {
        return serde_json::from_str(&read(text)).unwrap();
    }
    let (prefix, separator) = match (param.style, param.explode) {
        (Style::Label, true) => (".", "."),
        (Style::Label, false) => (".", ","),
        (Style::Matrix, true) => (";", ";"),
        (Style::Matrix, false) => (";p=", ","),
        _ => ("", ","),
    };
    let text = text.strip_prefix(prefix).unwrap();
    let is_named = param.style == Style::Matrix && param.explode;
    match (form, param.explode) {
        (Form::Scalar, _) if is_named => json!(read(text.strip_prefix("p=").unwrap())),
        (Form::Scalar, _) => json!(read(text)),
        (Form::List, _) if is_named => text.split(separator).map(|item| json!(read(&item[2..]))).collect(),
        (Form::List, _) => of_list(text, separator, read),
        (_, true) => of_pairs(&pairs(text, separator, read), expected, read),
        (_, false) => of_flat_object(text, separator, read),
    }
}

/// What stands in a query or a `Cookie` header.
fn of_query(
    param: &Param,
    form: Form,
    pairs: &[(String, String)],
    read: fn(&str) -> String,
    expected: &Value,
) -> Value {
    let separator = match param.style {
        Style::SpaceDelimited => "%20",
        Style::PipeDelimited => "%7C",
        _ => ",",
    };
    let only = || {
        assert!(pairs.len() == 1 && pairs[0].0 == "p", "{pairs:?}");
        pairs[0].1.as_str()
    };
    match (param.style, form, param.explode) {
        (Style::Json, ..) => serde_json::from_str(&read(only())).unwrap(),
        (Style::DeepObject, ..) => of_deep(pairs, read),
        (_, Form::Scalar, _) => json!(read(only())),
        (_, Form::List, true) => pairs.iter().map(|(name, value)| json!((name == "p").then(|| read(value)))).collect(),
        (_, Form::List, false) => of_list(only(), separator, read),
        (_, Form::Object | Form::Nested, true) => of_pairs(pairs, expected, read),
        (_, Form::Object | Form::Nested, false) => of_flat_object(only(), separator, read),
    }
}

/// `p[key]=text` and `p[key][0]=text`
fn of_deep(pairs: &[(String, String)], read: fn(&str) -> String) -> Value {
    let mut object = Map::new();
    for (name, value) in pairs {
        let inside = name.strip_prefix("p[").and_then(|rest| rest.strip_suffix(']')).unwrap();
        match inside.split_once("][") {
            None => drop(object.insert(inside.to_owned(), json!(read(value)))),
            Some((key, index)) => {
                let list = object.entry(key.to_owned()).or_insert_with(|| json!([])).as_array_mut().unwrap();
                assert_eq!(index, list.len().to_string());
                list.push(json!(read(value)));
            }
        }
    }
    object.into()
}

fn read_back(param: &Param, form: Form, head: &str, expected: &Value) -> Value {
    let target = head.split(' ').nth(1).unwrap();
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let plain: fn(&str) -> String = str::to_owned;
    match param.location {
        Location::Path => {
            let text = path.strip_prefix("/before/x").unwrap().strip_suffix("y/after").unwrap();
            assert!(!text.contains('/'), "{path}");
            of_segment(param, form, text, decoded, expected)
        }
        Location::Query => of_query(param, form, &pairs(query, "&", decoded), decoded, expected),
        Location::Header => of_segment(param, form, header(head, "p").unwrap(), plain, expected),
        Location::Cookie => {
            let read = if param.style == Style::Cookie { plain } else { decoded };
            of_query(param, form, &pairs(header(head, "cookie").unwrap(), "; ", read), read, expected)
        }
    }
}

#[tokio::test]
async fn a_server_reads_the_value_of_any_parameter() {
    let (address, heads) = recording().await;
    let client = ClientBuilder::new(&API).base_url(&address).retry(Retry::none()).build().unwrap();
    let mut random = Random(0);
    for number in 0..CALLS {
        let (location, style, explode) = random.pick(KINDS);
        let allow_reserved = location == Location::Query && style == Style::Form && random.below(4) == 0;
        let param = Param { name: "p", location, style, explode, allow_reserved };
        let form = random.pick(forms(&param));
        let value = value(&mut random, &param, form);
        let mut parts = Parts::new(&client, Any::INFO);
        if location != Location::Path {
            parts.path("p", &"p");
        }
        parts.param(&param, &value);
        Request::<Any>::of(parts).await.unwrap_or_else(|error| panic!("{number} {param:?} {value}: {error}"));
        let head = heads.lock().unwrap().pop().unwrap();
        assert_eq!(read_back(&param, form, &head, &value), value, "{number} {param:?} {head}");
    }
}

/// A value of several segments: each is a segment of the path, or nothing is sent.
#[tokio::test]
async fn a_server_reads_the_segments_of_any_value() {
    let (address, heads) = recording().await;
    let client = ClientBuilder::new(&API).base_url(&address).retry(Retry::none()).build().unwrap();
    let mut random = Random(CALLS * 100);
    let characters: Vec<char> = "/..a%2ü ?#é+".chars().collect();
    let mut sent = 0;
    for _ in 0..400 {
        let value = random.text(&characters);
        let mut parts = Parts::new(&client, Greedy::INFO);
        parts.path("p", &value);
        let outcome = Request::<Greedy>::of(parts).await;
        let expected = format!("before/x{value}y/after");
        // The first and the last segment have text of the path in them.
        let is_plain = !expected.split('/').any(|part| matches!(part, "" | "." | ".."));
        assert_eq!(outcome.is_ok(), is_plain, "{value}");
        if is_plain {
            let head = heads.lock().unwrap().pop().unwrap();
            let path = head.split(' ').nth(1).unwrap().strip_prefix('/').unwrap();
            let segments: Vec<String> = path.split('/').map(decoded).collect();
            assert_eq!(segments.join("/"), expected);
            sent += 1;
        }
    }
    assert!(sent > 100, "{sent}");
}
