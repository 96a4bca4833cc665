//! Crates that use a generated client, as their own users would: the client that is checked in, one of a document with
//! everything that OpenAPI can say, one of documents of all versions with multipart bodies and forms, one of a document
//! with every kind of list and stream, one of a document with components that others extend, one of a document with
//! names and texts that no one should choose, and one of a document whose requests are out of the ordinary. The crates
//! and the documents are in `tests/data`.

use crate::common::xtask;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// Makes the workspace of the crates in a folder of its own.
fn workspace(root: &Path) -> PathBuf {
    let place = Path::new(env!("CARGO_TARGET_TMPDIR")).join("downstream");
    let crates = place.join("crates");
    let clients = [
        "bodies-by-version",
        "hierarchies",
        "kitchen-sink",
        "later-words",
        "lists-and-streams",
        "odd-corner",
        "odd-requests",
    ]
    .map(|name| (name, place.join(name)));
    for folder in clients.iter().map(|(_, folder)| folder).chain([&crates]) {
        if folder.exists() {
            fs::remove_dir_all(folder).unwrap();
        }
    }
    fs::create_dir_all(&place).unwrap();
    let data = root.join("xtask/tests/data");
    for (name, folder) in &clients {
        let specs = data.join(name);
        let arguments = ["regen", "--name", name, "--specs", specs.to_str().unwrap(), "--out"];
        let output = xtask(root, &[&arguments[..], &[folder.to_str().unwrap()]].concat());
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }

    let (learned, upgraded) = (learned(root, &place), upgraded(root, &place));

    copy(&data.join("downstream"), &crates);
    let manifest = fs::read_to_string(crates.join("Cargo.toml")).unwrap();
    let mut manifest = manifest
        .replace("{learned-flows}", learned.to_str().unwrap())
        .replace("{ledger}", upgraded.to_str().unwrap())
        .replace("{patchworks-client}", root.join("generated").to_str().unwrap());
    for (name, folder) in &clients {
        manifest = manifest.replace(&format!("{{{name}}}"), folder.to_str().unwrap());
    }
    fs::write(crates.join("Cargo.toml"), manifest).unwrap();
    // The same versions as in the project, so that nothing else is fetched and what is built already is used.
    fs::copy(root.join("Cargo.lock"), crates.join("Cargo.lock")).unwrap();
    let answers = root.join("generated/tests/flow_callbacks/answers.json");
    fs::copy(answers, crates.join("default/tests/answers.json")).unwrap();
    fs::copy(root.join("xtask/UPGRADING.md"), crates.join("default/UPGRADING.md")).unwrap();
    crates
}

/// The crate of an earlier generator, written anew by this one.
fn upgraded(root: &Path, place: &Path) -> PathBuf {
    let (data, client) = (root.join("xtask/tests/data/written-earlier"), place.join("ledger"));
    if client.exists() {
        fs::remove_dir_all(&client).unwrap();
    }
    copy(&data.join("crate"), &client);
    let specs = data.join("specs");
    let output = xtask(root, &["regen", "--specs", specs.to_str().unwrap(), "--out", client.to_str().unwrap()]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    client
}

/// A client of the checked-in pages and of what is learned from the responses that are known to differ from them.
fn learned(root: &Path, place: &Path) -> PathBuf {
    let (specs, client) = (place.join("learned-specs"), place.join("learned-flows"));
    for folder in [&specs, &client] {
        if folder.exists() {
            fs::remove_dir_all(folder).unwrap();
        }
    }
    copy(&root.join("specs"), &specs);
    let cases = fs::read_to_string(root.join("generated/tests/flow_callbacks/answers.json")).unwrap();
    let cases: Vec<serde_json::Value> = serde_json::from_str(&cases).unwrap();
    let answer = |case: &serde_json::Value| serde_json::json!({"operation": "update_flow_callback", "body": {"data": case["flow"]}});
    let answers = place.join("answers.json");
    fs::write(&answers, serde_json::Value::from_iter(cases.iter().map(answer)).to_string()).unwrap();
    let (specs, answers) = (specs.to_str().unwrap(), answers.to_str().unwrap());
    for arguments in [
        &["learn", "--write", "--specs", specs, answers][..],
        &["regen", "--name", "learned-flows", "--specs", specs, "--out", client.to_str().unwrap()],
    ] {
        let output = xtask(root, arguments);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
    client
}

/// All crates: their features of serde_json must not mix, so that they are built one after the other.
#[test]
fn crates_that_use_a_client_compile_and_their_tests_pass() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let crates = workspace(root);
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap();
    for package in ["default-numbers", "exact-numbers", "lists"] {
        let output = Command::new(env!("CARGO"))
            .args(["test", "--quiet", "--package", package])
            .current_dir(&crates)
            .env("CARGO_TARGET_DIR", target)
            .env_remove("CARGO_MANIFEST_DIR")
            .output()
            .unwrap();
        let (shown, failed) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        assert!(output.status.success(), "{package}\n{shown}\n{failed}");
        assert!(shown.matches("test result: ok.").count() >= 3, "{package}\n{shown}");
    }
}
