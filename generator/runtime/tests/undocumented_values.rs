//! How many undocumented values of enums are kept: what servers send fills a bounded room, shared by all enums of a process.
//! So this test has a process of its own.

use serde_json::{Value, json};
use this_crate::runtime::{
    Described, Documented, Field, Model, ModelInfo, ModelKind, Single, SingleText, Undocumented, Wire, decode, encode,
};

mod single_ {
    pub enum CircleType {}
}

type CircleType = Single<single_::CircleType>;

impl SingleText for single_::CircleType {
    const TEXT: &'static str = "circle";
}

#[derive(Default)]
struct Shape {
    kind: Option<CircleType>,
    all: Option<Vec<CircleType>>,
    undocumented: Undocumented,
}

impl Model for Shape {
    fn info(&self) -> &'static ModelInfo {
        &ModelInfo { name: "Shape", fields: &[Documented::Optional("kind"), Documented::Optional("all")] }
    }
    fn field(&self, index: usize) -> &dyn Field {
        match index {
            0 => &self.kind,
            1 => &self.all,
            _ => &self.undocumented,
        }
    }
    fn field_mut(&mut self, index: usize) -> &mut dyn Field {
        match index {
            0 => &mut self.kind,
            1 => &mut self.all,
            _ => &mut self.undocumented,
        }
    }
}

impl Described for Shape {
    type Kind = ModelKind;
}

fn read(value: &Value) -> Shape {
    decode::from_value(value.clone()).unwrap()
}

fn written(shape: &Shape) -> Value {
    encode::to_value(Wire::view(shape))
}

/// Whatever is read is written back, in the enum or beside it.
#[test]
fn what_does_not_fit_is_kept_raw() {
    let mut kept = 0;
    for number in 0..20_000 {
        let text = format!("shape number {number}");
        let sent = json!({"kind": text, "all": ["circle", text]});
        let shape = read(&sent);
        assert_eq!(written(&shape), sent);
        kept += usize::from(shape.kind.is_some());
        assert_eq!(shape.kind.is_some(), shape.all.is_some());
        if shape.kind.is_none() {
            assert_eq!(shape.undocumented.get_raw("kind"), Some(&json!(text)));
        }
    }
    assert!((1_000..5_000).contains(&kept), "{kept} values were kept");
    // A value that was kept stays readable, and a documented one needs no room.
    let again = read(&json!({"kind": "shape number 0", "all": ["circle"]}));
    assert_eq!(
        (again.kind.map(|it| it.to_string()), again.all.map(|it| it.len())),
        (Some("shape number 0".into()), Some(1))
    );
    assert!(serde_json::from_value::<CircleType>(json!("shape number 19999")).is_err());
    // What the program itself makes always is: there is nowhere else for it.
    let made = CircleType::from("shape number 19999");
    let copied = made;
    assert_eq!((made.as_str(), copied), ("shape number 19999", CircleType::from("shape number 19999")));
}

#[test]
fn a_long_value_is_kept_raw() {
    let sent = json!({"kind": "x".repeat(2_000)});
    let shape = read(&sent);
    assert!(shape.kind.is_none());
    assert_eq!(written(&shape), sent);
}
