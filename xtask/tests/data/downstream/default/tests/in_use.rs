//! A client in use: each line as a caller writes it.

use default_numbers::Server;
use kitchen_sink::models::{Level, Mark, MarkKind, Mode, Thing};
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

/// Each of these is `#[deprecated]`: without the `expect`, this is a warning.
#[tokio::test]
#[expect(deprecated, reason = "the documentation deprecates the operation, its parameter and the field")]
async fn what_is_deprecated_can_be_used() -> Result<(), Error> {
    let server = Server::json(200, &json!({"label": "a"}));
    let client = Client::builder().base_url(&server.address).api_key("k-1").build()?;
    // One setter for JSON, whatever it is called; a header chooses another media type.
    let call = client.create_mark(&Mark::new("a").with_colour("red")).loud(true);
    assert_eq!(call.header("content-type", "application/vnd.mark+json").await?.label()?, "a");
    let call = server.only();
    assert_eq!((call.line.as_str(), call.header("x-key")), ("POST /marks?loud=true", Some("k-1")));
    assert_eq!(call.header("content-type"), Some("application/vnd.mark+json"));
    Ok(())
}
