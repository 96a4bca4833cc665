//! Base addresses, path arguments, and paths that a caller writes.

use super::api::*;
use std::sync::Arc;

operation!(Two, GET "/a/{x}/b/{x.y}", &[], Value, json);
operation!(Joined, GET "/a/{x}{y}", &[], Value, json);
operation!(Odd, GET "/a b/{x}.json?fixed=1", &[], Value, json);
operation!(Open, GET "/a{b/{x}?q={x}/{y", &[], Value, json);

fn memory(base: &str) -> (Client, MemoryTransport) {
    let server = MemoryTransport::new();
    server.answer(|_| Reply::json(200, &json!({})));
    let client = ClientBuilder::new(&API).base_url(base).transport(Arc::new(server.clone())).build().unwrap();
    (client, server)
}

fn build(base: &str) -> Result<Client, Error> {
    ClientBuilder::new(&API).base_url(base).build()
}

#[tokio::test]
async fn path_arguments_are_encoded() {
    let server = server_with(200, json!({})).await;
    get_thing(&client(&server.uri()), "a b/c?d#e%2Fü;=").await.unwrap();
    let request = only(&server).await;
    assert_eq!(request.url.path(), "/things/a%20b%2Fc%3Fd%23e%252F%C3%BC%3B%3D");
    assert_eq!(request.url.query(), None);
}

#[tokio::test]
async fn an_argument_cannot_change_which_resource_is_meant() {
    let server = server_with(200, json!({})).await;
    for argument in ["", ".", ".."] {
        let error = get_thing(&client(&server.uri()), argument).await.unwrap_err();
        assert!(matches!(error, Error::Invalid(_)), "{error:?}");
        let message = error.to_string();
        assert!(message.contains("GetThing (GET /things/{id})") && message.contains("`id`"), "{message}");
    }
    assert!(requests(&server).await.is_empty());
    // These only look like it.
    for argument in ["...", "%2e%2e", ".a", "a/../b"] {
        get_thing(&client(&server.uri()), argument).await.unwrap();
    }
    assert_eq!(requests(&server).await[1].url.path(), "/things/%252e%252e");
}

#[tokio::test]
async fn arguments_that_are_dots_only_together() {
    let (client, server) = memory("http://host");
    let mut parts = Parts::new(&client, Joined::INFO);
    parts.path("x", &".");
    parts.path("y", &".");
    assert!(Request::<Joined>::of(parts).await.is_err());
    let mut parts = Parts::new(&client, Joined::INFO);
    parts.path("x", &"");
    parts.path("y", &"1");
    Request::<Joined>::of(parts).await.unwrap();
    assert_eq!(server.calls().len(), 1);
}

#[tokio::test]
async fn templates_with_several_and_odd_parts() {
    let (client, server) = memory("http://host/v1/");
    let mut parts = Parts::new(&client, Two::INFO);
    parts.path("x", &1);
    parts.path("x.y", &"{x}");
    Request::<Two>::of(parts).await.unwrap();
    let mut parts = Parts::new(&client, Odd::INFO);
    parts.path("x", &7);
    Request::<Odd>::of(parts).query("q", 1).await.unwrap();
    let calls = server.calls();
    assert_eq!(calls[0].uri(), "http://host/v1/a/1/b/%7Bx%7D");
    assert_eq!(calls[1].uri(), "http://host/v1/a%20b/7.json?fixed=1&q=1");
    let incomplete = Request::<Two>::of(Parts::new(&client, Two::INFO)).await.unwrap_err();
    assert!(incomplete.to_string().contains("`x`"), "{incomplete}");
}

#[tokio::test]
async fn a_brace_that_is_never_closed_is_text() {
    let (client, server) = memory("http://host");
    let mut parts = Parts::new(&client, Open::INFO);
    parts.path("x", &7);
    Request::<Open>::of(parts).await.unwrap();
    assert_eq!(server.calls()[0].uri(), "http://host/a%7Bb/7?q=7/%7By");
}

/// The transport reads an origin's URL once: what it sends later is the same.
#[tokio::test]
async fn the_first_and_later_requests_to_an_origin_ask_for_the_same() {
    let paths =
        ["/", "/a%2Fb/%2e%2E%2e/c:d@e/", "/ü/{x}|^`\"'<>", "/a?", "/a?b=c&d[]=%20+é'&e=/../?", "/a;b=c/~!$&'()*+,="];
    for path in paths {
        let server = server_with(200, json!({})).await;
        let client = client(&server.uri());
        for _ in 0..2 {
            client.request(Method::GET, path).await.unwrap();
        }
        let urls: Vec<_> = requests(&server).await.into_iter().map(|request| request.url).collect();
        assert!(urls.len() == 2 && urls[0] == urls[1], "{path}: {urls:?}");
    }
}

#[test]
fn base_addresses_are_checked() {
    for bad in [
        "",
        "host",
        "host:80/x",
        "ftp://host",
        "http://",
        "http:///x",
        "https://host/a?b=c",
        "https://host/#x",
        "https://user:pass@host",
        "https://host/a/../b",
        "https://host/a//b",
        "http://host:99999",
        "http://host:",
        "https://ho st/",
        "mailto:a@b",
    ] {
        let error = build(bad).expect_err(bad);
        assert!(matches!(error, Error::Build(_)), "{error:?}");
        assert!(!format!("{error} {error:?}").contains("pass@"), "{error}");
    }
    for (good, shown) in [
        ("https://host", "https://host"),
        ("HTTP://host:8080/", "http://host:8080"),
        ("https://host/a/b/", "https://host/a/b"),
        ("http://[::1]:8080/x", "http://[::1]:8080/x"),
        (" https://host/ ", "https://host"),
    ] {
        assert_eq!(build(good).unwrap().base_url(), shown);
    }
}

#[test]
fn documented_addresses_have_variables() {
    let base = |builder: ClientBuilder| builder.build().map(|client| client.base_url());
    assert_eq!(base(ClientBuilder::new(&API)).unwrap(), "https://eu.example.com/base");
    let us = ClientBuilder::new(&API).server_variable("region", "us");
    assert_eq!(base(us).unwrap(), "https://us.example.com/base");
    assert!(base(ClientBuilder::new(&API).server_variable("nope", "us")).is_err());
    assert!(base(ClientBuilder::new(&API).server_variable("region", "evil.org/#")).is_err());
    assert!(base(ClientBuilder::new(&API).server(1)).is_err());
}

#[tokio::test]
async fn operations_have_addresses_of_their_own() {
    enum Own {}
    impl Operation for Own {
        type Output = Value;
        const INFO: &'static OperationInfo =
            &OperationInfo::new("own", Method::GET, "/x", "application/json", &[], &[]).with_servers(&[Server {
                url: "https://other.example.com",
                description: "",
                variables: &[],
            }]);
        fn output(response: &RawResponse) -> Result<Value, Error> {
            response.json()
        }
    }
    let server = MemoryTransport::new();
    server.answer(|_| Reply::status(204));
    let documented = ClientBuilder::new(&API).transport(Arc::new(server.clone())).build().unwrap();
    call::<Own>(&documented).await.unwrap();
    let chosen = ClientBuilder::new(&API).base_url("http://mine/p").transport(Arc::new(server.clone()));
    call::<Own>(&chosen.build().unwrap()).await.unwrap();
    let calls = server.calls();
    assert_eq!(calls[0].uri(), "https://other.example.com/x");
    assert_eq!(calls[1].uri(), "http://mine/p/x");
}

#[tokio::test]
async fn a_document_without_an_address_needs_one() {
    static BARE: ApiInfo = ApiInfo {
        name: "Bare",
        version: "1",
        user_agent: "x",
        servers: &[Server { url: "/v1", description: "", variables: &[] }],
    };
    let error = get_thing(&ClientBuilder::new(&BARE).auth(key()).build().unwrap(), 1).await.unwrap_err();
    assert!(matches!(error, Error::Invalid(_)), "{error:?}");
    assert!(ClientBuilder::new(&BARE).base_url("http://x").build().is_ok());
}

static RELATIVE: ApiInfo = ApiInfo {
    name: "Relative",
    version: "1",
    user_agent: "x",
    servers: &[Server {
        url: "/{version}/api",
        description: "",
        variables: &[Variable { name: "version", default: "v1", values: &["v1", "v2"] }],
    }],
};

fn own(url: &'static str) -> &'static [Server] {
    Box::leak(Box::new([Server { url, description: "", variables: &[] }]))
}

fn info(url: &'static str) -> &'static OperationInfo {
    let info = OperationInfo::new("own", Method::GET, "/x", "application/json", &[], &[]);
    Box::leak(Box::new(info.with_servers(own(url))))
}

/// Where a call goes whose operation has an address of its own.
async fn address_of(builder: ClientBuilder, url: &'static str) -> Result<String, Error> {
    let server = MemoryTransport::new();
    server.answer(|_| Reply::status(204));
    let client = builder.transport(Arc::new(server.clone())).build()?;
    Request::<Joined>::of(Parts::new(&client, info(url))).await?;
    Ok(server.calls()[0].uri().to_string())
}

#[tokio::test]
async fn relative_addresses_are_found_at_that_of_the_api() {
    let documented = || ClientBuilder::new(&API);
    let chosen = |url: &str| ClientBuilder::new(&API).base_url(url);
    for (builder, url, expected) in [
        (documented(), "/v2", "https://eu.example.com/v2/x"),
        (documented(), "v2", "https://eu.example.com/v2/x"),
        (documented(), "../up", "https://eu.example.com/up/x"),
        (documented(), "//other.example", "https://other.example/x"),
        (documented(), "/", "https://eu.example.com/base/x"),
        (chosen("http://host/p"), "/v2", "http://host/v2/x"),
        (chosen("http://host/p"), "v2", "http://host/v2/x"),
        (chosen("http://host/p/"), "v2", "http://host/p/v2/x"),
        (chosen("http://host/p"), "/", "http://host/p/x"),
        (chosen("http://host/p"), "https://other.example", "http://host/p/x"),
        (ClientBuilder::new(&RELATIVE).base_url("http://host"), "/v2", "http://host/v2/x"),
        (
            ClientBuilder::new(&RELATIVE).published_at("https://docs.example/a/openapi.json"),
            "v3",
            "https://docs.example/v1/v3/x",
        ),
    ] {
        assert_eq!(address_of(builder, url).await.unwrap(), expected, "{url}");
    }
    let error = address_of(ClientBuilder::new(&RELATIVE), "/v2").await.unwrap_err();
    assert!(
        error.to_string().contains("`/v2` does not name a host") && error.to_string().contains("`base_url`"),
        "{error}"
    );
}

#[tokio::test]
async fn a_relative_address_of_the_api_is_behind_an_origin() {
    let base = |builder: ClientBuilder| builder.build().map(|client| client.base_url());
    let relative = || ClientBuilder::new(&RELATIVE);
    assert_eq!(base(relative().base_url("http://host:1/")).unwrap(), "http://host:1/v1/api");
    assert_eq!(
        base(relative().base_url("http://host").server_variable("version", "v2")).unwrap(),
        "http://host/v2/api"
    );
    assert_eq!(base(relative().base_url("http://host/all/of/it")).unwrap(), "http://host/all/of/it");
    assert_eq!(base(relative().published_at("https://docs.example/a/b.json")).unwrap(), "https://docs.example/v1/api");
    assert_eq!(base(relative()).unwrap(), "");
    // A sole slash is what every document has that says nothing: it is no reason to call where the pages are.
    static SLASH: ApiInfo = ApiInfo {
        name: "Slash",
        version: "1",
        user_agent: "x",
        servers: &[Server { url: "/", description: "", variables: &[] }],
    };
    let published = || ClientBuilder::new(&SLASH).published_at("https://docs.example/openapi.json");
    let error = published().build().unwrap().request(Method::GET, "/x").await.unwrap_err();
    assert!(error.to_string().contains("`base_url`"), "{error}");
    assert_eq!(base(published().base_url("http://host/p")).unwrap(), "http://host/p");
}

#[test]
fn a_variable_has_one_of_its_documented_values() {
    for builder in
        [ClientBuilder::new(&API), ClientBuilder::new(&API).base_url("http://host"), ClientBuilder::new(&RELATIVE)]
    {
        let name = if format!("{builder:?}").contains("Relative") { "version" } else { "region" };
        let error = builder.server_variable(name, "mars").build().unwrap_err();
        assert!(error.to_string().contains("`mars`") && error.to_string().contains(name), "{error}");
    }
    static OWN: &[Server] = &[Server {
        url: "https://up.example/{area}",
        description: "",
        variables: &[Variable { name: "area", default: "eu", values: &["eu", "us"] }],
    }];
    let builder = || ClientBuilder::new(&API).own_servers(OWN);
    assert!(builder().server_variable("area", "us").build().is_ok());
    assert!(builder().server_variable("area", "mars").build().is_err());
    assert!(builder().server_variable("other", "us").build().is_err());
}

#[tokio::test]
async fn calls_by_path() {
    let (client, server) = memory("http://host/p");
    client.request(Method::GET, "/a/ü b/c?x=1 2&y=%41").query("z", "&").await.unwrap();
    client.request(Method::GET, "a/b/").await.unwrap();
    client.request(Method::POST, "/things").json(&json!({"a": 1})).await.unwrap();
    client.request(Method::PUT, "/things").body("raw", "text/plain").await.unwrap();
    let calls = server.calls();
    assert_eq!(calls[0].uri(), "http://host/p/a/%C3%BC%20b/c?x=1%202&y=%41&z=%26");
    assert_eq!(calls[1].uri(), "http://host/p/a/b/");
    assert_eq!(calls[2].header("content-type"), Some("application/json"));
    assert_eq!(calls[2].body(), r#"{"a":1}"#);
    assert_eq!(calls[3].header("content-type"), Some("text/plain"));
    for bad in ["/a/../b", "/a/./b", "/a//b", "/a/%2E%2e/b", "https://evil.org/x", "//evil.org/x"] {
        let error = client.request(Method::GET, bad).await.expect_err(bad);
        assert!(matches!(error, Error::Invalid(_)), "{error:?}");
    }
    client.request(Method::GET, "@evil.org/x#y").await.unwrap();
    assert_eq!(server.calls()[4].uri(), "http://host/p/@evil.org/x%23y");
}

#[tokio::test]
async fn an_answer_to_a_call_by_path_may_be_empty() {
    let server = MockServer::start().await;
    Mock::given(method("DELETE")).respond_with(ResponseTemplate::new(204)).mount(&server).await;
    let answer = client(&server.uri()).request(Method::DELETE, "/x").send().await.unwrap();
    assert_eq!((answer.status(), answer.into_body()), (StatusCode::NO_CONTENT, Value::Null));
}
