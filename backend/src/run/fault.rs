//! Places at which a test ends the process, as a power cut would. Debug builds only.
//!
//! A place is `STEP@POINT#N`: the step, the point in it, and how often this process has come by.
//! - `LABWRIGHT_FAULT=STEP@POINT#N` kills the process there; without `#N`, the first time.
//! - `LABWRIGHT_FAULT_EACH=FILE` kills it at the first place that does not stand in the file, and writes it there: run until it ends by itself, and every place had its kill.
//! - `LABWRIGHT_FAULT_LOG=FILE` writes down every place that is passed.

#[cfg(debug_assertions)]
pub use debug::point;

#[cfg(not(debug_assertions))]
pub fn point(_: &str, _: &str) {}

#[cfg(debug_assertions)]
mod debug {
    use std::{
        collections::BTreeMap,
        ffi::OsStr,
        fs,
        io::Write as _,
        sync::{Mutex, PoisonError},
    };

    /// How often each point was passed. Held while a place is looked at, so that two steps do not write at once.
    static PASSED: Mutex<BTreeMap<String, u32>> = Mutex::new(BTreeMap::new());

    pub fn point(step: &str, point: &str) {
        let [at, each, log] = ["LABWRIGHT_FAULT", "LABWRIGHT_FAULT_EACH", "LABWRIGHT_FAULT_LOG"].map(std::env::var_os);
        if at.is_none() && each.is_none() && log.is_none() {
            return;
        }
        let first = format!("{step}@{point}");
        let mut passed = PASSED.lock().unwrap_or_else(PoisonError::into_inner);
        let count = passed.entry(first.clone()).or_default();
        *count += 1;
        let place = format!("{first}#{count}");
        if let Some(file) = log {
            add(&file, &place);
        }
        if at.is_some_and(|at| at == place.as_str() || (*count == 1 && at == first.as_str())) {
            die();
        }
        if let Some(file) = each
            && !fs::read_to_string(&file).unwrap_or_default().lines().any(|line| line == place)
        {
            add(&file, &place);
            die();
        }
    }

    fn add(file: &OsStr, place: &str) {
        let opened = fs::OpenOptions::new().create(true).append(true).open(file);
        if let Err(error) = opened.and_then(|mut file| file.write_all(format!("{place}\n").as_bytes())) {
            tracing::error!(%error, "the file of fault places can't be written");
        }
    }

    /// The process ends at once: nothing is flushed, no destructor runs.
    fn die() {
        let _ = rustix::process::kill_process(rustix::process::getpid(), rustix::process::Signal::KILL);
    }
}
