//! The files of a new repository.
//!
//! In: what is known about the client. Out: paths and texts, from the templates in `files`.

use crate::manifest::Field;
use crate::regen::readme;
use crate::{config, template};
use minijinja::{Error, context};
use toml_edit::{DocumentMut, Item, Table};

/// The folder of the pages.
pub(super) const SPECS: &str = "specs";
/// The crate's folder.
pub(super) const CLIENT: &str = "client";

/// What checks and updates the client.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Ci {
    /// GitHub's actions
    #[default]
    Github,
    /// GitLab's pipelines
    Gitlab,
    /// GitHub's and GitLab's
    Both,
    /// Nothing
    None,
}

/// What is known.
#[derive(Debug, Clone, Default)]
pub(super) struct Facts {
    pub name: String,
    pub urls: Vec<String>,
    /// The pages come from a site, so they can be fetched again.
    pub is_fetched: bool,
    pub license: Option<String>,
    pub ci: Ci,
    pub install_from: Option<String>,
    pub rev: Option<String>,
    /// CI cannot install the command from where it was installed, if that is known: crates.io is a guess.
    pub is_guess: bool,
    /// Further keys of the configuration.
    pub lists: Vec<(&'static str, Vec<String>)>,
}

/// What to do where an overlay corrects what is not there any more.
const GONE: &str = "If the documentation no longer has a place that an overlay
corrects, the request has the pages alone, with the error in its text, and its checks fail: check its branch out, change or remove the
action in the overlay, run `pages-to-crate regen`, and push. Merge it before the next night, which writes the branch anew.";

/// The texts of licences, each with its identifier.
const LICENCES: [(&str, &str); 2] =
    [("MIT", include_str!("files/licences/MIT")), ("Apache-2.0", include_str!("files/licences/Apache-2.0"))];

const CHECKS: (&str, &str) = (".github/workflows/checks.yml", include_str!("files/checks.yml"));
const UPDATE: (&str, &str) = (".github/workflows/update.yml", include_str!("files/update.yml"));

const PIPELINE: (&str, &str) = (".gitlab-ci.yml", include_str!("files/gitlab-ci.yml"));

const README: (&str, &str) = ("README.md", include_str!("files/README.md"));

impl Facts {
    /// What the manifest says about the package.
    pub(super) fn package(&self) -> Vec<(String, Field)> {
        self.license.iter().map(|license| ("license".to_owned(), Field::Text(license.clone()))).collect()
    }

    /// What installs this command.
    fn install(&self) -> String {
        let (name, version) = (env!("CARGO_PKG_NAME"), env!("CARGO_PKG_VERSION"));
        let rev = self.rev.iter().map(|rev| format!(" --rev {rev}")).collect::<String>();
        match &self.install_from {
            Some(url) => format!("cargo install {name} --locked --git {url}{rev}"),
            None => format!("cargo install {name} --locked --version {version}"),
        }
    }

    /// What CI knows the installed command by: another version, or revision, is installed anew.
    fn key(&self) -> String {
        let plain = concat!(env!("CARGO_PKG_NAME"), "-", env!("CARGO_PKG_VERSION"));
        // A slash of a branch would not be allowed in a key.
        self.rev.as_ref().map_or_else(|| plain.to_owned(), |rev| format!("{plain}-{}", rev.replace('/', "-")))
    }

    /// The environment variables that headers take their values from.
    fn variables(&self) -> Vec<String> {
        let headers = self.lists.iter().filter(|(key, _)| *key == "header").flat_map(|(_, headers)| headers);
        headers.filter_map(|header| Some(header.split_once('=')?.1.to_owned())).collect()
    }

    fn rendered(&self, template: &str) -> Result<String, Error> {
        template::render(
            template,
            context! {
                name => self.name.clone(),
                license => self.license.clone(),
                install => self.install(),
                key => self.key(),
                is_guess => self.is_guess,
                version => env!("CARGO_PKG_VERSION"),
                rust => env!("CARGO_PKG_RUST_VERSION"),
                is_fetched => self.is_fetched,
                variables => self.variables(),
                github => self.has_github(),
                gitlab => self.has_gitlab(),
                gone => GONE,
            },
        )
    }

    /// The files that say how to install the command.
    pub(super) fn installing(&self) -> Vec<&'static str> {
        let update = self.is_fetched.then_some(UPDATE.0);
        let github = std::iter::once(CHECKS.0).chain(update).filter(|_| self.has_github());
        let gitlab = self.has_gitlab().then_some(PIPELINE.0);
        github.chain(gitlab).chain([README.0]).collect()
    }

    fn has_github(&self) -> bool {
        matches!(self.ci, Ci::Github | Ci::Both)
    }

    fn has_gitlab(&self) -> bool {
        matches!(self.ci, Ci::Gitlab | Ci::Both)
    }

    /// The files of licences that are known, as paths in a folder.
    fn licences(&self) -> Vec<(String, String)> {
        let words = self.license.as_deref().unwrap_or_default().split([' ', '(', ')', '/']);
        let words: Vec<&str> = words.filter(|word| !["", "OR", "AND"].contains(word)).collect();
        let known = LICENCES.iter().filter(|(id, _)| words.contains(id));
        let file = |id: &str| match words.len() {
            1 => "LICENSE".to_owned(),
            _ => format!("LICENSE-{}", id.trim_end_matches("-2.0").to_uppercase()),
        };
        let head = |id: &str| match id {
            "MIT" => format!("MIT License\n\nCopyright (c) the authors of {}\n\n", self.name),
            _ => String::new(),
        };
        known.map(|(id, text)| (file(id), head(id) + text)).collect()
    }
}

/// A path in the repository, and its text.
pub(super) type Text = (String, String);

/// All files but those that `fetch` and `regen` write.
///
/// # Errors
/// If a template is broken.
pub(super) fn all(facts: &Facts) -> Result<Vec<Text>, String> {
    let mut files = vec![
        (config::NAME, configuration(facts)),
        ("Cargo.toml", include_str!("files/workspace.toml").to_owned()),
        (".gitignore", include_str!("files/gitignore").to_owned()),
        (".gitattributes", include_str!("files/gitattributes").to_owned()),
    ];
    let github =
        [Some(CHECKS), Some(UPDATE).filter(|_| facts.is_fetched)].into_iter().flatten().filter(|_| facts.has_github());
    let gitlab = Some(PIPELINE).into_iter().filter(|_| facts.has_gitlab());
    for (path, template) in github.chain(gitlab).chain([README]) {
        files.push((path, facts.rendered(template).map_err(|error| broken(path, &error))?));
    }
    let files = files.into_iter().map(|(path, text)| (path.to_owned(), text)).chain(facts.licences());
    // What the API says, `regen` writes into the crate's README.
    let of_client = std::iter::once(("README.md".to_owned(), readme::empty())).chain(facts.licences());
    let of_client = of_client.map(|(path, text)| (format!("{CLIENT}/{path}"), text));
    Ok(files.chain(of_client).collect())
}

fn broken(path: &str, error: &Error) -> String {
    format!("the template of `{path}` cannot be rendered: {error:#}")
}

fn configuration(facts: &Facts) -> String {
    let mut document = DocumentMut::new();
    let mut set = |key: &str, value: toml_edit::Value| {
        document.insert(key, Item::Value(value));
    };
    let lists = [("urls", facts.urls.clone())].into_iter().chain(facts.lists.clone());
    for (key, list) in lists.filter(|(_, list)| !list.is_empty()) {
        set(key, toml_edit::Value::Array(list.iter().collect()));
    }
    set("specs", SPECS.into());
    set("out", CLIENT.into());
    set("name", facts.name.as_str().into());
    if let Some(license) = &facts.license {
        let mut package = Table::new();
        package.insert("license", toml_edit::value(license.as_str()));
        document.insert("package", Item::Table(package));
    }
    format!("# The defaults of `{}`: every option of its commands has a key here.\n{document}", env!("CARGO_PKG_NAME"))
}
