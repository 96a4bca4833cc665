//! From lines to events, as the HTML standard interprets a stream (section 9.2.6).

use crate::runtime::basics::split::{split_once, unsigned};
use std::time::Duration;

/// An event as sent.
pub(super) struct Found {
    pub(super) event: String,
    pub(super) data: String,
}

/// What a line gives.
pub(super) enum Step {
    More,
    Event(Found),
    TooLong,
}

/// What is known of the next event.
#[derive(Default)]
pub(super) struct Parser {
    event: String,
    data: Option<String>,
    /// The `id` that came last, once its event is whole: an event that breaks off behind its `id` comes again.
    pub(super) last_id: Option<String>,
    /// The `id` of the event that is not whole yet, if it has one.
    id: Option<Option<String>>,
    /// The pause that the server asks for.
    pub(super) retry: Option<Duration>,
    /// A byte order mark can be in the first line only.
    begun: bool,
}

impl Parser {
    /// Forgets what is not whole: the body broke off.
    #[inline]
    pub(super) fn forget(&mut self) {
        *self = Self { last_id: self.last_id.take(), retry: self.retry, ..Self::default() };
    }

    /// Takes a line without its end.
    #[inline]
    pub(super) fn line(&mut self, line: &[u8], longest: usize) -> Step {
        let text = String::from_utf8_lossy(line);
        let mut text = &*text;
        if !std::mem::replace(&mut self.begun, true) {
            text = text.strip_prefix('\u{feff}').unwrap_or(text);
        }
        if text.is_empty() {
            return self.dispatch();
        }
        let (name, value) = split_once(text, ":").unwrap_or((text, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match name {
            "event" => value.clone_into(&mut self.event),
            "data" => {
                let data = self.data.get_or_insert_default();
                if data.len().saturating_add(value.len()) > longest {
                    return Step::TooLong;
                }
                data.push_str(value);
                data.push('\n');
            }
            "id" if !value.as_bytes().contains(&0) => {
                self.id = Some(if value.is_empty() { None } else { Some(value.to_owned()) });
            }
            "retry" if !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit()) => {
                self.retry = unsigned(value).map(Duration::from_millis);
            }
            // A comment, if the name is empty; what is not known is ignored.
            _ => {}
        }
        Step::More
    }

    #[inline]
    fn dispatch(&mut self) -> Step {
        if let Some(id) = self.id.take() {
            self.last_id = id;
        }
        let event = std::mem::take(&mut self.event);
        let Some(mut data) = self.data.take() else { return Step::More };
        data.pop();
        Step::Event(Found { event: if event.is_empty() { "message".to_owned() } else { event }, data })
    }
}
