use crate::plan::{Step, steps::VolumeSeed};

use super::{helper::Helper, image, writer::Writer};

pub fn make(step: &Step, data: &VolumeSeed, out: &mut Writer<'_>) {
    out.uses(&[Helper::Seed]);
    image::begin(step, &data.pool, data.name.as_str(), out);
    out.block("if [[ $todo == yes ]]; then", "fi", |out| {
        for file in &data.files {
            out.feed_with_secrets(["seed_file", file.name.as_str()], &file.content);
        }
        out.run(["make_seed", &data.pool, data.name.as_str(), &data.label]);
    });
}
