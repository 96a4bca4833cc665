//! The server in memory that crates can use in their tests (feature `test-util`).

use super::api::*;
use std::sync::Arc;

fn memory() -> (Client, MemoryTransport) {
    let server = MemoryTransport::new();
    let client = ClientBuilder::new(&API).auth(key()).transport(Arc::new(server.clone())).build().unwrap();
    (client, server)
}

#[tokio::test]
async fn it_answers_by_operation_then_by_queue_then_generally() {
    let (client, server) = memory();
    server.on::<GetThing>(|call| Reply::json(200, &call.path().rsplit('/').next()));
    server.reply(Reply::text(200, r#""queued""#)).answer(|_| Reply::json(200, &"general"));
    assert_eq!(get_thing(&client, 5).await.unwrap(), "5");
    assert_eq!(put_thing(&client, 5, &json!({})).await.unwrap(), "queued");
    assert_eq!(put_thing(&client, 5, &json!({})).await.unwrap(), "general");
}

operation!(GetMine, GET "/things/mine", &[], Value, json);
operation!(GetMe, GET "/things/me", &[], Value, json);
operation!(ThingsOfUser, GET "/users/1/things/{id}", &[], Value, json);

#[tokio::test]
async fn it_tells_operations_apart_whose_paths_are_alike() {
    let (client, server) = memory();
    server.on::<GetMe>(|_| Reply::json(200, &"me"));
    server.on::<GetThing>(|_| Reply::json(200, &"thing"));
    server.next::<GetThing>(Reply::json(200, &"first thing"));
    server.answer(|call| Reply::json(200, &call.is::<GetThing>()));
    assert_eq!(call::<GetMe>(&client).await.unwrap(), "me");
    assert_eq!(call::<GetMine>(&client).await.unwrap(), false);
    let mut of_user = Parts::new(&client, ThingsOfUser::INFO);
    of_user.path("id", &1);
    assert_eq!(Request::<ThingsOfUser>::of(of_user).await.unwrap(), false);
    assert_eq!(get_thing(&client, "me").await.unwrap(), "first thing");
    assert_eq!(get_thing(&client, "me").await.unwrap(), "thing");
    assert_eq!(server.calls_of::<GetThing>().len(), 2);
    // What is sent by its path alone is told by its path.
    let by_path = client.request(Method::GET, "/things/1").await.unwrap();
    assert_eq!(by_path, "thing");
    // So is where a redirect leads to.
    server.next::<GetMe>(Reply::status(302).header("location", "/base/things/7"));
    assert_eq!(call::<GetMe>(&client).await.unwrap(), "thing");
    assert_eq!(server.calls_of::<GetThing>().len(), 4);
}

operation!(GetFile, GET "/files/{+path}/raw", &[], Value, json);
operation!(GetRange, GET "/files/{from}-{to}.json?all=1", &[], Value, json);

#[tokio::test]
async fn it_reads_what_stands_in_a_path() {
    let (client, server) = memory();
    let values = |of: &[(&str, Option<String>)]| of.iter().map(|(_, value)| value.clone()).collect::<Vec<_>>();
    server.on::<GetFile>(move |call| Reply::json(200, &values(&[("path", call.path_parameter("path"))])));
    server.on::<GetRange>(move |call| {
        Reply::json(200, &values(&[("from", call.path_parameter("from")), ("to", call.path_parameter("to"))]))
    });
    let mut parts = Parts::new(&client, GetFile::INFO);
    parts.path("path", &"a b/c/d");
    assert_eq!(Request::<GetFile>::of(parts).await.unwrap(), json!(["a b/c/d"]));
    let mut parts = Parts::new(&client, GetRange::INFO);
    parts.path("from", &"1");
    parts.path("to", &"2");
    assert_eq!(Request::<GetRange>::of(parts).await.unwrap(), json!(["1", "2"]));
    // By their paths alone.
    assert_eq!(client.request(Method::GET, "/files/x/raw/y/raw").await.unwrap(), json!(["x/raw/y"]));
    assert_eq!(client.request(Method::GET, "/files/7-8.json").await.unwrap(), json!(["7", "8"]));
    assert!(client.request(Method::GET, "/files/raw").await.is_err());
}

/// An operation whose documentation has these statuses.
macro_rules! documented {
    ($type:ident, $($status:expr),*) => {
        enum $type {}

        impl Operation for $type {
            type Output = Vec<i64>;

            const INFO: &'static OperationInfo = &OperationInfo::new(
                stringify!($type),
                Method::POST,
                "/numbers",
                "application/json",
                &[$($status),*],
                &[],
            );

            fn output(response: &RawResponse) -> Result<Self::Output, Error> {
                response.json()
            }
        }
    };
}

documented!(MakeAny, StatusPattern::Default);
documented!(Make, StatusPattern::Code(201), StatusPattern::Code(400));
documented!(MakeOrFail, StatusPattern::Code(202), StatusPattern::Default);
documented!(MakeOrGet, StatusPattern::Code(201), StatusPattern::Code(200));

#[tokio::test]
async fn a_success_has_the_documented_status() {
    let (client, server) = memory();
    server.on::<MakeAny>(|call| call.ok(&vec![1]));
    assert_eq!(call::<MakeAny>(&client).send().await.unwrap().status(), 200);
    server.on::<Make>(|call| call.ok(&vec![1]));
    assert_eq!(call::<Make>(&client).send().await.unwrap().status(), 201);
    server.on::<Make>(|call| call.example());
    assert_eq!(call::<Make>(&client).send().await.unwrap().status(), 201);
    server.on::<MakeOrFail>(|call| call.ok(&vec![1]));
    assert_eq!(call::<MakeOrFail>(&client).send().await.unwrap().status(), 202, "the default is that of failures");
    server.on::<MakeOrGet>(|call| call.ok(&vec![1]));
    assert_eq!(call::<MakeOrGet>(&client).send().await.unwrap().status(), 200);
}

#[tokio::test]
async fn a_reply_has_one_content_type() {
    let (client, server) = memory();
    let page = Reply::text(200, "<p>").header("content-type", "text/html").header("set-cookie", "a=1");
    server.answer(move |_| page.clone().header("set-cookie", "b=2"));
    let response = client.request(Method::GET, "/any").raw().await.unwrap();
    let all = |name| response.headers().get_all(name).iter().map(|value| value.to_str().unwrap()).collect::<Vec<_>>();
    assert_eq!((all("content-type"), all("set-cookie")), (vec!["text/html"], vec!["a=1", "b=2"]));
}

#[tokio::test]
async fn it_records_calls() {
    let (client, server) = memory();
    server.answer(|_| Reply::status(204));
    put_thing(&client, "a b", &json!({"a": [1]})).query("q", "1").await.unwrap();
    let calls = server.calls();
    assert_eq!((calls[0].method(), calls[0].path(), calls[0].query()), (&Method::PUT, "/base/things/a%20b", "q=1"));
    assert_eq!(calls[0].header("authorization"), Some("key-1234567"));
    assert_eq!(calls[0].json::<Value>().unwrap(), json!({"a": [1]}));
    assert!(!format!("{calls:?}").contains("key-1234567"), "secrets stay secret");
}

#[tokio::test]
async fn it_fails_as_told() {
    let (client, server) = memory();
    let once = |reply: Reply| {
        server.reply(reply);
        let call = get_thing(&client, 1).retry(Retry::none());
        async move { call.await.unwrap_err() }
    };
    assert!(once(Reply::failure(TransportErrorKind::Connect)).await.is_connect());
    assert!(once(Reply::failure(TransportErrorKind::Timeout)).await.is_timeout());
    let cut = once(Reply::text(200, "{").cut_off()).await;
    assert!(matches!(&cut, Error::Transport(failure) if failure.error().kind() == TransportErrorKind::Interrupted));
    let unset = get_thing(&client, 1).await.unwrap_err();
    assert!(unset.status() == Some(StatusCode::NOT_IMPLEMENTED), "{unset}");
    let expected = "no reply is set for GET /base/things/1: add `server.on::<GetThing>(|request| …)`";
    assert!(unset.to_string().ends_with(expected), "{unset}");
    let by_path = client.request(Method::GET, "/any").await.unwrap_err().to_string();
    assert!(by_path.ends_with("no reply is set for GET /base/any: add `server.answer(|call| …)`"), "{by_path}");
}
