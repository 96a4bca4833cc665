//! Which documented event a delivery is.

use this_crate::runtime::{KnownEvent, OtherEvent, payload, which_event};

const KNOWN: &[KnownEvent] = &[
    KnownEvent { name: "ping", constants: &[] },
    KnownEvent { name: "branch-rule-created", constants: &[(&["action"], "created")] },
    KnownEvent { name: "branch-rule-removed", constants: &[(&["action"], "removed")] },
    KnownEvent { name: "branch-rule-line-created", constants: &[(&["action"], "created")] },
    KnownEvent { name: "charged", constants: &[(&["event", "type"], "charge.succeeded")] },
    KnownEvent { name: "twice-1", constants: &[(&["kind"], "twice")] },
    KnownEvent { name: "twice-2", constants: &[(&["kind"], "twice")] },
];

fn found(name: &str, body: &str) -> Option<&'static str> {
    which_event(KNOWN, name, body.as_bytes()).map(|index| KNOWN[index].name)
}

#[test]
fn an_event_is_found_by_its_key_in_any_letters() {
    assert_eq!(found("ping", "{}"), Some("ping"));
    assert_eq!(found("PING", "no JSON"), Some("ping"));
    assert_eq!(found("branch_rule.Created", "{}"), Some("branch-rule-created"));
}

#[test]
fn constants_of_the_body_complete_a_name() {
    assert_eq!(found("branch_rule", r#"{"action": "created", "more": 1}"#), Some("branch-rule-created"));
    assert_eq!(found("branch_rule", r#"{"action": "removed"}"#), Some("branch-rule-removed"));
    assert_eq!(found("branch_rule_line", r#"{"action": "created"}"#), Some("branch-rule-line-created"));
    assert_eq!(found("branch_rule", "\u{feff}{\"action\": \"created\", \"n\": 1e400}"), Some("branch-rule-created"));
}

#[test]
fn constants_alone_tell_an_event() {
    assert_eq!(found("", r#"{"event": {"type": "charge.succeeded"}}"#), Some("charged"));
    assert_eq!(found("charge.succeeded", r#"{"event": {"type": "charge.succeeded"}}"#), Some("charged"));
}

#[test]
fn what_is_unknown_or_could_be_several_is_none() {
    for (name, body) in [
        ("branch_rule", r#"{"action": "edited"}"#),
        ("branch_rule", "{}"),
        ("branch", r#"{"action": "created"}"#),
        ("", r#"{"action": "created"}"#),
        ("", "{}"),
        ("", "[1]"),
        ("twice", r#"{"kind": "twice"}"#),
        ("pong", "{}"),
    ] {
        assert_eq!(found(name, body), None, "{name} {body}");
    }
}

#[test]
fn other_events_are_kept_as_sent() {
    let other = OtherEvent::read("pong", br#"{"a": [1, null]}"#).unwrap();
    assert_eq!((other.name.as_str(), other.body.to_string().as_str()), ("pong", r#"{"a":[1,null]}"#));
    assert!(OtherEvent::read("pong", b"{").is_err());
    assert_eq!(payload::<Vec<String>>(br#"["a"]"#), Some(Box::new(vec!["a".to_owned()])));
    assert_eq!(payload::<Vec<String>>(b"1"), None);
}
