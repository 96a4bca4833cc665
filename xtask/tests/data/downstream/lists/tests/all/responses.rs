//! Responses in several media types, and what is kept where the documentation says little.

use lists::{client, setup};
use lists_and_streams::models::*;
use lists_and_streams::operations::*;
use lists_and_streams::runtime::{DeviationKind, Reply};
use lists_and_streams::{Client, Error};
use serde_json::{Value, json};

fn strict() -> (Client, lists_and_streams::runtime::MemoryTransport) {
    let (builder, server) = setup();
    (builder.strict(true).build().unwrap(), server)
}

fn deviation(error: Error) -> (DeviationKind, String, String) {
    match error {
        Error::Deviation(it) => (it.kind(), it.expected().to_owned(), it.got().to_owned()),
        other => panic!("{other}"),
    }
}

#[tokio::test]
async fn the_media_type_chooses_among_the_documented_types() {
    let (client, server) = strict();
    let report = r#"{"title": "t", "rows": 3}"#;
    let sent = |media_type: &'static str| {
        let server = server.clone();
        let client = client.clone();
        async move {
            server.next::<GetReport>(Reply::bytes(200, media_type, r#"{"rows": 3}"#));
            client.get_report(7).header("x", media_type).await
        }
    };
    // Both are JSON objects: only the media type tells them apart.
    for media_type in
        ["application/vnd.report+json; version=2", "application/vnd.report+json;Version=\"2\"; charset=utf-8"]
    {
        match sent(media_type).await.unwrap() {
            GetReportOutput::Status200VndReportJson(report) => assert_eq!(report.rows, Some(3)),
            other => panic!("{media_type}: {other:?}"),
        }
    }
    for media_type in ["application/pdf", "image/png", "IMAGE/webp"] {
        match sent(media_type).await.unwrap() {
            GetReportOutput::Status200Pdf(bytes) => assert_eq!(bytes.len(), 11),
            other => panic!("{media_type}: {other:?}"),
        }
    }
    // `version=3` is another type than `version=2`, and is JSON.
    let media_types = [
        "application/json",
        "application/json; charset=utf-8",
        "application/hal+json",
        "application/vnd.report+json; version=3",
    ];
    for media_type in media_types {
        server.next::<GetReport>(Reply::bytes(200, media_type, r#"{"title": "t"}"#));
        match client.get_report(7).await.unwrap() {
            GetReportOutput::Status200(report) => assert_eq!(report.title.as_deref(), Some("t")),
            other => panic!("{media_type}: {other:?}"),
        }
    }
    let accepted = server.calls()[0].header("accept").unwrap().to_owned();
    let expected =
        "application/json, application/hal+json, application/vnd.report+json; version=2, application/pdf, image/*";
    assert_eq!(accepted, expected, "the preferred one first, and no XML");

    // An undocumented media type is a deviation, and is read as the preferred one.
    server.next::<GetReport>(Reply::bytes(200, "application/xml", report));
    let (kind, _, got) = deviation(client.get_report(7).await.unwrap_err());
    assert_eq!((kind, got.as_str()), (DeviationKind::Header, "`application/xml`"));
    let (client, server) = lists::client();
    server.next::<GetReport>(Reply::bytes(200, "application/x-odd", report));
    assert!(matches!(client.get_report(7).await.unwrap(), GetReportOutput::Status200(_)));
    server.next::<GetReport>(Reply::bytes(200, "text/html", "<html>"));
    assert!(matches!(client.get_report(7).await.unwrap_err(), Error::Decode(_)));
}

#[tokio::test]
async fn a_success_without_a_body_is_a_variant() {
    let (client, server) = strict();
    server.next::<GetReport>(Reply::status(204));
    assert!(matches!(client.get_report(7).await.unwrap(), GetReportOutput::Status204));
    server.next::<GetReport>(Reply::status(202).header("retry-after", "3"));
    match client.get_report(7).await.unwrap() {
        GetReportOutput::Status202(body) => assert!(body.is_empty()),
        other => panic!("{other:?}"),
    }
    server.next::<GetReport>(Reply::json(202, &json!({"wait": 3})));
    assert_eq!(deviation(client.get_report(7).await.unwrap_err()).0, DeviationKind::Undocumented);
    let (client, server) = lists::client();
    server.next::<GetReport>(Reply::json(203, &json!({"title": "t"})));
    match client.get_report(7).await.unwrap() {
        GetReportOutput::Undocumented(response) => {
            assert_eq!(response.json::<Report>().unwrap().title.as_deref(), Some("t"))
        }
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn text_and_json_of_a_string_are_one_type() {
    let (client, server) = strict();
    let label: String = {
        server.next::<GetLabel>(Reply::text(200, "\"quoted\""));
        client.get_label().await.unwrap()
    };
    assert_eq!(label, "\"quoted\"", "documented as text, and read as such");
    server.next::<GetLabel>(Reply::json(200, "quoted"));
    assert_eq!(client.get_label().await.unwrap(), "quoted");
    assert_eq!(server.calls()[0].header("accept"), Some("application/json, text/plain"));
    server.next::<GetPicture>(Reply::bytes(200, "image/jpeg", vec![0xff, 0xd8]));
    assert_eq!(client.get_picture().await.unwrap().len(), 2);
    assert!(server.calls()[2].header("accept").unwrap().starts_with("image/png, image/jpeg"));
    // ASP.NET documents an object as `text/plain` too.
    server.next::<GetWeather>(Reply::bytes(200, "text/plain", r#"{"title": "rain"}"#));
    assert_eq!(client.get_weather().await.unwrap().title.as_deref(), Some("rain"));
    assert_eq!(server.calls()[3].header("accept"), Some("application/json, text/json, text/plain"));
    server.next::<GetWeather>(Reply::bytes(200, "text/event-stream", "data: {\"title\": \"sun\"}\n\n"));
    let event = client.get_weather().events().next().await.unwrap().unwrap();
    assert_eq!(event.data.title.as_deref(), Some("sun"));
    server.next::<GetWeather>(Reply::bytes(200, "application/x-ndjson", "{\"title\": \"fog\"}\n"));
    let line = client.get_weather().json_lines().next().await.unwrap().unwrap();
    assert_eq!(line.title.as_deref(), Some("fog"));
}

#[tokio::test]
async fn a_text_stands_for_a_json_string() {
    let (client, server) = client();
    for (media_type, body, read) in [
        ("application/json", "\"hello\"", "hello"),
        ("text/html; charset=utf-8", "\"hello\"", "hello"),
        ("text/html; charset=utf-8", "hello", "hello"),
        ("text/plain", "12", "12"),
        ("text/plain; charset=iso-8859-1", "hello", "hello"),
    ] {
        server.next::<GetGreeting>(Reply::bytes(200, media_type, body));
        assert_eq!(client.get_greeting().await.unwrap(), read, "{media_type}: {body}");
    }
    server.next::<GetGreeting>(Reply::status(200).header("x", "y"));
    assert_eq!(client.get_greeting().await.unwrap(), "");
    server.next::<GetColor>(Reply::text(200, "green"));
    assert_eq!(client.get_color().await.unwrap(), GetColorResponse::Green);
    // JSON is JSON, and text is no list.
    server.next::<GetGreeting>(Reply::bytes(200, "application/json", "hello"));
    assert!(matches!(client.get_greeting().await.unwrap_err(), Error::Decode(_)));
    server.next::<GetGreeting>(Reply::bytes(200, "application/json", "12"));
    assert!(matches!(client.get_greeting().await.unwrap_err(), Error::Undocumented(_)));
    server.next::<GetNumbers>(Reply::text(200, "hello"));
    assert!(matches!(client.get_numbers().await.unwrap_err(), Error::Decode(_)));
    // The documentation has another media type.
    let (client, server) = strict();
    server.next::<GetGreeting>(Reply::text(200, "hello"));
    let (kind, expected, got) = deviation(client.get_greeting().await.unwrap_err());
    assert_eq!((kind, expected.as_str(), got.as_str()), (DeviationKind::Header, "application/json", "`text/plain`"));
}

#[tokio::test]
async fn an_undocumented_body_is_kept() {
    let (client, server) = client();
    server.next::<StartImport>(Reply::json(201, &json!({"title": "t", "n": [1]})));
    let body = client.start_import().await.unwrap();
    assert!(!body.is_empty());
    assert_eq!(body.json().unwrap(), json!({"title": "t", "n": [1]}));
    assert_eq!(body.decode::<Report>().unwrap().title.as_deref(), Some("t"));
    assert_eq!(body.media_type(), Some("application/json"));
    assert!(matches!(body.decode::<Vec<u8>>().unwrap_err(), Error::Decode(_)));
    server.next::<StartImport>(Reply::text(201, "queued"));
    let body = client.start_import().await.unwrap();
    assert_eq!((body.text().unwrap().as_str(), body.bytes().as_ref()), ("queued", &b"queued"[..]));
    server.next::<StartImport>(Reply::status(201));
    let body = client.start_import().await.unwrap();
    assert!(body.is_empty());
    assert_eq!((body.json().unwrap(), body.text().unwrap()), (Value::Null, String::new()));
    server.next::<StopImport>(Reply::status(204)).next::<CheckImport>(Reply::status(200));
    let (): () = client.stop_import().await.unwrap();
    let (): () = client.check_import().await.unwrap();

    let (client, server) = strict();
    server.next::<StartImport>(Reply::status(201));
    assert!(client.start_import().await.unwrap().is_empty());
    for (body, got) in [(&b"{}"[..], "an object"), (b"queued", "a text"), (b"\xff", "bytes")] {
        server.next::<StartImport>(Reply::bytes(201, "application/json", body));
        let expected = (DeviationKind::Undocumented, "no body".to_owned(), got.to_owned());
        assert_eq!(deviation(client.start_import().await.unwrap_err()), expected);
    }
    server.next::<StopImport>(Reply::json(200, &json!({})));
    assert_eq!(deviation(client.stop_import().await.unwrap_err()).0, DeviationKind::Status);
}

#[tokio::test]
async fn a_documented_redirect_is_followed_without_a_deviation() {
    let (client, server) = strict();
    server.next::<GetMoved>(Reply::status(302).header("location", "/v1/there"));
    server.reply(Reply::json(200, &json!({"title": "t"})));
    let body = client.get_moved().await.unwrap();
    assert_eq!(body.decode::<Report>().unwrap().title.as_deref(), Some("t"));
    server.next::<GetMoved>(Reply::status(307).header("location", "/v1/there"));
    server.reply(Reply::json(200, &json!({"title": "t"})));
    assert_eq!(deviation(client.get_moved().await.unwrap_err()).0, DeviationKind::Status);
}

#[tokio::test]
async fn the_most_specific_error_body_wins() {
    let (client, server) = client();
    let failed = async |status: u16, media_type: &str, body: Value| {
        server.next::<GetReport>(Reply::bytes(status, media_type, body.to_string()));
        match client.get_report(7).retry(lists_and_streams::Retry::none()).await.unwrap_err() {
            Error::Api(error) => error,
            other => panic!("{other}"),
        }
    };
    let error = failed(400, "application/json", json!({"title": "exact"})).await;
    assert_eq!(error.documented::<Report>().unwrap().title.as_deref(), Some("exact"));
    let error = failed(400, "application/problem+json", json!({"detail": "by type"})).await;
    assert_eq!(error.documented::<Problem>().unwrap().detail.as_deref(), Some("by type"));
    let error = failed(404, "application/json", json!({"detail": "range"})).await;
    assert_eq!(error.documented::<Problem>().unwrap().detail.as_deref(), Some("range"));
    let error = failed(500, "application/json", json!({"reason": "default"})).await;
    assert_eq!(error.documented::<Failure>().unwrap().reason.as_deref(), Some("default"));

    server.next::<GetAnything>(Reply::json(200, &json!({"title": "ok"})));
    assert_eq!(client.get_anything().await.unwrap().title.as_deref(), Some("ok"));
    server.next::<GetAnything>(Reply::json(400, &json!({"title": "bad"})));
    let error = client.get_anything().await.unwrap_err();
    assert_eq!(error.as_api().unwrap().documented::<Report>().unwrap().title.as_deref(), Some("bad"));
}

#[tokio::test]
async fn headers_are_lists_objects_and_json() {
    let (client, server) = strict();
    let reply = Reply::status(204)
        .header("x-labels", "a, b")
        .header("x-labels", "c")
        .header("x-levels", "1,2")
        .header("x-quota", "left,3,name,4,odd,x")
        .header("x-scope", "read=true,write=false")
        .header("x-context", r#"{"trace": "t-1"}"#);
    let (open, memory) = lists::client();
    memory.next::<GetLimits>(reply.clone());
    let response = open.get_limits().send().await.unwrap();
    let headers = GetLimitsHeaders::from(response.headers());
    assert_eq!(headers.x_labels().unwrap(), ["a", "b", "c"]);
    assert_eq!(headers.x_levels().unwrap(), [1, 2]);
    let quota = headers.x_quota().unwrap();
    assert_eq!((quota.left, quota.name.as_deref()), (Some(3), Some("4")));
    assert_eq!(quota.undocumented.get_raw("odd"), Some(&json!("x")));
    assert_eq!(
        headers.x_scope().unwrap().into_iter().collect::<Vec<_>>(),
        [("read".to_owned(), true), ("write".to_owned(), false)]
    );
    assert_eq!(headers.x_context().unwrap().trace.as_deref(), Some("t-1"));

    memory.next::<GetLimits>(
        Reply::status(204).header("x-levels", "1,two").header("x-labels", "").header("x-scope", "read"),
    );
    let response = open.get_limits().send().await.unwrap();
    let headers = GetLimitsHeaders::from(response.headers());
    assert_eq!(headers.x_labels().unwrap(), [""; 0]);
    assert!(headers.x_levels().is_none() && headers.x_scope().is_none() && headers.x_context().is_none());

    for (name, value, expected) in [
        ("x-levels", "1,two", "an array"),
        ("x-quota", "left,many", "an object (`GetLimitsResponseXQuotaHeader`)"),
        ("x-scope", "read=perhaps", "an object"),
        ("x-context", "t-1", "an object (`GetLimitsResponseXContextHeader`)"),
    ] {
        server.next::<GetLimits>(Reply::status(204).header(name, value));
        assert_eq!(
            deviation(client.get_limits().await.unwrap_err()),
            (DeviationKind::Header, expected.to_owned(), "other text".to_owned())
        );
    }
    server.next::<GetLimits>(Reply::status(204).header("x-levels", "1,2").header("x-labels", "any,text"));
    client.get_limits().await.unwrap();
}

#[tokio::test]
async fn a_download_is_written_as_it_comes_in() {
    let (client, server) = client();
    let body = vec![7_u8; 100_000];
    let reply = |disposition: &str| {
        Reply::bytes(200, "application/pdf", body.clone())
            .in_pieces(1_000)
            .header("content-length", "100000")
            .header("content-disposition", disposition)
    };
    server.next::<GetReport>(reply("attachment; filename=\"../plan; a.pdf\"; filename*=UTF-8''z%C3%BCge%2Fb%20c.pdf"));
    let mut download = client.get_report(7).raw_stream().await.unwrap();
    assert_eq!(download.content_length(), Some(100_000));
    assert_eq!(download.file_name().as_deref(), Some("b c.pdf"), "a name is no path");
    let mut written = std::io::Cursor::new(Vec::new());
    assert_eq!(download.copy_to(&mut written).await.unwrap(), 100_000);
    assert_eq!(written.into_inner(), body);
    for (disposition, name) in [
        ("attachment; filename=\"a; \\\"b\\\".pdf\"", Some("a; \"b\".pdf")),
        ("inline; filename=plain.pdf", Some("plain.pdf")),
        ("attachment; filename=\"C:\\\\temp\\\\x.pdf\"", Some("x.pdf")),
        ("attachment; filename*=iso-8859-1'en'%A3.pdf", Some("£.pdf")),
        ("attachment; filename=\"..\"", None),
        ("attachment", None),
    ] {
        server.next::<GetReport>(reply(disposition));
        let download = client.get_report(7).raw_stream().await.unwrap();
        assert_eq!(download.file_name().as_deref(), name, "{disposition}");
    }
    server.next::<GetReport>(reply("attachment").cut_after(5_000));
    let mut download = client.get_report(7).raw_stream().await.unwrap();
    let mut written = std::io::Cursor::new(Vec::new());
    assert!(download.copy_to(&mut written).await.is_err());
    assert_eq!(written.into_inner().len(), 5_000);
}

#[test]
fn a_download_is_written_without_an_async_runtime() {
    let (client, server) = client();
    server.on::<GetReport>(|_| Reply::bytes(200, "application/pdf", vec![1; 10]).in_pieces(3));
    let mut download = client.get_report(7).blocking().raw_stream().unwrap();
    let mut written = Vec::new();
    assert_eq!(download.copy_to(&mut written).unwrap(), 10);
    assert_eq!(written, [1; 10]);
}

#[tokio::test]
async fn examples_are_in_the_documented_media_type() {
    let (client, server) = strict();
    server.on::<GetReport>(|call| call.example()).on::<GetLabel>(|call| call.example());
    server.on::<GetPicture>(|call| call.example()).on::<StartImport>(|call| call.example());
    server.on::<StopImport>(|call| call.example()).on::<GetAnything>(|call| call.example());
    assert!(matches!(client.get_report(7).await.unwrap(), GetReportOutput::Status200(_)));
    assert_eq!(client.get_label().await.unwrap(), "text");
    assert_eq!(client.get_picture().send().await.unwrap().headers()["content-type"], "image/png");
    client.get_anything().await.unwrap();
    client.stop_import().await.unwrap();
    assert!(client.start_import().await.unwrap().is_empty());
}
