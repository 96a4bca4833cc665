//! Depth and expansion are bounded: a document nested ten thousand levels deep, a chain of ten thousand references, or a
//! few kilobytes that mean gigabytes give an error or a small crate, in little time and on the stack of a thread.
//!
//! `PROPTEST_CASES` in the environment makes the slowest chains as long as the others. Each document is built here since its text would say nothing.
#![allow(clippy::disallowed_methods, reason = "tests have a clock and an environment")]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that fails says where")]

use generator::source::Page;
use generator::{Input, generate};
use std::time::{Duration, Instant};

const DEEP: usize = 10_000;

/// Enough for a busy machine; a loop takes forever.
const PATIENCE: Duration = Duration::from_secs(60);

/// The codes of the errors, or the size of the crate without its runtime.
fn outcome(path: &str, text: String) -> Result<usize, Vec<&'static str>> {
    let started = Instant::now();
    let pages = vec![Page { path: path.to_owned(), text }];
    let outcome = generate(&Input { pages, package: "deep".to_owned(), ..Input::default() });
    assert!(started.elapsed() < PATIENCE, "it took {:?}", started.elapsed());
    match outcome {
        Ok(output) => {
            let own = output.files.iter().filter(|file| !file.path.contains("/runtime/"));
            Ok(own.map(|file| file.text.len()).sum())
        }
        Err(dx) => {
            assert!(dx.has_errors());
            let _ = generator::report::render(&dx, generator::report::Options { verbose: true, ..Default::default() });
            Err(dx
                .list
                .iter()
                .filter(|said| said.severity == generator::diagnostic::Severity::Error)
                .map(|said| said.code)
                .collect())
        }
    }
}

/// A document in JSON with these schemas, and an operation that answers the schema `A`.
fn with_schemas(schemas: &str) -> String {
    format!(
        r##"{{"openapi":"3.0.3","info":{{"title":"Deep","version":"1"}},"paths":{{"/a":{{"get":{{"responses":{{"200":{{"description":"","content":{{"application/json":{{"schema":{{"$ref":"#/components/schemas/A"}}}}}}}}}}}}}}}},"components":{{"schemas":{{{schemas}}}}}}}"##
    )
}

/// `open` many times, what is inside, and `close` as often.
fn nested(open: &str, inside: &str, close: &str) -> String {
    [&open.repeat(DEEP), inside, &close.repeat(DEEP)].concat()
}

fn assert_too_deep(path: &str, text: String) {
    assert_eq!(outcome(path, text), Err(vec!["too-deep"]));
}

/// Fields of prose, 40 levels deep: what is below the 30th is said, and the rest is read.
#[test]
fn nested_fields_in_prose() {
    let deep = 40;
    let name = |level: usize| vec!["a"; level].join(".");
    let fields: String = (1..=deep).map(|level| format!("  - `{}` (object)\n\n", name(level))).collect();
    let redocly = format!("# A\n\nEndpoint: GET /a\n\n## Response 200 fields (application/json):\n\n{fields}");
    let inside: String = (1..deep).fold("- **`a`**\n\n  `object`\n".to_owned(), |below, _| {
        let indented: String = below.lines().map(|line| format!("  {line}\n")).collect();
        format!("- **`a`**\n\n  `object`\n\n{indented}")
    });
    let scalar = format!(
        "# Deep\n\n- **OpenAPI Version:** `3.1.1`\n- **API Version:** `1`\n\n## Operations\n\n### A\n\n- **Method:** `GET`\n\
         - **Path:** `/a`\n\n#### Responses\n\n##### Status: 200 OK\n\n###### Content-Type: application/json\n\n{inside}"
    );
    for text in [redocly, scalar] {
        let pages = vec![Page { path: "deep.md".to_owned(), text }];
        let output = generate(&Input { pages, package: "deep".to_owned(), ..Input::default() }).unwrap();
        let said = output.diagnostics.list.iter().filter(|said| said.code == "too-deep").count();
        assert_eq!(said, 1);
        let levels = output.files.iter().map(|file| file.text.matches("pub struct").count()).max();
        assert!(levels.is_some_and(|levels| levels >= 29), "{levels:?}");
    }
}

#[test]
fn nested_schemas_in_json() {
    let shapes = [
        (r#"{"type":"object","properties":{"a":"#, "}}"),
        (r#"{"type":"array","items":"#, "}"),
        (r#"{"allOf":["#, "]}"),
        (r#"{"oneOf":["#, "]}"),
        (r#"{"anyOf":[{"type":"string"},"#, "]}"),
        (r#"{"additionalProperties":"#, "}"),
        (r#"{"not":"#, "}"),
        (r#"{"x":"#, "}"),
    ];
    for (open, close) in shapes {
        assert_too_deep("api.json", with_schemas(&format!("\"A\":{}", nested(open, r#"{"type":"string"}"#, close))));
    }
}

#[test]
fn nested_values_in_json() {
    for (open, close) in [("[", "]"), (r#"{"a":"#, "}")] {
        for key in ["example", "default", "x-anything", "description"] {
            assert_too_deep(
                "api.json",
                with_schemas(&format!(r#""A":{{"type":"string","{key}":{}}}"#, nested(open, "1", close))),
            );
        }
        assert_too_deep("api.json", nested(open, "1", close));
        assert!(outcome("page.md", format!("# A\n\n```json\n{}\n```\n", nested(open, "1", close))).is_err());
    }
    // What never ends.
    assert!(outcome("api.json", "[".repeat(DEEP)).is_err());
    assert!(outcome("api.json", r#"{"a":"#.repeat(DEEP)).is_err());
}

#[test]
fn nested_schemas_and_values_in_yaml() {
    let head = "openapi: 3.0.3\ninfo: {title: Deep, version: '1'}\npaths: {}\ncomponents:\n  schemas:\n    A: ";
    // The parser takes its time with flow collections of this depth: one document each.
    let schema = format!("{head}{}\n", nested("{type: object, properties: {a: ", "{type: string}", "}}"));
    assert_too_deep("api.yaml", schema);
    assert_too_deep("api.yaml", format!("{head}{{type: string, example: {}}}\n", nested("[", "1", "]")));
    // By indentation. Fewer levels: their text grows with the square of the depth.
    let block: String = (0..1_000).map(|depth| format!("{}a:\n", " ".repeat(depth))).collect();
    assert_too_deep("api.yaml", block);
    let dashes = "- ".repeat(DEEP);
    assert_too_deep("api.yaml", format!("{dashes}a\n"));
}

#[test]
fn deep_parts_of_operations() {
    let inside = nested(r#"{"a":"#, "1", "}");
    let path = |item: &str| {
        format!(r#"{{"openapi":"3.0.3","info":{{"title":"Deep","version":"1"}},"paths":{{"/a":{item}}}}}"#)
    };
    assert_too_deep("api.json", path(&inside));
    assert_too_deep("api.json", path(&format!(r#"{{"get":{{"callbacks":{inside},"responses":{{}}}}}}"#)));
    assert_too_deep("api.json", path(&nested(r#"{"get":{"callbacks":{"a":{"b":"#, "{}", "}}}}")));
}

/// How long a chain is whose links become types: as deep as the others only where time is no matter.
fn long() -> usize {
    if std::env::var_os("PROPTEST_CASES").is_some() { DEEP } else { 300 }
}

#[test]
fn long_chains_of_references() {
    let chain = |length: usize, one: &dyn Fn(usize) -> String, last: &str| {
        let mut schemas: Vec<String> = vec![r##""A":{"$ref":"#/components/schemas/S0"}"##.to_owned()];
        schemas.extend((0..length).map(|index| format!("\"S{index}\":{}", one(index + 1))));
        schemas.push(format!("\"S{length}\":{last}"));
        with_schemas(&schemas.join(","))
    };
    let reference = |next: usize| format!(r##"{{"$ref":"#/components/schemas/S{next}"}}"##);
    let object = r#"{"type":"object","properties":{"b":{"type":"string"}}}"#;
    let kinds: [(usize, &dyn Fn(usize) -> String); 6] = [
        (DEEP, &reference),
        (DEEP, &|next| format!(r#"{{"allOf":[{}]}}"#, reference(next))),
        (DEEP, &|next| format!(r#"{{"type":"array","items":{}}}"#, reference(next))),
        (long(), &|next| {
            format!(r#"{{"allOf":[{},{{"type":"object","properties":{{"p":{{"type":"string"}}}}}}]}}"#, reference(next))
        }),
        (long(), &|next| format!(r#"{{"oneOf":[{},{{"type":"string"}}]}}"#, reference(next))),
        (long(), &|next| format!(r#"{{"type":"object","properties":{{"a":{}}}}}"#, reference(next))),
    ];
    for (index, (length, one)) in kinds.into_iter().enumerate() {
        for last in [object, r##"{"$ref":"#/components/schemas/S0"}"##] {
            let text = chain(length, one, last);
            let written = text.len();
            match outcome("api.json", text) {
                // A type has its boilerplate, some kilobytes at most.
                Ok(size) => assert!(size < written * 60, "kind {index}: {size} bytes of {written}"),
                Err(codes) => assert!(
                    codes.iter().all(|code| matches!(*code, "too-deep" | "unresolved-reference" | "reference-cycle")),
                    "kind {index}: {codes:?}"
                ),
            }
        }
    }
}

/// Documents of at most 50 kB that would be gigabytes if every reference were written out.
#[test]
fn small_documents_make_no_large_crates() {
    const SMALL: usize = 50_000;
    for (name, path, text) in [
        ("doubled allOf", "api.json", doubled(|next| format!(r#"{{"allOf":[{next}]}}"#))),
        (
            "doubled properties",
            "api.json",
            doubled(|next| {
                format!(r#"{{"type":"object","properties":{{"a":{{"allOf":[{next}]}},"b":{{"oneOf":[{next}]}}}}}}"#)
            }),
        ),
        (
            "doubled unions",
            "api.json",
            doubled(|next| format!(r#"{{"type":"object","properties":{{"p":{{"type":"string"}}}},"oneOf":[{next}]}}"#)),
        ),
        (
            "several unions",
            "api.json",
            doubled(|next| format!(r#"{{"allOf":[{{"oneOf":[{next}]}},{{"anyOf":[{next}]}}],"anyOf":[{next}]}}"#)),
        ),
        ("doubled type parameters", "api.json", doubled_parameters()),
        ("doubled lists", "api.json", doubled(|next| format!(r#"{{"type":"array","items":{{"anyOf":[{next}]}}}}"#))),
        ("many bases and branches", "api.json", bases_and_branches()),
        ("shared parts of operations", "api.json", shared_parts()),
        ("aliases", "api.yaml", aliases(false)),
        ("merge keys", "api.yaml", aliases(true)),
    ] {
        assert!(text.len() <= SMALL, "{name}: {}", text.len());
        match outcome(path, text) {
            Ok(size) => assert!(size < 100_000_000, "{name}: {size} bytes"),
            Err(codes) => assert!(
                codes.iter().all(|code| matches!(*code, "expansion-limit" | "too-large-expansion" | "too-deep")),
                "{name}: {codes:?}"
            ),
        }
    }
}

/// Schemas of two kinds, each made of both of the next.
fn doubled(one: impl Fn(&str) -> String) -> String {
    let mut schemas = vec![r##""A":{"$ref":"#/components/schemas/L0"}"##.to_owned()];
    for index in 0..60 {
        let next =
            format!(r##"{{"$ref":"#/components/schemas/L{0}"}},{{"$ref":"#/components/schemas/R{0}"}}"##, index + 1);
        schemas.push(format!("\"L{index}\":{}", one(&next)));
        schemas.push(format!("\"R{index}\":{}", one(&next)));
    }
    for last in ["L60", "R60"] {
        schemas.push(format!(r#""{last}":{{"type":"object","properties":{{"{last}":{{"type":"string"}}}}}}"#));
    }
    with_schemas(&schemas.join(","))
}

/// Compositions of twice the next one, with a type parameter in the last.
fn doubled_parameters() -> String {
    let bound = r##""A":{"$ref":"#/components/schemas/L0","$defs":{"T":{"$dynamicAnchor":"T","type":"string"}}}"##;
    let free = r##"{"type":"object","properties":{"x":{"$dynamicRef":"#T"}},"$defs":{"T":{"$dynamicAnchor":"T"}}}"##;
    let mut schemas = vec![bound.to_owned(), format!(r#""L25":{free}"#)];
    for index in 0..25 {
        let next = format!(r##"{{"$ref":"#/components/schemas/L{}"}}"##, index + 1);
        schemas.push(format!(r#""L{index}":{{"allOf":[{next},{next}]}}"#));
    }
    with_schemas(&schemas.join(",")).replacen("3.0.3", "3.1.0", 1)
}

/// Unions whose branches all have all properties of the schema around them.
fn bases_and_branches() -> String {
    let properties: Vec<String> = (0..400).map(|index| format!(r#""p{index}":{{"type":"string"}}"#)).collect();
    let branches: Vec<String> =
        (0..400).map(|index| format!(r#"{{"properties":{{"b{index}":{{"type":"string"}}}}}}"#)).collect();
    with_schemas(&format!(
        r#""A":{{"type":"object","properties":{{{}}},"oneOf":[{}]}}"#,
        properties.join(","),
        branches.join(",")
    ))
}

/// Paths that are all one path, with responses that are all one response.
fn shared_parts() -> String {
    let paths: Vec<String> = (0..300).map(|index| format!(r##""/p{index}":{{"$ref":"#/paths/~1a"}}"##)).collect();
    let responses: Vec<String> =
        (400..599).map(|status| format!(r##""{status}":{{"$ref":"#/components/responses/A"}}"##)).collect();
    let headers: Vec<String> =
        (0..400).map(|index| format!(r##""h{index}":{{"schema":{{"type":"string"}}}}"##)).collect();
    format!(
        r##"{{"openapi":"3.0.3","info":{{"title":"Shared","version":"1"}},"paths":{{"/a":{{"get":{{"responses":{{{}}}}}}},{}}},"components":{{"responses":{{"A":{{"description":"","headers":{{{}}}}}}}}}}}"##,
        responses.join(","),
        paths.join(","),
        headers.join(",")
    )
}

/// YAML whose every line is ten of the line before.
fn aliases(merged: bool) -> String {
    let mut text =
        "openapi: 3.0.3\ninfo: {title: Aliases, version: '1'}\npaths: {}\nx-0: &a0 {type: object}\n".to_owned();
    for index in 1..12 {
        let before = format!("*a{}", index - 1);
        text += &match merged {
            true => {
                format!("x-{index}: &a{index} {{<<: [{}], p{index}: {before}}}\n", [before.as_str(); 10].join(", "))
            }
            false => format!("x-{index}: &a{index} [{}]\n", [before.as_str(); 10].join(", ")),
        };
    }
    text
}
