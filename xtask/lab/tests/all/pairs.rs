//! Random documents and their successors, as releases of a client.
//!
//! Of every pair holds: an item that is the same on the wire keeps every identifier; no line repeats or contradicts
//! another one; and if the verdict for Rust is minor or patch, a program that uses everything in the old client compiles
//! with the new one: in the one half of the pairs with the default types, in the other one with all.
//!
//! `PAIRS=500 cargo test -p lab --test all pairs` tries more of them, and `PAIRS_SEED` other ones. A failure gives the
//! seed of its pair, and the folder with both documents, the client and the program.

mod document;
mod mutate;
mod program;
mod random;

use crate::common::{project, write};
use generator::changes::{ApiDiff, Verdict};
use generator::features::ALL_TYPES;
use generator::source::Page;
use generator::{File, Input, Output, Surface};
use lab::corpus::history::Faults;
use random::Random;
use serde_json::{Value as Json, json};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use xtask::manifest;

/// So many pairs are tried by default.
const PAIRS: usize = 20;
const SEED: u64 = 15;
/// Changes after which a type may have another name: the document gives it one.
const RENAMES: &[&str] = &["rename a component", "move an enum into a component"];

fn setting<T: std::str::FromStr>(name: &str, default: T) -> T {
    std::env::var(name).ok().map_or(default, |text| text.parse().ok().unwrap_or_else(|| panic!("`{name}` is a number")))
}

fn generate(document: &Json, recorded: Option<String>, package: &str) -> Output {
    let pages = vec![Page { path: "api.json".to_owned(), text: document.to_string() }];
    let input = Input { pages, recorded, package: package.to_owned(), ..Input::default() };
    generator::generate(&input).unwrap_or_else(|dx| panic!("{document}: {:#?}", dx.list))
}

/// A document and its successor, and the clients of both.
struct Pair {
    seed: u64,
    documents: [Json; 2],
    mutations: Vec<&'static str>,
    old: Output,
    new: Output,
    diff: ApiDiff,
}

impl Pair {
    fn of(seed: u64) -> Self {
        let random = &mut Random::new(seed);
        let old = document::document(random);
        let (new, mutations) = mutate::successor(random, &old);
        Self::new(seed, [old, new], mutations)
    }

    fn new(seed: u64, documents: [Json; 2], mutations: Vec<&'static str>) -> Self {
        let package = format!("pair-{seed}");
        let old = generate(&documents[0], None, &package);
        let new = generate(&documents[1], Some(old.names.record.clone()), &package);
        let written = old.files.iter().find(|file| file.path == "openapi.json").unwrap();
        let pages = vec![Page { path: "openapi.json".to_owned(), text: written.text.clone() }];
        let recorded = Some(old.names.record.clone());
        let baseline = generator::baseline(&Input { pages, recorded, ..Input::default() }).unwrap();
        let diff = generator::compare(&baseline, &surface(&new));
        Self { seed, documents, mutations, old, new, diff }
    }

    fn verdict(&self) -> Verdict {
        self.diff.rust().unwrap_or(Verdict::Patch)
    }

    /// What must not be in any step.
    fn faults(&self) -> Vec<String> {
        let faults = Faults::find(&surface(&self.old), &surface(&self.new), &self.diff);
        let may_rename = self.mutations.iter().any(|mutation| RENAMES.contains(mutation));
        let moved = if may_rename { Vec::new() } else { faults.moved };
        let lists = [
            ("renamed", faults.renamed),
            ("moved", moved),
            ("repeated", faults.repeated),
            ("contradicting", faults.contradicting),
        ];
        let lines = lists.into_iter().flat_map(|(what, list)| list.into_iter().map(move |line| (what, line)));
        lines.map(|(what, line)| format!("seed {}, {:?}: {what}: {line}", self.seed, self.mutations)).collect()
    }

    /// Writes the new client and a program that uses the old one.
    fn write(&self, place: &Path) {
        let (client, user) = (format!("client-{}", self.seed), format!("user-{}", self.seed));
        let package = format!("pair-{}", self.seed);
        for file in &self.new.files {
            write(place, &[(&format!("{client}/{}", file.path), &file.text)]);
        }
        let cargo = manifest::created(&package, &self.new.api.title, false, &self.new.features).unwrap();
        let tags: Vec<String> =
            manifest::features(&cargo).into_iter().filter(|name| name.starts_with("tag-")).collect();
        // Verdicts are of the default types, and of all types.
        let with_all = self.seed.is_multiple_of(2);
        let types: Vec<String> = with_all.then(|| ALL_TYPES.to_owned()).into_iter().collect();
        let features = [tags, types, ["events", "multipart", "tokens"].map(str::to_owned).to_vec()].concat();
        let dependency = json!({"path": format!("../{client}"), "default-features": false, "features": features});
        let dependency = toml(&dependency);
        let is_used = |file: &&File| with_all || !file.path.starts_with("src/models/unreached");
        let used: Vec<File> = self.old.files.iter().filter(is_used).cloned().collect();
        let program = program::program(&used, &package.replace('-', "_"));
        let of_user = format!(
            "[package]\nname = \"{user}\"\nedition = \"2024\"\n\n[dependencies]\n{package} = {dependency}\n\
             serde_json = \"1\"\n"
        );
        write(
            place,
            &[
                (&format!("{client}/Cargo.toml"), &cargo),
                (&format!("{user}/Cargo.toml"), &of_user),
                (&format!("{user}/src/lib.rs"), &program),
                (&format!("{user}/old.json"), &format!("{:#}", self.documents[0])),
                (&format!("{user}/new.json"), &format!("{:#}", self.documents[1])),
            ],
        );
    }
}

/// An inline table of TOML.
fn toml(value: &Json) -> String {
    let object = value.as_object().unwrap();
    let members: Vec<String> = object.iter().map(|(key, value)| format!("{key} = {value}")).collect();
    format!("{{ {} }}", members.join(", "))
}

fn surface(output: &Output) -> Surface {
    Surface { api: output.api.clone(), names: output.names.clone() }
}

/// Checks programs with the new clients; gives the seeds of those that do not compile, and what the compiler says.
fn failed(name: &str, pairs: &[&Pair]) -> (BTreeSet<u64>, String) {
    let root = project();
    let place: PathBuf = Path::new(env!("CARGO_TARGET_TMPDIR")).join("pairs").join(name);
    if place.exists() {
        fs::remove_dir_all(&place).unwrap();
    }
    pairs.iter().for_each(|pair| pair.write(&place));
    let members: Vec<String> =
        pairs.iter().flat_map(|pair| ["client", "user"].map(|part| format!("{part}-{}", pair.seed))).collect();
    let workspace = format!("[workspace]\nresolver = \"3\"\nmembers = {}\n", json!(members));
    write(&place, &[("Cargo.toml", &workspace)]);
    // The same versions as in the project, so that nothing else is fetched and what is built already is used.
    fs::copy(root.join("Cargo.lock"), place.join("Cargo.lock")).unwrap();
    let mut command = Command::new(env!("CARGO"));
    command.args(["check", "--quiet", "--keep-going"]);
    for pair in pairs {
        command.args(["--package", &format!("user-{}", pair.seed)]);
    }
    command.current_dir(&place).env_remove("CARGO_MANIFEST_DIR").env("CARGO_PROFILE_DEV_DEBUG", "0");
    command.env("CARGO_TARGET_DIR", Path::new(env!("CARGO_TARGET_TMPDIR")).join("pairs-target"));
    let output = command.output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    let seed = |pair: &&&Pair| said.contains(&format!("could not compile `user-{}`", pair.seed));
    let seeds: BTreeSet<u64> = pairs.iter().filter(seed).map(|pair| pair.seed).collect();
    assert_eq!(output.status.success(), seeds.is_empty(), "the clients themselves have to compile:\n{said}");
    (seeds, said)
}

#[test]
fn pairs_of_documents_are_releases_nobody_regrets() {
    let (number, start) = (setting("PAIRS", PAIRS), setting("PAIRS_SEED", SEED));
    println!("{number} pairs from the seed {start}");
    let pairs: Vec<Pair> = (start..).take(number).map(Pair::of).collect();
    let faults: Vec<String> = pairs.iter().flat_map(Pair::faults).collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    let compatible: Vec<&Pair> = pairs.iter().filter(|pair| pair.verdict() < Verdict::Major).collect();
    let major = number - compatible.len();
    println!("{} are minor or patch, {major} are major", compatible.len());
    // So many clients at a time, that a target folder holds what is built of them.
    for batch in compatible.chunks(50) {
        let (seeds, said) = failed("all", batch);
        let told: Vec<String> = batch
            .iter()
            .filter(|pair| seeds.contains(&pair.seed))
            .map(|pair| format!("seed {}, {:?}: {}", pair.seed, pair.mutations, xtask::changes::text(&pair.diff, true)))
            .collect();
        assert!(seeds.is_empty(), "these are called minor or patch:\n{}\n{said}", told.join("\n"));
    }
}

/// A test of the test: pairs that are major do not compile, so a verdict that calls one minor is found.
#[test]
fn a_wrong_verdict_is_found() {
    let with = |patch: &[(&str, Json)]| {
        let mut document: Json = serde_json::from_str(PLANTED).unwrap();
        for (pointer, value) in patch {
            *document.pointer_mut(pointer).unwrap_or_else(|| panic!("{pointer}")) = value.clone();
        }
        document
    };
    let (thing, get) = ("/components/schemas/Thing/properties", "/paths/~1things~1{id}/get");
    let (field, value) = (format!("{thing}/size"), format!("{thing}/status/enum"));
    let planted = [
        ("retyped field", field.as_str(), json!({"type": "string"})),
        ("removed value", &value, json!(["on", "idle"])),
        ("removed field", thing, json!({"size": {"type": "integer"}})),
        ("required parameter", &format!("{get}/parameters/1/required"), json!(true)),
        ("other output", &format!("{get}/responses/200/content/application~1json/schema"), json!({"type": "string"})),
        ("other method", &format!("{get}/operationId"), json!("fetchThing")),
    ];
    let mut pairs: Vec<Pair> = Vec::new();
    for (seed, (_, pointer, value)) in (0..).zip(&planted) {
        pairs.push(Pair::new(seed, [with(&[]), with(&[(pointer, value.clone())])], Vec::new()));
    }
    // A name that is forgotten is another one.
    pairs[5].new = generate(&pairs[5].documents[1], None, "pair-5");
    let same = Pair::new(6, [with(&[]), with(&[])], Vec::new());
    let all: Vec<&Pair> = pairs.iter().chain([&same]).collect();
    let (seeds, said) = failed("planted", &all);
    for (seed, (what, ..)) in (0..).zip(&planted) {
        assert!(seeds.contains(&seed), "the program compiles after this: {what}");
    }
    assert!(!seeds.contains(&6), "the program of an unchanged client has to compile: {said}");
}

const PLANTED: &str = r##"{
    "openapi": "3.0.3", "info": {"title": "Planted", "version": "1"},
    "paths": {"/things/{id}": {"get": {"operationId": "getThing", "parameters": [
        {"name": "id", "in": "path", "required": true, "schema": {"type": "integer"}},
        {"name": "page", "in": "query", "required": false, "schema": {"type": "integer"}}
    ], "responses": {"200": {"description": "OK", "content": {"application/json": {"schema":
        {"$ref": "#/components/schemas/Thing"}}}}}}}},
    "components": {"schemas": {"Thing": {"type": "object", "properties": {
        "size": {"type": "integer"}, "status": {"type": "string", "enum": ["on", "off", "idle"]}
    }}}}
}"##;
