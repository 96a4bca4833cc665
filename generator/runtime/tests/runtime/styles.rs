//! Parameters as text: every row of the table "Style Examples" of OpenAPI 3.0.4, and what is beside it.

use super::api::*;
use std::collections::BTreeMap;
use std::sync::Arc;

operation!(InQuery, GET "/q", &[], Value, json);
operation!(InPath, GET "/p/{color}/end", &[], Value, json);

fn memory() -> (Client, MemoryTransport) {
    let server = MemoryTransport::new();
    server.answer(|_| Reply::json(200, &json!({})));
    let client = ClientBuilder::new(&API).base_url("http://host").transport(Arc::new(server.clone())).build().unwrap();
    (client, server)
}

/// An object whose properties stand in the order of the table, unlike a map.
#[derive(Default)]
struct Rgb {
    values: [Option<i64>; 3],
    undocumented: Undocumented,
}

impl Described for Rgb {
    type Kind = ModelKind;
}

impl Model for Rgb {
    fn info(&self) -> &'static ModelInfo {
        const FIELDS: &[Documented] =
            &[Documented::Optional("R"), Documented::Optional("G"), Documented::Optional("B")];
        &ModelInfo { name: "Rgb", fields: FIELDS }
    }

    fn field(&self, index: usize) -> &dyn Field {
        match self.values.get(index) {
            Some(value) => value,
            None => &self.undocumented,
        }
    }

    fn field_mut(&mut self, index: usize) -> &mut dyn Field {
        match self.values.get_mut(index) {
            Some(value) => value,
            None => &mut self.undocumented,
        }
    }
}

const fn color(location: Location, style: Style, explode: bool) -> Param {
    Param { name: "color", location, style, explode, allow_reserved: false }
}

/// What is sent in the path or the query for a value.
async fn sent(param: &Param, value: &dyn Wire) -> String {
    let (client, server) = memory();
    let mut parts = match param.location {
        Location::Path => Parts::new(&client, InPath::INFO),
        _ => Parts::new(&client, InQuery::INFO),
    };
    parts.param(param, value);
    Request::<InQuery>::of(parts).await.unwrap_or_else(|error| panic!("{error}"));
    let call = &server.calls()[0];
    match param.location {
        Location::Path => call.path().strip_prefix("/p/").unwrap().strip_suffix("/end").unwrap().to_owned(),
        Location::Query => call.query().to_owned(),
        Location::Header => call.header("color").unwrap_or("-").to_owned(),
        Location::Cookie => call.header("cookie").unwrap_or("-").to_owned(),
    }
}

fn array() -> Vec<String> {
    ["blue", "black", "brown"].map(String::from).to_vec()
}

fn object() -> Rgb {
    Rgb { values: [Some(100), Some(200), Some(150)], ..Rgb::default() }
}

/// The table, without the rows and cells that are "n/a" there. The first column is what an empty string gives.
#[tokio::test]
async fn every_row_of_the_table_of_style_examples() {
    use Location::{Path, Query};
    let rows: [(Location, Style, bool, [Option<&str>; 4]); 11] = [
        (
            Path,
            Style::Matrix,
            false,
            [Some(";color"), Some(";color=blue"), Some(";color=blue,black,brown"), Some(";color=R,100,G,200,B,150")],
        ),
        (
            Path,
            Style::Matrix,
            true,
            [
                Some(";color"),
                Some(";color=blue"),
                Some(";color=blue;color=black;color=brown"),
                Some(";R=100;G=200;B=150"),
            ],
        ),
        (Path, Style::Label, false, [None, Some(".blue"), Some(".blue,black,brown"), Some(".R,100,G,200,B,150")]),
        (Path, Style::Label, true, [None, Some(".blue"), Some(".blue.black.brown"), Some(".R=100.G=200.B=150")]),
        (Path, Style::Simple, false, [None, Some("blue"), Some("blue,black,brown"), Some("R,100,G,200,B,150")]),
        (Path, Style::Simple, true, [None, Some("blue"), Some("blue,black,brown"), Some("R=100,G=200,B=150")]),
        (
            Query,
            Style::Form,
            false,
            [Some("color="), Some("color=blue"), Some("color=blue,black,brown"), Some("color=R,100,G,200,B,150")],
        ),
        (
            Query,
            Style::Form,
            true,
            [Some("color="), Some("color=blue"), Some("color=blue&color=black&color=brown"), Some("R=100&G=200&B=150")],
        ),
        (
            Query,
            Style::SpaceDelimited,
            false,
            [None, None, Some("color=blue%20black%20brown"), Some("color=R%20100%20G%20200%20B%20150")],
        ),
        (
            Query,
            Style::PipeDelimited,
            false,
            [None, None, Some("color=blue%7Cblack%7Cbrown"), Some("color=R%7C100%7CG%7C200%7CB%7C150")],
        ),
        (
            Query,
            Style::DeepObject,
            true,
            [None, None, None, Some("color%5BR%5D=100&color%5BG%5D=200&color%5BB%5D=150")],
        ),
    ];
    for (location, style, explode, expected) in rows {
        let param = color(location, style, explode);
        let values: [&dyn Wire; 4] = [&String::new(), &String::from("blue"), &array(), &object()];
        for (value, expected) in values.into_iter().zip(expected) {
            let Some(expected) = expected else { continue };
            assert_eq!(sent(&param, value).await, expected, "{style:?}, explode {explode}");
        }
    }
}

/// The cells `.` and "empty" of the table, where a part of a path would be `.` or empty: behind other text they are
/// sent, alone they would mean another resource.
#[tokio::test]
async fn an_empty_string_in_a_label_or_simple_path() {
    operation!(Suffixed, GET "/p/x{color}", &[], Value, json);
    for (style, expected) in [(Style::Label, "/p/x."), (Style::Simple, "/p/x")] {
        let (client, server) = memory();
        let mut parts = Parts::new(&client, Suffixed::INFO);
        parts.param(&color(Location::Path, style, false), &String::new());
        Request::<Suffixed>::of(parts).await.unwrap();
        assert_eq!(server.calls()[0].path(), expected);
        let mut parts = Parts::new(&client, InPath::INFO);
        parts.param(&color(Location::Path, style, false), &String::new());
        let error = Request::<InPath>::of(parts).await.unwrap_err();
        assert!(matches!(error, Error::Invalid(_)), "{error}");
        assert_eq!(server.calls().len(), 1, "nothing is sent");
    }
}

#[tokio::test]
async fn headers_and_cookies() {
    let simple = color(Location::Header, Style::Simple, false);
    assert_eq!(sent(&simple, &array()).await, "blue,black,brown");
    assert_eq!(sent(&simple, &String::from("a b/;%")).await, "a b/;%", "headers are not percent-encoded");
    assert_eq!(sent(&color(Location::Header, Style::Simple, true), &object()).await, "R=100,G=200,B=150");
    assert_eq!(sent(&color(Location::Cookie, Style::Form, false), &array()).await, "color=blue,black,brown");
    let form = color(Location::Cookie, Style::Form, true);
    assert_eq!(sent(&form, &String::from("a b;c")).await, "color=a%20b%3Bc");
    // All that a cookie can hold stays as it is, but `%`.
    let allowed = "!#$&'()*+-./09:<=>?@AZ[]^_`az{|}~";
    assert_eq!(sent(&form, &String::from(allowed)).await, format!("color={allowed}"));
    assert_eq!(sent(&form, &String::from("50%,\"\\ü\n")).await, "color=50%25%2C%22%5C%C3%BC%0A");
    assert_eq!(sent(&form, &json!({"a=b": 1, "list": ["x", "y"]})).await, "a%3Db=1; list=x; list=y");
    let plain = color(Location::Cookie, Style::Cookie, false);
    assert_eq!(sent(&plain, &String::from("a b%20,\"c\"")).await, "color=a b%20,\"c\"");
    assert_eq!(sent(&plain, &array()).await, "color=blue,black,brown");
    assert_eq!(sent(&color(Location::Cookie, Style::Cookie, true), &object()).await, "R=100; G=200; B=150");
    assert_eq!(sent(&color(Location::Cookie, Style::Form, true), &Value::Null).await, "-");
    assert_eq!(sent(&simple, &Value::Null).await, "-");
}

#[tokio::test]
async fn what_is_undefined_is_not_sent() {
    let form = color(Location::Query, Style::Form, true);
    let nothing: [&dyn Wire; 4] = [&Value::Null, &Option::<String>::None, &Vec::<String>::new(), &Rgb::default()];
    for value in nothing {
        assert_eq!(sent(&form, value).await, "");
        assert_eq!(sent(&color(Location::Query, Style::Form, false), value).await, "");
        assert_eq!(sent(&color(Location::Query, Style::PipeDelimited, false), value).await, "");
        assert_eq!(sent(&color(Location::Query, Style::DeepObject, true), value).await, "");
    }
}

#[tokio::test]
async fn delimiters_and_reserved_characters_in_values() {
    let form = color(Location::Query, Style::Form, false);
    assert_eq!(sent(&form, &vec!["a,b".to_owned(), "c&d=e".to_owned()]).await, "color=a%2Cb,c%26d%3De");
    assert_eq!(sent(&form, &String::from("50% + ü")).await, "color=50%25%20%2B%20%C3%BC");
    let reserved = Param { allow_reserved: true, ..form };
    assert_eq!(sent(&reserved, &String::from("a/b?c:d@e,f;g=h")).await, "color=a/b?c:d@e,f;g=h");
    assert_eq!(sent(&reserved, &String::from("%41%zz&x#y z")).await, "color=%41%25zz%26x%23y%20z");
    let path = color(Location::Path, Style::Simple, false);
    assert_eq!(sent(&path, &vec!["a,b".to_owned(), "c/d".to_owned()]).await, "a%2Cb,c%2Fd");
}

#[tokio::test]
async fn names_with_brackets_are_encoded() {
    let param = Param { name: "filter[started_after]", ..color(Location::Query, Style::Form, true) };
    assert_eq!(sent(&param, &String::from("1")).await, "filter%5Bstarted_after%5D=1");
}

#[tokio::test]
async fn nested_values() {
    let nested = json!({"a": {"b": [1, 2]}, "c": null});
    let deep = color(Location::Query, Style::DeepObject, true);
    assert_eq!(sent(&deep, &nested).await, "color%5Ba%5D%5Bb%5D%5B0%5D=1&color%5Ba%5D%5Bb%5D%5B1%5D=2");
    let form = color(Location::Query, Style::Form, false);
    assert_eq!(sent(&form, &json!([{"a": 1}, null, true, 2.5])).await, "color=%7B%22a%22%3A1%7D,true,2.5");
    let content = color(Location::Query, Style::Json, true);
    assert_eq!(sent(&content, &json!({"a": [1]})).await, "color=%7B%22a%22%3A%5B1%5D%7D");
    assert_eq!(sent(&content, &String::from("x")).await, "color=%22x%22");
}

/// What nothing encodes cannot end the cookie or the header.
#[tokio::test]
async fn a_cookie_that_is_not_encoded_has_to_be_one() {
    for value in ["a;b", "a\r\nx: y", "a\u{1}"] {
        let (client, server) = memory();
        let mut parts = Parts::new(&client, InQuery::INFO);
        parts.param(&color(Location::Cookie, Style::Cookie, true), &String::from(value));
        let error = Request::<InQuery>::of(parts).await.expect_err(value);
        assert!(error.to_string().contains("the cookie `color`"), "{error}");
        assert_eq!(server.calls().len(), 0);
    }
}

/// Spring's `Pageable`, for one.
#[tokio::test]
async fn a_list_in_an_exploded_object_is_its_name_repeated() {
    let form = color(Location::Query, Style::Form, true);
    let pageable = json!({"none": [], "odd": [null, {"a": 1}, ["b"]], "page": 2, "sort": ["name,asc", "id"]});
    let expected = "odd=%7B%22a%22%3A1%7D&odd=%5B%22b%22%5D&page=2&sort=name%2Casc&sort=id";
    assert_eq!(sent(&form, &pageable).await, expected);
    let map = BTreeMap::from([("a".to_owned(), vec![1_i64, 2]), ("b".to_owned(), Vec::new())]);
    assert_eq!(sent(&form, &map).await, "a=1&a=2");
    let mut model = Rgb { values: [Some(1), None, None], ..Rgb::default() };
    model.undocumented.insert("list", json!(["x", "y"]));
    assert_eq!(sent(&form, &model).await, "R=1&list=x&list=y");
    // Not exploded, the object has one value for each key.
    let flat = color(Location::Query, Style::Form, false);
    assert_eq!(sent(&flat, &json!({"a": ["x", "y"]})).await, "color=a,%5B%22x%22%2C%22y%22%5D");
}

#[tokio::test]
async fn undocumented_properties_of_a_model_are_sent_too() {
    let mut value = Rgb { values: [Some(1), None, None], ..Rgb::default() };
    value.undocumented.insert("G", "odd");
    value.undocumented.insert("extra", true);
    assert_eq!(sent(&color(Location::Query, Style::Form, true), &value).await, "R=1&G=odd&extra=true");
}

#[tokio::test]
async fn scalars_of_every_type() {
    let form = color(Location::Query, Style::Form, true);
    let values: [(&dyn Wire, &str); 6] = [
        (&true, "true"),
        (&-5_i64, "-5"),
        (&u64::MAX, "18446744073709551615"),
        (&1.5_f64, "1.5"),
        (&2.0_f64, "2"),
        (&json!("x y"), "x%20y"),
    ];
    for (value, expected) in values {
        assert_eq!(sent(&form, value).await, format!("color={expected}"));
    }
    let map = BTreeMap::from([("a".to_owned(), 1_i64), ("b".to_owned(), 2)]);
    assert_eq!(sent(&form, &map).await, "a=1&b=2");
}

#[tokio::test]
async fn a_parameter_that_is_set_again_replaces_its_value_and_query_adds() {
    let (client, server) = memory();
    let mut parts = Parts::new(&client, InQuery::INFO);
    let form = color(Location::Query, Style::Form, true);
    parts.param(&form, &array());
    parts.param(&form, &String::from("red"));
    parts.param(&color(Location::Query, Style::DeepObject, true), &object());
    parts.param(&color(Location::Query, Style::DeepObject, true), &json!({"R": 1}));
    Request::<InQuery>::of(parts).query("q", 1).query("q", 2).await.unwrap();
    assert_eq!(server.calls()[0].query(), "color%5BR%5D=1&q=1&q=2");
}
