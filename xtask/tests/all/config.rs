//! The configuration file: every option has its key, the command line wins, and what is wrong is named with its line.

use crate::common::{contents, write, xtask};
use crate::site::Site;
use clap::{Arg, CommandFactory as _};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};
use xtask::command::Arguments;
use xtask::config::keys::{self, Key, Kind};
use xtask::config::{self, NAME};

const PETS: &str = "openapi: 3.0.3\ninfo: {title: Pets, version: '1'}\npaths:\n  /pets: {get: {summary: List pets, \
                    responses: {'204': {description: ok}}}}\n";
const SHOPS: &str = "openapi: 3.0.3\ninfo: {title: Shops, version: '1'}\npaths:\n  /shops: {get: {summary: List shops, \
                     responses: {'204': {description: ok}}}}\n";

fn text(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

#[track_caller]
fn runs(folder: &Path, arguments: &[&str]) -> String {
    let output = xtask(folder, arguments);
    assert!(output.status.success(), "{arguments:?}: {}", text(&output));
    text(&output)
}

#[track_caller]
fn fails(folder: &Path, status: i32, arguments: &[&str]) -> String {
    let output = xtask(folder, arguments);
    assert_eq!(output.status.code(), Some(status), "{arguments:?}: {}", text(&output));
    text(&output)
}

/// A value that the option takes, as the command line and as the file has it.
fn value(key: &Key) -> (String, String) {
    let of_list = |text: &str| if key.is_list() { format!("[\"{text}\"]") } else { format!("\"{text}\"") };
    match key.kind() {
        Kind::Flag => ("true".to_owned(), "true".to_owned()),
        Kind::Number => ("7".to_owned(), "7".to_owned()),
        Kind::Text => {
            let possible = key.arg.get_possible_values().into_iter().last();
            let text = possible.map_or_else(|| "some".to_owned(), |value| value.get_name().to_owned());
            (text.clone(), of_list(&text))
        }
    }
}

/// Every argument of every command, whatever `config` thinks of it.
fn arguments(command: &clap::Command, path: &[&str], found: &mut BTreeSet<(String, String)>) {
    for inner in command.get_subcommands().filter(|inner| inner.get_name() != "init") {
        let path = [path, &[inner.get_name()]].concat();
        let is_meant = |arg: &&Arg| !["help", "version", "clients", "config"].contains(&arg.get_id().as_str());
        let name = |arg: &Arg| arg.get_long().unwrap_or(arg.get_id().as_str()).to_owned();
        found.extend(inner.get_arguments().filter(is_meant).map(|arg| (path.join(" "), name(arg))));
        arguments(inner, &path, found);
    }
}

#[test]
fn every_option_has_its_key_and_the_command_line_wins() {
    let command = Arguments::command();
    let (all, mut expected) = (keys::all(&command), BTreeSet::new());
    arguments(&command, &[], &mut expected);
    let found: BTreeSet<_> = all.iter().map(|key| (key.command.clone(), key.name.clone())).collect();
    assert_eq!(found, expected);
    assert!(found.len() > 30, "{found:?}");
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join(NAME);
    for key in &all {
        let (value, written) = value(key);
        let table = key.command.split(' ').next().unwrap();
        fs::write(&file, format!("[{table}]\n{} = {written}\n", key.name)).unwrap();
        let configuration = config::load(&file, &command).unwrap_or_else(|dx| panic!("{key:?}: {dx:?}"));
        let client = &configuration.clients[0];
        let is_path = key.hint() == clap::ValueHint::AnyPath;
        let placed = if is_path { folder.path().join(&value).display().to_string() } else { value };
        assert_eq!(client.values(&key.command, &key.name), Some(&[placed.clone()][..]), "{key:?}");

        let words: Vec<String> = [vec!["x".to_owned()], key.words("")].concat();
        let words = &words[..=key.command.split(' ').count()];
        let read = |more: &[String]| {
            let words = [words, more].concat();
            let command = keys::with_negations(command.clone());
            let open = keys::with_nothing_required(command.clone()).try_get_matches_from(&words).unwrap();
            let (path, given) = keys::given(&open);
            let set = keys::with_nothing_required(keys::with_defaults(command, client, &path, given));
            let matches = set.try_get_matches_from(&words).unwrap();
            let (_, inner) = keys::given(&matches);
            let id = key.arg.get_id().as_str();
            match key.kind() {
                Kind::Flag => vec![inner.get_flag(id).to_string()],
                _ => inner.get_raw(id).unwrap().map(|raw| raw.to_string_lossy().into_owned()).collect(),
            }
        };
        assert_eq!(read(&[]), [placed], "{key:?}");
        let other = match key.kind() {
            Kind::Flag => "false".to_owned(),
            Kind::Number => "8".to_owned(),
            Kind::Text if key.arg.get_possible_values().is_empty() => "other".to_owned(),
            Kind::Text => key.arg.get_possible_values()[0].get_name().to_owned(),
        };
        let given = match key.kind() {
            Kind::Flag => vec![format!("--no-{}", key.name)],
            // The second one on the command line.
            Kind::Text if key.name == "new" => vec!["old".to_owned(), other.clone()],
            _ => key.words(&other)[key.command.split(' ').count()..].to_vec(),
        };
        assert_eq!(read(&given), [other], "{key:?}");
    }
}

#[test]
fn the_reference_has_a_line_for_every_key() {
    let readme = include_str!("../../README.md");
    let keys = keys::all(&Arguments::command()).into_iter().map(|key| key.name);
    let package = xtask::manifest::PACKAGE_KEYS.iter().map(|(key, _)| format!("package.{key}"));
    let missing: BTreeSet<String> =
        keys.chain(package).filter(|key| !readme.contains(&format!("\n| `{key}`"))).collect();
    assert!(missing.is_empty(), "xtask/README.md lacks {missing:?}");
}

#[test]
fn a_file_that_is_wrong_is_named_with_line_and_nearest_key() {
    let folder = tempfile::tempdir().unwrap();
    let cases = [
        ("out = \"a\"\nlisence = 1\n", "2:1", &["`lisence` is no key"][..]),
        ("deny-warning = true\n", "1:1", &["did you mean `deny-warnings`?"]),
        ("[packge]\nlicense = \"MIT\"\n", "1:2", &["did you mean `package`?"]),
        ("[package]\nlisence = \"MIT\"\n", "2:1", &["no key of `package`", "did you mean `license`?"]),
        ("[fetch]\nverbose = true\n", "2:1", &["no key of `fetch`"]),
        ("[client.pets]\n\n  spec = \"a\"\n", "3:3", &["did you mean `specs`?"]),
        ("verbose = \"yes\"\n", "1:11", &["`verbose` is `true` or `false`, not a text"]),
        ("max-pages = \"many\"\n", "1:13", &["a whole number, not a text"]),
        ("max-pages = -1\n", "1:13", &["`max-pages` is wrong", "-1"]),
        ("urls = [\"a\", 1]\n", "1:8", &["a list of texts"]),
        ("specs = [\"a\"]\n", "1:9", &["`specs` is a text, not a list"]),
        (
            "format = \"github\"\n",
            "1:10",
            &["`format` is wrong", "[possible values: text, markdown, json]", "`[diff]`"],
        ),
        ("[regen]\nformat = \"jsn\"\n", "2:10", &["did you mean `json`?"]),
        ("name = \"1 2\"\n", "1:8", &["a package is named by ASCII letters"]),
        ("client = 1\n", "1:10", &["a table for each client"]),
        ("[client.\"a b\"]\n", "1:9", &["`a b` cannot name a client"]),
        ("[regen]\ncheck = true\nbump = true\n", "", &["`check` and `bump` exclude each other"]),
        ("out = \"a\"\n[client.a]\n[client.b]\n", "", &["`a` and `b` have one `out` folder"]),
        ("[package]\nkeywords = \"a\"\n", "2:12", &["`keywords` is a list of texts, not a text"]),
        ("[package]\nlicense = \"Apache\"\n", "2:11", &["unknown licence `Apache`", "did you mean `Apache-2.0`?"]),
        ("[package]\nlicense = \"MIT or\"\n", "2:11", &["`license` is no SPDX expression", "`MIT OR Apache-2.0`"]),
        ("[client.a.package]\nlicense = \"\"\n", "2:11", &["`license` is no SPDX expression"]),
        ("[package]\nkeywords = [\"a b\"]\n", "2:12", &["crates.io does not take these `keywords`"]),
        (
            "[package]\nlicense = \"MIT\"\nlicense-file = \"L\"\n",
            "1:1",
            &["`license` and `license-file` exclude each other"],
        ),
        ("urls = [\n", "", &["the file is not TOML"]),
    ];
    for (file, place, messages) in cases {
        write(folder.path(), &[(NAME, file), ("specs/pets.yaml", PETS)]);
        let said = fails(folder.path(), 2, &["regen"]);
        assert!(said.contains(&format!("{NAME}:{place}")) || place.is_empty(), "{file}: {said}");
        for message in messages {
            assert!(said.contains(message), "{file}: `{message}` in {said}");
        }
        assert!(!folder.path().join("client").exists(), "{file}");
    }
    // All of them at once.
    write(folder.path(), &[(NAME, "urlz = []\nspecs = 1\n")]);
    let said = fails(folder.path(), 2, &["regen"]);
    assert!(said.contains("unknown-key") && said.contains("wrong-type"), "{said}");
}

#[test]
fn a_command_without_arguments_does_what_the_file_says() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    write(root, &[(NAME, "out = \"crates/pets\"\n"), ("specs/pets.yaml", PETS), ("deep/below/x", "")]);
    let said = runs(&root.join("deep/below"), &["regen"]);
    assert!(root.join("crates/pets/src/lib.rs").is_file(), "{said}");
    let manifest = fs::read_to_string(root.join("crates/pets/Cargo.toml")).unwrap();
    assert!(manifest.contains("name = \"pets\""), "{manifest}");
    assert!(!said.contains("pets ("), "one client has no heading: {said}");

    write(root, &[(NAME, "out = \"crates/pets\"\ncheck = true\nverbose = true\n[regen]\nformat = \"json\"\n")]);
    let before = contents(root);
    assert!(runs(root, &["regen"]).contains("\"up_to_date\":true"));
    assert_eq!(contents(root), before);
    assert!(runs(root, &["regen", "--format", "text"]).contains("1 page, 1 fragment"));
    // A flag of the file is turned off, and one that it excludes gives way.
    runs(root, &["regen", "--no-check"]);
    runs(root, &["regen", "--bump"]);
    assert!(root.join("crates/pets/CHANGELOG.md").is_file());
    // The command line wins.
    runs(root, &["regen", "--no-check", "--out", "other", "--name", "another-name"]);
    assert!(fs::read_to_string(root.join("other/Cargo.toml")).unwrap().contains("name = \"another-name\""));
}

#[test]
fn without_a_file_the_command_says_what_is_missing() {
    let folder = tempfile::tempdir().unwrap();
    for arguments in [&["regen"][..], &["fetch"], &["diff"], &["learn", "a.json"]] {
        let said = fails(folder.path(), 2, arguments);
        assert!(said.contains(NAME), "{said}");
    }
    let said = fails(folder.path(), 2, &["regen", "--config", "none.toml"]);
    assert!(said.contains("no-configuration") && said.contains("none.toml"), "{said}");
    write(folder.path(), &[("set/mine.toml", "out = \"c\"\n"), ("set/specs/pets.yaml", PETS)]);
    runs(folder.path(), &["regen", "--config", "set/mine.toml"]);
    assert!(folder.path().join("set/c/src/lib.rs").is_file());
}

#[test]
fn several_clients_run_one_after_the_other_or_by_name() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    let file = "verbose = true\n[client.pets]\nname = \"pets-client\"\n[client.shops]\nout = \"shops\"\n\
                [client.shops.regen]\ndeny-warnings = true\n";
    write(root, &[(NAME, file), ("specs/pets/a.yaml", PETS), ("specs/shops/a.yaml", SHOPS)]);
    let said = runs(root, &["regen", "--client", "shops"]);
    assert!(root.join("shops/src/lib.rs").is_file() && !root.join("clients").exists(), "{said}");
    let said = runs(root, &["regen"]);
    assert!(said.contains("pets (") && said.contains("shops ("), "{said}");
    let manifest = fs::read_to_string(root.join("clients/pets/Cargo.toml")).unwrap();
    assert!(manifest.contains("name = \"pets-client\""), "{manifest}");
    // Both run; the worse status counts.
    write(root, &[("specs/pets/a.yaml", &PETS.replace("/pets", "/animals"))]);
    let said = fails(root, 1, &["regen", "--check"]);
    assert!(said.contains("shops: ") && said.contains("clients/pets"), "{said}");
    let said = fails(root, 1, &["regen", "--check", "--format", "json"]);
    assert!(said.contains(r#""client":"pets""#) && said.contains(r#""client":"shops""#), "{said}");
    assert!(said.lines().all(|line| serde_json::from_str::<serde_json::Value>(line).is_ok()), "{said}");
    runs(root, &["regen", "--check", "--client", "shops"]);
    let said = fails(root, 2, &["regen", "--client", "shop"]);
    assert!(said.contains("did you mean `--client shops`?"), "{said}");
    let said = fails(root, 2, &["regen", "--out", "x"]);
    assert!(said.contains("say `--client NAME` too"), "{said}");
}

fn page(title: &str) -> String {
    format!(
        "# {title}\n\n```json\n{{\"openapi\":\"3.0.0\",\"info\":{{\"title\":\"Zoo\",\"version\":\"1\"}},\"paths\":{{\"/{title}\":\
             {{\"get\":{{\"summary\":\"List {title}\",\"responses\":{{\"204\":{{\"description\":\"ok\"}}}}}}}}}}}}\n```\n"
    )
}

#[test]
fn fetch_takes_the_addresses_of_the_file_and_forgets_those_that_left_it() {
    let folder = tempfile::tempdir().unwrap();
    let (root, site) = (folder.path(), Site::start());
    for name in ["pets", "shops"] {
        site.put(&format!("/{name}.md"), &page(name));
    }
    let file = |names: &[&str]| {
        let urls: Vec<String> = names.iter().map(|name| format!("{:?}", site.url(&format!("/{name}.md")))).collect();
        format!("urls = [{}]\nheader = [\"X-Login=PATH\"]\nmax-pages = 7\n", urls.join(", "))
    };
    write(root, &[(NAME, &file(&["pets", "shops"]))]);
    runs(root, &["fetch"]);
    let lock = fs::read_to_string(root.join("specs/sources.lock")).unwrap();
    assert_eq!(lock.matches("[[source]]").count(), 2, "{lock}");
    assert!(site.requests().iter().all(|request| request.headers.contains_key("x-login")));
    runs(root, &["fetch", "--check"]);

    write(root, &[(NAME, &file(&["pets"]))]);
    let said = fails(root, 1, &["fetch", "--check"]);
    assert!(said.contains("gone"), "{said}");
    runs(root, &["fetch", "--prune"]);
    let lock = fs::read_to_string(root.join("specs/sources.lock")).unwrap();
    assert!(lock.matches("[[source]]").count() == 1 && !lock.contains("shops"), "{lock}");
    assert!(!root.join("specs/shops.md").exists());

    // An address on the command line adds to those that the lock knows.
    runs(root, &["fetch", &site.url("/shops.md")]);
    assert!(root.join("specs/shops.md").is_file() && root.join("specs/pets.md").is_file());

    write(root, &[(NAME, "match = [\"**/pets*\"]\n")]);
    let said = fails(root, 2, &["fetch"]);
    assert!(said.contains("say the addresses too"), "{said}");
    write(root, &[(NAME, "header = [\"Authorization=Bearer secret-1\"]\n")]);
    let said = fails(root, 2, &["fetch"]);
    assert!(said.contains("NAME=VARIABLE") && !said.contains("secret-1"), "{said}");
}

fn git(folder: &Path, arguments: &[&str]) {
    let identity = ["-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "init.defaultBranch=main"];
    let output = Command::new("git").args(identity).args(arguments).current_dir(folder).output().unwrap();
    assert!(output.status.success(), "{arguments:?}: {}", text(&output));
}

#[test]
fn diff_compares_the_last_commit_with_the_specs_folder() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    let named = "overlay: 1.0.0\ninfo: {title: Names, version: '1'}\nactions:\n- target: $.paths['/pets'].get\n  \
                 update: {x-rust-name: animals}\n";
    write(
        root,
        &[
            ("api/.pages-to-crate.toml", "specs = \"pages\"\n[diff]\nfail-on = \"major\"\n"),
            ("api/pages/pets.yaml", PETS),
            ("api/pages/names.yaml", named),
        ],
    );
    let api = root.join("api");
    runs(&api, &["regen"]);
    git(root, &["init", "--quiet"]);
    git(root, &["add", "."]);
    git(root, &["commit", "--quiet", "-m", "one"]);
    assert_eq!(runs(&api, &["diff"]), "");
    write(&api, &[("pages/pets.yaml", &PETS.replace("summary: List pets", "deprecated: true"))]);
    let said = runs(&api.join("pages"), &["diff"]);
    assert!(said.contains("animals (GET /pets)"), "{said}");
    write(&api, &[("pages/pets.yaml", PETS)]);
    git(root, &["rm", "--quiet", "--cached", "api/pages/names.yaml"]);
    fs::remove_file(api.join("pages/names.yaml")).unwrap();
    write(&api, &[("pages/shops.yaml", &SHOPS.replace("Shops", "Pets"))]);
    git(root, &["add", "."]);
    git(root, &["commit", "--quiet", "-m", "two"]);
    let said = runs(&api, &["diff", "HEAD~1", "--format", "markdown"]);
    assert!(said.contains("list_shops"), "{said}");
    fs::remove_file(api.join("pages/shops.yaml")).unwrap();
    let said = fails(&api, 1, &["diff"]);
    assert!(said.contains("list_shops"), "{said}");
    runs(root, &["diff", "HEAD:api/pages", "HEAD:api/pages"]);
}

#[test]
fn learn_reads_the_files_that_the_file_names() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    let documented = PETS.replace(
        "'204': {description: ok}",
        "'200': {description: ok, content: {application/json: {schema: {type: object, properties: {a: {type: string}}}}}}",
    );
    write(
        root,
        &[
            (NAME, "[learn]\nfiles = [\"seen\"]\noverlay = \"mine.json\"\n"),
            ("specs/pets.yaml", &documented),
            ("seen/GET %2Fpets.json", "{\"a\": 1}"),
        ],
    );
    fails(root, 1, &["learn"]);
    runs(root, &["learn", "--write"]);
    assert!(root.join("specs/mine.json").is_file());
    fs::create_dir(root.join("inner")).unwrap();
    runs(&root.join("inner"), &["learn"]);
}

#[test]
fn a_part_of_an_api_is_generated_checked_and_compared() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    let zoo = "openapi: 3.0.3\ninfo: {title: Zoo, version: '1'}\npaths:\n  \
               /v1/pets: {get: {tags: [Pets], summary: List, responses: {'204': {description: ok}}}}\n  \
               /v1/shops: {get: {tags: [Shops], summary: List, responses: {'204': {description: ok}}}}\n  \
               /v2/shops: {get: {tags: [Shops], summary: List, responses: {'204': {description: ok}}}}\n";
    write(root, &[(NAME, "out = \"zoo\"\n"), ("specs/zoo.yaml", zoo)]);
    runs(root, &["regen", "--bump"]);
    let names = fs::read_to_string(root.join("zoo/names.json")).unwrap();
    let methods = || {
        let text = contents(&root.join("zoo/src"));
        let sources: String = text.values().map(|bytes| String::from_utf8_lossy(bytes)).collect();
        let names = ["list_v1_pets", "list_v1_shops", "list_v2_shops"];
        names.map(|name| sources.contains(&format!("pub fn {name}(")))
    };
    assert_eq!(methods(), [true, true, true], "{names}");

    write(root, &[(NAME, "out = \"zoo\"\ninclude-tag = [\"Shops\"]\nexclude-path = [\"/v1/**\"]\n")]);
    let said = fails(root, 1, &["regen", "--check"]);
    assert!(said.contains("operation"), "{said}");
    let said = runs(root, &["regen"]);
    assert!(said.contains("1 operation,") && said.contains("major"), "{said}");
    assert_eq!(methods(), [false, false, true]);
    assert_eq!(fs::read_to_string(root.join("zoo/names.json")).unwrap(), names);
    assert!(!fs::read_to_string(root.join("zoo/openapi.json")).unwrap().contains("/v1/"));
    runs(root, &["regen", "--check"]);

    // What is left out is compared with nothing, and a selector of the other state is no mistake.
    write(root, &[("old/zoo.yaml", &zoo.replace("/v1/pets", "/v1/animals").replace("[Shops]", "[Stores]"))]);
    let said = fails(root, 1, &["diff", "old", "specs"]);
    assert!(said.contains("/v2/shops") && !said.contains("/v1/"), "{said}");

    write(root, &[(NAME, "out = \"zoo\"\n\ninclude-tag = [\"Shop\"]\n")]);
    let said = fails(root, 1, &["regen"]);
    assert!(said.contains("error[unmatched-selector]") && said.contains(&format!("{NAME}:3:15")), "{said}");
    assert!(said.contains("did you mean `Shops`?"), "{said}");
    let said = fails(root, 1, &["regen", "--include-tag=Shops", "--exclude-operation=GET /v2/shop"]);
    assert!(said.contains("--> --exclude-operation"), "{said}");

    write(root, &[(NAME, "out = \"zoo\"\n")]);
    runs(root, &["regen"]);
    assert_eq!(methods(), [true, true, true]);
    assert_eq!(fs::read_to_string(root.join("zoo/names.json")).unwrap(), names);
}
