//! Enums of one documented text: their constant is used as a variant is, and another text is kept.

use serde_json::{from_str, json, to_value};
use std::collections::HashSet;
use this_crate::runtime::{Single, SingleText};

mod single_ {
    pub enum CircleType {}
    pub enum SquareType {}
}

type CircleType = Single<single_::CircleType>;
type SquareType = Single<single_::SquareType>;

impl SingleText for single_::CircleType {
    const TEXT: &'static str = "circle";
}

impl SingleText for single_::SquareType {
    const TEXT: &'static str = "square";
}

fn read<T: serde::de::DeserializeOwned>(text: &str) -> T {
    from_str(text).unwrap()
}

#[test]
fn the_documented_text_and_any_other_are_read_and_written_alike() {
    for text in ["circle", "square", "", "Circle"] {
        let read: CircleType = read(&json!(text).to_string());
        assert_eq!(to_value(read).unwrap(), json!(text));
        assert_eq!((read.as_str(), read.to_string().as_str()), (text, text));
        assert_eq!(format!("{read:?}"), format!("{text:?}"));
        assert_eq!(text.parse(), Ok(read));
        assert_eq!((CircleType::from(text), CircleType::from(text.to_owned())), (read, read));
        let is_undocumented = matches!(read, CircleType::Undocumented(_));
        assert_eq!(is_undocumented, text != "circle");
    }
}

#[test]
fn a_value_of_another_json_type_is_left_to_what_is_around() {
    for value in ["null", "7", r#"{"a": [1]}"#] {
        assert!(from_str::<CircleType>(value).is_err());
    }
}

#[test]
fn equal_values_have_equal_hashes_and_enums_of_two_texts_are_two_types() {
    let all: HashSet<CircleType> = ["circle", "circle", "oval", "oval", "square"].map(CircleType::from).into();
    assert_eq!(all.len(), 3);
    assert_eq!(SquareType::from("square").as_str(), "square");
    assert!(matches!(SquareType::from("circle"), SquareType::Undocumented(_)));
}
