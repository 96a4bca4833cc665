//! Unions that are hard to tell apart: recursive without a discriminator, of texts with formats, beside each other, and
//! as branches of each other.

use default_numbers::same_json;
use odd_corner::models::*;
use serde_json::{Value, json};
use std::time::{Duration, Instant};

#[track_caller]
fn choices(key: &str, sent: Value) -> Choices {
    let sent = json!({ key: sent });
    let read: Choices = serde_json::from_str(&sent.to_string()).unwrap();
    let written = serde_json::to_value(&read).unwrap();
    assert!(same_json(&written, &sent), "sent    {sent}\nwritten {written}");
    assert_eq!(read.clone(), read);
    read
}

/// Left, right, left, …: the key that tells them apart is at every level, or only at the innermost one.
fn chain(depth: usize, told: bool) -> Value {
    (0..depth).fold(json!({"right": "end"}), |next, level| match (told, level % 2) {
        (false, _) => json!({ "next": next }),
        (true, 0) => json!({ "next": next, "left": "l" }),
        (true, _) => json!({ "next": next, "right": "r" }),
    })
}

#[test]
fn deep_recursive_unions_take_no_time() {
    for (depth, told) in [(60, true), (60, false), (110, true), (110, false)] {
        let started = Instant::now();
        let read = choices("chain", chain(depth, told));
        // Two branches tried at every level would take 2^60 steps. The rest is for a busy machine.
        assert!(started.elapsed() < Duration::from_secs(5), "{depth} levels took {:?}", started.elapsed());
        let mut levels = 0;
        let mut link = read.chain.as_ref();
        while let Some(Chain::Left(_) | Chain::Right(_)) = link {
            let left = matches!(link, Some(Chain::Left(_)));
            assert_eq!(
                left,
                if told { levels < depth && (depth - levels) % 2 == 1 } else { levels < depth },
                "level {levels}"
            );
            levels += 1;
            link = match link {
                Some(Chain::Left(link)) => link.next.as_deref(),
                Some(Chain::Right(link)) => link.next.as_deref(),
                _ => None,
            };
        }
        assert_eq!(levels, depth + 1);
    }
}

#[test]
fn many_elements_take_time_in_proportion() {
    let element = json!({"kind": "eins", "a": {"size": "x", "a": [{"size": 1}, {"kind": "zero"}]}});
    let wide = |count: usize| json!({"size": "list", "a": vec![element.clone(); count]});
    let started = Instant::now();
    let read = choices("wide", wide(3_000));
    assert!(started.elapsed() < Duration::from_secs(10), "{:?}", started.elapsed());
    let Some(Wide::W3(list)) = read.wide else { panic!("{:?}", read.wide) };
    let elements = list.a.unwrap();
    assert_eq!(elements.len(), 3_000);
    let Wide::W1(first) = &elements[0] else { panic!("{:?}", elements[0]) };
    let Some(Wide::W3(inner)) = first.a.as_deref() else { panic!("{:?}", first.a) };
    assert!(matches!(inner.a.as_deref(), Some([Wide::W2(_), Wide::W0(_)])));
}

#[test]
fn what_is_inside_decides_where_the_outside_does_not() {
    let wide = |value: Value| choices("wide", value).wide.unwrap();
    // Only `W2` has a number as its size, and only in `W3` is `a` a list.
    assert!(matches!(wide(json!({"size": 1})), Wide::W2(_)));
    assert!(matches!(wide(json!({"a": [{"size": 1}]})), Wide::W3(_)));
    assert!(matches!(wide(json!({"kind": "zero", "a": {"kind": "one"}})), Wide::W0(_)));
    // An inner value that fits none contradicts every branch.
    assert!(matches!(wide(json!({"kind": "zero", "a": 5})), Wide::Undocumented(_)));
    assert!(matches!(wide(json!({"kind": "two"})), Wide::W2(_) | Wide::W3(_)));
}

#[test]
fn texts_go_to_the_format_that_they_look_like() {
    let moment = |text: &str| choices("moment", json!(text)).moment.unwrap();
    assert!(matches!(moment("018f3a1e-7b2c-7def-8000-0123456789ab"), ChoicesMoment::Uuid(_)));
    assert!(matches!(moment("2024-05-31"), ChoicesMoment::Date(_)));
    for text in ["2024-05-31T12:00:00Z", "2024-05-31 12:00", "2024-05-31t12:00:00.5+02:00"] {
        assert!(matches!(moment(text), ChoicesMoment::DateTime(_)), "{text}");
    }
    for text in ["https://example.com/a", "urn:isbn:1", "/flows/1"] {
        assert!(matches!(moment(text), ChoicesMoment::Uri(_)), "{text}");
    }
    for text in ["soon", "", "日本", "2024-05-3é", "1234567é9"] {
        assert!(matches!(moment(text), ChoicesMoment::Undocumented(_)), "{text}");
    }
    let list = choices("moment", json!(["a"])).moment;
    assert!(matches!(list, Some(ChoicesMoment::TextList(_))), "{list:?}");
}

#[test]
fn unions_beside_each_other_are_all_read() {
    let both = |value: Value| choices("both", value).both.unwrap();
    let Both::ByMail(BothByMail::Now(now)) = both(json!({"id": 1, "mail": "a@b.c", "now": true})) else { panic!() };
    assert_eq!((now.id, now.mail.as_deref(), now.now), (Some(1), Some("a@b.c"), Some(true)));
    let Both::ByPhone(BothByPhone::Later(later)) = both(json!({"id": 1, "phone": "1", "at": "2024-05-31T12:00:00Z"}))
    else {
        panic!()
    };
    assert_eq!(later.at.as_ref().map(|at| at.as_str()), Some("2024-05-31T12:00:00Z"));
    assert!(matches!(both(json!({"id": 1, "mail": "a@b.c"})), Both::Undocumented(_)));
    let beside = choices("beside", json!({"name": "n", "radius": 1})).beside;
    let Some(Beside::Round(round)) = &beside else { panic!("{beside:?}") };
    assert_eq!((round.name.as_deref(), round.radius), (Some("n"), Some(1.0)));
}

#[test]
fn what_a_branch_names_counts_more_than_what_another_allows() {
    let vague = |value: Value| choices("vague", value).vague.unwrap();
    for named in [json!({"a": 1, "b": 2}), json!({"b": 2})] {
        assert!(matches!(vague(named.clone()), ChoicesVague::Exact(_)), "{named}");
    }
    for allowed in [json!({"a": 1, "c": 3}), json!({"a": 1, "b": 2, "c": 3}), json!({"c": 3, "d": 4})] {
        assert!(matches!(vague(allowed.clone()), ChoicesVague::Loose(_)), "{allowed}");
    }
}

#[test]
fn unions_that_are_branches_of_each_other_end() {
    for value in [json!("a"), json!(1), json!([1, "a", [2]]), json!(true), json!({}), json!(1.5)] {
        choices("tangle", value.clone());
        choices("grid", json!([[value]]));
    }
    let tangle = choices("tangle", json!([1, "a"])).tangle;
    assert!(matches!(tangle, Some(Tangle::Knot(Knot::List(_)))), "{tangle:?}");
}

/// An enum of one text: its constant is made, compared and matched as a variant is.
#[test]
fn the_constant_of_an_enum_of_one_text_stands_where_a_variant_would() {
    let text = |kind: &Option<W0Kind>| match kind {
        Some(W0Kind::Zero) => "documented".to_owned(),
        Some(W0Kind::Undocumented(other)) => other.value().to_string(),
        Some(_) | None => "none".to_owned(),
    };
    let read = |kind: Value| serde_json::from_value::<W0>(json!({ "kind": kind })).unwrap().kind;
    assert_eq!(read(json!("zero")), Some(W0Kind::Zero));
    assert!(matches!(read(json!("zero")), Some(W0Kind::Zero)));
    assert_eq!(["zero", "Zero"].map(|kind| text(&read(json!(kind)))), ["documented", "\"Zero\""]);
    assert_eq!(text(&read(json!(0))), "none");
    assert!(matches!(&W0Kind::from("zero"), &W0Kind::Zero));
    let mut made = W0::default();
    made.kind = Some(W0Kind::Zero);
    assert_eq!(serde_json::to_value(&made).unwrap(), json!({ "kind": "zero" }));
}
