//! The bridges that a host has, as several rules need them.

use crate::{rules::Context, value::Name};

/// The host's own bridges, which a network in mode `bridge` may use; `None` where they are not known.
pub fn host_bridges<'a>(cx: &Context<'a>) -> Option<Vec<&'a str>> {
    let interfaces = cx.facts?.interfaces.as_ref()?;
    let bridges = interfaces.iter().filter(|interface| interface.bridge).map(|interface| interface.name.as_str());
    Some(bridges.filter(|name| name.parse::<Name>().is_ok()).collect())
}
