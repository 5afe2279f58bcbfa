//! Fields of a record's serialised form, by path.

use serde_json::Value;

use crate::yaml::json_identity;

/// One step of a path: a field, or an item of a list by its identity or number.
enum Segment<'a> {
    Field(&'a str),
    Item(&'a str),
}

/// Sets the field at the path; `null` takes it away. `None` when the way there does not exist.
pub fn set(root: &mut Value, path: &str, value: Value) -> Option<()> {
    let segments = segments(path)?;
    let (last, way) = segments.split_last()?;
    let mut place = root;
    for segment in way {
        place = match segment {
            Segment::Field(key) => {
                let fields = place.as_object_mut()?;
                // A part that is absent because all its fields are at their defaults comes into being.
                let entry = fields.entry(*key).or_insert_with(|| Value::Object(serde_json::Map::new()));
                if entry.is_null() {
                    *entry = Value::Object(serde_json::Map::new());
                }
                entry
            }
            Segment::Item(id) => item(place, id)?,
        };
    }
    match last {
        Segment::Field(key) => {
            let fields = place.as_object_mut()?;
            if value.is_null() {
                fields.shift_remove(*key);
            } else {
                fields.insert((*key).to_owned(), value);
            }
        }
        Segment::Item(id) => *item(place, id)? = value,
    }
    Some(())
}

/// The value at the path.
pub fn get<'a>(root: &'a Value, path: &str) -> Option<&'a Value> {
    segments(path)?.iter().try_fold(root, |place, segment| match segment {
        Segment::Field(key) => place.get(*key),
        Segment::Item(id) => place.get(item_index(place, id)?),
    })
}

/// Adds an item to the list at the path, which comes into being.
pub fn append(root: &mut Value, path: &str, value: Value) -> Option<()> {
    let segments = segments(path)?;
    let mut place = root;
    for (index, segment) in segments.iter().enumerate() {
        let is_last = index + 1 == segments.len();
        place = match segment {
            Segment::Field(key) => place
                .as_object_mut()?
                .entry(*key)
                .or_insert_with(|| if is_last { Value::Array(Vec::new()) } else { Value::Object(serde_json::Map::new()) }),
            Segment::Item(id) => item(place, id)?,
        };
    }
    place.as_array_mut()?.push(value);
    Some(())
}

/// Takes the item at the path out of its list.
pub fn drop_item(root: &mut Value, path: &str) -> Option<()> {
    let segments = segments(path)?;
    let (Segment::Item(id), way) = segments.split_last()? else { return None };
    let mut place = root;
    for segment in way {
        place = match segment {
            Segment::Field(key) => place.get_mut(*key)?,
            Segment::Item(id) => item(place, id)?,
        };
    }
    let index = item_index(place, id)?;
    place.as_array_mut()?.remove(index);
    Some(())
}

fn item<'a>(list: &'a mut Value, id: &str) -> Option<&'a mut Value> {
    let index = item_index(list, id)?;
    list.get_mut(index)
}

fn item_index(list: &Value, id: &str) -> Option<usize> {
    let items = list.as_array()?;
    items.iter().position(|item| json_identity(item) == Some(id)).or_else(|| id.parse().ok().filter(|index| *index < items.len()))
}

/// `ports[eth0].address` as its steps. Dots inside brackets belong to a name.
fn segments(path: &str) -> Option<Vec<Segment<'_>>> {
    let mut segments = Vec::new();
    let mut rest = path;
    while !rest.is_empty() {
        if let Some(inside) = rest.strip_prefix('[') {
            let (id, after) = inside.split_once(']')?;
            segments.push(Segment::Item(id));
            rest = after.strip_prefix('.').unwrap_or(after);
        } else {
            let end = rest.find(['.', '[']).unwrap_or(rest.len());
            segments.push(Segment::Field(&rest[..end]));
            rest = &rest[end..];
            rest = rest.strip_prefix('.').unwrap_or(rest);
        }
    }
    (!segments.is_empty()).then_some(segments)
}
