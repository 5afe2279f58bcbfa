//! Brotli beside every file that shrinks: compressed once here, not at every request.

use crate::paths;
use crate::stamp::{Inputs, sorted};
use anyhow::{Context, Result};
use brotli::enc::BrotliEncoderParams;
use std::fs;
use std::path::{Path, PathBuf};

/// What is text or a program. Images and fonts are compressed already.
const KINDS: &[&str] = &["css", "html", "js", "json", "map", "mjs", "svg", "txt", "wasm", "yaml"];

/// Below this a response fits one packet anyway.
const SMALLEST: u64 = 512;

/// Writes `FILE.br` for all files under `folder`, as many at once as there are processors.
pub fn all(folder: &Path, quality: i32) -> Result<()> {
    let mut files = Vec::new();
    collect(folder, &mut files)?;
    fs::create_dir_all(kept())?;
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let next = std::sync::Mutex::new(files.into_iter());
    std::thread::scope(|scope| {
        let work = || -> Result<()> {
            while let Some(file) = { next.lock().expect("no thread panics").next() } {
                one(&file, quality).with_context(|| format!("cannot compress {}", file.display()))?;
            }
            Ok(())
        };
        let running: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        running.into_iter().try_for_each(|thread| thread.join().expect("compression does not panic"))
    })
}

/// Results by content, since the large bundles under `static/` hardly ever change.
fn kept() -> PathBuf {
    paths::target().join("brotli")
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> Result<()> {
    for entry in sorted(folder)? {
        if entry.is_dir() {
            collect(&entry, files)?;
        } else if fs::metadata(&entry)?.len() >= SMALLEST && entry.extension().and_then(|e| e.to_str()).is_some_and(|e| KINDS.contains(&e))
        {
            files.push(entry);
        }
    }
    Ok(())
}

fn one(file: &Path, quality: i32) -> Result<()> {
    let bytes = fs::read(file)?;
    let kept = kept().join(Inputs::default().word(&quality.to_string()).bytes(&bytes).short());
    if !kept.exists() {
        let parameters = BrotliEncoderParams { quality, lgwin: 22, size_hint: bytes.len(), ..Default::default() };
        let mut out = Vec::new();
        brotli::BrotliCompress(&mut bytes.as_slice(), &mut out, &parameters)?;
        let part = kept.with_extension(format!("{:?}", std::thread::current().id()));
        fs::write(&part, out)?;
        fs::rename(&part, &kept)?;
    }
    let mut target = file.as_os_str().to_owned();
    target.push(".br");
    fs::copy(&kept, target)?;
    Ok(())
}
