//! Deliveries as servers send them: the name in a header, the rest in the body.

use later_words::webhooks::{SearchBooksCallback, Webhook};
use serde_json::json;

#[test]
fn a_delivery_is_read_from_its_header_and_its_body() {
    let body = br#"{"action": "lent", "book": {"title": "A", "pages": "many", "weight": 1e400}, "sender": {"id": 7}}"#;
    let Webhook::BookLent(event) = Webhook::read("book", body).unwrap() else { panic!("another event") };
    let book = event.book().unwrap();
    assert_eq!(book.title().unwrap(), "A");
    assert_eq!(book.undocumented.get_raw("pages"), Some(&json!("many")), "against the documentation, and kept");
    assert_eq!(event.undocumented.get_raw("sender"), Some(&json!({"id": 7})));
    let same = Webhook::read("Book_Lent", body).unwrap();
    assert_eq!(same.name(), "book-lent");
    assert_eq!(same, Webhook::BookLent(event));
}

#[test]
fn constants_tell_events_of_one_name_apart() {
    let event = Webhook::read("book", br#"{"action": "returned", "shelf": {"books": 3}}"#).unwrap();
    let Webhook::BookReturned(event) = event else { panic!("another event") };
    assert_eq!(event.shelf.unwrap().books, Some(3));
}

#[test]
fn what_is_not_documented_is_kept() {
    for name in ["book", "pages"] {
        let Webhook::Other(other) = Webhook::read(name, br#"{"action": "burnt"}"#).unwrap() else { panic!("{name}") };
        assert_eq!((other.name.as_str(), other.body), (name, json!({"action": "burnt"})));
    }
    assert_eq!(Webhook::read("closed", b"[1]").unwrap(), Webhook::Closed(json!([1])));
    assert!(Webhook::read("book", b"no JSON").is_err());
}

#[test]
fn callbacks_are_events_of_their_operation() {
    let event = SearchBooksCallback::read("on_found", br#"{"title": "B"}"#).unwrap();
    let SearchBooksCallback::OnFound(found) = event else { panic!("another event") };
    assert_eq!(found.title.as_deref(), Some("B"));
}
