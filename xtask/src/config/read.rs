//! Reads the configuration file, and reports all that is wrong with it: file, line, key, and the nearest key.

use super::keys::{self, Key, Kind};
use super::{Client, listed, nearest};
use crate::license;
use crate::manifest::{Field, PACKAGE_KEYS};
use crate::specs::shown;
use clap::Command;
use clap::builder::ValueHint;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use generator::diagnostic::{At, Diagnostics};
use std::ops::Range;
use std::path::Path;
use toml_edit::{Document, Item, TableLike, Value};

/// The file, and what it may say.
struct Reader<'a> {
    file: &'a Path,
    text: &'a str,
    command: &'a Command,
    keys: Vec<Key>,
}

/// What a place may have beside the keys of options.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Level {
    /// The file: clients, and all that a client has.
    Top,
    /// A client: its package, and a table for each command.
    Client,
}

/// The clients of a file.
pub(super) fn clients(dx: &mut Diagnostics, file: &Path, text: &str, command: &Command) -> Vec<Client> {
    let reader = Reader { file, text, command, keys: keys::all(command) };
    let document = match Document::parse(text) {
        Ok(document) => document,
        Err(error) => {
            let message = format!("the file is not TOML: {}", error.message());
            dx.error("invalid-configuration", message, reader.at(error.span())).help("correct the line");
            return Vec::new();
        }
    };
    let root = document.as_table();
    let mut base = Client::default();
    reader.layer(dx, root, Level::Top, &mut base);
    let mut clients = Vec::new();
    match root.get("client").map(|item| (item, item.as_table_like())) {
        None => clients.push(base),
        Some((_, Some(named))) => {
            for (name, item) in named.iter() {
                clients.extend(reader.client(dx, named, name, item, &base));
            }
        }
        Some((item, None)) => reader.wrong_type(dx, "client", item, "a table for each client, `[client.NAME]`"),
    }
    for client in &mut clients {
        reader.complete(client);
        reader.check_conflicts(dx, client);
    }
    reader.check_folders(dx, &clients);
    clients
}

impl Reader<'_> {
    fn at(&self, span: Option<Range<usize>>) -> At {
        At::File(self.place(span))
    }

    /// A byte range of the file, as a message shows it.
    fn place(&self, span: Option<Range<usize>>) -> String {
        let before = span.and_then(|span| self.text.get(..span.start)).unwrap_or_default();
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        format!("{}:{line}:{column}", shown(self.file))
    }

    fn wrong_type(&self, dx: &mut Diagnostics, key: &str, item: &Item, wanted: &str) {
        let message = format!("`{key}` is {wanted}, not {}", kind(item));
        dx.error("wrong-type", message, self.at(item.span())).help(format!("write {wanted}"));
    }

    fn client(
        &self,
        dx: &mut Diagnostics,
        named: &dyn TableLike,
        name: &str,
        item: &Item,
        base: &Client,
    ) -> Option<Client> {
        let Some(table) = item.as_table_like() else {
            self.wrong_type(dx, name, item, "a table for each client, `[client.NAME]`");
            return None;
        };
        let is_name = |name: &str| {
            !name.is_empty()
                && name.chars().all(|character| character.is_ascii_alphanumeric() || "-_".contains(character))
        };
        if !is_name(name) {
            let span = named.get_key_value(name).and_then(|(key, _)| key.span());
            dx.error("invalid-client-name", format!("`{name}` cannot name a client"), self.at(span))
                .help("use ASCII letters, digits, `-` and `_`");
        }
        let mut client = Client { name: Some(name.to_owned()), ..base.clone() };
        self.layer(dx, table, Level::Client, &mut client);
        Some(client)
    }

    /// Adds what a table says: first about all commands, then about one.
    fn layer(&self, dx: &mut Diagnostics, table: &dyn TableLike, level: Level, client: &mut Client) {
        let mut of_commands = Vec::new();
        for (key, item) in table.iter() {
            let (is_table, is_command) = (item.is_table_like(), self.is_command(key));
            match key {
                "client" if level == Level::Top => {}
                "package" => self.package(dx, item, client),
                _ if is_table && is_command => of_commands.push((key, item)),
                _ => self.option(dx, (table, key, item), None, client),
            }
        }
        for (command, item) in of_commands {
            let Some(table) = item.as_table_like() else { continue };
            for (key, item) in table.iter() {
                self.option(dx, (table, key, item), Some(command), client);
            }
        }
    }

    fn is_command(&self, name: &str) -> bool {
        self.keys.iter().any(|key| key.command.split(' ').next() == Some(name))
    }

    /// Sets an option for all commands, or for one.
    fn option(
        &self,
        dx: &mut Diagnostics,
        (table, name, item): (&dyn TableLike, &str, &Item),
        command: Option<&str>,
        client: &mut Client,
    ) {
        let is_meant = |key: &&Key| command.is_none_or(|command| key.command.split(' ').next() == Some(command));
        let meant: Vec<&Key> = self.keys.iter().filter(is_meant).collect();
        let found: Vec<&&Key> = meant.iter().filter(|key| key.name == name).collect();
        if found.is_empty() {
            let span = table.get_key_value(name).and_then(|(key, _)| key.span());
            return self.unknown(dx, name, command, &meant, span);
        }
        for key in found {
            let values = match texts(key, item) {
                Ok(values) => values,
                Err(wanted) => return self.wrong_type(dx, name, item, wanted),
            };
            if let Some(problem) = values.iter().find_map(|value| self.refused(key, value)) {
                dx.error("invalid-value", format!("`{name}` is wrong: {problem}"), self.at(item.span())).help(format!(
                    "correct the value; a value for one command stands in its table, `[{}]`",
                    key.command
                ));
                return;
            }
            let values = values.into_iter().map(|value| self.placed(key, value)).collect();
            client.set(&key.command, name, values);
            client.places.insert((key.command.clone(), name.to_owned()), self.place(item.span()));
        }
    }

    fn unknown(
        &self,
        dx: &mut Diagnostics,
        name: &str,
        command: Option<&str>,
        meant: &[&Key],
        span: Option<Range<usize>>,
    ) {
        let place = command.map(|command| format!(" of `{command}`")).unwrap_or_default();
        let mut known: Vec<&str> = meant.iter().map(|key| key.name.as_str()).collect();
        if command.is_none() {
            known.extend(["client", "package"]);
            known.extend(meant.iter().filter_map(|key| key.command.split(' ').next()));
        }
        known.sort_unstable();
        known.dedup();
        let help = match nearest(name, &known) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("the keys are {}", listed(&known)),
        };
        dx.error("unknown-key", format!("`{name}` is no key{place}"), self.at(span)).help(help);
    }

    /// Why the command line would not take a value.
    fn refused(&self, key: &Key, value: &str) -> Option<String> {
        // A name may be a secret by mistake, which the command itself says without showing it.
        let words = std::iter::once("x".to_owned()).chain(key.words(value));
        let error = self.command.clone().try_get_matches_from(words).err()?;
        if !matches!(error.kind(), ErrorKind::InvalidValue | ErrorKind::ValueValidation) {
            return None;
        }
        let text = error.to_string();
        let first = text.split("\n\n").next().unwrap_or_default().trim_start_matches("error: ");
        let first = first.split_whitespace().collect::<Vec<_>>().join(" ");
        Some(match error.get(ContextKind::SuggestedValue) {
            Some(ContextValue::String(near)) => format!("{first}; did you mean `{near}`?"),
            _ => first,
        })
    }

    /// A path is relative to the file; where a text can be something else than a path, only if there is one.
    fn placed(&self, key: &Key, value: String) -> String {
        let folder = self.file.parent().unwrap_or(Path::new(""));
        let path = folder.join(&value);
        let is_path = match key.hint() {
            ValueHint::AnyPath => true,
            ValueHint::FilePath => path.exists(),
            _ => false,
        };
        if is_path { path.to_string_lossy().into_owned() } else { value }
    }

    fn package(&self, dx: &mut Diagnostics, item: &Item, client: &mut Client) {
        let Some(table) = item.as_table_like() else {
            return self.wrong_type(dx, "package", item, "a table, `[package]`");
        };
        for (name, item) in table.iter() {
            let Some((_, is_list)) = PACKAGE_KEYS.iter().find(|(known, _)| *known == name) else {
                let known: Vec<&str> = PACKAGE_KEYS.iter().map(|(known, _)| *known).collect();
                let help = match nearest(name, &known) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => format!("the keys are {}", listed(&known)),
                };
                let span = table.get_key_value(name).and_then(|(key, _)| key.span());
                dx.error("unknown-key", format!("`{name}` is no key of `package`"), self.at(span)).help(help);
                continue;
            };
            match (is_list, item.as_str(), item.as_array().and_then(strings)) {
                (false, Some(text), _) => set(client, name, Field::Text(text.to_owned())),
                (true, _, Some(list)) => set(client, name, Field::List(list)),
                (false, None, _) => self.wrong_type(dx, name, item, "a text"),
                (true, _, None) => self.wrong_type(dx, name, item, "a list of texts"),
            }
            match name {
                "keywords" => self.check_keywords(dx, item),
                "license" => self.check_license(dx, item),
                _ => {}
            }
        }
        if table.contains_key("license") && table.contains_key("license-file") {
            let message = "`license` and `license-file` exclude each other";
            dx.error("conflicting-keys", message, self.at(item.span())).help("remove one of them");
        }
    }

    fn check_license(&self, dx: &mut Diagnostics, item: &Item) {
        if let Some(Err(problem)) = item.as_str().map(license::check) {
            let message = format!("`license` is no SPDX expression: {}", problem.reason);
            dx.error("invalid-value", message, self.at(item.span())).help(problem.help);
        }
    }

    /// What crates.io would refuse only when the crate is published.
    fn check_keywords(&self, dx: &mut Diagnostics, item: &Item) {
        let list = item.as_array().and_then(strings).unwrap_or_default();
        let is_fine = |word: &String| {
            word.len() <= 20
                && word.starts_with(|first: char| first.is_ascii_alphanumeric())
                && word.chars().all(|character| character.is_ascii_alphanumeric() || "_-+".contains(character))
        };
        if list.len() > 5 || !list.iter().all(is_fine) {
            let message = "crates.io does not take these `keywords`";
            dx.error("invalid-value", message, self.at(item.span()))
                .help("give at most five, each of at most 20 ASCII letters, digits, `_`, `-` and `+`");
        }
    }

    /// The folders of a client have defaults.
    fn complete(&self, client: &mut Client) {
        let folder = self.file.parent().unwrap_or(Path::new(""));
        let (specs, out) = match &client.name {
            None => (folder.join("specs"), folder.join("client")),
            Some(name) => (folder.join("specs").join(name), folder.join("clients").join(name)),
        };
        // One page for each of several clients, beside each other.
        let report = client.name.as_ref().map(|name| folder.join(format!("report-{name}.html")));
        for key in &self.keys {
            let path = match (key.name.as_str(), &report) {
                ("specs", _) => &specs,
                ("out", _) => &out,
                ("out-file", Some(report)) => report,
                _ => continue,
            };
            if client.values(&key.command, &key.name).is_none() {
                client.set(&key.command, &key.name, vec![path.to_string_lossy().into_owned()]);
            }
        }
    }

    /// Options that exclude each other on the command line do so in the file.
    fn check_conflicts(&self, dx: &mut Diagnostics, client: &Client) {
        let is_on = |key: &&Key| client.values(&key.command, &key.name).is_some_and(|values| values != ["false"]);
        let on: Vec<&Key> = self.keys.iter().filter(is_on).collect();
        for (index, key) in on.iter().enumerate() {
            let Some(leaf) = keys::inner(self.command, &key.command) else { continue };
            let earlier = on.iter().take(index).filter(|other| other.command == key.command);
            for other in earlier.filter(|other| keys::exclude_each_other(leaf, &key.arg, &other.arg)) {
                let message = format!("`{}` and `{}` exclude each other", other.name, key.name);
                dx.error("conflicting-keys", message, At::File(shown(self.file))).help("remove one of them");
            }
        }
    }

    /// Two clients in one folder would overwrite each other.
    fn check_folders(&self, dx: &mut Diagnostics, clients: &[Client]) {
        for (index, client) in clients.iter().enumerate() {
            let out = client.values("regen", "out");
            let earlier = clients.iter().take(index).find(|earlier| earlier.values("regen", "out") == out);
            if let (Some(earlier), Some(name)) = (earlier.and_then(|one| one.name.as_ref()), &client.name) {
                let message = format!("the clients `{earlier}` and `{name}` have one `out` folder");
                dx.error("same-folder", message, At::File(shown(self.file)))
                    .help("give each client a folder of its own: `out` in `[client.NAME]`");
            }
        }
    }
}

fn set(client: &mut Client, name: &str, field: Field) {
    client.package.retain(|(known, _)| known != name);
    client.package.push((name.to_owned(), field));
}

/// The values of an option as the command line has them, or what they have to be.
fn texts(key: &Key, item: &Item) -> Result<Vec<String>, &'static str> {
    let wanted = match (key.kind(), key.is_list()) {
        (Kind::Flag, _) => "`true` or `false`",
        (Kind::Number, _) => "a whole number",
        (Kind::Text, false) => "a text",
        (Kind::Text, true) => "a list of texts",
    };
    let one = |value: &Value| match (key.kind(), value) {
        (Kind::Flag, Value::Boolean(flag)) => Some(flag.value().to_string()),
        (Kind::Number, Value::Integer(number)) => Some(number.value().to_string()),
        (Kind::Text, Value::String(text)) => Some(text.value().clone()),
        _ => None,
    };
    let values = match item.as_value() {
        Some(Value::Array(list)) if key.is_list() => list.iter().map(one).collect(),
        Some(value) => one(value).map(|text| vec![text]),
        None => None,
    };
    values.ok_or(wanted)
}

fn strings(list: &toml_edit::Array) -> Option<Vec<String>> {
    list.iter().map(|value| value.as_str().map(str::to_owned)).collect()
}

fn kind(item: &Item) -> &'static str {
    match item {
        Item::None => "nothing",
        Item::Table(_) | Item::Value(Value::InlineTable(_)) => "a table",
        Item::ArrayOfTables(_) => "a list of tables",
        Item::Value(Value::String(_)) => "a text",
        Item::Value(Value::Integer(_)) => "a whole number",
        Item::Value(Value::Float(_)) => "a number",
        Item::Value(Value::Boolean(_)) => "`true` or `false`",
        Item::Value(Value::Datetime(_)) => "a date",
        Item::Value(Value::Array(_)) => "a list",
    }
}
