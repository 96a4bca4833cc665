//! Requests whose description is out of the ordinary: routers' marks in paths, servers of single operations, lists in
//! objects of a query, cookies, and references to nothing.

use default_numbers::Server;
use odd_requests::models::Pageable;
use odd_requests::{Auth, Client, ClientBuilder, Error, Retry};
use serde_json::json;
use std::collections::BTreeMap;

fn server() -> Server {
    Server::start(|_| (204, "text/plain", Vec::new()))
}

fn builder(server: &Server) -> ClientBuilder {
    Client::builder().base_url(&server.address).retry(Retry::none())
}

#[tokio::test]
async fn values_take_the_place_of_routers_marks() {
    let server = server();
    let client = builder(&server).build().unwrap();
    client.proxy("a/b c/d?e").await.unwrap();
    client.reserved("x/y").await.unwrap();
    client.run("projects/7", "a/b").await.unwrap();
    client.user(12, "x/y").await.unwrap();
    let lines: Vec<String> = server.calls().iter().map(|call| call.line.clone()).collect();
    assert_eq!(
        lines,
        [
            "GET /rest/a/b%20c/d%3Fe",
            "GET /names/x/y",
            "POST /v1/projects/7/a%2Fb:run",
            "GET /users/12-x%2Fy.json",
        ]
    );
    for value in ["", "a//b", "../b", "a/.", "/a"] {
        assert!(matches!(client.proxy(value).await, Err(Error::Invalid(_))), "{value}");
    }
    assert_eq!(server.calls().len(), 4);
}

#[tokio::test]
async fn a_list_in_an_object_is_its_name_repeated() {
    let server = server();
    let pageable = Pageable::new().with_page(2).with_sort(["name,asc", "id"]);
    let filter = BTreeMap::from([("tag".to_owned(), vec!["a".to_owned(), "b".to_owned()])]);
    let call = builder(&server).build().unwrap().search(&pageable).filter(&filter).deep(&pageable);
    call.anything(json!({"x": [1, 2], "y": true})).await.unwrap();
    let line = server.only().line;
    let (_, query) = line.split_once('?').unwrap();
    let expected = [
        "page=2&sort=name%2Casc&sort=id",
        "tag=a&tag=b",
        "deep%5Bpage%5D=2&deep%5Bsort%5D%5B0%5D=name%2Casc&deep%5Bsort%5D%5B1%5D=id",
        "x=1&x=2&y=true",
    ];
    assert_eq!(query.len(), expected.join("&").len(), "{query}");
    for pairs in expected {
        assert!(query.contains(pairs), "{pairs} in {query}");
    }
}

#[tokio::test]
async fn cookies_are_encoded_as_little_as_they_can_be() {
    let server = server();
    let client = builder(&server).auth(Auth::Session("s%3A/+==".into())).build().unwrap();
    client.cookies().theme("50% a/b=c;d").plain("x%20\"y\" z").await.unwrap();
    assert_eq!(
        server.only().header("cookie"),
        Some("theme=50%25%20a/b=c%3Bd; plain=x%20\"y\" z; session=s%3A/+==")
    );
    assert!(builder(&server).auth(Auth::Session("a;b".into())).build().is_err());
    assert!(matches!(client.cookies().plain("a;b").await, Err(Error::Invalid(_))));
    let plain = builder(&server).build().unwrap();
    plain.cookies().header("cookie", "session=mine").await.unwrap();
    assert_eq!(server.calls()[1].header("cookie"), Some("session=mine"));
}

#[tokio::test]
async fn a_login_goes_without_credentials() {
    let server = server();
    let client = builder(&server).build().unwrap();
    assert!(matches!(client.login().await, Err(Error::MissingCredential(_))));
    client.login().without_credentials().await.unwrap();
    builder(&server).without_credentials().build().unwrap().login().await.unwrap();
    let with_secret = builder(&server).auth(Auth::Session("s".into())).build().unwrap();
    with_secret.login().without_credentials().await.unwrap();
    for call in server.calls() {
        assert_eq!((call.header("cookie"), call.header("content-length")), (None, Some("0")));
    }
}

#[tokio::test]
async fn addresses_of_single_operations() {
    let server = server();
    let client = Client::builder().base_url(format!("{}/base", server.address)).retry(Retry::none()).build().unwrap();
    client.other().await.unwrap();
    client.own().await.unwrap();
    let lines: Vec<String> = server.calls().iter().map(|call| call.line.clone()).collect();
    assert_eq!(lines, ["GET /v2/other", "GET /base/own"]);
    assert_eq!(Client::builder().build().unwrap().base_url(), "https://odd.example/v1");
    assert!(Client::builder().server_variable("area", "us").build().is_ok());
    assert!(matches!(Client::builder().server_variable("area", "mars").build(), Err(Error::Build(_))));
}

#[tokio::test]
async fn what_is_referred_to_and_not_there_costs_nothing_else() {
    let server = Server::start(|_| (200, "application/json", br#"{"a":[1]}"#.to_vec()));
    let client = builder(&server).build().unwrap();
    assert_eq!(client.gone("a/b").limit("7").await.unwrap(), json!({"a": [1]}));
    let answer = client.put_gone(3).body(json!([true])).await.unwrap();
    assert_eq!(answer.decode::<serde_json::Value>().unwrap(), json!({"a": [1]}));
    let with_secret = builder(&server).auth(Auth::Lost("Token abc".into())).build().unwrap();
    with_secret.gone("c").await.unwrap();
    let calls = server.calls();
    let lines: Vec<&str> = calls.iter().map(|call| call.line.as_str()).collect();
    assert_eq!(lines, ["GET /gone/a%2Fb?limit=7", "PUT /gone/3", "GET /gone/c"]);
    assert_eq!((calls[0].header("authorization"), calls[2].header("authorization")), (None, Some("Token abc")));
    assert_eq!(calls[1].body, b"[true]");
}
