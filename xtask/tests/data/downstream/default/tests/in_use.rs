//! A client in use: each line as a caller writes it.

#![deny(deprecated, unfulfilled_lint_expectations)]

use default_numbers::Server;
use kitchen_sink::models::{Level, Mark, MarkKind, MarkTone, Mode, Shipment, Thing};
use kitchen_sink::{Client, Error};
use serde_json::json;

#[test]
fn what_has_one_possible_value_is_no_argument() {
    let mark = Mark::new("a").with_serial(9_007_199_254_740_993_i64);
    let sent = json!({"kind": "mark", "version": 2, "label": "a", "serial": "9007199254740993"});
    assert_eq!(serde_json::to_value(&mark).unwrap(), sent);
    assert_eq!(mark.serial.as_ref().map(|serial| serial.to_i64()), Some(Ok(9_007_199_254_740_993)));
    let odd: Mark = serde_json::from_value(json!({"serial": "many", "kind": "other"})).unwrap();
    assert!(odd.undocumented.is_empty() && odd.serial.unwrap().to_i64().is_err());
}

/// Whether or not their values are listed.
#[test]
fn enums_are_copied() -> Result<(), Box<dyn std::error::Error>> {
    fn assert_copy<T: Copy>() {}
    assert_copy::<(MarkKind, Level, Mode)>();

    let sent = json!({"kind": "stamp", "version": 9, "label": "a"});
    let mark: Mark = serde_json::from_value(sent.clone())?;
    let (kind, version) = (mark.kind()?, mark.version()?);
    let again = kind;
    assert_eq!((kind == again, again.as_str(), version.to_value()), (true, "stamp", json!(9)));
    assert_eq!(serde_json::to_value(&mark)?, sent);

    let thing: Thing = serde_json::from_value(json!({"level": 7, "mode": "manual"}))?;
    let (level, mode) = (thing.level.ok_or("no level")?, thing.mode.ok_or("no mode")?);
    assert_eq!((level.to_value(), mode.to_value()), (json!(7), json!("manual")));
    assert_eq!((thing.level, thing.mode), (Some(level), Some(mode)));
    Ok(())
}

/// Each of these is `#[deprecated]`: an `expect` without a warning is an error here, and so is a warning without one.
#[tokio::test]
async fn what_is_deprecated_can_be_used() -> Result<(), Box<dyn std::error::Error>> {
    let server = Server::json(200, &json!({"label": "a", "old": {"id": 1}, "tone": "quiet"}));
    let client = Client::builder().base_url(&server.address).api_key("k-1").build()?;
    #[expect(deprecated, reason = "the setter")]
    let mark = Mark::new("a").with_colour("red");
    // One setter for JSON, whatever it is called; a header chooses another media type.
    #[expect(deprecated, reason = "the operation")]
    let call = client.create_mark(&mark);
    #[expect(deprecated, reason = "the setter of a parameter")]
    let call = call.loud(true);
    let response = call.header("content-type", "application/vnd.mark+json").send().await?;
    #[expect(deprecated, reason = "the accessor of a header")]
    let count = kitchen_sink::operations::CreateMarkHeaders::from(response.headers()).x_mark();
    let mark = response.into_body();
    #[expect(deprecated, reason = "the value")]
    let is_quiet = mark.tone == Some(MarkTone::Quiet);
    #[expect(deprecated, reason = "the accessor of a required field")]
    let id = mark.old.as_ref().ok_or("no old mark")?.id()?;
    #[expect(deprecated, reason = "the field")]
    let colour = mark.colour;
    assert_eq!((mark.label.as_deref(), colour, is_quiet, id, count), (Some("a"), None, true, 1, None));

    let call = server.only();
    assert_eq!((call.line.as_str(), call.header("x-key")), ("POST /marks?loud=true", Some("k-1")));
    assert_eq!(call.header("content-type"), Some("application/vnd.mark+json"));
    Ok(())
}

#[tokio::test]
async fn one_setter_takes_bytes_of_any_documented_media_type() -> Result<(), Error> {
    let server = Server::start(|_| (204, "text/plain", Vec::new()));
    let client = Client::builder().base_url(&server.address).api_key("k-1").build()?;
    client.put_file(7, "one").await?;
    client.put_file(7, "two").header("content-type", "image/png").await?;
    let calls = server.calls();
    let sent: Vec<_> = calls.iter().map(|call| (call.header("content-type"), call.body.as_slice())).collect();
    assert_eq!(sent, [(Some("application/octet-stream"), &b"one"[..]), (Some("image/png"), b"two")]);
    Ok(())
}

#[test]
fn a_deprecated_null_can_be_sent() {
    #[expect(deprecated, reason = "the setter")]
    let mark = Mark::new("a").with_colour_null();
    assert_eq!(serde_json::to_value(&mark).unwrap()["colour"], json!(null));
}

#[tokio::test]
async fn what_requires_many_fields_is_built_by_their_names() -> Result<(), Error> {
    let server = Server::json(200, &json!({"from": "A"}));
    let client = Client::builder().base_url(&server.address).api_key("k-1").build()?;
    let shipment = Shipment::builder().from("A").to("B").weight(2).parcels(1).with_build(7).note_null().build()?;
    let response = client.create_shipment(&shipment).await?;
    assert_eq!((response.from()?, response.to().is_err()), ("A", true));
    let sent = json!({"from": "A", "to": "B", "weight": 2.0, "parcels": 1, "kind": "shipment", "build": 7, "note": null});
    assert_eq!(serde_json::from_slice::<serde_json::Value>(&server.only().body).unwrap(), sent);

    let incomplete = Shipment::builder().to("B").weight(2).with_build_null().build();
    let error = incomplete.expect_err("two fields are missing");
    assert_eq!((error.model(), error.fields()), ("Shipment", &["from", "parcels"][..]));
    assert_eq!(Error::from(error).to_string(), "Shipment lacks what the documentation requires: `from`, `parcels`");
    Ok(())
}
