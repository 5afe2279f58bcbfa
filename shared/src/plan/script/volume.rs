use crate::{
    model::{Allocation, DiskFormat},
    plan::{
        Action, Step, StepData,
        steps::{VolumeCreate, VolumeRef},
    },
    render::script::quote,
    value::FileName,
};

use super::{helper::Helper, writer::Writer};

pub fn create(step: &Step, data: &VolumeCreate, out: &mut Writer<'_>) {
    let bytes = data.size.map(|size| size.bytes().to_string());
    if let Some(size) = data.size {
        out.why(&format!("Its size: {size}"));
    }
    match (&data.backing, bytes) {
        (_, Some(bytes)) if step.action == Action::Update => {
            out.uses(&[Helper::GrowVolume]);
            out.run(["grow_volume", &data.pool, data.name.as_str(), &bytes]);
        }
        (Some(_), _) if data.allocation == Allocation::Full => {
            let message = format!("volume {}/{} lies on a base image, so it cannot be allocated in full", data.pool, data.name);
            out.run(["die", &message]);
        }
        (Some(base), bytes) => {
            out.uses(&[Helper::CreateOverlay]);
            let bytes = bytes.unwrap_or_else(|| "-".to_owned());
            let below = [base.pool.as_str(), base.name.as_str(), base.format.as_str()];
            let words = ["create_overlay", &data.pool, data.name.as_str(), data.format.as_str(), &bytes].into_iter().chain(below);
            out.run(words);
        }
        (None, Some(bytes)) => {
            out.uses(&[Helper::CreateVolume]);
            let mut words = vec!["create_volume", &data.pool, data.name.as_str(), data.format.as_str(), &bytes, "--allocation"];
            match (data.allocation, data.format) {
                (Allocation::Full, DiskFormat::Qcow2) => words.extend([bytes.as_str(), "--prealloc-metadata"]),
                (Allocation::Full, _) => words.push(&bytes),
                _ => words.push("0"),
            }
            out.run(words);
        }
        (None, None) => out.run(["die", &format!("the plan gives volume {}/{} neither a size nor a base image", data.pool, data.name)]),
    }
    if step.action == Action::Replace {
        let line = renewed(data.pool.as_str(), &data.name, out);
        out.run(["note", &line]);
    }
}

pub fn delete(step: &Step, data: &VolumeRef, out: &mut Writer<'_>) {
    out.uses(&[Helper::DeleteVolume]);
    let words = ["delete_volume", &data.pool, data.name.as_str()];
    let is_made_anew = |other: &Step| {
        other.resource == step.resource && other.action == Action::Replace && matches!(other.data, Some(StepData::VolumeCreate(_)))
    };
    if !out.plan.steps.iter().any(is_made_anew) {
        return out.run(words);
    }
    // Else a second run would delete what the first one made.
    let condition = format!("if ! recorded {}; then", quote(&renewed(&data.pool, &data.name, out)));
    out.uses(&[Helper::Record]);
    out.block(&condition, "fi", |out| out.run(words));
}

/// The line of the record that says that this very plan made the volume anew.
fn renewed(pool: &str, name: &FileName, out: &Writer<'_>) -> String {
    format!("renewed volume {pool}/{name} by plan {}", &out.digest[..16])
}
