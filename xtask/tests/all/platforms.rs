//! Sites in the layout of each platform, on this machine: their pages are fetched, and the clients made of them compile
//! and send what the pages say (`tests/data/platforms`).
//! The pages are those of the generator's tests.

use crate::common::xtask;
use crate::site::Site;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The folders of pages, each by its name: one for each form in which platforms publish documents.
fn platforms(root: &Path) -> Vec<(String, PathBuf)> {
    let folders = fs::read_dir(root.join("generator/tests/cases/pages")).unwrap().map(|entry| entry.unwrap().path());
    let mut named: Vec<(String, PathBuf)> = folders
        .filter(|folder| folder.is_dir() && !folder.ends_with("prose"))
        .map(|folder| (folder.file_name().unwrap().to_string_lossy().into_owned(), folder))
        .collect();
    named.sort();
    named
}

/// A site with an index and the files of a folder.
fn site(folder: &Path) -> Site {
    let site = Site::start();
    let mut index = "# Docs\n\n".to_owned();
    for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
        let name = entry.file_name().into_string().unwrap();
        index.push_str(&format!("- [{name}]({name})\n"));
        site.put(&format!("/docs/{name}"), &fs::read_to_string(entry.path()).unwrap());
    }
    site.put("/docs/llms.txt", &index);
    site
}

#[track_caller]
fn succeeds(root: &Path, arguments: &[&str]) {
    let output = xtask(root, arguments);
    assert!(output.status.success(), "{arguments:?}\n{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn the_sites_of_all_platforms_become_clients_that_work() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let place = Path::new(env!("CARGO_TARGET_TMPDIR")).join("platforms");
    if place.exists() {
        fs::remove_dir_all(&place).unwrap();
    }
    let platforms = platforms(root);
    assert!(platforms.len() >= 8, "{platforms:?}");
    for (name, folder) in &platforms {
        let site = site(folder);
        let (specs, client) = (place.join("specs").join(name), place.join("clients").join(name));
        let specs = specs.to_str().unwrap();
        succeeds(root, &["fetch", "--specs", specs, &site.url("/docs/llms.txt")]);
        succeeds(root, &["regen", "--specs", specs, "--name", name, "--out", client.to_str().unwrap()]);
    }
    let user = place.join("user");
    fs::create_dir_all(user.join("src")).unwrap();
    fs::write(user.join("src/lib.rs"), "").unwrap();
    fs::create_dir_all(user.join("tests")).unwrap();
    fs::copy(root.join("xtask/tests/data/platforms/wire.rs"), user.join("tests/wire.rs")).unwrap();
    let client = |(name, _): &(String, PathBuf)| {
        let path = place.join("clients").join(name);
        format!("{name} = {{ path = {:?}, features = [\"test-util\"] }}\n", path.to_str().unwrap())
    };
    let clients: String = platforms.iter().map(client).collect();
    let package = "[package]\nname = \"user\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n";
    let others = "serde_json = \"1\"\ntokio = { version = \"1\", features = [\"macros\", \"rt\"] }\n";
    fs::write(user.join("Cargo.toml"), format!("{package}\n[dependencies]\n{clients}{others}")).unwrap();
    // The same versions as in the project, so that nothing else is fetched and what is built already is used.
    fs::copy(root.join("Cargo.lock"), user.join("Cargo.lock")).unwrap();
    let output = Command::new(env!("CARGO"))
        .args(["test", "--quiet"])
        .current_dir(&user)
        .env("CARGO_TARGET_DIR", Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap())
        .env_remove("CARGO_MANIFEST_DIR")
        .output()
        .unwrap();
    let (shown, failed) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{shown}\n{failed}");
    assert!(shown.contains("5 passed"), "{shown}");
}

/// What the program says, whatever its status.
fn said(root: &Path, arguments: &[&str]) -> String {
    let output = xtask(root, arguments);
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

#[test]
fn documents_that_pages_refer_to_are_fetched_from_the_same_site_only() {
    const BLOCK: &str = "{% openapi-operation spec=\"ants\" path=\"/ants\" method=\"get\" %}";
    let document = r#"{"openapi": "3.0.3", "info": {"title": "Ants", "version": "1"}, "paths": {
        "/ants": {"get": {"operationId": "listAnts", "responses": {"200": {"description": "All"}}}},
        "/hills": {"get": {"operationId": "listHills", "responses": {"200": {"description": "All"}}}}}}"#;
    let (site, other) = (Site::start(), Site::start());
    site.put("/docs/llms.txt", "- [Ants](ants.md)\n- [Hills](hills.md)\n- [About](about.md)\n");
    site.put(
        "/docs/ants.md",
        &format!("# Ants\n\n{BLOCK}\n[OpenAPI](../files/ants.json)\n{{% endopenapi-operation %}}\n"),
    );
    site.put("/docs/about.md", "# About\n");
    site.put("/files/ants.json", document);
    let elsewhere = other.url("/bees.json");
    site.put("/docs/hills.md", &format!("{{% openapi src=\"{elsewhere}\" path=\"/bees\" method=\"get\" %}}\n"));
    other.put("/bees.json", &document.replace("/ants", "/bees").replace("listAnts", "listBees"));
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path();
    let regen = ["regen", "--specs", "specs", "--out", "out", "--name", "ants"];
    succeeds(place, &["fetch", "--specs", "specs", &site.url("/docs/llms.txt")]);
    assert!(place.join("specs/files/ants.json").is_file());
    assert!(!place.join("specs/docs/about.md").exists() && other.paths().is_empty());
    let text = said(place, &[&regen[..], &["--verbose"]].concat());
    assert!(text.contains("warning[missing-document]: pages refer to `GET /bees`"), "{text}");
    assert!(text.contains(&format!("fetch --also {elsewhere}")), "{text}");
    assert!(text.contains("2 operations"), "{text}");
    succeeds(place, &["fetch", "--specs", "specs", "--also", &elsewhere]);
    let text = said(place, &[&regen[..], &["--referred-only"]].concat());
    assert!(text.contains("2 operations") && !text.contains("missing-document"), "{text}");
    let merged = fs::read_to_string(place.join("out/openapi.json")).unwrap();
    assert!(merged.contains("listAnts") && merged.contains("listBees") && !merged.contains("listHills"), "{merged}");
    let compared = said(place, &["diff", "out", "specs", "--referred-only"]);
    assert!(!compared.contains("listHills") && !compared.contains("list_hills"), "{compared}");
    succeeds(place, &["fetch", "--specs", "specs", "--check"]);
}
