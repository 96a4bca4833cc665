//! The bytes of multipart bodies and forms, by the version of OpenAPI that documents each, and one step to each body of an
//! operation that takes several.

use bodies_by_version::models::{Link, One};
use bodies_by_version::operations::{Files31Body, Rows32Body, Styles31Body, Upload20Body, Upload30Body};
use bodies_by_version::runtime::{Base64, Base64Url, FilePart, MemoryTransport, Reply};
use bodies_by_version::{Client, Error};
use serde_json::json;

fn client() -> (MemoryTransport, Client) {
    let server = MemoryTransport::new();
    server.answer(|_| Reply::status(204));
    let client = Client::builder().transport(server.transport()).build().unwrap();
    (server, client)
}

/// The parts that were sent: the lines of the head, an empty one, the content.
fn parts(server: &MemoryTransport) -> Vec<String> {
    let call = server.calls().pop().unwrap();
    let content_type = call.header("content-type").unwrap().to_owned();
    let boundary = content_type.strip_prefix("multipart/form-data; boundary=").unwrap();
    let text = String::from_utf8(call.body().to_vec()).unwrap();
    let text = text.strip_suffix(&format!("--{boundary}--\r\n")).unwrap();
    let delimiter = format!("--{boundary}\r\n");
    let pieces = text.split(&delimiter).skip(1);
    pieces.map(|piece| piece.strip_suffix("\r\n").unwrap().replace("\r\n", "\n")).collect()
}

fn part(name: &str, more: &str, content: &str) -> String {
    format!("Content-Disposition: form-data; name=\"{name}\"{more}\n\n{content}")
}

#[tokio::test]
async fn lists_of_version_2_0_have_their_collection_format() {
    let (server, client) = client();
    let body = Upload20Body::new("bytes")
        .ids([1, 2])
        .names(["a", "b"])
        .cells(["c", "d"])
        .labels(["e", "f"])
        .rows([vec![1, 2], vec![3]]);
    client.upload20(body).await.unwrap();
    let expected = [
        part("file", "; filename=\"file\"\nContent-Type: application/octet-stream", "bytes"),
        part("ids", "", "1,2"),
        part("names", "", "a|b"),
        part("cells", "", "c\td"),
        part("labels", "", "e"),
        part("labels", "", "f"),
        part("rows", "", "1,2|3"),
    ];
    assert_eq!(parts(&server), expected);

    let call = client.form20(["a/b", "c"]).x_words(["d", "e"]).grid([vec![1, 2], vec![3]]);
    let words = |words: [&str; 2]| words.map(str::to_owned).to_vec();
    call.each([words(["f", "g"]), words(["h", "i"])]).body(&rows()).await.unwrap();
    let call = server.calls().pop().unwrap();
    assert_eq!(call.path(), "/v20/form/a%2Fb%7Cc");
    assert_eq!(call.header("x-words"), Some("d e"));
    assert_eq!(call.query(), "grid=1,2%7C3&each=f%20g&each=h%20i");
    assert_eq!(call.body(), "rows=a%09b,c");
}

fn rows() -> bodies_by_version::models::Form20Body {
    let rows = vec![vec!["a".to_owned(), "b".to_owned()], vec!["c".to_owned()]];
    bodies_by_version::models::Form20Body::new().with_rows(rows)
}

#[tokio::test]
async fn parts_of_version_3_0_have_media_types_and_headers_but_no_style() {
    let (server, client) = client();
    let body = Upload30Body::new(Base64::from_bytes([251, 255]))
        .words(["a", "b"])
        .untyped(json!({"c": 1}))
        .rows([vec![1, 2], vec![3]])
        .one(&One::new().with_a("x"))
        .note("text")
        .table(FilePart::new("1;2").name("t.csv").header("X-Other", "o"))
        .table_x_sum("s-1")
        .table_x_rows([1, 2])
        .pictures(["p".into(), FilePart::new("q").content_type("image/jpeg")]);
    client.upload30(body).await.unwrap();
    let expected = [
        part("bytes", "", "+/8="),
        part("words", "", "a"),
        part("words", "", "b"),
        part("untyped", "\nContent-Type: application/json", "{\"c\":1}"),
        part("rows", "", "1"),
        part("rows", "", "2"),
        part("rows", "", "3"),
        part("one", "\nContent-Type: application/json;profile=\"a,b\"", "{\"a\":\"x\"}"),
        part("note", "\nContent-Type: text/plain; charset=utf-8", "text"),
        part("table", "; filename=\"t.csv\"\nX-Other: o\nX-Sum: s-1\nX-Rows: 1,2\nContent-Type: text/csv", "1;2"),
        part("pictures", "; filename=\"pictures\"\nContent-Type: image/png", "p"),
        part("pictures", "; filename=\"pictures\"\nContent-Type: image/jpeg", "q"),
    ];
    assert_eq!(parts(&server), expected);

    let body = Upload30Body::new("").one_content_type("application/vnd.one+json").one(&One::new());
    client.upload30(body).await.unwrap();
    assert_eq!(parts(&server)[1], part("one", "\nContent-Type: application/vnd.one+json", "{}"));

    let body = Upload30Body::new("").table_x_sum("a\r\nX-Evil: b");
    assert!(matches!(client.upload30(body).await, Err(Error::Invalid(_))));
    let body = Upload30Body::new("").table(FilePart::new("").header("X-Evil: b\r\n", "c"));
    assert!(matches!(client.upload30(body).await, Err(Error::Invalid(_))));
    assert_eq!(server.calls().len(), 2);
}

#[tokio::test]
async fn a_style_overrides_the_media_type_since_version_3_1() {
    let (server, client) = client();
    let deep = serde_json::from_value(json!({"a": "b&c", "list": [1]})).unwrap();
    let flat = serde_json::from_value(json!({"b": "d", "c": 2})).unwrap();
    let body = Styles31Body::new().words(["a,b", "ü"]).deep(&deep).flat(&flat).spaced(["e", "f"]).html("<g>");
    client.styles31(body).await.unwrap();
    let expected = [
        part("words", "", "a,b,ü"),
        part("deep[a]", "", "b&c"),
        part("deep[list][0]", "", "1"),
        part("b", "", "d"),
        part("c", "", "2"),
        part("spaced", "", "e f"),
        part("html", "", "<g>"),
    ];
    assert_eq!(parts(&server), expected);
}

#[tokio::test]
async fn what_has_no_type_is_a_file_since_version_3_1() {
    let (server, client) = client();
    let body = Files31Body::new("png")
        .raw_part(FilePart::new("raw").name("r"))
        .shared("pdf")
        .many(["m", "n"])
        .typed("gif")
        .json_part("{}")
        .data(Base64::from_bytes([251, 255]))
        .id(Base64Url::from_bytes([251, 255]))
        .meta(json!({"a": 1}))
        .any(json!([1]));
    client.files31(body).await.unwrap();
    let file = |name: &str, media_type: &str| format!("; filename=\"{name}\"\nContent-Type: {media_type}");
    let bytes = "application/octet-stream";
    let expected = [
        part("picture", &file("picture", "image/png"), "png"),
        part("raw", &file("r", bytes), "raw"),
        part("shared", &file("shared", "application/pdf"), "pdf"),
        part("many", &file("many", bytes), "m"),
        part("many", &file("many", bytes), "n"),
        part("typed", &file("typed", "image/gif"), "gif"),
        part("json", "\nContent-Type: application/json", "{}"),
        part("data", "", "+/8="),
        part("id", "", "-_8="),
        part("meta", "\nContent-Type: application/json", "{\"a\":1}"),
        part("any", "\nContent-Type: application/json", "[1]"),
    ];
    assert_eq!(parts(&server), expected);
}

#[tokio::test]
async fn a_list_in_a_list_is_json_in_version_3_2() {
    let (server, client) = client();
    let body = Rows32Body::new().rows([vec![1, 2], vec![]]).each(["a"]).file("b");
    client.rows32(body).await.unwrap();
    let json = "\nContent-Type: application/json";
    let expected = [
        part("rows", json, "[1,2]"),
        part("rows", json, "[]"),
        part("each", json, "\"a\""),
        part("file", "; filename=\"file\"\nContent-Type: application/octet-stream", "b"),
    ];
    assert_eq!(parts(&server), expected);
}

#[tokio::test]
async fn each_of_several_bodies_takes_one_step() {
    let (server, client) = client();
    client.form30(&One::new().with_a("x")).await.unwrap();
    let form = Link::new().with_link("/a+b&c=d/%41 ü").with_one(One::new().with_a("x"));
    client.form30_as_form(&form).await.unwrap();
    client.form30_as_text("<one/>").await.unwrap();
    let sent = server.calls().into_iter().map(|call| {
        let body = String::from_utf8(call.body().to_vec()).unwrap();
        (call.header("content-type").unwrap().to_owned(), body)
    });
    let expected = [
        ("application/json", "{\"a\":\"x\"}"),
        ("application/x-www-form-urlencoded", "link=/a%2Bb%26c=d/%41%20%C3%BC&a=x"),
        ("application/xml", "<one/>"),
    ];
    assert_eq!(sent.collect::<Vec<_>>(), expected.map(|(name, body)| (name.to_owned(), body.to_owned())));
}
