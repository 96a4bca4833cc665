//! The whole way, on a documentation site on this machine: fetch, regen, the site changes, fetch, regen. Each time the
//! changes are named exactly, with their verdicts, no other file of the client changes, and code that uses the client
//! compiles, or does not, as the verdict says.

use crate::common::{contents, write, xtask};
use crate::site::Site;
use serde_json::{Value as Json, json};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What the site documents.
#[derive(Clone)]
struct Pages {
    pets: Json,
    owners: Json,
}

/// One way in which the site changes.
struct Change {
    name: &'static str,
    make: fn(&mut Pages),
    /// An overlay that the maintainer adds.
    overlay: Option<&'static str>,
    /// The rules that find it, with the verdicts for Rust and for the wire.
    found: &'static [(&'static str, &'static str)],
    /// The files in the client's `src` that change.
    files: &'static [&'static str],
    /// Whether new names are recorded.
    names: bool,
    /// `None` if code that used the client still compiles, or else what its error mentions.
    breaks: Option<&'static str>,
    /// Code that uses the new state: the body of an async function with a `client`.
    code: &'static str,
}

const PETS: &str = "operations/pets.rs";
const PET_MODELS: &str = "models/pets.rs";

fn object(properties: Json, required: &[&str]) -> Json {
    json!({"type": "object", "properties": properties, "required": required})
}

fn answer(schema: &Json) -> Json {
    json!({"description": "OK", "content": {"application/json": {"schema": schema}}})
}

fn reference(name: &str) -> Json {
    json!({"$ref": format!("#/components/schemas/{name}")})
}

fn path_parameter(name: &str) -> Json {
    json!({"name": name, "in": "path", "required": true, "schema": {"type": "integer"}})
}

fn document(paths: Json, schemas: Json) -> Json {
    json!({"openapi": "3.0.0", "info": {"title": "Zoo", "version": "1"}, "servers": [{"url": "https://zoo.example"}],
        "paths": paths, "components": {"schemas": schemas}})
}

fn pages() -> Pages {
    let pets = json!({
        "/pets": {
            "get": {"tags": ["Pets"], "summary": "List Pets",
                "parameters": [{"name": "limit", "in": "query", "schema": {"type": "integer", "format": "int32"}}],
                "responses": {"200": answer(&json!({"type": "array", "items": reference("Pet")}))}},
            "post": {"tags": ["Pets"], "summary": "Create Pet",
                "requestBody": {"required": true, "content": {"application/json": {"schema": reference("PetInput")}}},
                "responses": {"201": answer(&reference("Pet"))}},
        },
        "/pets/{pet}": {"get": {"tags": ["Pets"], "summary": "Show Pet", "parameters": [path_parameter("pet")],
            "responses": {"200": answer(&reference("Pet"))}}},
    });
    let pet =
        object(json!({"id": {"type": "integer"}, "name": {"type": "string"}, "kind": reference("Kind")}), &["id"]);
    let schemas = json!({"Pet": pet, "PetInput": object(json!({"name": {"type": "string"}}), &["name"]),
        "Kind": {"type": "string", "enum": ["cat", "dog"]}});
    let owners = json!({
        "/owners": {"get": {"tags": ["Owners"], "summary": "List Owners",
            "responses": {"200": answer(&json!({"type": "array", "items": reference("Owner")}))}}},
        "/owners/{owner}": {"get": {"tags": ["Owners"], "summary": "Show Owner", "parameters": [path_parameter("owner")],
            "responses": {"200": answer(&reference("Owner"))}}},
    });
    let owner = object(json!({"name": {"type": "string"}}), &[]);
    Pages { pets: document(pets, schemas), owners: document(owners, json!({"Owner": owner})) }
}

/// What a crate that uses the client does with it, before anything changes.
const OLD: &str = r#"
use zoo::Client;
use zoo::models::{Kind, Owner, Pet, PetInput};

type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

pub async fn list(client: &Client) -> Outcome<Vec<Pet>> {
    Ok(client.list_pets().limit(5_i32).await?)
}

pub async fn create(client: &Client) -> Outcome<i64> {
    let made: Pet = client.create_pet(&PetInput::new("Rex")).await?;
    Ok(made.id()?)
}

pub async fn show(client: &Client) -> Outcome<Option<String>> {
    let pet: Pet = client.show_pet(7).await?;
    Ok(pet.name)
}

pub async fn owners(client: &Client) -> Outcome<Vec<Owner>> {
    let mut all: Vec<Owner> = client.list_owners().await?;
    all.push(client.show_owner(7).await?);
    Ok(all)
}

pub fn call(kind: &Kind) -> &'static str {
    match kind {
        Kind::Cat => "cat",
        Kind::Dog => "dog",
        _ => "animal",
    }
}
"#;

fn list_pets(pages: &mut Pages) -> &mut Json {
    &mut pages.pets["paths"]["/pets"]["get"]
}

fn pet_schema(pages: &mut Pages) -> &mut Json {
    &mut pages.pets["components"]["schemas"]["Pet"]
}

fn add_parameter(pages: &mut Pages, parameter: Json) {
    list_pets(pages)["parameters"].as_array_mut().unwrap().push(parameter);
}

fn remove(object: &mut Json, key: &str) {
    object.as_object_mut().unwrap().remove(key).unwrap();
}

fn changes() -> Vec<Change> {
    let nothing =
        Change { name: "", make: |_| {}, overlay: None, found: &[], files: &[], names: false, breaks: None, code: "" };
    vec![
        Change {
            name: "an optional parameter is added",
            make: |pages| add_parameter(pages, json!({"name": "sort", "in": "query", "schema": {"type": "string"}})),
            found: &[("parameter-added-optional", "minor, wire minor")],
            files: &[PETS],
            names: true,
            code: "let _ = client.list_pets().sort(\"name\").await;",
            ..nothing
        },
        Change {
            name: "a required parameter is added",
            make: |pages| {
                let schema = json!({"type": "string"});
                add_parameter(pages, json!({"name": "shop", "in": "query", "required": true, "schema": schema}));
            },
            found: &[("parameter-added-required", "major, wire major")],
            files: &[PETS],
            names: true,
            breaks: Some("list_pets"),
            code: "let _ = client.list_pets(\"north\").limit(5_i32).await;",
            ..nothing
        },
        Change {
            name: "a parameter takes larger numbers",
            make: |pages| list_pets(pages)["parameters"][0]["schema"]["format"] = json!("int64"),
            found: &[("parameter-format-changed", "major, wire minor")],
            files: &[PETS],
            breaks: Some("5_i32"),
            code: "let _ = client.list_pets().limit(5_i64).await;",
            ..nothing
        },
        Change {
            name: "a value of an enum is added",
            make: |pages| pages.pets["components"]["schemas"]["Kind"]["enum"] = json!(["cat", "dog", "bird"]),
            found: &[("enum-value-added", "minor, wire minor")],
            files: &[PET_MODELS],
            names: true,
            code: "let _ = zoo::models::Kind::Bird;",
            ..nothing
        },
        Change {
            name: "a field is added",
            make: |pages| pet_schema(pages)["properties"]["age"] = json!({"type": "integer"}),
            found: &[("field-added-optional", "minor, wire minor")],
            files: &[PET_MODELS],
            names: true,
            code: "let _: Option<i64> = client.show_pet(7).await.unwrap().age;",
            ..nothing
        },
        Change {
            name: "a field may be absent",
            make: |pages| remove(pet_schema(pages), "required"),
            found: &[("field-became-optional", "major, wire major")],
            files: &[PET_MODELS],
            breaks: Some("made.id()"),
            code: "let _: Option<i64> = client.show_pet(7).await.unwrap().id;",
            ..nothing
        },
        Change {
            name: "a field is removed",
            make: |pages| remove(&mut pet_schema(pages)["properties"], "name"),
            found: &[("field-removed", "major, wire major")],
            files: &[PET_MODELS],
            names: true,
            breaks: Some("pet.name"),
            code: "let _ = client.show_pet(7).await.unwrap().undocumented.get::<String>(\"name\");",
            ..nothing
        },
        Change {
            name: "a response is of another type",
            make: |pages| {
                let all = answer(&json!({"type": "array", "items": reference("Pet")}));
                pages.pets["paths"]["/pets/{pet}"]["get"]["responses"]["200"] = all;
            },
            found: &[("success-type-changed", "major, wire major")],
            files: &[PETS],
            breaks: Some("show_pet"),
            code: "let _: Vec<zoo::models::Pet> = client.show_pet(7).await.unwrap();",
            ..nothing
        },
        Change {
            name: "an operation is added",
            make: |pages| {
                pages.pets["paths"]["/pets/{pet}"]["delete"] = json!({"tags": ["Pets"], "summary": "Delete Pet",
                    "parameters": [path_parameter("pet")], "responses": {"204": {"description": "Gone"}}});
            },
            found: &[("operation-added", "minor, wire minor")],
            files: &[PETS, "lib.rs"],
            names: true,
            code: "let _ = client.delete_pet(7).await;",
            ..nothing
        },
        Change {
            name: "an operation is removed",
            make: |pages| remove(&mut pages.owners["paths"], "/owners/{owner}"),
            found: &[("operation-removed", "major, wire major")],
            files: &["operations/owners.rs", "models/owners.rs", "lib.rs"],
            names: true,
            breaks: Some("show_owner"),
            code: "let _ = client.list_owners().await;",
            ..nothing
        },
        Change {
            name: "a summary is written anew",
            make: |pages| list_pets(pages)["summary"] = json!("All animals of the zoo"),
            found: &[("operation-documentation-changed", "patch, wire patch")],
            files: &[PETS, "lib.rs"],
            code: "let _ = client.list_pets().await;",
            ..nothing
        },
        Change {
            name: "a required field is added to what is sent",
            make: |pages| {
                let input = &mut pages.pets["components"]["schemas"]["PetInput"];
                input["properties"]["owner"] = json!({"type": "integer"});
                input["required"] = json!(["name", "owner"]);
            },
            found: &[("field-added-required", "major, wire major")],
            files: &[PET_MODELS, PETS],
            names: true,
            breaks: Some("PetInput::new"),
            code: "let _ = client.create_pet(&zoo::models::PetInput::new(\"Rex\", 3)).await;",
            ..nothing
        },
        Change {
            name: "an operation is deprecated",
            make: |pages| list_pets(pages)["deprecated"] = json!(true),
            found: &[("operation-deprecated", "minor, wire minor")],
            files: &[PETS, "models.rs", "operations.rs"],
            code: "let _ = client.list_pets().await;",
            ..nothing
        },
        Change {
            name: "the maintainer gives a model and a method better names",
            overlay: Some(
                "overlay: 1.0.0\ninfo: {title: Names, version: '1'}\nactions:\n- target: $.components.schemas.Pet\n  \
                 update: {x-rust-name: Animal}\n- target: $.paths['/pets'].get\n  update: {x-rust-name: animals}\n",
            ),
            found: &[("operation-renamed", "minor, wire patch"), ("model-renamed", "minor, wire patch")],
            files: &[PETS, PET_MODELS, "lib.rs"],
            names: true,
            code: "let _: Vec<zoo::models::Animal> = client.animals().await.unwrap();",
            ..nothing
        },
    ]
}

/// The folders of the story: a project with `specs` and `out`, and two crates that use the client in `out`.
struct Story {
    folder: PathBuf,
    site: Site,
}

impl Story {
    fn begin() -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("story");
        if folder.exists() {
            fs::remove_dir_all(&folder).unwrap();
        }
        let member = |name: &str| {
            format!(
                "[package]\nname = \"story-{name}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[dependencies]\n\
                 zoo = {{ path = \"../out\", default-features = false, features = [\"tag-pets\", \"tag-owners\"] }}\n"
            )
        };
        let workspace = "[workspace]\nmembers = [\"old\", \"new\", \"out\"]\nresolver = \"3\"\n";
        write(
            &folder,
            &[
                ("Cargo.toml", workspace),
                ("Cargo.lock", include_str!("../../../Cargo.lock")),
                ("old/Cargo.toml", &member("old")),
                ("old/src/lib.rs", OLD),
                ("new/Cargo.toml", &member("new")),
            ],
        );
        Self { folder, site: Site::start() }
    }

    fn publish(&self, pages: &Pages) {
        for (name, document) in [("pets", &pages.pets), ("owners", &pages.owners)] {
            self.site.put(&format!("/docs/{name}.md"), &format!("# {name}\n\n```json\n{document}\n```\n"));
        }
        self.site.put("/docs/llms.txt", "# Zoo\n\n- [Pets](pets.md)\n- [Owners](owners.md)\n");
    }

    #[track_caller]
    fn run(&self, arguments: &[&str]) -> String {
        let output = xtask(&self.folder, arguments);
        let text = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        assert!(output.status.success(), "{arguments:?}: {text}");
        text
    }

    fn regen(&self) -> String {
        self.run(&["regen", "--verbose", "--specs", "specs", "--out", "out", "--name", "zoo"])
    }

    /// Whether a crate that uses the client compiles, and what is said.
    fn compiles(&self, package: &str) -> (bool, String) {
        let output = Command::new(env!("CARGO"))
            .args(["check", "--quiet", "--offline", "--package", package])
            .current_dir(&self.folder)
            .env("CARGO_TARGET_DIR", Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap())
            .env_remove("CARGO_MANIFEST_DIR")
            .output()
            .unwrap();
        (output.status.success(), String::from_utf8_lossy(&output.stderr).into_owned())
    }

    /// Puts back what is in a folder.
    fn restore(&self, name: &str, files: &BTreeMap<String, Vec<u8>>) {
        let folder = self.folder.join(name);
        for path in contents(&folder).keys().filter(|path| !files.contains_key(*path)) {
            fs::remove_file(folder.join(path)).unwrap();
        }
        for (path, bytes) in files {
            if fs::read(folder.join(path)).ok().as_ref() != Some(bytes) {
                fs::write(folder.join(path), bytes).unwrap();
            }
        }
    }
}

/// The changes that a run tells of: rules and verdicts.
fn told(text: &str) -> Vec<(String, String)> {
    let line = |line: &str| {
        let (verdicts, rest) = line.trim().split_once(": ")?;
        let (_, rule) = rest.strip_suffix(']')?.rsplit_once('[')?;
        Some((rule.to_owned(), verdicts.to_owned()))
    };
    text.lines().filter_map(line).collect()
}

/// The files that are not the same in both.
fn differing(before: &BTreeMap<String, Vec<u8>>, after: &BTreeMap<String, Vec<u8>>) -> BTreeSet<String> {
    let all: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    all.into_iter().filter(|path| before.get(*path) != after.get(*path)).cloned().collect()
}

#[test]
fn every_change_of_the_site_is_told_exactly_and_breaks_what_it_says() {
    let story = Story::begin();
    story.publish(&pages());
    story.run(&["fetch", "--specs", "specs", &story.site.url("/docs/llms.txt")]);
    let first = story.run(&["regen", "--specs", "specs", "--out", "out", "--name", "zoo", "--bump"]);
    assert!(told(&first).is_empty(), "{first}");
    write(&story.folder, &[("new/src/lib.rs", "")]);
    let (compiles, said) = story.compiles("story-old");
    assert!(compiles, "{said}");
    let (specs, out) = (contents(&story.folder.join("specs")), contents(&story.folder.join("out")));

    for change in changes() {
        story.restore("specs", &specs);
        story.restore("out", &out);
        let mut now = pages();
        (change.make)(&mut now);
        story.publish(&now);
        story.run(&["fetch", "--specs", "specs"]);
        if let Some(overlay) = change.overlay {
            write(&story.folder, &[("specs/names.yaml", overlay)]);
        }
        let text = story.regen();
        let expected: Vec<(String, String)> =
            change.found.iter().map(|(rule, verdicts)| ((*rule).to_owned(), (*verdicts).to_owned())).collect();
        assert_eq!(told(&text), expected, "{}: {text}", change.name);
        let mut files: BTreeSet<String> = change.files.iter().map(|file| format!("src/{file}")).collect();
        // What is unreleased is told from the last version on, which is kept for that.
        files.extend(
            ["CHANGELOG.md", "openapi.json", "openapi.released.json", "names.released.json"].map(str::to_owned),
        );
        files.extend(change.names.then(|| "names.json".to_owned()));
        let after = contents(&story.folder.join("out"));
        assert_eq!(differing(&out, &after), files, "{}", change.name);

        let code = format!("pub async fn use_it(client: &zoo::Client) {{\n    {}\n}}\n", change.code);
        write(&story.folder, &[("new/src/lib.rs", &code)]);
        let (compiles, said) = story.compiles("story-new");
        assert!(compiles, "{}: {said}", change.name);
        let (compiles, said) = story.compiles("story-old");
        assert_eq!(compiles, change.breaks.is_none(), "{}: {said}", change.name);
        if let Some(mention) = change.breaks {
            assert!(said.contains(mention), "{}: `{mention}` in {said}", change.name);
        }
        let is_deprecated = change.overlay.is_some() || change.name == "an operation is deprecated";
        assert_eq!(said.contains("use of deprecated"), is_deprecated, "{}: {said}", change.name);

        let again = story.regen();
        assert!(again.contains("0 files written"), "{}: {again}", change.name);
    }
}
