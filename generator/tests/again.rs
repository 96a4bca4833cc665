//! The merged document describes the whole client: what is generated from `openapi.json` alone is the same.
//!
//! Judged are the documents of all versions and the pages in `cases`. What differs may only be which pages document an
//! operation.
#![allow(clippy::disallowed_methods, reason = "tests read their cases from files")]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that fails says where")]

mod support;

use generator::report::{self, Options};
use generator::source::Page;
use generator::{Input, Output, compare, generate};

fn made(name: &str, pages: Vec<Page>) -> Output {
    generate(&Input { pages, package: "case".to_owned(), ..Input::default() })
        .unwrap_or_else(|dx| panic!("{name}: {}", report::render(&dx, Options::default())))
}

fn without_pages(output: &Output) -> generator::Surface {
    let mut api = output.api.clone();
    api.operations.iter_mut().for_each(|operation| operation.pages.clear());
    generator::Surface { api, names: output.names.clone() }
}

#[test]
fn the_merged_document_alone_gives_the_same_client() {
    for case in ["merge", "normalize"].into_iter().flat_map(support::cases) {
        let first = made(&case.name, case.pages);
        let document = first.files.iter().find(|file| file.path == "openapi.json").unwrap();
        let page = Page { path: "openapi.json".to_owned(), text: document.text.clone() };
        let second = made(&case.name, vec![page]);
        let (one, other) = (without_pages(&first), without_pages(&second));
        assert_eq!(format!("{:#?}", one.api), format!("{:#?}", other.api), "{}", case.name);
        assert_eq!(one.names, other.names, "{}", case.name);
        assert_eq!(compare(&one, &other).changes.len(), 0, "{}", case.name);
        let again = second.files.iter().find(|file| file.path == "openapi.json").unwrap();
        assert_eq!(document.text, again.text, "{}", case.name);
    }
}

#[test]
fn files_refer_to_each_other_by_where_they_were_published() {
    let page = |path: &str, text: &str| Page { path: path.to_owned(), text: text.to_owned() };
    let pages = vec![
        page(
            "api.yaml",
            "openapi: 3.1.0\ninfo: {title: Ships, version: '1'}\npaths:\n  /ships:\n    get:\n      responses:\n        '200':\n          \
             description: ok\n          content: {application/json: {schema: {$ref: 'https://ships.example/schemas/ship.yaml'}}}\n",
        ),
        page("downloads/1.yaml", "type: object\nproperties: {port: {$ref: 'port.yaml#/$defs/Port'}}\n"),
        page("downloads/2.yaml", "$defs: {Port: {type: object, properties: {name: {type: string}}}}\n"),
    ];
    let urls = [("downloads/1.yaml", "ship"), ("downloads/2.yaml", "port")];
    let urls = urls.map(|(path, name)| (path.to_owned(), format!("https://ships.example/schemas/{name}.yaml")));
    let input = Input { pages, urls: urls.into_iter().collect(), package: "case".to_owned(), ..Input::default() };
    let output = generate(&input).unwrap_or_else(|dx| panic!("{}", report::render(&dx, Options::default())));
    assert_eq!(output.api.types.len(), 2, "{:#?}", output.api.types);
}

#[test]
fn a_discriminator_names_schemas_by_where_they_were_published() {
    let page = |path: &str, text: &str| Page { path: path.to_owned(), text: text.to_owned() };
    let pages = vec![page(
        "api.yaml",
        "openapi: 3.1.0\ninfo: {title: Pets, version: '1'}\npaths:\n  /pets:\n    get:\n      responses:\n        '200':\n          \
         description: ok\n          content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}\n\
         components:\n  schemas:\n    Cat: {type: object, properties: {kind: {type: string}}}\n    \
         Pet: {oneOf: [{$ref: '#/components/schemas/Cat'}], discriminator: {propertyName: kind, \
         mapping: {tabby: 'https://pets.example/api.yaml#/components/schemas/Cat'}}}\n",
    )];
    let urls = [("api.yaml".to_owned(), "https://pets.example/api.yaml".to_owned())].into();
    let input = Input { pages, urls, package: "case".to_owned(), ..Input::default() };
    let output = generate(&input).unwrap_or_else(|dx| panic!("{}", report::render(&dx, Options::default())));
    let document = output.files.iter().find(|file| file.path == "openapi.json").unwrap();
    assert!(document.text.contains("\"tabby\": \"#/components/schemas/Cat\""), "{}", document.text);
}
