//! What is sent besides the parameters: headers, bodies, and how a call behaves as a value.

use super::api::*;
use std::pin::Pin;
use std::task::{Context, Poll};

/// A stream of these pieces.
pub struct Pieces(pub std::collections::VecDeque<Result<bytes::Bytes, std::io::Error>>);

impl Pieces {
    pub fn of(pieces: &[&'static str]) -> Self {
        Self(pieces.iter().map(|piece| Ok(bytes::Bytes::from_static(piece.as_bytes()))).collect())
    }
}

impl futures_core::Stream for Pieces {
    type Item = Result<bytes::Bytes, std::io::Error>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Ready(self.0.pop_front())
    }
}

operation!(Upload, POST "/upload", &[], Value, json);

fn upload(client: &Client, fill: impl FnOnce(&mut Parts)) -> Request<Upload> {
    let mut parts = Parts::new(client, Upload::INFO);
    fill(&mut parts);
    Request::of(parts)
}

#[tokio::test]
async fn headers_of_a_call() {
    let server = server_with(200, json!({})).await;
    let client = builder(&server.uri()).auth(key()).default_header("X-Team", "a").build().unwrap();
    post_thing(&client, &json!({"a": 1})).await.unwrap();
    get_thing(&client, 1).header("X-Team", "b").header("Accept", "text/csv").await.unwrap();
    let requests = requests(&server).await;
    let sent = |index: usize, name| header_of(&requests[index], name);
    assert_eq!(sent(0, "accept"), Some("application/json"));
    assert_eq!(sent(0, "content-type"), Some("application/json"));
    assert_eq!(sent(0, "user-agent"), Some("test-client/1.2.3"));
    assert_eq!(sent(0, "x-team"), Some("a"));
    assert_eq!(requests[0].body, br#"{"a":1}"#);
    assert_eq!((sent(1, "x-team"), sent(1, "accept")), (Some("b"), Some("text/csv")));
    assert_eq!(sent(1, "content-type"), None, "there is no body");
    let named = builder(&server.uri()).auth(key()).user_agent("mine/1").build().unwrap();
    get_thing(&named, 1).await.unwrap();
    assert_eq!(header_of(&self::requests_last(&server).await, "user-agent"), Some("mine/1"));
}

async fn requests_last(server: &MockServer) -> wiremock::Request {
    requests(server).await.pop().unwrap()
}

#[tokio::test]
async fn a_client_of_the_callers_own() {
    let server = server_with(200, json!({})).await;
    let own = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
    get_thing(&builder(&server.uri()).auth(key()).http_client(own).build().unwrap(), 1).await.unwrap();
    assert_eq!(header_of(&only(&server).await, "authorization"), Some("key-1234567"));
}

#[tokio::test]
async fn a_call_can_be_given_to_another_task() {
    let server = server_with(200, json!({"a": 1})).await;
    let client = client(&server.uri());
    let request = get_thing(&client, 1);
    drop(client);
    let copy = request.clone();
    let tasks = [tokio::spawn(request.into_future()), tokio::spawn(async move { copy.await })];
    for task in tasks {
        assert_eq!(task.await.unwrap().unwrap(), json!({"a": 1}));
    }
}

#[tokio::test]
async fn nothing_is_sent_before_it_is_awaited() {
    let server = server_with(200, json!({})).await;
    let request = get_thing(&client(&server.uri()), 1);
    drop(request.clone().into_future());
    drop(request);
    assert!(requests(&server).await.is_empty());
}

#[tokio::test]
async fn forms() {
    let server = server_with(200, json!({})).await;
    let body = json!({"name": "a b&c", "list": [1, 2], "object": {"x": 1}, "none": null, "deep": {"k": {"l": 1}}, "pipes": ["a", "b"]});
    let encodings = [
        Encoding { name: "deep", style: Style::DeepObject, explode: true, allow_reserved: false },
        Encoding { name: "pipes", style: Style::PipeDelimited, explode: false, allow_reserved: false },
    ];
    upload(&client(&server.uri()), |parts| parts.form(&body, &encodings)).await.unwrap();
    let request = only(&server).await;
    assert_eq!(header_of(&request, "content-type"), Some("application/x-www-form-urlencoded"));
    let text = String::from_utf8(request.body).unwrap();
    let mut pairs: Vec<&str> = text.split('&').collect();
    pairs.sort_unstable();
    assert_eq!(
        pairs,
        ["deep%5Bk%5D%5Bl%5D=1", "list=1", "list=2", "name=a%20b%26c", "object=%7B%22x%22%3A1%7D", "pipes=a%7Cb"]
    );
}

#[tokio::test]
async fn texts_and_bytes() {
    let server = server_with(200, json!({})).await;
    let client = client(&server.uri());
    upload(&client, |parts| parts.text("application/xml", "<a/>")).await.unwrap();
    upload(&client, |parts| parts.bytes("application/octet-stream", vec![0, 255])).await.unwrap();
    upload(&client, |parts| parts.bytes("image/png", RequestBody::stream(Pieces::of(&["a", "b"])))).await.unwrap();
    let known = RequestBody::stream_with_length(Pieces::of(&["ab", "c"]), 3);
    upload(&client, |parts| parts.bytes("image/png", known)).await.unwrap();
    upload(&client, |_| {}).await.unwrap();
    let requests = requests(&server).await;
    assert_eq!(
        (&requests[0].body[..], header_of(&requests[0], "content-type")),
        (&b"<a/>"[..], Some("application/xml"))
    );
    assert_eq!(requests[1].body, [0, 255]);
    assert_eq!(requests[2].body, b"ab");
    assert_eq!(header_of(&requests[2], "transfer-encoding"), Some("chunked"));
    assert_eq!((&requests[3].body[..], header_of(&requests[3], "content-length")), (&b"abc"[..], Some("3")));
    assert_eq!((requests[4].body.len(), header_of(&requests[4], "content-type")), (0, None));
}

#[tokio::test]
async fn multipart_bodies() {
    let server = server_with(200, json!({})).await;
    let client = client(&server.uri());
    let fill = |multipart: Multipart| {
        multipart
            .text("title", "two\r\nlines")
            .json("meta", &json!({"a": [1]}))
            .file("quo\"te", FilePart::new(vec![0, 255]).name("näme \"x\".bin").content_type("image/png"))
    };
    upload(&client, |parts| {
        parts.multipart(fill(Multipart::new()));
        parts.multipart_mut().add_value("tags", &json!(["x", null, 2, {"y": 1}]));
    })
    .await
    .unwrap();
    let stream = FilePart::new(RequestBody::stream(Pieces::of(&["str", "eam"]))).name("s.txt");
    upload(&client, |parts| parts.multipart(fill(Multipart::new()).file("file", stream))).await.unwrap();
    let requests = requests(&server).await;
    for (index, request) in requests.iter().enumerate() {
        let content_type = header_of(request, "content-type").unwrap();
        let boundary = content_type.strip_prefix("multipart/form-data; boundary=").unwrap();
        let body = request.body.iter().map(|byte| char::from(*byte)).collect::<String>();
        let mut parts: Vec<&str> = body.split(&format!("--{boundary}")).collect();
        assert_eq!((parts.remove(0), parts.pop()), ("", Some("--\r\n")));
        assert_eq!(parts[0], "\r\nContent-Disposition: form-data; name=\"title\"\r\n\r\ntwo\r\nlines\r\n");
        assert_eq!(
            parts[1],
            "\r\nContent-Disposition: form-data; name=\"meta\"\r\nContent-Type: application/json\r\n\r\n{\"a\":[1]}\r\n"
        );
        assert!(parts[2].starts_with("\r\nContent-Disposition: form-data; name=\"quo%22te\"; filename=\"n"), "{body}");
        assert!(parts[2].ends_with(" %22x%22.bin\"\r\nContent-Type: image/png\r\n\r\n\u{0}\u{ff}\r\n"), "{body}");
        if index == 0 {
            assert_eq!(parts.len(), 6, "{body}");
            assert_eq!(header_of(request, "content-length"), Some(request.body.len().to_string().as_str()));
        } else {
            assert!(parts[3].ends_with("\r\n\r\nstream\r\n"), "{body}");
        }
    }
}

#[tokio::test]
async fn a_stream_that_fails_is_an_error_of_its_own() {
    let server = server_with(200, json!({})).await;
    let mut pieces = Pieces::of(&["a"]);
    pieces.0.push_back(Err(std::io::Error::other("disk on fire")));
    let broken = RequestBody::stream(pieces);
    let error = upload(&client(&server.uri()), |parts| parts.bytes("x/y", broken)).await.unwrap_err();
    let Error::Transport(failure) = &error else { panic!("{error:?}") };
    assert_eq!(failure.error().kind(), TransportErrorKind::RequestBody);
    assert_eq!(failure.attempts(), 1);
    assert!(error.to_string().contains("disk on fire"), "{error}");
}

#[tokio::test]
async fn a_body_can_be_read_as_a_stream() {
    let server = server_with(200, json!("x".repeat(300_000))).await;
    let small = builder(&server.uri()).auth(key()).max_body_size(1000).build().unwrap();
    let mut response = get_thing(&small, 1).raw_stream().await.unwrap();
    assert_eq!(response.status(), 200);
    let mut length = 0;
    while let Some(chunk) = response.next().await {
        length += chunk.unwrap().len();
    }
    assert_eq!(length, 300_002, "the bound is for bodies that are held");
    let server = server_with(404, json!({"message": "gone"})).await;
    let error = get_thing(&client(&server.uri()), 1).raw_stream().await.unwrap_err();
    assert!(error.to_string().contains("gone"), "{error}");
}

#[tokio::test]
async fn headers_of_an_answer_have_types() {
    let server = MockServer::start().await;
    let answer = ResponseTemplate::new(200)
        .insert_header("x-count", "42")
        .insert_header("x-flag", "true")
        .insert_header("x-name", "42");
    Mock::given(method("GET")).respond_with(answer).mount(&server).await;
    let response = get_thing(&client(&server.uri()), 1).send().await.unwrap();
    assert_eq!(response.header::<i64>("X-Count"), Some(42));
    assert_eq!(response.header::<bool>("x-flag"), Some(true));
    assert_eq!(response.header::<String>("x-name").as_deref(), Some("42"));
    assert_eq!(response.header::<i64>("x-flag"), None);
    assert_eq!(response.header::<i64>("x-missing"), None);
}

#[tokio::test]
async fn many_calls_at_once() {
    let server = server_with(200, json!({"a": 1})).await;
    let client = client(&server.uri());
    let calls: Vec<_> = (0..1000).map(|id| tokio::spawn(get_thing(&client, id).into_future())).collect();
    for call in calls {
        assert_eq!(call.await.unwrap().unwrap(), json!({"a": 1}));
    }
    assert_eq!(requests(&server).await.len(), 1000);
}
