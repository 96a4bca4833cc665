//! How the page looks.
//!
//! In: a [`Report`]. Out: HTML, by the templates in `templates/`. The engine escapes all that they are given, so text from
//! pages is text here; beyond that, a policy in the page lets a browser run the page's own script only, and load nothing.

use super::view::Report;
use crate::digest;
use minijinja::syntax::SyntaxConfig;
use minijinja::value::{Serde, Value};
use minijinja::{Environment, Error, UndefinedBehavior, context};

const TEMPLATES: [(&str, &str); 4] = [
    ("page.html", include_str!("templates/page.html")),
    ("macros.html", include_str!("templates/macros.html")),
    ("findings.html", include_str!("templates/findings.html")),
    ("tables.html", include_str!("templates/tables.html")),
];
const STYLE: &str = include_str!("templates/style.css");
const SCRIPT: &str = include_str!("templates/script.js");

/// The page.
///
/// # Errors
/// If a template is broken.
pub fn page(report: &Report) -> Result<String, String> {
    rendered(report).map_err(|error| format!("the report cannot be rendered: {error:#}"))
}

fn rendered(report: &Report) -> Result<String, Error> {
    let mut environment = Environment::new();
    environment.set_syntax(SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build()?);
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    for (name, text) in TEMPLATES {
        environment.add_template(name, text)?;
    }
    environment.get_template("page.html")?.render(context! {
        report => Serde(report),
        style => Value::from_safe_string(STYLE.to_owned()),
        script => Value::from_safe_string(SCRIPT.to_owned()),
        policy => digest::base64(SCRIPT.as_bytes()),
    })
}
