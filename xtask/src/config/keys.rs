//! The keys of the configuration file: one for every option of every command that works on a client.
//!
//! In: the command line as clap describes it. Out: its options as keys, and the command line with values of the file as
//! defaults, so that whatever is given wins.

use clap::builder::{Str, ValueHint};
use clap::parser::ValueSource;
use clap::{Arg, ArgAction, ArgMatches, Command, Id};
use std::any::TypeId;

/// The commands that work on no client of a file, since they make one.
pub const WITHOUT_KEYS: [&str; 1] = ["init"];

/// An option of a command.
#[derive(Debug, Clone)]
pub struct Key {
    /// The command's name; that of an inner one has both words, `overlay new`.
    pub command: String,
    /// What the file calls it: its long name, or that of the argument.
    pub name: String,
    /// How clap knows it.
    pub arg: Arg,
}

/// What a value has to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// `true` or `false`
    Flag,
    /// A whole number.
    Number,
    /// A text.
    Text,
}

impl Key {
    /// What each value has to be.
    pub fn kind(&self) -> Kind {
        let type_ = self.arg.get_value_parser().type_id();
        let numbers = [TypeId::of::<usize>(), TypeId::of::<u64>(), TypeId::of::<u32>()];
        match self.arg.get_action() {
            ArgAction::SetTrue => Kind::Flag,
            _ if numbers.iter().any(|number| type_ == *number) => Kind::Number,
            _ => Kind::Text,
        }
    }

    /// It can have several values.
    pub fn is_list(&self) -> bool {
        matches!(self.arg.get_action(), ArgAction::Append)
            || self.arg.get_num_args().is_some_and(|number| number.max_values() > 1)
    }

    /// How a value is read: relative to the file if it is a path.
    pub fn hint(&self) -> ValueHint {
        self.arg.get_value_hint()
    }

    /// The words of a command line that say a value.
    pub fn words(&self, value: &str) -> Vec<String> {
        let mut words: Vec<String> = self.command.split(' ').map(str::to_owned).collect();
        words.extend(match (self.arg.get_long(), self.kind()) {
            (Some(long), Kind::Flag) => (value == "true").then(|| format!("--{long}")),
            (Some(long), Kind::Number | Kind::Text) => Some(format!("--{long}={value}")),
            (None, _) => Some(value.to_owned()),
        });
        words
    }
}

/// The keys of all commands.
pub fn all(command: &Command) -> Vec<Key> {
    let mut keys = Vec::new();
    collect(command, "", &mut keys);
    keys
}

fn collect(command: &Command, path: &str, keys: &mut Vec<Key>) {
    for inner in command.get_subcommands().filter(|inner| !WITHOUT_KEYS.contains(&inner.get_name())) {
        let path = if path.is_empty() { inner.get_name().to_owned() } else { format!("{path} {}", inner.get_name()) };
        let is_option = |arg: &&Arg| !arg.is_global_set() && !["help", "version"].contains(&arg.get_id().as_str());
        keys.extend(inner.get_arguments().filter(is_option).map(|arg| Key {
            command: path.clone(),
            name: arg.get_long().unwrap_or(arg.get_id().as_str()).to_owned(),
            arg: arg.clone(),
        }));
        collect(inner, &path, keys);
    }
}

/// The command line with `--no-NAME` for each flag, which turns off what the file turns on.
pub fn with_negations(command: Command) -> Command {
    command.mut_subcommands(|inner| {
        let flags = inner.get_arguments().filter(|arg| matches!(arg.get_action(), ArgAction::SetTrue));
        let flags: Vec<Arg> = flags.cloned().collect();
        let negations = flags.iter().filter_map(|flag| {
            let no = Str::from(negation(flag.get_long()?));
            let arg = Arg::new(no.clone()).long(no).action(ArgAction::SetTrue).hide(true);
            Some(arg.overrides_with(flag.get_id().clone()))
        });
        with_negations(inner.args(negations.collect::<Vec<_>>()))
    })
}

fn negation(long: &str) -> String {
    format!("no-{long}")
}

/// The command line as it may be given where the file has the rest.
pub fn with_nothing_required(command: Command) -> Command {
    command.mut_subcommands(|inner| {
        let is_configured = !WITHOUT_KEYS.contains(&inner.get_name());
        with_nothing_required(if is_configured { inner.mut_args(|arg| arg.required(false)) } else { inner })
    })
}

/// The innermost command that was given, and what was given to it.
pub fn given(matches: &ArgMatches) -> (String, &ArgMatches) {
    let (mut path, mut inner) = (Vec::new(), matches);
    while let Some((name, next)) = inner.subcommand() {
        path.push(name);
        inner = next;
    }
    (path.join(" "), inner)
}

/// The command line says it.
pub fn is_given(matches: &ArgMatches, id: &str) -> bool {
    let is_known = matches.try_contains_id(id).is_ok();
    is_known && matches.value_source(id) == Some(ValueSource::CommandLine)
}

/// Whether two options of a command exclude each other, whichever of them says so.
pub fn exclude_each_other(command: &Command, one: &Arg, other: &Arg) -> bool {
    let says =
        |one: &Arg, other: &Arg| command.get_arg_conflicts_with(one).iter().any(|arg| arg.get_id() == other.get_id());
    says(one, other) || says(other, one)
}

/// An inner command, by its path.
pub fn inner<'a>(command: &'a Command, path: &str) -> Option<&'a Command> {
    path.split(' ').try_fold(command, |at, name| at.find_subcommand(name))
}

/// The command line whose defaults are the values of a client, but for what is given, and what that excludes.
pub fn with_defaults(command: Command, client: &super::Client, path: &str, given: &ArgMatches) -> Command {
    let Some(leaf) = inner(&command, path) else { return command };
    let is_off = |arg: &Arg| {
        let of_line = leaf.get_arguments().filter(|other| is_given(given, other.get_id().as_str()));
        of_line.into_iter().any(|other| exclude_each_other(leaf, arg, other))
            || arg.get_long().is_some_and(|long| is_given(given, &negation(long)))
    };
    let keys = all(&command).into_iter().filter(|key| key.command == path && !is_off(&key.arg));
    let defaults: Vec<(Id, Vec<String>)> =
        keys.filter_map(|key| Some((key.arg.get_id().clone(), client.values(path, &key.name)?.to_vec()))).collect();
    let words: Vec<&str> = path.split(' ').collect();
    // All at once: to edit one argument would move it behind the others, which counts for those without a name.
    inside(command.clone(), &words, &|leaf| {
        leaf.mut_args(|arg| match defaults.iter().find(|(id, _)| id == arg.get_id()) {
            Some((_, values)) => arg.required(false).default_values(values.iter().map(String::from)),
            None => arg,
        })
    })
}

fn inside(command: Command, path: &[&str], edit: &dyn Fn(Command) -> Command) -> Command {
    match path {
        [] => edit(command),
        [first, rest @ ..] => command.mut_subcommand(first, |inner| inside(inner, rest, edit)),
    }
}
