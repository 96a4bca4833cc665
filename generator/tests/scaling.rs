//! What takes twice the input takes about twice the time: of each kind of input that can be very large in one place,
//! twice as much is generated, by the processor's time of this thread, so that other work on the machine does not count.
#![allow(clippy::disallowed_methods, reason = "the time of a thread is read from the system")]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that fails says where")]
#![cfg(target_os = "linux")]

use generator::Input;
use generator::source::Page;
use std::fmt::Write as _;

/// What is quadratic takes four times as long.
const MOST: f64 = 3.0;

/// Nanoseconds that this thread had a processor.
fn now() -> f64 {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap();
    text.split(' ').next().unwrap().parse().unwrap()
}

/// How long it takes to make a client's surface of some pages.
fn time(pages: &[Page]) -> f64 {
    let input = Input { pages: pages.to_vec(), package: "case".to_owned(), ..Input::default() };
    let start = now();
    // Some inputs are refused, which must not take long either.
    let _ = generator::surface(&input);
    now() - start
}

fn assert_linear(what: &str, count: usize, pages: impl Fn(usize) -> Vec<Page>) {
    let (one, two) = (pages(count), pages(2 * count));
    // A thread that is quick has no time at all: the system looks at it every few milliseconds.
    let ratio = || time(&two) / time(&one).max(5e6);
    // The least of some counts: a cache that others emptied makes a run slow, nothing makes one fast.
    let least = (0..3).map(|_| ratio()).fold(f64::INFINITY, f64::min);
    assert!(least < MOST, "twice as many {what} take {least:.1} times as long");
}

fn page(path: String, text: String) -> Page {
    Page { path, text }
}

#[test]
fn values_of_an_enum() {
    assert_linear("values", 4_000, |count| {
        let values: Vec<String> = (0..count).map(|index| format!("\"value-{index}\"")).collect();
        let of = |name: &str| format!("\"{name}\":{{\"type\":\"string\",\"enum\":[{}]}}", values.join(","));
        let text = format!(
            "{{\"openapi\":\"3.0.3\",\"info\":{{\"title\":\"T\",\"version\":\"1\"}},\"paths\":{{}},\"components\":\
             {{\"schemas\":{{\"A\":{{\"type\":\"object\",\"properties\":{{{}}}}},\"B\":{{\"type\":\"object\",\
             \"properties\":{{{}}}}}}}}}}}",
            of("status"),
            of("status")
        );
        vec![page("api.json".to_owned(), text)]
    });
}

#[test]
fn pages_that_each_add_to_one_schema() {
    assert_linear("pages", 400, |count| {
        let one = |index: usize| {
            let text = format!(
                "{{\"openapi\":\"3.0.3\",\"info\":{{\"title\":\"T\",\"version\":\"1\"}},\"paths\":{{\"/a{index}\":{{\"get\":\
                 {{\"responses\":{{\"200\":{{\"description\":\"ok\",\"content\":{{\"application/json\":{{\"schema\":\
                 {{\"$ref\":\"#/components/schemas/S\"}}}}}}}}}}}}}}}},\"components\":{{\"schemas\":{{\"S\":{{\"type\":\
                 \"object\",\"properties\":{{\"p{index}\":{{\"type\":\"string\"}}}}}}}}}}}}"
            );
            page(format!("{index}.json"), text)
        };
        (0..count).map(one).collect()
    });
}

#[test]
fn brackets_in_yaml() {
    let with = |value: String| {
        let text = format!("openapi: 3.0.3\ninfo: {{title: T, version: '1'}}\npaths: {{}}\nx-value: {value}\n");
        vec![page("api.yaml".to_owned(), text)]
    };
    assert_linear("brackets inside of each other", 8_000, |count| with("[".repeat(count) + &"]".repeat(count)));
    assert_linear("dashes in a line", 8_000, |count| with("\n".to_owned() + &"- ".repeat(count)));
    assert_linear("brackets beside each other", 8_000, |count| with(format!("[{}]", "[],".repeat(count))));
    assert_linear("braces beside each other", 8_000, |count| {
        with(
            (0..count).fold("[".to_owned(), |mut text, index| {
                let _ = write!(text, "{{a: {index}}},");
                text
            }) + "]",
        )
    });
}
