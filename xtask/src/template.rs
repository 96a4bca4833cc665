//! Texts from templates.
//!
//! In: a template and values. Out: the text; a value that the template names and nobody gives is an error.

use minijinja::syntax::SyntaxConfig;
use minijinja::{AutoEscape, Environment, Error, UndefinedBehavior, Value};

/// Renders a template of plain text, in which a line that holds only a block leaves no line.
///
/// # Errors
/// If the template is broken.
pub fn render(template: &str, values: Value) -> Result<String, Error> {
    let mut environment = Environment::new();
    environment
        .set_syntax(SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).keep_trailing_newline(true).build()?);
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_auto_escape_callback(|_| AutoEscape::None);
    environment.render_str(template, values)
}
