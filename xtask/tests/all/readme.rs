//! Every console block of the READMEs is run, against a site on this machine, and says what the README shows.
//!
//! A block is run from its first line to its last in one folder. `$ ` begins a command, `# ` something that happens in
//! between (see [`Scene::happens`]); what follows a command is all of its output. A line `…` stands for any lines. Times, ports
//! and the number of written files are of no account. A comment before a block says which folder it is run in: `<!-- scene: repository -->` is this
//! repository, `changed` the same after its pages changed, and without one the folder is empty. The site has the page of
//! this repository, and an index of it. Code behind dependencies is compiled with these.

use crate::common::write;
use crate::site::Site;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const READMES: [&str; 4] = ["README.md", "xtask/README.md", "generated/README.md", "generator/README.md"];
/// Where the READMEs have the site.
const HOST: &str = "http://127.0.0.1:8731";
/// Where the page of this repository was published.
const PAGE: &str = "/product-documentation/api-reference/flow-triggers/flow-callbacks.md";

/// A block of a README.
struct Block {
    name: String,
    scene: String,
    lines: Vec<String>,
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn page() -> String {
    fs::read_to_string(root().join("specs/flow-callbacks.md")).unwrap()
}

/// The page after some weeks.
fn changed() -> String {
    let mut text = page();
    for (old, new) in [
        (r#""prod_flag":{"type":"array","items":{"type":"object"}},"#, ""),
        (r#""enum":["csv","json","txt","xml"]"#, r#""enum":["csv","json","txt","xml","yaml"]"#),
    ] {
        assert!(text.contains(old), "the page lacks {old}");
        text = text.replace(old, new);
    }
    let flow = r#""description":"The flow identifier."}]"#;
    let (before, after) = text.split_once(flow).unwrap();
    let include =
        r#","description":"The flow identifier."},{"name":"include","in":"query","schema":{"type":"string"}}]"#;
    [before, include.trim_start_matches(','), after].concat()
}

fn blocks(readme: &str) -> Vec<Block> {
    let text = fs::read_to_string(root().join(readme)).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    let starts = lines.iter().enumerate().filter(|(_, line)| **line == "```console").map(|(number, _)| number);
    starts
        .map(|start| {
            let comment = start.checked_sub(1).and_then(|before| lines[before].strip_prefix("<!-- scene: "));
            let scene = comment.and_then(|comment| comment.strip_suffix(" -->")).unwrap_or("empty");
            let inside = lines[start + 1..].iter().take_while(|line| **line != "```");
            Block {
                name: format!("{readme}:{}", start + 1),
                scene: scene.to_owned(),
                lines: inside.map(|line| (*line).to_owned()).collect(),
            }
        })
        .collect()
}

/// A folder that commands are run in.
struct Scene {
    folder: tempfile::TempDir,
    site: Site,
}

impl Scene {
    fn new(name: &str) -> Self {
        let site = Site::start();
        let index = format!(
            "# Index\n\n- [Flow callbacks]({PAGE})\n- [About](/product-documentation/about.md)\n- [Blog](https://example.com/)\n"
        );
        site.put("/product-documentation/llms.txt", &index);
        site.put("/product-documentation/about.md", "# About\n");
        site.put(PAGE, &page());
        site.put("/llms.txt", "# Index\n\n- [Flow callbacks](/flow-callbacks.md)\n");
        site.put("/flow-callbacks.md", &page());
        let scene = Self { folder: tempfile::tempdir().unwrap(), site };
        match name {
            "empty" => {}
            "fresh" => write(scene.folder.path(), &[(".pages-to-crate.toml", "out = \"generated\"\n")]),
            "repository" => scene.copy_repository(),
            "changed" => {
                scene.copy_repository();
                // Before a version is made, changes have no verdict.
                scene.run("cargo xtask regen --bump");
                scene.git(&["init", "--quiet"]);
                scene.git(&["add", "--all"]);
                scene.git(&["commit", "--quiet", "--message", "all"]);
                write(scene.folder.path(), &[("specs/flow-callbacks.md", &changed())]);
            }
            "responses" => {
                scene.copy_repository();
                scene.add_responses();
            }
            other => panic!("no scene is called `{other}`"),
        }
        scene
    }

    fn git(&self, arguments: &[&str]) {
        let settings = ["-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false"];
        let status = Command::new("git").args(settings).args(arguments).current_dir(self.folder.path()).status();
        assert!(status.unwrap().success(), "git {arguments:?}");
    }

    /// What the commands read of this repository.
    fn copy_repository(&self) {
        let crate_ = root().join("generated");
        let written = fs::read_to_string(crate_.join(".regen-files")).unwrap();
        let others = ["Cargo.toml", ".regen-files", "rustfmt.toml"];
        let files = written.lines().filter(|line| crate_.join(line).is_file()).chain(others);
        for path in files.map(|file| format!("generated/{file}")).chain([".pages-to-crate.toml".to_owned()]) {
            if let Ok(text) = fs::read_to_string(root().join(&path)) {
                write(self.folder.path(), &[(path.as_str(), text.as_str())]);
            }
        }
        for name in ["names.json", "openapi.json", "names.released.json", "openapi.released.json"] {
            if let Ok(text) = fs::read_to_string(crate_.join(name)) {
                write(self.folder.path(), &[(format!("generated/{name}").as_str(), text.as_str())]);
            }
        }
        write(self.folder.path(), &[("specs/flow-callbacks.md", &page())]);
    }

    fn add_responses(&self) {
        let one = r#"{"data": {"name": null, "is_enabled": true, "priority": 3, "labels": ["a"], "status": "stale", "company_id": 7}}"#;
        let list = r#"{"data": [{"is_enabled": 1, "priority": 1}, {"priority": 2}]}"#;
        write(
            self.folder.path(),
            &[("responses/updateFlowCallback.json", one), ("responses/listFlowCallbacks.json", list)],
        );
    }

    /// What a block says between commands.
    fn happens(&self, what: &str) {
        match what {
            "some days later, the page has changed" => {
                self.site.put(PAGE, &changed());
                self.site.put("/flow-callbacks.md", &changed());
            }
            other => panic!("nobody knows what happens where `{other}`"),
        }
    }

    /// What a command says.
    fn run(&self, line: &str) -> String {
        let line = line.replace(HOST, &self.site.url(""));
        let mut command = Command::new(env!("CARGO_BIN_EXE_pages-to-crate"));
        let arguments = if let Some(arguments) = line.strip_prefix("cargo xtask ") {
            command.env("CARGO_PKG_NAME", "pages-to-crate");
            arguments
        } else {
            command.env_remove("CARGO_PKG_NAME");
            line.strip_prefix("pages-to-crate ").unwrap_or_else(|| panic!("`{line}` is no command of this package"))
        };
        let output = command
            .args(arguments.split(' '))
            .env_remove("CARGO_MANIFEST_DIR")
            .current_dir(self.folder.path())
            .output()
            .unwrap();
        String::from_utf8([output.stderr, output.stdout].concat()).unwrap().replace(&self.site.url(""), HOST)
    }
}

/// A line without what is another one each time, or changes with every file of the runtime.
fn normal(line: &str) -> String {
    let is_time = line.strip_suffix(" s").is_some_and(|time| time.parse::<f64>().is_ok());
    match line.split_once(": ") {
        _ if is_time => "0.00 s".to_owned(),
        Some((folder, counts)) if counts.contains(" written, ") => format!("{folder}: files written"),
        Some(_) | None => line.trim_end().to_owned(),
    }
}

/// Whether lines are as shown, where `…` stands for any.
fn fits(shown: &[String], said: &[String]) -> bool {
    match (shown, said) {
        ([], []) => true,
        ([mark, shown @ ..], said) if mark.trim() == "…" => {
            (0..=said.len()).any(|skipped| fits(shown, &said[skipped..]))
        }
        ([one, shown @ ..], [other, said @ ..]) => one == other && fits(shown, said),
        ([], [_, ..]) | ([_, ..], []) => false,
    }
}

fn check(block: &Block) {
    let scene = Scene::new(&block.scene);
    let mut rest = block.lines.as_slice();
    assert!(rest.first().is_some_and(|line| line.starts_with("$ ")), "{}: no command", block.name);
    while let [line, after @ ..] = rest {
        rest = after;
        if let Some(what) = line.strip_prefix("# ") {
            scene.happens(what);
            continue;
        }
        let command = line.strip_prefix("$ ").unwrap_or_else(|| panic!("{}: `{line}`", block.name));
        let end = rest.iter().position(|line| line.starts_with("$ ") || line.starts_with("# ")).unwrap_or(rest.len());
        let (shown, after) = rest.split_at(end);
        rest = after;
        let said = scene.run(command);
        let shown: Vec<String> = shown.iter().map(|line| normal(line)).collect();
        let lines: Vec<String> = said.lines().map(normal).collect();
        assert!(fits(&shown, &lines), "{}: `{command}` says\n{said}", block.name);
    }
}

#[test]
fn every_console_block_shows_what_the_command_says() {
    let blocks: Vec<Block> = READMES.iter().flat_map(|readme| blocks(readme)).collect();
    assert!(blocks.len() > 5, "only {} blocks were found", blocks.len());
    let failed: Vec<String> = blocks
        .iter()
        .filter_map(|block| std::panic::catch_unwind(|| check(block)).err())
        .map(|problem| problem.downcast_ref::<String>().cloned().unwrap_or_default())
        .collect();
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

/// A block of dependencies in a guide, with the one before it where it is for tests, and the code behind it.
struct Guide {
    name: String,
    dependencies: String,
    code: String,
}

fn guides(readme: &str) -> Vec<Guide> {
    let text = fs::read_to_string(root().join(readme)).unwrap();
    let blocks = text.split("```toml\n").skip(1).filter_map(|rest| rest.split_once("```"));
    let mut before = "";
    let with_code = blocks.filter(|(block, _)| block.contains("dependencies]\n")).map(|(block, after)| {
        let (_, code) = after.split_once("```rust\n").unwrap_or_else(|| panic!("{readme}: no code behind {block}"));
        let code = code.split("```").next().unwrap().to_owned();
        let dependencies = match block.starts_with("[dev-dependencies]") {
            true => format!("{before}{block}"),
            false => block.to_owned(),
        };
        before = block;
        Guide { name: readme.to_owned(), dependencies, code }
    });
    with_code.collect()
}

/// Compiles the code of a guide in a crate that has the guide's dependencies, and says what the compiler said.
fn compiled(guide: &Guide) -> Result<(), String> {
    let client = fs::canonicalize(root().join("generated")).unwrap().display().to_string();
    let dependencies = guide.dependencies.replace("…/generated", &client);
    let manifest = format!(
        "[package]\nname = \"guide\"\nedition = \"2024\"\n\n{dependencies}\n[workspace]\n\n\
         [patch.crates-io]\npatchworks-client = {{ path = \"{client}\" }}\n"
    );
    let (uses, body): (Vec<&str>, Vec<&str>) = guide.code.lines().partition(|line| line.starts_with("use "));
    let main = if dependencies.contains("\ntokio = ") {
        "#[tokio::main]\nasync fn main() -> Result<(), patchworks_client::Error> {\n    guide(String::new()).await\n}\n"
    } else {
        ""
    };
    let code = format!(
        "#![allow(dead_code, unused_variables)]\n{}\n\nasync fn guide(key: String) -> Result<(), patchworks_client::Error> {{\n{}\n\
         Ok(())\n}}\n\n{main}",
        uses.join("\n"),
        body.join("\n")
    );
    let path = if dependencies.contains("[dev-dependencies]") { "tests/guide.rs" } else { "src/main.rs" };
    let folder = tempfile::tempdir().unwrap();
    let lock = fs::read_to_string(root().join("Cargo.lock")).unwrap();
    write(folder.path(), &[("Cargo.toml", &manifest), (path, &code), ("src/lib.rs", ""), ("Cargo.lock", &lock)]);
    let output = Command::new(env!("CARGO"))
        .args(["check", "--quiet", "--offline", "--all-targets", "--target-dir"])
        // Where the clients of `init` are built, with most of the same crates.
        .arg(Path::new(env!("CARGO_TARGET_TMPDIR")).join("init"))
        .current_dir(folder.path())
        .env_remove("CARGO_MANIFEST_DIR")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    output.status.success().then_some(()).ok_or_else(|| format!("{}: {said}\n{manifest}\n{code}", guide.name))
}

#[test]
fn the_code_of_guides_compiles_with_the_dependencies_that_they_show() {
    let guides: Vec<Guide> = READMES.iter().flat_map(|readme| guides(readme)).collect();
    assert!(guides.len() > 2, "only {} guides were found", guides.len());
    let failed: Vec<String> = guides.iter().filter_map(|guide| compiled(guide).err()).collect();
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

#[test]
fn an_ellipsis_stands_for_any_lines() {
    let lines = |text: &str| text.lines().map(normal).collect::<Vec<_>>();
    assert!(fits(&lines("a\n…\nd\n0.12 s"), &lines("a\nb\nc\nd\n3.00 s")));
    assert!(fits(&lines("…"), &[]) && fits(&lines("a\n…"), &lines("a")));
    assert!(!fits(&lines("a\n…\nd"), &lines("a\nb")) && !fits(&lines("a"), &lines("a\nb")) && !fits(&[], &lines("a")));
}
