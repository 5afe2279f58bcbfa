//! Sets and maps made one by one, as several rules need them.

/// A set or a map of the items. `collect` would sort them first, and for each type that brings a copy of the sort into the page's program.
pub fn gather<C: Default + Extend<T>, T>(items: impl Iterator<Item = T>) -> C {
    let mut gathered = C::default();
    gathered.extend(items);
    gathered
}
