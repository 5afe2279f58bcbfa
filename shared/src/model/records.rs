use std::{
    fmt,
    sync::{Arc, OnceLock},
};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::value::Name;

use super::names::Places;

/// A record that has a name for people and an identity that a rename keeps.
///
/// In YAML the identity stands as `id` only once it differs from the name: a renamed record says what it was first called.
pub trait Keyed {
    fn name(&self) -> &Name;
    fn explicit_id(&self) -> Option<&Name>;

    fn id(&self) -> &Name {
        self.explicit_id().unwrap_or_else(|| self.name())
    }
}

/// The records of one kind in the order in which the document lists them; clones share what did not change.
///
/// A change copies the list of pointers. Names and identities are found without a walk, by indexes that are made when the first is asked for
/// and follow the edits.
#[derive(Clone)]
pub struct Records<T: Clone>(Arc<Vec<Arc<T>>>, Arc<Indexes>);

#[derive(Clone, Default)]
struct Indexes {
    names: OnceLock<Arc<Places>>,
    ids: OnceLock<Arc<Places>>,
}

/// An index after an edit, which says what it makes of the one before; made when it is asked for where there was none.
fn after(index: &OnceLock<Arc<Places>>, edit: impl FnOnce(&Places) -> Option<Places>) -> OnceLock<Arc<Places>> {
    index.get().and_then(|places| edit(places)).map(Arc::new).map(OnceLock::from).unwrap_or_default()
}

impl<T: Clone> Default for Records<T> {
    fn default() -> Self {
        Records(Arc::default(), Arc::default())
    }
}

impl<T: Clone + fmt::Debug> fmt::Debug for Records<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

impl<T: Clone + PartialEq> PartialEq for Records<T> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}

impl<T: Clone + Eq> Eq for Records<T> {}

impl<T: Clone> Records<T> {
    pub fn len(&self) -> usize {
        self.0.len()
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &T> {
        self.0.iter().map(|record| &**record)
    }

    /// The records at some places, as a list of their own.
    pub(crate) fn select(&self, places: &[usize]) -> Self {
        let some = places.iter().filter_map(|place| self.0.get(*place)).map(Arc::clone).collect();
        Records(Arc::new(some), Arc::default())
    }

    /// Whether this is the other list, unchanged; false does not mean that they differ.
    pub fn is_same(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }

    /// The record at a place of the list.
    pub fn at(&self, place: usize) -> Option<&T> {
        self.0.get(place).map(|record| &**record)
    }

    /// The records as shared pointers: two equal pointers are the same, unchanged record.
    pub fn shared(&self) -> impl DoubleEndedIterator<Item = &Arc<T>> {
        self.0.iter()
    }

    pub fn push(&mut self, record: T) {
        self.1 = Arc::default();
        Arc::make_mut(&mut self.0).push(Arc::new(record));
    }

    /// Every record changed in place.
    pub fn for_each_mut(&mut self, mut change: impl FnMut(&mut T)) {
        self.1 = Arc::default();
        for record in Arc::make_mut(&mut self.0) {
            change(Arc::make_mut(record));
        }
    }
}

impl<T: Clone + Keyed> Records<T> {
    /// The first record of that name.
    pub fn get(&self, name: &str) -> Option<&T> {
        self.place(name).map(|place| &*self.0[place])
    }

    /// The place of the first record of that name.
    pub(crate) fn place(&self, name: &str) -> Option<usize> {
        self.names().find(name, |place| self.0[place].name().as_str())
    }

    fn names(&self) -> &Places {
        let name_at = |place: usize| self.0[place].name().as_str();
        self.1.names.get_or_init(|| Arc::new(Places::of(self.0.iter().map(|record| record.name().as_str()), name_at)))
    }

    fn ids(&self) -> &Places {
        let id_at = |place: usize| self.0[place].id().as_str();
        self.1.ids.get_or_init(|| Arc::new(Places::of(self.0.iter().map(|record| record.id().as_str()), id_at)))
    }

    /// Whether no two records have one name.
    pub fn has_unique_names(&self) -> bool {
        !self.names().has_twins
    }

    /// Whether no two records have one identity.
    pub fn has_unique_ids(&self) -> bool {
        !self.ids().has_twins
    }

    pub(crate) fn set(&mut self, index: usize, record: T) {
        let old = std::mem::replace(&mut Arc::make_mut(&mut self.0)[index], Arc::new(record));
        let (records, record) = (&self.0, &self.0[index]);
        let mut indexes = Indexes::clone(&self.1);
        if old.name() != record.name() {
            let name_at = |place: usize| records[place].name().as_str();
            indexes.names = after(&indexes.names, |places| places.renamed(index, old.name().as_str(), name_at));
        }
        if old.id() != record.id() {
            let id_at = |place: usize| records[place].id().as_str();
            indexes.ids = after(&indexes.ids, |places| places.renamed(index, old.id().as_str(), id_at));
        }
        if old.name() != record.name() || old.id() != record.id() {
            self.1 = Arc::new(indexes);
        }
    }

    pub(crate) fn insert(&mut self, index: usize, record: T) {
        let index = index.min(self.0.len());
        Arc::make_mut(&mut self.0).insert(index, Arc::new(record));
        let records = &self.0;
        let names = after(&self.1.names, |places| places.inserted(index, records.len(), |place| records[place].name().as_str()));
        let ids = after(&self.1.ids, |places| places.inserted(index, records.len(), |place| records[place].id().as_str()));
        self.1 = Arc::new(Indexes { names, ids });
    }

    pub(crate) fn remove(&mut self, index: usize) {
        let records = &self.0;
        let names = after(&self.1.names, |places| places.removed(index, |place| records[place].name().as_str()));
        let ids = after(&self.1.ids, |places| places.removed(index, |place| records[place].id().as_str()));
        self.1 = Arc::new(Indexes { names, ids });
        Arc::make_mut(&mut self.0).remove(index);
    }

    pub fn by_id(&self, id: &str) -> Option<&T> {
        self.position(id).map(|place| &*self.0[place])
    }

    pub(crate) fn position(&self, id: &str) -> Option<usize> {
        self.ids().find(id, |place| self.0[place].id().as_str())
    }
}

impl<T: Clone> FromIterator<T> for Records<T> {
    fn from_iter<I: IntoIterator<Item = T>>(records: I) -> Self {
        Records(Arc::new(records.into_iter().map(Arc::new).collect()), Arc::default())
    }
}

impl<T: Clone + Serialize> Serialize for Records<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter())
    }
}

impl<'de, T: Clone + Deserialize<'de>> Deserialize<'de> for Records<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Vec::<T>::deserialize(deserializer).map(Records::from_iter)
    }
}

impl<T: Clone + schemars::JsonSchema> schemars::JsonSchema for Records<T> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        format!("Array_of_{}", T::schema_name()).into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        Vec::<T>::json_schema(generator)
    }
}
