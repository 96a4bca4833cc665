//! Parameters, bodies and answers of all kinds, on the wire.

use default_numbers::Server;
use kitchen_sink::models::*;
use kitchen_sink::operations::CreateThingOutput;
use kitchen_sink::operations::UploadFileBody;
use kitchen_sink::runtime::FilePart;
use kitchen_sink::{Auth, Client, Error, Retry};
use serde_json::json;

fn client(server: &Server) -> Client {
    Client::builder().base_url(&server.address).auth(Auth::Key("k-1".into())).retry(Retry::none()).build().unwrap()
}

#[tokio::test]
async fn parameters_of_all_places() {
    let server = Server::json(200, &json!({"id": 1}));
    let filter = Filter::new().with_name("a b").with_ids([1, 2]);
    let call = client(&server).get_thing("x/y", Level::N2).x_trace("t-1").theme("dark").filter(&filter);
    assert_eq!(call.fields(["id", "name"]).dry(true).await.unwrap().id, Some(1));
    let call = server.only();
    let (path, query) = call.line.split_once('?').unwrap();
    assert_eq!(path, "GET /things/x%2Fy");
    let pairs: Vec<_> = query.split('&').collect();
    for pair in ["level=2", "filter%5Bname%5D=a%20b", "fields=id%7Cname", "dry=true"] {
        assert!(pairs.contains(&pair), "{pair} in {query}");
    }
    assert!(query.contains("filter%5Bids%5D"), "{query}");
    assert_eq!(call.header("x-trace"), Some("t-1"));
    assert_eq!(call.header("cookie"), Some("theme=dark"));
    assert_eq!(call.header("x-key"), Some("k-1"));
}

#[tokio::test]
async fn several_documented_answers() {
    for (status, body, expected) in [
        (200, json!({"id": 1}), "200"),
        (201, json!({"receipt": "r"}), "201"),
        (204, json!(null), "204"),
        (202, json!({"later": true}), "other"),
    ] {
        let server = Server::json(status, &body);
        let answer = client(&server).create_thing(&Thing::new(1, "a", None)).await.unwrap();
        match answer {
            CreateThingOutput::Status200(thing) => assert_eq!((expected, thing.id), ("200", Some(1))),
            CreateThingOutput::Status201(receipt) => {
                assert_eq!((expected, receipt.receipt.as_deref()), ("201", Some("r")));
            }
            CreateThingOutput::Status204 => assert_eq!(expected, "204"),
            CreateThingOutput::Undocumented(raw) => {
                assert_eq!((expected, raw.status().as_u16()), ("other", 202));
                assert_eq!(raw.json::<serde_json::Value>().unwrap(), body);
            }
            other => panic!("{other:?}"),
        }
        assert_eq!(server.only().json(), json!({"id": 1, "name": "a", "parent": null}));
    }
}

#[tokio::test]
async fn the_status_chooses_the_type_of_an_error() {
    for status in [409, 500] {
        let server = Server::json(status, &json!({"other": 7, "title": "no"}));
        let error = client(&server).create_thing(&Thing::new(1, "a", Some(2))).await.unwrap_err();
        let Error::Api(error) = error else { panic!("{error:?}") };
        let (conflict, problem) = (error.documented::<Conflict>(), error.documented::<Problem>());
        if status == 409 {
            assert_eq!((conflict.unwrap().other, problem), (Some(7), None));
        } else {
            assert_eq!((conflict, problem.unwrap().title.as_deref()), (None, Some("no")));
        }
    }
}

#[tokio::test]
async fn an_explicit_null_is_sent() {
    let server = Server::json(200, &json!({}));
    client(&server).patch_thing(1).body(&Patch::new().with_note_null()).await.unwrap();
    client(&server).patch_thing(1).await.unwrap();
    let calls = server.calls();
    assert_eq!((calls[0].line.as_str(), calls[0].json()), ("PATCH /things/1", json!({"note": null})));
    assert!(calls[1].body.is_empty() && calls[1].header("content-type").is_none());
}

#[tokio::test]
async fn text_and_bytes() {
    let server = Server::start(|call| match call.line.as_str() {
        "GET /things/1/report" => (200, "text/plain; charset=utf-8", "grün".into()),
        "GET /things/1/file" => (200, "application/octet-stream", vec![0, 255, 1]),
        _ => (204, "text/plain", Vec::new()),
    });
    let client = client(&server);
    assert_eq!(client.get_report(1).await.unwrap(), "grün");
    assert_eq!(&client.get_file(1).await.unwrap()[..], [0, 255, 1]);
    client.put_file(1, vec![9, 0, 8]).await.unwrap();
    let calls = server.calls();
    assert!(calls[0].header("accept").unwrap().starts_with("text/plain"));
    assert!(calls[1].header("accept").unwrap().starts_with("application/octet-stream"));
    assert_eq!(
        (&calls[2].body[..], calls[2].header("content-type")),
        (&[9, 0, 8][..], Some("application/octet-stream"))
    );
}

#[tokio::test]
async fn forms() {
    let server = Server::json(200, &json!([{"id": 1}, 5]));
    let body = SearchThingsBody::new("a b&c=d").with_page(2).with_tags(["x", "y"]);
    let found = client(&server).search_things(&body).await.unwrap();
    assert_eq!((found.len(), found[0].id), (2, Some(1)));
    let call = server.only();
    assert_eq!(call.header("content-type"), Some("application/x-www-form-urlencoded"));
    let pairs: Vec<_> = call.text().split('&').collect();
    assert_eq!(pairs.len(), 4, "{pairs:?}");
    assert!(pairs[0] == "term=a+b%26c%3Dd" || pairs[0] == "term=a%20b%26c%3Dd", "{pairs:?}");
    assert_eq!(pairs[1..], ["page=2", "tags=x", "tags=y"]);
}

#[tokio::test]
async fn parts() {
    let server = Server::start(|_| (204, "text/plain", Vec::new()));
    let file = FilePart::new("raw").name("a.txt").content_type("text/csv");
    let body = UploadFileBody::new(file).title("über").labels(&Labels::new().with_title("l"));
    client(&server).upload_file(3, body).await.unwrap();
    let call = server.only();
    assert_eq!(call.line, "POST /things/3/file");
    let boundary = call.header("content-type").unwrap().strip_prefix("multipart/form-data; boundary=").unwrap();
    let boundary = boundary.trim_matches('"');
    let parts: Vec<_> = call.text().split(&format!("--{boundary}")).collect();
    assert_eq!((parts.len(), parts[0], parts[4].trim_end()), (5, "", "--"));
    let lower = parts[1].to_lowercase();
    assert!(lower.contains("name=\"file\"; filename=\"a.txt\"") && lower.contains("content-type: text/csv"), "{lower}");
    assert!(parts[1].ends_with("\r\n\r\nraw\r\n"), "{}", parts[1]);
    assert!(parts[2].contains("name=\"title\"") && parts[2].ends_with("\r\n\r\nüber\r\n"), "{}", parts[2]);
    assert!(parts[3].to_lowercase().contains("content-type: application/json"), "{}", parts[3]);
    assert!(parts[3].ends_with("\r\n\r\n{\"title\":\"l\"}\r\n"), "{}", parts[3]);
}
