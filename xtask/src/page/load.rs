//! What a browser loads, and when: compressed, in bytes.

use super::wasm::{BOOT, GLUE, PART_FILES, PARTS, PROGRAM};
use crate::stamp;
use anyhow::{Context, Result};
use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::path::Path;

/// The part without which no lab is seen.
const READER: &str = "reader";

pub struct Load {
    /// Until the page is drawn and answers: document, styles, scripts, program.
    pub page: u64,
    /// Beside that, until the open lab is on the canvas: what reads it.
    pub lab: u64,
    /// What comes after that, by itself: forms, rules, the other views.
    pub later: u64,
}

impl Load {
    pub fn of(site: &Path) -> Result<Load> {
        let builds = stamp::sorted(&site.join("app"))?;
        let app = builds.first().context("the page is not built")?;
        let first = [BOOT, GLUE, PARTS, PROGRAM].map(|name| app.join(name));
        let first = first.into_iter().chain(["index.html", "static/app.css"].map(|name| site.join(name)));
        let page = first.map(|file| size(&file)).sum::<Result<u64>>()?;

        let parts: BTreeMap<String, Vec<String>> = serde_json::from_slice(&fs::read(app.join(PART_FILES))?)?;
        let of_reader = parts.get(READER).with_context(|| format!("the program has no part \"{READER}\""))?;
        let (mut lab, mut later) = (0, 0);
        for file in stamp::sorted(app)? {
            let stem = file.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default().to_owned();
            if file.extension().is_none_or(|extension| extension != "wasm") || file.ends_with(PROGRAM) {
                continue;
            }
            let sum = if of_reader.contains(&stem) { &mut lab } else { &mut later };
            *sum += size(&file)?;
        }
        Ok(Load { page, lab, later })
    }
}

impl fmt::Display for Load {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kb = |bytes: u64| bytes.div_ceil(1000);
        write!(
            to,
            "{} KB until the page answers, {} KB more until the lab is seen, {} KB later",
            kb(self.page),
            kb(self.lab),
            kb(self.later)
        )
    }
}

/// As it is sent: compressed, unless it is too small for that.
fn size(file: &Path) -> Result<u64> {
    let mut compressed = file.as_os_str().to_owned();
    compressed.push(".br");
    let sent = if Path::new(&compressed).exists() { Path::new(&compressed) } else { file };
    Ok(fs::metadata(sent).with_context(|| format!("there is no {}", file.display()))?.len())
}
