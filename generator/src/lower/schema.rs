//! Schemas to types.
//!
//! In goes a schema and its spot, out comes a [`Type`]; what needs a type of its own (objects, enums, unions) gets a
//! slot on the way. `{type: array, items: {$ref: "#/components/schemas/Pet"}}` becomes an array of the slot of `Pet`,
//! whether `Pet` is lowered already or not. A schema that says nothing is [`Type::Any`].

use crate::ir::{Docs, Field, ObjectShape, Shape, Type, TypeDef, TypeId};
use crate::lower::gather::{self, Gathered, Part};
use crate::lower::state::{Key, Lowering, SchemaRef, SlotState, Spot, SpotStep, Target};
use crate::lower::{compose, constraints, docs, enumeration, reference, rust_type, scalar, tuple, union};
use crate::schema::{JsonType, Schema};

/// Lists of lists (and maps, and nulls) nested deeper than this are read as any value: neither a reader nor a compiler
/// follows them.
pub const MAX_NESTING: usize = 32;

/// Conjunctions nested deeper than this are read as any value.
const MAX_DEPTH: usize = 64;

/// The type of a schema.
pub fn type_of<'a>(lowering: &mut Lowering<'_, 'a>, schema: SchemaRef<'a>, spot: Spot) -> Type {
    match schema {
        SchemaRef::Reference(text) => match reference::schema(lowering, text, spot) {
            Target::Component(slot, ..) => Type::Named(slot),
            Target::Inside(schema, spot) => inside(lowering, schema, spot),
            Target::Nothing => Type::Any,
        },
        SchemaRef::Item(schema) => {
            let address = std::ptr::from_ref(schema);
            if let Some(type_) = lowering.inline.get(&address) {
                return type_.clone();
            }
            let type_ = make(lowering, &[Part { schema: SchemaRef::Item(schema), spot, bare: false }], spot, None);
            lowering.inline.insert(address, type_.clone());
            type_
        }
    }
}

/// The type of a schema inside another one that a reference leads to. It is lowered later, so that its owner can come
/// first and circles need no care.
fn inside<'a>(lowering: &mut Lowering<'_, 'a>, schema: &'a Schema, spot: Spot) -> Type {
    let address = std::ptr::from_ref(schema);
    if let Some(type_) = lowering.inline.get(&address) {
        return type_.clone();
    }
    if let Some(slot) = lowering.inside.get(&address) {
        return Type::Named(*slot);
    }
    let slot = lowering.alias_slot(spot);
    lowering.inside.insert(address, slot);
    lowering.queue.push((slot, schema, spot));
    Type::Named(slot)
}

/// The type of what several schemas describe together.
pub fn conjunction<'a>(lowering: &mut Lowering<'_, 'a>, parts: &[Part<'a>], spot: Spot) -> Type {
    if let [part] = parts
        && !part.bare
    {
        return type_of(lowering, part.schema, part.spot);
    }
    let mut key = Vec::with_capacity(parts.len());
    for part in parts {
        if let Some((schema, ..)) = reference::behind(lowering, part.schema, part.spot) {
            key.push((std::ptr::from_ref(schema), part.bare));
        }
    }
    if key.windows(2).all(|pair| matches!(pair, [left, right] if left == right))
        && let Some(part) = parts.iter().find(|part| !part.bare)
    {
        return type_of(lowering, part.schema, part.spot);
    }
    if let Some(type_) = lowering.composed.get(&key) {
        return type_.clone();
    }
    let type_ = match compose::holder(lowering, parts) {
        Some(part) => type_of(lowering, part.schema, part.spot),
        None => make(lowering, parts, spot, Some(key.clone())),
    };
    lowering.composed.insert(key, type_.clone());
    type_
}

/// Or `null`.
pub fn nullable(type_: Type) -> Type {
    match type_ {
        Type::Any => Type::Any,
        Type::Nullable(inner) => Type::Nullable(inner),
        other => Type::Nullable(Box::new(other)),
    }
}

fn nullable_if(condition: bool, type_: Type) -> Type {
    if condition { nullable(type_) } else { type_ }
}

fn make<'a>(lowering: &mut Lowering<'_, 'a>, parts: &[Part<'a>], spot: Spot, key: Option<Key>) -> Type {
    for part in parts {
        if let SchemaRef::Item(schema) = part.schema
            && let Some(type_) = rust_type::of(lowering, schema, part.spot)
        {
            return nullable_if(schema.nullable, type_);
        }
    }
    if let [Part { schema: SchemaRef::Item(schema), bare: false, .. }] = parts
        && !lowering.hierarchies.is_child(schema)
        && let Some((text, null)) = gather::only_reference(schema)
    {
        return nullable_if(null, type_of(lowering, SchemaRef::Reference(text), spot));
    }
    composition(lowering, parts, spot, key)
}

/// The type of what is composed of schemas, even if that is a reference alone.
pub fn composition<'a>(lowering: &mut Lowering<'_, 'a>, parts: &[Part<'a>], spot: Spot, key: Option<Key>) -> Type {
    if lowering.depth > MAX_DEPTH {
        let pointer = lowering.pointer(spot);
        lowering.warn("too-deep", "schemas are composed too deep to be followed; read as any JSON value", &pointer);
        return Type::Any;
    }
    lowering.depth += 1;
    let gathered = gather::all(lowering, parts);
    let copies = match gathered.schemas.len() {
        0 | 1 => 0,
        schemas => schemas + gathered.properties.len(),
    };
    let made = if lowering.compositions.spend(copies) {
        match compose::key(&gathered) {
            Some(parts) => compose::once(lowering, parts, spot, |lowering| of_gathered(lowering, &gathered, spot, key)),
            None => of_gathered(lowering, &gathered, spot, key),
        }
    } else {
        let pointer = lowering.pointer(spot);
        let message = "composition makes this document many times its size; read as any JSON value from here on";
        lowering.warn("expansion-limit", message, &pointer);
        Type::Any
    };
    lowering.depth -= 1;
    made
}

fn of_gathered<'a>(lowering: &mut Lowering<'_, 'a>, gathered: &Gathered<'a>, spot: Spot, key: Option<Key>) -> Type {
    for (kind, spot) in &gathered.left_out {
        let pointer = lowering.pointer(*spot);
        lowering.unsupported(kind, pointer);
    }
    if let Some(type_) = union::of(lowering, gathered, spot, key.clone()) {
        return type_;
    }
    if !gathered.enumerations.is_empty() {
        return enumeration::of(lowering, gathered, spot);
    }
    let kind = match gathered.kinds.as_slice() {
        [] if gathered.properties.is_empty() && gathered.additional.is_empty() => return Type::Any,
        [] => JsonType::Object,
        [one] => *one,
        [JsonType::Integer, JsonType::Number] | [JsonType::Number, JsonType::Integer] => JsonType::Integer,
        _ => {
            let message = "the parts of an `allOf`, or what they say about one property, are of different types; read \
                           as any JSON value";
            lowering.warn_of("contradictory-schema", message, spot, gathered);
            return Type::Any;
        }
    };
    match kind {
        JsonType::Array => {
            if let Some(tuple) = tuple::of(lowering, gathered) {
                return nullable_if(gathered.nullable, bounded(lowering, tuple, spot));
            }
            let item = match gathered.items.as_slice() {
                [] => Type::Any,
                parts => {
                    let spot = lowering.child(spot, SpotStep::Item);
                    conjunction(lowering, parts, spot)
                }
            };
            let array = Type::Array(Box::new(bounded(lowering, item, spot)));
            nullable_if(gathered.nullable, array)
        }
        JsonType::Object => object(lowering, gathered, spot, key),
        JsonType::String | JsonType::Integer | JsonType::Number | JsonType::Boolean => {
            let type_ = scalar::of(kind, gathered.format, gathered.beyond_i64).unwrap_or(Type::Any);
            nullable_if(gathered.nullable, type_)
        }
    }
}

fn object<'a>(lowering: &mut Lowering<'_, 'a>, gathered: &Gathered<'a>, spot: Spot, key: Option<Key>) -> Type {
    if gathered.properties.is_empty() && !gathered.additional.is_empty() {
        let value = additional(lowering, gathered, spot);
        return nullable_if(gathered.nullable, Type::Map(Box::new(bounded(lowering, value, spot))));
    }
    let is_patterned = is_patterned(gathered);
    if gathered.properties.is_empty() && (!gathered.closed || is_patterned) {
        let map = Type::Map(Box::new(Type::Any));
        return if gathered.open || is_patterned { nullable_if(gathered.nullable, map) } else { Type::Any };
    }
    let (slot, type_) = claim(lowering, spot, gathered.nullable, key);
    let mut fields = Vec::with_capacity(gathered.properties.len());
    for (name, parts) in &gathered.properties {
        fields.push(field(lowering, gathered, spot, name, parts));
    }
    fields.extend(undescribed(gathered));
    let additional = match gathered.additional.as_slice() {
        // Further keys that are allowed expressly are documented.
        [] => (is_patterned || (gathered.open && !gathered.closed)).then_some(Type::Any),
        _ => Some(additional(lowering, gathered, spot)),
    };
    define(lowering, slot, spot, Shape::Object(ObjectShape { fields, additional }), docs_of(gathered), gathered);
    type_
}

/// There are `patternProperties`.
fn is_patterned(gathered: &Gathered) -> bool {
    gathered.left_out.iter().any(|(kind, _)| *kind == "pattern-properties")
}

/// Properties that are required and described nowhere: any value, unless other properties have a type.
fn undescribed(gathered: &Gathered) -> Vec<Field> {
    let is_undescribed = |name: &&&str| gathered.additional.is_empty() && !gathered.properties.contains_key(**name);
    let field = |name: &&str| Field {
        name: (*name).to_owned(),
        rust_name: None,
        type_: Type::Any,
        required: true,
        null: true,
        read_only: false,
        write_only: false,
        docs: Docs::default(),
    };
    gathered.required.iter().filter(is_undescribed).map(field).collect()
}

/// A type that goes inside another one, or any value where that would be too deep.
pub fn bounded(lowering: &mut Lowering, inside: Type, spot: Spot) -> Type {
    let message = if tuple::elements_in_all(&inside) > tuple::MOST_IN_ALL {
        format!("tuples in tuples have more than {} elements; read as any JSON value", tuple::MOST_IN_ALL)
    } else if inside.nesting() >= MAX_NESTING {
        format!("lists and maps are nested more than {MAX_NESTING} levels deep; read as any JSON value")
    } else {
        return inside;
    };
    let pointer = lowering.pointer(spot);
    lowering.warn("too-deep", message, &pointer);
    Type::Any
}

fn additional<'a>(lowering: &mut Lowering<'_, 'a>, gathered: &Gathered<'a>, spot: Spot) -> Type {
    if is_patterned(gathered) {
        // The value of a key that fits a pattern is described by the pattern alone.
        return Type::Any;
    }
    let spot = lowering.child(spot, SpotStep::Value);
    conjunction(lowering, &gathered.additional, spot)
}

fn field<'a>(
    lowering: &mut Lowering<'_, 'a>,
    gathered: &Gathered<'a>,
    spot: Spot,
    name: &'a str,
    parts: &[Part<'a>],
) -> Field {
    let type_ = match parts {
        [part] => type_of(lowering, part.schema, part.spot),
        _ => {
            let spot = lowering.child(spot, SpotStep::Property(name));
            conjunction(lowering, parts, spot)
        }
    };
    let (mut read_only, mut write_only, mut rust_name) = (false, false, None);
    let mut texts = Vec::with_capacity(parts.len());
    for part in parts {
        if let SchemaRef::Item(schema) = part.schema {
            texts.push(docs::of_schema(schema));
            rust_name = rust_name.or(rust_name_of(schema));
        }
        if let Some((schema, ..)) = reference::behind(lowering, part.schema, part.spot) {
            read_only |= schema.read_only;
            write_only |= schema.write_only;
        }
    }
    Field {
        name: name.to_owned(),
        rust_name,
        type_,
        required: gathered.required.contains(name),
        null: parts.iter().all(|part| takes_null(lowering, part)),
        // Neither in requests nor in responses makes no sense: then the marks mean nothing.
        read_only: read_only && !write_only,
        write_only: write_only && !read_only,
        docs: Docs {
            constraints: parts.iter().flat_map(|part| constraints::of(lowering.schemas, part.schema)).collect(),
            ..docs::merged(texts)
        },
    }
}

/// True if `null` is a value of what is described: it is said, or nothing is said at all, not even a type that could
/// not be read.
pub fn takes_null<'a>(lowering: &mut Lowering<'_, 'a>, part: &Part<'a>) -> bool {
    let Some((schema, ..)) = reference::behind(lowering, part.schema, part.spot) else { return false };
    let is_of_any_type = schema.says_nothing() || (schema.not.is_some() && schema.kind.is_none());
    schema.nullable || schema.is_null_alone() || (is_of_any_type && !schema.has_type)
}

/// `x-rust-name`.
pub fn rust_name_of(schema: &Schema) -> Option<String> {
    schema.extension_text("x-rust-name").map(str::to_owned)
}

/// The texts about what several schemas describe: those of the outermost one.
pub fn docs_of(gathered: &Gathered) -> Docs {
    let Some((first, _)) = gathered.schemas.first() else { return Docs::default() };
    let own = docs::of_schema(first);
    // `allOf: [{$ref: …}, {description: …}]`: the inline parts speak for the whole.
    let inline = first.all_of.iter().filter_map(|branch| branch.as_item()).map(docs::of_schema);
    docs::merged(std::iter::once(own).chain(inline))
}

/// The slot at a spot, and the type that it is. From now on the same conjunction is that type.
pub fn claim(lowering: &mut Lowering, spot: Spot, null: bool, key: Option<Key>) -> (TypeId, Type) {
    let slot = lowering.claim(spot);
    let is_component = lowering.slots.get(slot.0).is_some_and(|slot| slot.component.is_some());
    // Whoever refers to a nullable component gets the `null` from the slot.
    let type_ = nullable_if(null && !is_component, Type::Named(slot));
    if let Some(key) = key {
        lowering.composed.insert(key, type_.clone());
    }
    (slot, type_)
}

/// Makes a slot an alias, unless the type is the slot itself.
pub fn alias(lowering: &mut Lowering, id: TypeId, type_: Type) {
    if let Some(slot) = lowering.slots.get_mut(id.0)
        && matches!(slot.state, SlotState::Pending)
    {
        slot.state = SlotState::Alias(type_);
    }
}

/// Fills a slot with a type of its own.
pub fn define<'a>(
    lowering: &mut Lowering<'_, 'a>,
    slot: TypeId,
    spot: Spot,
    shape: Shape,
    docs: Docs,
    gathered: &Gathered<'a>,
) {
    let first = gathered.schemas.first().map(|(schema, _)| *schema);
    if let Some(first) = first {
        lowering.described.insert(slot, first);
    }
    let rust_name = first.and_then(rust_name_of).filter(|_| !lowering.is_named_otherwise(spot));
    let mut list: Vec<crate::ir::Constraint> = Vec::new();
    for constraint in gathered.schemas.iter().flat_map(|(schema, _)| constraints::own(lowering.schemas, schema)) {
        if !list.contains(&constraint) {
            list.push(constraint);
        }
    }
    let pointer = lowering.pointer(spot);
    let definition = TypeDef {
        identity: lowering.identity(spot),
        rust_name,
        docs: Docs { constraints: list, ..docs },
        shape,
        parts: gathered.parts(lowering, &pointer),
        pointer,
        ..TypeDef::nothing()
    };
    if let Some(slot) = lowering.slots.get_mut(slot.0) {
        slot.state = SlotState::Defined(Box::new(definition));
        slot.nullable = gathered.nullable;
    }
}
