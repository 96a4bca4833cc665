//! YAML 1.2 by its core schema: from the events of the parser to what serde reads.
//!
//! In: a text. Out: [`Events`], which a `DeserializeSeed` reads like any other format. Plain scalars mean what the table
//! of the specification says (YAML 1.2.2, section 10.3.2): `007` is 7, `0o7` is 7, `0b01`, `+0o7`, `1_000` and `yes` are
//! strings. Keys are texts as they are written (OpenAPI 3.1, section "Format"). An alias is read again where it stands;
//! tags other than those of the core schema are ignored.

use super::Broken;
use saphyr_parser::{Event, Parser, ScalarStyle, Tag};
use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt;

/// The events of one document.
pub(super) struct Events<'text> {
    list: Vec<(Item<'text>, usize)>,
    /// Where the value of an anchor begins.
    anchors: HashMap<usize, usize>,
    at: usize,
    /// Why the list ends before the text does.
    broken: Option<Broken>,
}

enum Item<'text> {
    Text(Cow<'text, str>),
    /// A plain scalar, or one with a tag of the core schema.
    Scalar(Cow<'text, str>),
    Null,
    Sequence,
    Mapping,
    End,
    Alias(usize),
}

/// What a scalar means.
#[derive(Debug, PartialEq)]
enum Scalar {
    Null,
    Bool(bool),
    Unsigned(u64),
    Signed(i64),
    Float(f64),
    Text,
}

/// Reads the only document of a text, as far as it is YAML.
pub(super) fn events(text: &str) -> Events<'_> {
    let mut events = Events { list: Vec::new(), anchors: HashMap::new(), at: 0, broken: None };
    events.broken = fill(&mut events, text).err();
    events
}

fn fill<'text>(events: &mut Events<'text>, text: &'text str) -> Result<(), Broken> {
    let mut open = Vec::new();
    let mut documents = 0;
    let broken = |message: &str, index| Broken {
        message: message.to_owned(),
        offset: offset(text, index),
        // The scanner looks ahead, so that it may find this before the reader does.
        is_too_deep: message == "recursion limit exceeded",
    };
    for event in Parser::new_from_str(text) {
        let (event, span) = event.map_err(|error| broken(error.info(), error.marker().index()))?;
        let (index, position) = (span.start.index(), events.list.len());
        let (item, anchor) = match event {
            Event::Scalar(text, style, anchor, tag) => (scalar_item(text, style, tag.as_deref()), anchor),
            Event::SequenceStart(anchor, _) => (Item::Sequence, anchor),
            Event::MappingStart(anchor, _) => (Item::Mapping, anchor),
            Event::SequenceEnd | Event::MappingEnd => (Item::End, 0),
            Event::Alias(anchor) if events.anchors.contains_key(&anchor) => (Item::Alias(anchor), 0),
            Event::Alias(_) => return Err(broken("an alias stands inside the value that it names", index)),
            Event::DocumentStart(_) if documents > 0 => {
                return Err(broken("the text holds more than one document", index));
            }
            Event::DocumentStart(_) => {
                documents += 1;
                continue;
            }
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentEnd => continue,
        };
        match item {
            // An anchor can be used once its value is complete.
            Item::Sequence | Item::Mapping => open.push((anchor, position)),
            Item::End => events.anchors.extend(open.pop()),
            Item::Text(_) | Item::Scalar(_) | Item::Null | Item::Alias(_) => {
                events.anchors.insert(anchor, position);
            }
        }
        events.list.push((item, index));
    }
    Ok(())
}

fn scalar_item<'text>(text: Cow<'text, str>, style: ScalarStyle, tag: Option<&Tag>) -> Item<'text> {
    let core = tag.filter(|tag| tag.is_yaml_core_schema()).map(|tag| tag.suffix.as_str());
    let is_non_specific = tag.is_some_and(|tag| tag.handle.is_empty() && tag.suffix == "!");
    match core {
        Some("null") => Item::Null,
        Some("bool" | "int" | "float") => Item::Scalar(text),
        Some(_) => Item::Text(text),
        None if style == ScalarStyle::Plain && !is_non_specific => Item::Scalar(text),
        None => Item::Text(text),
    }
}

/// The byte offset of a character.
fn offset(text: &str, index: usize) -> usize {
    text.char_indices().nth(index).map_or(text.len(), |(offset, _)| offset)
}

impl Events<'_> {
    /// Reads the document.
    pub(super) fn read<'de, S: DeserializeSeed<'de>>(mut self, text: &str, seed: S) -> Result<S::Value, Broken> {
        let read = seed.deserialize(&mut self);
        if let Some(broken) = self.broken {
            return Err(broken);
        }
        read.map_err(|Failure(message)| {
            let index = self.list.get(self.at).map_or(0, |(_, index)| *index);
            Broken { message, offset: offset(text, index), is_too_deep: false }
        })
    }

    /// Goes past the end of a sequence or a mapping, if it is next.
    fn ends(&mut self) -> bool {
        let ends = matches!(self.list.get(self.at), None | Some((Item::End, _)));
        self.at += usize::from(ends);
        ends
    }

    /// Reads the value of an anchor, and goes on behind the alias.
    fn aliased<T>(&mut self, anchor: usize, read: impl FnOnce(&mut Self) -> Result<T, Failure>) -> Result<T, Failure> {
        let behind = self.at + 1;
        self.at = self.anchors.get(&anchor).copied().unwrap_or(self.list.len());
        let value = read(self)?;
        self.at = behind;
        Ok(value)
    }
}

/// Why a document could not be read.
#[derive(Debug)]
pub(super) struct Failure(String);

impl fmt::Display for Failure {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl std::error::Error for Failure {}

impl serde::de::Error for Failure {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Failure(message.to_string())
    }
}

impl<'de> Deserializer<'de> for &mut Events<'_> {
    type Error = Failure;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Failure> {
        let result = match self.list.get(self.at) {
            Some((Item::Text(text), _)) => visitor.visit_str(text),
            Some((Item::Scalar(text), _)) => match scalar(text) {
                Scalar::Null => visitor.visit_unit(),
                Scalar::Bool(truth) => visitor.visit_bool(truth),
                Scalar::Unsigned(number) => visitor.visit_u64(number),
                Scalar::Signed(number) => visitor.visit_i64(number),
                Scalar::Float(number) => visitor.visit_f64(number),
                Scalar::Text => visitor.visit_str(text),
            },
            Some((Item::Null, _)) | None => visitor.visit_unit(),
            Some((Item::Sequence, _)) => {
                self.at += 1;
                return visitor.visit_seq(self);
            }
            Some((Item::Mapping, _)) => {
                self.at += 1;
                return visitor.visit_map(self);
            }
            Some((Item::Alias(anchor), _)) => {
                let anchor = *anchor;
                return self.aliased(anchor, |events| events.deserialize_any(visitor));
            }
            Some((Item::End, _)) => Err(Failure("a value is missing".to_owned())),
        };
        self.at += 1;
        result
    }

    /// A key.
    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Failure> {
        let result = match self.list.get(self.at) {
            Some((Item::Text(text) | Item::Scalar(text), _)) => visitor.visit_str(text),
            Some((Item::Null, _)) => visitor.visit_str(""),
            Some((Item::Alias(anchor), _)) => {
                let anchor = *anchor;
                return self.aliased(anchor, |events| events.deserialize_str(visitor));
            }
            Some((Item::Sequence | Item::Mapping | Item::End, _)) | None => {
                return Err(Failure("a key has to be a text".to_owned()));
            }
        };
        self.at += 1;
        result
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

impl<'de> SeqAccess<'de> for &mut Events<'_> {
    type Error = Failure;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Failure> {
        if self.ends() { Ok(None) } else { seed.deserialize(&mut **self).map(Some) }
    }
}

impl<'de> MapAccess<'de> for &mut Events<'_> {
    type Error = Failure;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Failure> {
        if self.ends() { Ok(None) } else { seed.deserialize(&mut **self).map(Some) }
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Failure> {
        seed.deserialize(&mut **self)
    }
}

/// The table of the core schema. What JSON has no number for (`.inf`, `.nan`, `1e400`) stays a text.
fn scalar(text: &str) -> Scalar {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => return Scalar::Null,
        "true" | "True" | "TRUE" => return Scalar::Bool(true),
        "false" | "False" | "FALSE" => return Scalar::Bool(false),
        _ => {}
    }
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    if digits(unsigned) {
        let number = text.parse().map(Scalar::Unsigned).or_else(|_| text.parse().map(Scalar::Signed));
        return number.unwrap_or_else(|_| float(text));
    }
    if let Some(number) = text.strip_prefix("0o").filter(|rest| rest.bytes().all(|byte| byte.is_ascii_digit())) {
        return radix(number, 8);
    }
    if let Some(number) = text.strip_prefix("0x").filter(|rest| rest.bytes().all(|byte| byte.is_ascii_hexdigit())) {
        return radix(number, 16);
    }
    let (mantissa, exponent) = unsigned.split_once(['e', 'E']).unwrap_or((unsigned, "0"));
    let is_mantissa = match mantissa.split_once('.') {
        Some(("", fraction)) => digits(fraction),
        Some((whole, fraction)) => digits(whole) && (fraction.is_empty() || digits(fraction)),
        None => digits(mantissa),
    };
    if is_mantissa && digits(exponent.strip_prefix(['-', '+']).unwrap_or(exponent)) {
        float(text)
    } else {
        Scalar::Text
    }
}

fn radix(digits: &str, radix: u32) -> Scalar {
    match u64::from_str_radix(digits, radix) {
        Ok(number) => Scalar::Unsigned(number),
        Err(_) => u128::from_str_radix(digits, radix).map_or(Scalar::Text, |number| Scalar::Float(number as f64)),
    }
}

fn float(text: &str) -> Scalar {
    text.parse().ok().filter(|number: &f64| number.is_finite()).map_or(Scalar::Text, Scalar::Float)
}

#[cfg(test)]
mod tests {
    use super::{Scalar, scalar};

    #[test]
    fn plain_scalars_mean_what_the_core_schema_says() {
        let cases = [
            ("", Scalar::Null),
            ("~", Scalar::Null),
            ("Null", Scalar::Null),
            ("NULL", Scalar::Null),
            ("nULL", Scalar::Text),
            ("True", Scalar::Bool(true)),
            ("FALSE", Scalar::Bool(false)),
            ("yes", Scalar::Text),
            ("off", Scalar::Text),
            ("007", Scalar::Unsigned(7)),
            ("08", Scalar::Unsigned(8)),
            ("+12", Scalar::Unsigned(12)),
            ("-12", Scalar::Signed(-12)),
            ("18446744073709551616", Scalar::Float(18_446_744_073_709_551_616.0)),
            ("0o7", Scalar::Unsigned(7)),
            ("0o8", Scalar::Text),
            ("0o", Scalar::Text),
            ("+0o7", Scalar::Text),
            ("-0o7", Scalar::Text),
            ("0x1F", Scalar::Unsigned(31)),
            ("0xg", Scalar::Text),
            ("-0x1F", Scalar::Text),
            ("0X1F", Scalar::Text),
            ("0b01", Scalar::Text),
            ("1_000", Scalar::Text),
            ("12:30:45", Scalar::Text),
            ("1.", Scalar::Float(1.0)),
            (".5", Scalar::Float(0.5)),
            ("+.5e-1", Scalar::Float(0.05)),
            ("-1E+2", Scalar::Float(-100.0)),
            ("0e0", Scalar::Float(0.0)),
            (".", Scalar::Text),
            ("+", Scalar::Text),
            ("1e", Scalar::Text),
            ("e1", Scalar::Text),
            ("1.2.3", Scalar::Text),
            ("1e400", Scalar::Text),
            (".inf", Scalar::Text),
            ("-.INF", Scalar::Text),
            (".NaN", Scalar::Text),
            ("inf", Scalar::Text),
            ("nan", Scalar::Text),
            ("infinity", Scalar::Text),
            ("2024-01-01", Scalar::Text),
        ];
        for (text, meant) in cases {
            assert_eq!(scalar(text), meant, "{text}");
        }
    }
}
