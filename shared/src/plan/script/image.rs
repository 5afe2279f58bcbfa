use crate::{
    plan::{Action, Step, steps::VolumeImport},
    value::Sha256,
};

use super::{helper::Helper, writer::Writer};

pub fn import(step: &Step, data: &VolumeImport, out: &mut Writer<'_>) {
    out.uses(&[Helper::Upload]);
    begin(step, &data.pool, data.name.as_str(), out);
    out.block("if [[ $todo == yes ]]; then", "fi", |out| {
        let sum = data.sha256.map(|digest| digest.to_string()).unwrap_or_default();
        match (&data.path, &data.url) {
            (Some(path), _) => {
                out.uses(&[Helper::FindImage]);
                out.run(["find_image", path]);
            }
            (None, Some(url)) => {
                out.uses(&[Helper::DownloadImage]);
                let key = Sha256::of_parts(&["download", url, &sum]).to_string();
                out.run(["download_image", url, &key[..32], &sum]);
            }
            (None, None) => out.run(["die", &format!("the image {} has neither a path nor a URL", data.name)]),
        }
        if !sum.is_empty() {
            out.uses(&[Helper::CheckSum]);
            out.run(["check_sum", &sum]);
        }
        if data.disk {
            out.uses(&[Helper::CheckDisk]);
            out.run(["check_disk", data.format.as_str()]);
        }
        out.line(format!("{} \"$image\"", text(&["upload", &data.pool, data.name.as_str()])));
    });
}

/// Looks whether a volume that is filled with a file is still to be made.
pub fn begin(step: &Step, pool: &str, name: &str, out: &mut Writer<'_>) {
    out.uses(&[Helper::MakeVolume]);
    if step.action == Action::Replace {
        out.why("What is there is this lab's and half-made, or was when the plan was made.");
        let key = format!("{pool}/{name}");
        out.line(format!("{} || {}", text(&["recorded", &format!("made volume {key}")]), text(&["note", &format!("begun volume {key}")])));
    }
    out.run(["begin_volume", pool, name]);
}

fn text(words: &[&str]) -> String {
    words.iter().map(|word| crate::render::script::quote(word)).collect::<Vec<_>>().join(" ")
}
