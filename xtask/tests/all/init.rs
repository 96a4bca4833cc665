//! `init`: one command makes a repository that is complete, and each step of its CI files does what it says.

use crate::common::{contents, write};
use crate::site::Site;
use serde_json::{Value as Json, json};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Runs the installed command, which cargo does not run.
fn command(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_pages-to-crate"));
    command.args(arguments).current_dir(folder).env_remove("CARGO_MANIFEST_DIR").env_remove("CARGO_PKG_NAME");
    command.output().unwrap()
}

fn text(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

fn publish(site: &Site, paths: &[&str]) {
    let of = |path: &str| {
        let operation = json!({"summary": format!("List {path}"), "responses": {"200": {"description": "ok", "content": {
            "application/json": {"schema": {"type": "object", "properties": {"name": {"type": "string"}}}}}}}});
        (format!("/{path}"), json!({"get": operation}))
    };
    let paths: serde_json::Map<String, Json> = paths.iter().map(|path| of(path)).collect();
    let document = json!({"openapi": "3.0.0", "info": {"title": "Zoo `of` animals", "version": "1"},
        "servers": [{"url": "https://zoo.example"}], "paths": paths});
    site.put("/docs/pets.md", &format!("# Pets\n\n```json\n{document}\n```\n"));
    site.put("/docs/llms.txt", "# Zoo\n\n- [Pets](pets.md)\n");
}

/// A folder, and everything around it that a service has.
struct Place {
    _folder: tempfile::TempDir,
    root: PathBuf,
    site: Site,
}

impl Place {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let site = Site::start();
        publish(&site, &["pets"]);
        fs::create_dir(folder.path().join("zoo-client")).unwrap();
        Self { root: folder.path().to_owned(), _folder: folder, site }
    }

    fn repository(&self) -> PathBuf {
        self.root.join("zoo-client")
    }

    fn init(&self, more: &[&str]) -> Output {
        let url = self.site.url("/docs/llms.txt");
        command(&self.repository(), &[&["init", &url][..], more].concat())
    }
}

#[test]
fn a_repository_is_made_at_once_and_needs_no_arguments() {
    let place = Place::new();
    let repository = place.repository();
    let output = place.init(&["--license", "MIT OR Apache-2.0", "--ci", "both", "--header", "X-Login=PATH"]);
    assert!(output.status.success(), "{}", text(&output));
    let made = contents(&repository);
    let files: Vec<&str> = made.keys().map(String::as_str).filter(|path| !path.starts_with("client/src/")).collect();
    assert_eq!(
        files,
        [
            ".gitattributes",
            ".github/workflows/checks.yml",
            ".github/workflows/update.yml",
            ".gitignore",
            ".gitlab-ci.yml",
            ".pages-to-crate.toml",
            "Cargo.toml",
            "LICENSE-APACHE",
            "LICENSE-MIT",
            "README.md",
            "client/.regen-files",
            "client/Cargo.toml",
            "client/LICENSE-APACHE",
            "client/LICENSE-MIT",
            "client/README.md",
            "client/names.json",
            "client/openapi.json",
            "client/rustfmt.toml",
            "specs/docs/pets.md",
            "specs/sources.lock",
        ]
    );
    let file = |path: &str| String::from_utf8(made[path].clone()).unwrap();
    for path in made.keys().filter(|path| !path.starts_with("client/src/") && !path.starts_with("specs/")) {
        let text = file(path).replace("${{", "");
        assert!(!text.contains("{{") && !text.contains("{%"), "{path}: {text}");
    }
    let url = place.site.url("/docs/llms.txt");
    let configuration = file(".pages-to-crate.toml");
    assert!(
        configuration.contains(&format!(
            "urls = [\"{url}\"]\nheader = [\"X-Login=PATH\"]\nspecs = \"specs\"\nout = \"client\"\n"
        )),
        "{configuration}"
    );
    let update = file(".github/workflows/update.yml");
    assert!(
        update.contains("        env:\n          PATH: ${{ secrets.PATH }}\n        run: pages-to-crate fetch"),
        "{update}"
    );
    assert!(file("client/Cargo.toml").contains("name = \"zoo-client\""));
    assert!(file("client/Cargo.toml").contains("license = \"MIT OR Apache-2.0\""));
    assert!(file("client/LICENSE-MIT").contains("the authors of zoo-client"));
    let readme = file("client/README.md");
    assert!(readme.contains("A Rust client of `Zoo 'of' animals`"), "{readme}");
    assert!(readme.contains("let response = client.list_pets().await?;") && !readme.contains("# async"), "{readme}");
    assert!(file("README.md").contains("UPDATE_TOKEN") && file("README.md").contains("pages-to-crate fetch"));

    for arguments in [&["fetch", "--check"][..], &["regen", "--check"]] {
        let output = command(&repository, arguments);
        assert!(output.status.success(), "{}", text(&output));
    }
    // Again: everything is there, which is said, and stays as it is.
    let output = place.init(&["--ci", "both"]);
    assert_eq!(output.status.code(), Some(1));
    for path in [".pages-to-crate.toml", ".github/workflows/checks.yml", "client", "specs"] {
        assert!(text(&output).contains(path), "{}", text(&output));
    }
    assert_eq!(contents(&repository), made);
}

/// What a hosting service puts into a new repository.
#[test]
fn files_of_a_new_repository_are_kept_and_named() {
    let place = Place::new();
    let repository = place.repository();
    let service = Command::new("git").args(["init", "--quiet"]).current_dir(&repository).status().unwrap();
    assert!(service.success());
    let theirs =
        [("README.md", "# Theirs\n"), ("LICENSE", "Theirs\n"), (".gitignore", "/target\n"), (".gitattributes", "")];
    write(&repository, &theirs);
    let output = place.init(&["--license", "MIT"]);
    let said = text(&output);
    assert!(output.status.success(), "{said}");
    for (path, text) in theirs {
        assert_eq!(fs::read_to_string(repository.join(path)).unwrap(), text, "{path}");
    }
    assert!(said.contains("kept README.md, which was there\nkept LICENSE, which was there\n"), "{said}");
    assert!(said.contains("kept .gitignore, which was there; add to it:\n  /.tools\n  /report.html\n"), "{said}");
    assert!(said.contains("kept .gitattributes, which was there; add to it:\n  /specs/** -text\n"), "{said}");
    assert!(fs::read_to_string(repository.join("client/LICENSE")).unwrap().contains("the authors of zoo-client"));
    for path in ["client/README.md", ".pages-to-crate.toml", ".github/workflows/checks.yml"] {
        assert!(repository.join(path).is_file(), "{path}");
    }
    // A failure removes what was made, and nothing else.
    let place = Place::new();
    write(&place.repository(), &theirs);
    let before = contents(&place.repository());
    let output = command(&place.repository(), &["init", &place.site.url("/nothing/llms.txt")]);
    assert!(!output.status.success(), "{}", text(&output));
    assert_eq!(contents(&place.repository()), before);
}

#[test]
fn what_fails_leaves_nothing_behind() {
    let place = Place::new();
    let repository = place.repository();
    write(&repository, &[("README.md", "mine"), ("Cargo.toml", "mine"), (".github/workflows/checks.yml", "mine")]);
    let output = place.init(&[]);
    let there = "error[file-exists]: these files exist already, so nothing was written: Cargo.toml, .github/workflows/checks.yml\n";
    assert!(text(&output).contains(there), "{}", text(&output));
    assert_eq!(contents(&repository).len(), 3);
    for path in ["README.md", "Cargo.toml", ".github/workflows/checks.yml"] {
        fs::remove_file(repository.join(path)).unwrap();
    }
    fs::remove_dir_all(repository.join(".github")).unwrap();

    let refused = |arguments: &[&str], code: &str| {
        let output = command(&repository, arguments);
        assert!(!output.status.success() && text(&output).contains(code), "{}", text(&output));
        assert_eq!(fs::read_dir(&repository).unwrap().count(), 0, "{arguments:?}");
    };
    refused(&["init", &place.site.url("/nothing/llms.txt")], "error");
    refused(&["init"], "no-sources");
    refused(&["init", &place.site.url("/docs/llms.txt"), "--title", "Another"], "unknown-title");
    refused(&["init", &place.site.url("/docs/llms.txt"), "--license", "MIT\n[x]"], "`--license` has characters");
    refused(&["init", &place.site.url("/docs/llms.txt"), "--license", "MITT"], "did you mean `MIT`?");
    refused(&["init", &place.site.url("/docs/llms.txt"), "--header", "A=secret b"], "NAME=VARIABLE");

    // Pages that are there already are taken.
    write(
        &repository,
        &[(
            "specs/pets.yaml",
            "openapi: 3.0.3\ninfo: {title: Pets, version: '1'}\npaths: {/pets: {get: \
        {responses: {'204': {description: ok}}}}}\n",
        )],
    );
    let output = command(&repository, &["init", "--ci", "both", "--name", "pets", "--license", "MIT"]);
    assert!(output.status.success(), "{}", text(&output));
    assert!(repository.join("LICENSE").is_file() && repository.join(".github/workflows/checks.yml").exists());
    // Nothing can be fetched, so nothing does it every night.
    assert!(!repository.join(".github/workflows/update.yml").exists());
    let pipeline = fs::read_to_string(repository.join(".gitlab-ci.yml")).unwrap();
    let pipeline: Json = serde_yaml::from_str(&pipeline).unwrap();
    assert_eq!(pipeline["stages"], json!(["checks"]));
    assert!(pipeline.get("update").is_none());
    assert!(!fs::read_to_string(repository.join(".pages-to-crate.toml")).unwrap().contains("urls"));
    assert!(!fs::read_to_string(repository.join("README.md")).unwrap().contains("pages-to-crate fetch"));
}

#[test]
fn regen_keeps_the_readme_of_the_client_up_to_date() {
    let place = Place::new();
    let repository = place.repository();
    let output = place.init(&["--license", "MIT"]);
    assert!(output.status.success(), "{}", text(&output));
    let path = repository.join("client/README.md");
    let readme = || fs::read_to_string(&path).unwrap();
    let regen = |more: &[&str]| {
        let output = command(&repository, &[&["regen"], more].concat());
        assert!(output.status.success(), "{}", text(&output));
    };
    regen(&["--bump"]);
    fs::write(&path, format!("Above.\n\n{}\nBelow.\n", readme())).unwrap();
    regen(&["--check"]);

    // Another title, other operations, and a version of them.
    let page = fs::read_to_string(repository.join("specs/docs/pets.md")).unwrap();
    write(&repository, &[("specs/docs/pets.md", &page.replace("Zoo `of` animals", "Park").replace("pets", "trees"))]);
    let output = command(&repository, &["regen", "--check"]);
    assert!(text(&output).contains("differs: client/README.md"), "{}", text(&output));
    regen(&[]);
    let now = readme();
    assert!(now.starts_with("Above.\n\n<!--") && now.ends_with("-->\n\nBelow.\n"), "{now}");
    assert!(now.contains("A Rust client of `Park`") && now.contains("client.list_trees().await?;"), "{now}");
    assert!(!now.contains("pets") && now.contains("zoo-client = \"0.1\"") && now.contains("\nMIT\n"), "{now}");
    regen(&["--bump"]);
    assert!(readme().contains("zoo-client = \"0.2\""), "{}", readme());

    // Another package and licence, which the manifest and the configuration say.
    for (file, old, new) in [
        ("client/Cargo.toml", "name = \"zoo-client\"", "name = \"park-client\""),
        (".pages-to-crate.toml", "name = \"zoo-client\"", "name = \"park-client\""),
        (".pages-to-crate.toml", "license = \"MIT\"", "license = \"Zlib\""),
    ] {
        let text = fs::read_to_string(repository.join(file)).unwrap();
        write(&repository, &[(file, &text.replace(old, new))]);
    }
    regen(&[]);
    let now = readme();
    assert!(now.contains("\n# park-client\n") && now.contains("\npark-client = \"0.2\"\n"), "{now}");
    assert!(now.contains("use park_client::Client;") && now.contains("\nZlib\n") && !now.contains("zoo"), "{now}");

    // A text of somebody's own is left alone.
    fs::write(&path, "# Mine\n").unwrap();
    regen(&[]);
    regen(&["--check"]);
    assert_eq!(readme(), "# Mine\n");
}

/// Runs the command as `cargo install` leaves it: in a folder that says where it is from.
fn init_as_installed(place: &Place, from: &str, more: &[&str]) -> String {
    let root = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let version = env!("CARGO_PKG_VERSION");
    let list = format!("[v1]\n\"pages-to-crate {version} ({from})\" = [\"pages-to-crate\"]\n");
    write(root.path(), &[(".crates.toml", &list), ("bin/x", "")]);
    let program = root.path().join("bin/pages-to-crate");
    fs::hard_link(env!("CARGO_BIN_EXE_pages-to-crate"), &program).unwrap();
    let mut command = Command::new(program);
    command.args(["init", &place.site.url("/docs/llms.txt")]).args(more).current_dir(place.repository());
    let output = command.env_remove("CARGO_MANIFEST_DIR").env_remove("CARGO_PKG_NAME").output().unwrap();
    assert!(output.status.success(), "{}", text(&output));
    text(&output)
}

#[test]
fn ci_installs_the_command_from_where_it_was_installed() {
    let version = env!("CARGO_PKG_VERSION");
    let guess = "until that version is there, this step fails";
    let registry =
        format!("run: command -v pages-to-crate || cargo install pages-to-crate --locked --version {version}\n");
    let git = "run: command -v pages-to-crate || cargo install pages-to-crate --locked --git https://git.example/a/tool --rev 0123abcd\n";
    let other = git.replace("a/tool --rev 0123abcd", "b");
    for (from, more, wanted, is_guess) in [
        ("git+https://git.example/a/tool?branch=main#0123abcd", &[][..], git, false),
        ("registry+https://github.com/rust-lang/crates.io-index", &[], &registry, false),
        ("git+https://git.example/a/tool#0123abcd", &["--install-from", "https://git.example/b"], &other, false),
        ("path+file:///home/a/tool", &[], &registry, true),
        // An address with a secret is nothing to write down.
        ("git+https://t0ken@git.example/a/tool#0123abcd", &[], &registry, true),
        ("git+https://git.example/$(a)#0123abcd", &[], &registry, true),
    ] {
        let place = Place::new();
        let said = init_as_installed(&place, from, more);
        assert_eq!(said.contains(guess), is_guess, "{from}: {said}");
        for file in ["checks.yml", "update.yml"] {
            let workflow = place.repository().join(".github/workflows").join(file);
            let workflow = fs::read_to_string(workflow).unwrap();
            assert!(workflow.contains(wanted), "{from}: {workflow}");
            assert_eq!(workflow.contains("# Fails until"), is_guess, "{from}: {workflow}");
        }
    }
    let place = Place::new();
    let said = init_as_installed(&place, "path+file:///home/a/tool", &["--ci", "none"]);
    assert!(!said.contains(guess), "{said}");
}

/// A machine of a service: its commands, and what it was asked for.
struct Service<'a> {
    place: &'a Place,
    /// The folder of commands, which comes first.
    commands: PathBuf,
    log: PathBuf,
    /// All services build into one folder, one after the other: cargo calls their clients the same.
    _alone: MutexGuard<'static, ()>,
}

static ALONE: Mutex<()> = Mutex::new(());

impl<'a> Service<'a> {
    fn new(place: &'a Place) -> Self {
        let (commands, log) = (place.root.join("commands"), place.root.join("log"));
        let real = env!("CARGO");
        let tool = env!("CARGO_BIN_EXE_pages-to-crate");
        let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("init");
        // To install the command is to have it; the other commands of cargo are cargo's, without a network.
        let cargo = format!(
            "#!/bin/sh\necho \"cargo $*\" >> {log}\nif [ \"$1\" = install ]; then\n  ln -sf {tool} {commands}/pages-to-crate\n  exit 0\nfi\n\
             CARGO_NET_OFFLINE=true CARGO_TARGET_DIR={target} exec {real} \"$@\"\n",
            log = log.display(),
            commands = commands.display(),
            target = target.display()
        );
        let gh = format!(
            "#!/bin/sh\necho \"gh $*\" >> {log}\nwhile [ $# -gt 0 ]; do\n  if [ \"$1\" = --body-file ]; then cat \"$2\" >> {log}; fi\n  \
             if [ \"$2\" = create ] && [ -e {there} ]; then exit 1; fi\n  shift\ndone\n",
            log = log.display(),
            there = place.root.join("there").display()
        );
        for (name, script) in [("cargo", cargo), ("gh", gh)] {
            write(&commands, &[(name, &script)]);
            let output = Command::new("chmod").args(["+x"]).arg(commands.join(name)).output().unwrap();
            assert!(output.status.success());
        }
        let alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
        let service = Self { place, commands, log, _alone: alone };
        service.git(&["init", "--quiet", "--bare", "-b", "main", "../origin.git"]);
        service.git(&["init", "--quiet", "-b", "main"]);
        // The versions that are on this machine.
        let lock = Path::new(env!("CARGO_MANIFEST_DIR")).join("../Cargo.lock");
        fs::copy(lock, place.repository().join("Cargo.lock")).unwrap();
        let mut update = Command::new(real);
        update.args(["update", "--workspace", "--offline", "--quiet"]).current_dir(place.repository());
        assert!(update.status().unwrap().success());
        service.git(&["add", "."]);
        service.git(&["commit", "--quiet", "-m", "Begin"]);
        service.git(&["remote", "add", "origin", "../origin.git"]);
        service.git(&["push", "--quiet", "origin", "main"]);
        service
    }

    #[track_caller]
    fn git(&self, arguments: &[&str]) -> String {
        let identity = ["-c", "user.name=a", "-c", "user.email=a@example.com"];
        let command = Command::new("git").args(identity).args(arguments).current_dir(self.place.repository()).output();
        let output = command.unwrap();
        assert!(output.status.success(), "{arguments:?}: {}", text(&output));
        String::from_utf8(output.stdout).unwrap()
    }

    /// Runs a script as the service does.
    #[track_caller]
    fn run(&self, script: &str, variables: &[(&str, &str)]) -> String {
        let output = self.output(script, variables);
        assert!(output.status.success(), "{script}\n{}", text(&output));
        text(&output)
    }

    /// Runs a script that has to fail.
    #[track_caller]
    fn refused(&self, script: &str, variables: &[(&str, &str)]) -> String {
        let output = self.output(script, variables);
        assert_eq!(output.status.code(), Some(1), "{script}\n{}", text(&output));
        text(&output)
    }

    fn output(&self, script: &str, variables: &[(&str, &str)]) -> std::process::Output {
        let path = format!("{}:{}", self.commands.display(), std::env::var("PATH").unwrap());
        Command::new("bash")
            .args(["-eo", "pipefail", "-c", script])
            .current_dir(self.place.repository())
            .env_remove("CARGO_MANIFEST_DIR")
            .env_remove("CARGO_PKG_NAME")
            .env("PATH", path)
            .envs(variables.iter().copied())
            .output()
            .unwrap()
    }

    /// Commits a correction of an operation, to `main`.
    fn correct(&self, path: &str) {
        let target = format!("$.paths['{path}'].get");
        let actions = json!([{"target": target, "update": {"x-rust-name": "corrected"}}]);
        let overlay = json!({"overlay": "1.0.0", "info": {"title": "t", "version": "1"}, "actions": actions});
        write(self.place.repository().as_path(), &[("specs/own.overlay.json", &overlay.to_string())]);
        self.run("pages-to-crate regen", &[]);
        self.git(&["add", "."]);
        self.git(&["commit", "--quiet", "-m", "Correct"]);
        self.git(&["push", "--quiet", "origin", "HEAD:main"]);
    }

    /// What was asked for since the last time.
    fn log(&self) -> String {
        let text = fs::read_to_string(&self.log).unwrap_or_default();
        let _ = fs::remove_file(&self.log);
        text
    }

    /// The steps of a workflow that run something.
    fn steps(&self, workflow: &str, job: &str) -> Vec<String> {
        let path = self.place.repository().join(".github/workflows").join(workflow);
        let workflow: Json = serde_yaml::from_str(&fs::read_to_string(path).unwrap()).unwrap();
        let steps = workflow["jobs"][job]["steps"].as_array().unwrap();
        let runs: Vec<String> = steps.iter().filter_map(|step| Some(step["run"].as_str()?.to_owned())).collect();
        assert!(runs.iter().all(|run| !run.contains("${{")), "values come by the environment: {runs:?}");
        runs
    }

    #[track_caller]
    fn workflow(&self, workflow: &str, job: &str) -> String {
        let temporary = self.place.root.display().to_string();
        let variables = [("GITHUB_REF_NAME", "main"), ("RUNNER_TEMP", &*temporary), ("GH_TOKEN", "t")];
        self.steps(workflow, job).iter().map(|step| self.run(step, &variables)).collect()
    }

    /// Back to what `main` is.
    fn checkout(&self) {
        self.git(&["switch", "--quiet", "main"]);
        self.git(&["reset", "--quiet", "--hard", "origin/main"]);
    }
}

/// The README's dependencies are those that its code needs, in a crate that uses the client and in a test of its own.
fn the_readme_compiles(service: &Service) {
    let repository = service.place.repository();
    let readme = fs::read_to_string(repository.join("client/README.md")).unwrap();
    let block = |start: &str| {
        let (_, rest) = readme.split_once(start).unwrap_or_else(|| panic!("no block begins with {start}"));
        rest.split_once("```").unwrap().0.to_owned()
    };
    let (used, own) = (block("```toml\n[dependencies]\n"), block("```toml\n[dev-dependencies]\n"));
    let code = block("```rust\n");
    let manifest = format!(
        "[package]\nname = \"user\"\nedition = \"2024\"\n[dependencies]\n{used}[workspace]\n\
         [patch.crates-io]\nzoo-client = {{ path = \"../zoo-client/client\" }}\n"
    );
    let function = |head: &str, code: &str| {
        let (uses, body): (Vec<&str>, Vec<&str>) = code.lines().partition(|line| line.starts_with("use "));
        let (uses, body) = (uses.join("\n"), body.join("\n"));
        format!("{uses}\n#[tokio::{head}() -> Result<(), zoo_client::Error> {{\n{body}\nOk(())\n}}\n")
    };
    let main = function("main]\nasync fn main", &code);
    let lock = fs::read_to_string(repository.join("Cargo.lock")).unwrap();
    let user = service.place.root.join("user");
    write(&user, &[("Cargo.toml", &manifest), ("src/main.rs", &main), ("Cargo.lock", &lock)]);
    service.run("cd ../user && cargo check --quiet", &[]);

    let manifest = fs::read_to_string(repository.join("client/Cargo.toml")).unwrap();
    let test = function("test]\nasync fn pets", &block("replies as the test says:\n\n```rust\n"));
    write(
        &repository,
        &[("client/Cargo.toml", &format!("{manifest}\n[dev-dependencies]\n{own}")), ("client/tests/own.rs", &test)],
    );
    let said = service.run("cargo test --package zoo-client --test own", &[]);
    assert!(said.contains("1 passed"), "{said}");
    fs::remove_dir_all(repository.join("client/tests")).unwrap();
    service.git(&["reset", "--quiet", "--hard"]);
    service.log();
}

#[test]
fn the_workflows_check_and_update_the_client() {
    let place = Place::new();
    let output = place.init(&["--license", "MIT"]);
    assert!(output.status.success(), "{}", text(&output));
    let service = Service::new(&place);

    let said = service.workflow("checks.yml", "checks");
    assert!(said.contains("up to date") && said.contains("test result: ok"), "{said}");
    let version = env!("CARGO_PKG_VERSION");
    let log = service.log();
    assert!(log.starts_with(&format!("cargo install pages-to-crate --locked --version {version}\n")), "{log}");
    the_readme_compiles(&service);
    // It is installed once.
    service.run(&service.steps("checks.yml", "checks")[0], &[]);
    assert_eq!(service.log(), "");

    assert!(service.workflow("update.yml", "update").contains("nothing changed"));
    assert_eq!(service.log(), "");

    publish(&place.site, &["pets", "shops"]);
    service.workflow("update.yml", "update");
    let log = service.log();
    assert!(log.starts_with("gh pr create --head update-client --base main --title Update the client"), "{log}");
    assert!(log.contains("`list_shops`"), "the pull request says what changed: {log}");
    let pushed = service.git(&["ls-remote", "origin", "update-client"]);
    assert!(pushed.starts_with(service.git(&["rev-parse", "HEAD"]).trim()), "{pushed}");
    assert_eq!(service.git(&["status", "--porcelain"]), "");
    assert_eq!(service.git(&["log", "--format=%s", "origin/main..HEAD"]), "Update the client\n");

    // The next night: the request is open already, and the branch is written anew.
    service.checkout();
    publish(&place.site, &["pets", "shops", "rooms"]);
    fs::write(place.root.join("there"), "").unwrap();
    service.workflow("update.yml", "update");
    let log = service.log();
    assert!(log.contains("gh pr edit update-client") && log.contains("`list_rooms`"), "{log}");

    // Merged: nothing is left to do, and the checks pass.
    service.git(&["push", "--quiet", "origin", "update-client:main"]);
    service.git(&["fetch", "--quiet", "origin"]);
    service.checkout();
    assert!(service.workflow("update.yml", "update").contains("nothing changed"));
    service.workflow("checks.yml", "checks");

    // A corrected place goes away: the request is opened all the same, says so, and does not pass.
    service.correct("/rooms");
    publish(&place.site, &["pets", "shops"]);
    service.log();
    service.workflow("update.yml", "update");
    let log = service.log();
    assert!(log.contains("gh pr edit update-client") && log.contains("\n    error[overlay-no-match]"), "{log}");
    assert!(log.contains("The client cannot be generated"), "{log}");
    let changed = service.git(&["diff", "--name-only", "origin/main", "HEAD"]);
    assert!(changed.lines().all(|path| path.starts_with("specs/")) && !changed.is_empty(), "{changed}");
    let said = service.refused(&service.steps("checks.yml", "checks")[1], &[]);
    assert!(said.contains("overlay-no-match"), "{said}");
    // What fails without new pages needs no request: the job is red.
    service.checkout();
    service.git(&["push", "--quiet", "origin", "update-client:main"]);
    service.git(&["fetch", "--quiet", "origin"]);
    service.checkout();
    let steps = service.steps("update.yml", "update");
    let (last, first) = steps.split_last().unwrap();
    let variables = [("GITHUB_REF_NAME", "main"), ("RUNNER_TEMP", &*place.root.display().to_string())];
    first.iter().for_each(|step| _ = service.run(step, &variables));
    assert!(service.refused(last, &variables).contains("nothing changed"));
    assert_eq!(service.log(), "");
}

#[test]
fn the_pipeline_checks_and_updates_the_client() {
    let place = Place::new();
    let output = place.init(&["--ci", "gitlab", "--install-from", "https://git.example/tool.git", "--rev", "next/1"]);
    assert!(output.status.success(), "{}", text(&output));
    let service = Service::new(&place);
    let origin = place.root.join("origin.git");
    let options = place.root.join("options");
    service.git(&["-C", "../origin.git", "config", "receive.advertisePushOptions", "true"]);
    let hook = format!("#!/bin/sh\nenv | grep GIT_PUSH_OPTION > {}\n", options.display());
    write(&origin, &[("hooks/post-receive", &hook)]);
    Command::new("chmod").arg("+x").arg(origin.join("hooks/post-receive")).output().unwrap();

    let pipeline = fs::read_to_string(place.repository().join(".gitlab-ci.yml")).unwrap();
    assert!(pipeline.contains(concat!("-", env!("CARGO_PKG_VERSION"), "-next-1\n")), "{pipeline}");
    let pipeline: Json = serde_yaml::from_str(&pipeline).unwrap();
    let folder = place.repository().display().to_string();
    let instead = format!("url.{}.insteadOf", origin.display());
    let variables = [
        ("CI_PROJECT_DIR", &*folder),
        ("CI_DEFAULT_BRANCH", "main"),
        ("CI_SERVER_HOST", "git.example"),
        ("CI_PROJECT_PATH", "zoo/client"),
        ("UPDATE_TOKEN", "t0ken"),
        ("GITLAB_USER_NAME", "A"),
        ("GITLAB_USER_EMAIL", "a@example.com"),
        ("GIT_CONFIG_COUNT", "1"),
        ("GIT_CONFIG_KEY_0", &*instead),
        ("GIT_CONFIG_VALUE_0", "https://oauth2:t0ken@git.example/zoo/client.git"),
    ];
    // What comes before and the lines of a job are one script.
    let job = |name: &str| {
        let lines = |node: &Json| {
            node.as_array().unwrap().iter().map(|line| line.as_str().unwrap().to_owned()).collect::<Vec<_>>()
        };
        let all = [lines(&pipeline["default"]["before_script"]), lines(&pipeline[name]["script"])].concat();
        service.run(&all.join("\n"), &variables)
    };
    let said = job("checks");
    assert!(said.contains("up to date") && said.contains("test result: ok"), "{said}");
    let log = service.log();
    assert!(
        log.starts_with(
            "cargo install pages-to-crate --locked --git https://git.example/tool.git --rev next/1 --root .tools\n"
        ),
        "{log}"
    );
    fs::create_dir_all(place.repository().join(".tools")).unwrap();
    assert!(job("update").contains("nothing changed"));

    publish(&place.site, &["pets", "shops"]);
    job("update");
    let asked = fs::read_to_string(options).unwrap();
    for option in ["=merge_request.create", "=merge_request.target=main", "=merge_request.remove_source_branch"] {
        assert!(asked.contains(option), "{asked}");
    }
    let message = service.git(&["-C", "../origin.git", "log", "-1", "--format=%B", "update-client"]);
    assert!(message.starts_with("Update the client\n\n") && message.contains("`list_shops`"), "{message}");
    assert_eq!(
        service.git(&["-C", "../origin.git", "diff", "--name-only", "main", "update-client", "--", "Cargo.lock"]),
        ""
    );

    // A corrected place goes away: the request is opened all the same, and says so.
    service.correct("/shops");
    publish(&place.site, &["pets"]);
    job("update");
    let message = service.git(&["-C", "../origin.git", "log", "-1", "--format=%B", "update-client"]);
    assert!(
        message.starts_with("Update the client\n\n") && message.contains("\n    error[overlay-no-match]"),
        "{message}"
    );
    assert!(message.contains("The client cannot be generated"), "{message}");
}
