//! What clients made of the pages of some platforms send, and how they read what is sent back.

use serde_json::{json, to_value};

#[tokio::test]
async fn an_operation_of_an_older_page_of_mintlify() {
    use mintlify_operations::models::AmendLetterBody;
    use mintlify_operations::runtime::{MemoryTransport, Reply};
    use mintlify_operations::{Auth, Client};

    let server = MemoryTransport::new();
    let sent = json!({"id": null, "copy": "x", "new": 1});
    server.reply(Reply::json(200, &sent));
    let builder = Client::builder().auth(Auth::Authorization("t".into())).auth(Auth::Session("s".into()));
    let client = builder.transport(server.transport()).build().unwrap();
    let receipt = client.amend_letter(7).body(&AmendLetterBody::new("Ann", "moved")).await.unwrap();
    assert_eq!(to_value(&receipt).unwrap(), sent);
    let call = &server.calls()[0];
    assert_eq!(call.uri().to_string(), "https://post.example.com/v1/letters/7");
    assert_eq!((call.header("authorization"), call.header("cookie")), (Some("Bearer t"), Some("session=s")));
    let body: serde_json::Value = serde_json::from_slice(call.body()).unwrap();
    assert_eq!(body, json!({"to": "Ann", "reason": "moved"}));
}

#[tokio::test]
async fn headers_of_pages_of_fern_are_credentials() {
    use fern::runtime::{MemoryTransport, Reply};
    use fern::{Auth, Client};

    let server = MemoryTransport::new();
    let sent = json!([{"next": {"next": null}}, {"next": {"height": 3}}]);
    server.reply(Reply::json(200, &sent)).reply(Reply::status(204));
    let basic = Auth::BasicAuth { username: "u".to_owned(), password: "p".into() };
    let builder = Client::builder().auth(Auth::OwlKey("k".into())).auth(basic);
    let client = builder.transport(server.transport()).build().unwrap();
    assert_eq!(to_value(client.list("trace").limit(2).await.unwrap()).unwrap(), sent);
    client.count().await.unwrap();
    let calls = server.calls();
    assert_eq!(calls[0].uri().to_string(), "https://owls.example.com/api/v1/owls?limit=2");
    assert_eq!((calls[0].header("x-owl-key"), calls[0].header("x-trace")), (Some("k"), Some("trace")));
    assert_eq!(calls[1].header("authorization"), Some("Basic dTpw"));
}

#[tokio::test]
async fn schemes_of_pages_of_apidog_are_tokens() {
    use apidog::runtime::{MemoryTransport, Reply};
    use apidog::{Auth, Client};

    let server = MemoryTransport::new();
    let sent = json!({"again": {"number": 1}});
    server.reply(Reply::json(200, &sent));
    let client = Client::builder().auth(Auth::Key("k".into())).transport(server.transport()).build().unwrap();
    assert_eq!(to_value(client.list_orders("t").await.unwrap()).unwrap(), sent);
    let call = &server.calls()[0];
    assert_eq!(call.uri().to_string(), "https://shop.example.com/v2/orders?token=t");
    assert_eq!(call.header("authorization"), Some("Bearer k"));
}

#[tokio::test]
async fn operations_of_prose_of_redocly_and_scalar() {
    let server = redocly::runtime::MemoryTransport::new();
    server.reply(redocly::runtime::Reply::json(201, &json!({"id": 3})));
    let builder = redocly::Client::builder().base_url("https://bees.example.com");
    let builder = builder.auth(redocly::Auth::Bearer("b".into()));
    let client = builder.transport(server.transport()).build().unwrap();
    let made = client.make_bee(&redocly::models::MakeBeeBody::new("Maja")).await.unwrap();
    assert_eq!(made.id, Some(3));
    assert_eq!(server.calls()[0].header("authorization"), Some("Bearer b"));
    assert_eq!(&server.calls()[0].body()[..], br#"{"name":"Maja"}"#);

    // A page that says nothing about credentials may need them; one that says `none` does not.
    for _ in 0..3 {
        server.reply(redocly::runtime::Reply::json(200, &json!({})));
    }
    client.remove_bee("7").await.unwrap();
    client.look_at_weather().await.unwrap();
    let builder = redocly::Client::builder().base_url("https://bees.example.com");
    builder.transport(server.transport()).build().unwrap().remove_bee("8").await.unwrap();
    let sent: Vec<Option<String>> =
        server.calls()[1..].iter().map(|call| call.header("authorization").map(str::to_owned)).collect();
    assert_eq!(sent, [Some("Bearer b".to_owned()), None, None]);

    let server = scalar::runtime::MemoryTransport::new();
    let sent = json!([{"at": "2026-01-02T03:04:05Z"}]);
    server.reply(scalar::runtime::Reply::json(200, &sent));
    server.reply(scalar::runtime::Reply::json(200, &json!({"bells": [{"id": 1, "tone": "deep"}], "anything": 5})));
    let client = scalar::Client::builder().transport(server.transport()).build().unwrap();
    assert_eq!(to_value(client.ring_bell().await.unwrap()).unwrap(), sent);
    client.list_bells("north").weight_gt(2.5).await.unwrap();
    let uris: Vec<String> = server.calls().iter().map(|call| call.uri().to_string()).collect();
    assert_eq!(uris, ["https://bells.example.com/v1/bells", "https://bells.example.com/v1/bells/north?weight.gt=2.5"]);
}

#[tokio::test]
async fn operations_of_older_blocks_of_gitbook() {
    let server = gitbook_methods::runtime::MemoryTransport::new();
    let sent = json!({"fruits": [{"id": 1, "weight": 70.5, "sour": true}], "byDay": {"7": {"picked": false}}});
    server.reply(gitbook_methods::runtime::Reply::json(200, &sent));
    server.reply(gitbook_methods::runtime::Reply::json(200, &json!(["red"])));
    let builder = gitbook_methods::Client::builder().auth(gitbook_methods::Auth::BearerAuth("b".into()));
    let client = builder.transport(server.transport()).build().unwrap();
    let found = client.fruits_of_tree(7).kinds(["pear", "plum"]).await.unwrap();
    assert_eq!(found.fruits.as_ref().unwrap()[0].weight, Some(70.5));
    assert_eq!(to_value(&found).unwrap(), sent);
    let body = gitbook_methods::operations::default::ShowBasketBody::new(vec![1, 2]);
    assert_eq!(client.show_basket("b/1", body).as_("photo").await.unwrap(), ["red"]);
    let calls = server.calls();
    let uris: Vec<String> = calls.iter().map(|call| call.uri().to_string()).collect();
    let expected = ["https://api.orchard.example/v2/trees/7/fruits?kinds=pear&kinds=plum"];
    assert_eq!(uris[..1], expected);
    assert_eq!(uris[1], "https://pick.orchard.example/baskets/b%2F1/upload?as=photo");
    assert_eq!(calls[0].header("authorization"), Some("Bearer b"));
    assert!(calls[1].header("authorization").is_none());
    assert!(calls[1].header("content-type").unwrap().starts_with("multipart/form-data"));
}
