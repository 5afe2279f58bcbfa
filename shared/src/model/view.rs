use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::value::Name;

/// Where things are drawn, by identity; apart from content, so that moving a box changes no plan.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct View {
    /// Machines' corners.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub machines: BTreeMap<Name, Point>,
    /// Networks' rails.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub networks: BTreeMap<Name, Point>,
    /// Corners of clouds that no machine of the lab forms; the others are drawn around their machines.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub clouds: BTreeMap<Name, Point>,
}

impl View {
    pub fn is_empty(&self) -> bool {
        self.machines.is_empty() && self.networks.is_empty() && self.clouds.is_empty()
    }
}

/// A place on the canvas, in CSS pixels at zoom 1.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Point {
    pub x: i32,
    pub y: i32,
}
