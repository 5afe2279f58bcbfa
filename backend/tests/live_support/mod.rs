//! What live tests share: a bench with a real host, a ledger in memory, and `virsh` for the foreign side.
#![allow(dead_code, reason = "each test program uses a part of it")]

use std::{
    collections::BTreeMap,
    path::PathBuf,
    process::Command,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use labwright::{
    driver::libvirt::{Connection, Host},
    step::{self, ImageFolders, Ledger, Probe, Progress, Secrets, StepContext, StepError, Turn, Undone},
};
use labwright_shared::{
    facts::{Mark, NAMESPACE},
    plan::{Instance, ResourceKind, StepData},
    value::{Name, Sha256, Uuid},
};

pub const URI: &str = "qemu:///system";

/// Whether the test may touch libvirt: only one that nobody else sees.
pub fn is_private() -> bool {
    let private = std::env::var("LABWRIGHT_PRIVATE_LIBVIRT").is_ok_and(|value| value == "1");
    if !private {
        println!("skipped: needs a private libvirt, run it through `cargo xtask lab -- cargo test`");
    }
    private
}

pub fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap()
}

/// The ledger of a test, in memory.
#[derive(Default)]
pub struct MemoryLedger {
    claims: Mutex<BTreeMap<(ResourceKind, String), Option<String>>>,
    facts: Mutex<BTreeMap<(ResourceKind, String, String), String>>,
}

impl MemoryLedger {
    pub fn is_empty(&self) -> bool {
        self.claims.lock().unwrap().is_empty()
    }

    pub fn claims(&self) -> Vec<String> {
        self.claims.lock().unwrap().keys().map(|(kind, name)| format!("{} {name}", kind.as_str())).collect()
    }
}

impl Ledger for MemoryLedger {
    fn owns(&self, kind: ResourceKind, name: &str) -> anyhow::Result<bool> {
        Ok(self.claims.lock().unwrap().contains_key(&(kind, name.to_owned())))
    }

    fn claim(&self, kind: ResourceKind, name: &str, before: Option<&str>) -> anyhow::Result<()> {
        self.claims.lock().unwrap().entry((kind, name.to_owned())).or_insert(before.map(str::to_owned));
        Ok(())
    }

    fn before(&self, kind: ResourceKind, name: &str) -> anyhow::Result<Option<String>> {
        Ok(self.claims.lock().unwrap().get(&(kind, name.to_owned())).cloned().flatten())
    }

    fn release(&self, kind: ResourceKind, name: &str) -> anyhow::Result<()> {
        self.claims.lock().unwrap().remove(&(kind, name.to_owned()));
        self.facts.lock().unwrap().retain(|(of, named, _), _| (*of, named.as_str()) != (kind, name));
        Ok(())
    }

    fn keep(&self, kind: ResourceKind, name: &str, key: &str, value: Option<&str>) -> anyhow::Result<()> {
        let place = (kind, name.to_owned(), key.to_owned());
        let mut facts = self.facts.lock().unwrap();
        match value {
            Some(value) => drop(facts.insert(place, value.to_owned())),
            None => drop(facts.remove(&place)),
        }
        Ok(())
    }

    fn kept(&self, kind: ResourceKind, name: &str, key: &str) -> anyhow::Result<Option<String>> {
        Ok(self.facts.lock().unwrap().get(&(kind, name.to_owned(), key.to_owned())).cloned())
    }
}

impl Secrets for MemoryLedger {
    fn value(&self, name: &Name) -> anyhow::Result<String> {
        anyhow::ensure!(name == "known", "no such secret");
        Ok("opensesame".to_owned())
    }
}

/// One instance on a real host.
pub struct Bench {
    pub runtime: tokio::runtime::Runtime,
    pub host: Host,
    pub instance: Instance,
    pub ledger: Arc<MemoryLedger>,
    pub images: ImageFolders,
    pub folder: tempfile::TempDir,
    pub notes: Arc<Mutex<Vec<String>>>,
    pub cancelled: Arc<AtomicBool>,
    /// At which of the points that steps pass the next job breaks off, as a killed process would; counts down.
    pub break_at: Arc<AtomicUsize>,
}

pub const NEVER: usize = usize::MAX;

impl Bench {
    /// A bench for a test of this name, or nothing where there is no private libvirt.
    pub fn new(name: &str) -> Option<Bench> {
        if !is_private() {
            return None;
        }
        let runtime = runtime();
        let host = runtime.block_on(Host::open(URI, 4)).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let images = folder.path().join("images");
        std::fs::create_dir(&images).unwrap();
        Some(Bench {
            runtime,
            host,
            instance: Instance { id: format!("{name}-1").parse().unwrap(), prefix: String::new() },
            ledger: Arc::default(),
            images: ImageFolders { folders: vec![images], cache: folder.path().join("cache") },
            folder,
            notes: Arc::default(),
            cancelled: Arc::default(),
            break_at: Arc::new(AtomicUsize::new(NEVER)),
        })
    }

    /// Runs a job on a connection, with everything that a step is given.
    pub fn with<T: Send + 'static>(
        &self,
        turn: Turn,
        job: impl FnOnce(&StepContext<'_>) -> Result<T, StepError> + Send + 'static,
    ) -> Result<T, StepError> {
        let (instance, ledger, images) = (self.instance.clone(), self.ledger.clone(), self.images.clone());
        let (notes, cancelled, break_at) = (self.notes.clone(), self.cancelled.clone(), self.break_at.clone());
        let work = move |conn: &Connection| {
            let point = |_: &str| match break_at.load(Ordering::SeqCst) {
                NEVER => {}
                // Unwinds without the panic hook's message; the connection's thread ends.
                0 => std::panic::resume_unwind(Box::new("killed by the test")),
                left => break_at.store(left - 1, Ordering::SeqCst),
            };
            job(&StepContext {
                conn,
                instance: &instance,
                ledger: &*ledger,
                images: &images,
                secrets: &*ledger,
                note: &|text| notes.lock().unwrap().push(text.to_owned()),
                point: &point,
                cancelled: &|| cancelled.load(Ordering::SeqCst),
                turn,
            })
        };
        self.runtime.block_on(self.host.run(Duration::from_secs(120), work))
    }

    pub fn probe(&self, data: &StepData) -> Result<Probe, StepError> {
        let data = data.clone();
        self.with(Turn::default(), move |cx| step::probe(cx, &data))
    }

    /// Applies as the engine does, waiting between the calls of a step that waits.
    pub fn apply(&self, data: &StepData) -> Result<Option<String>, StepError> {
        let begun = Instant::now();
        let mut previous = None;
        loop {
            let turn = Turn { elapsed: begun.elapsed(), previous };
            let own = data.clone();
            match self.with(turn, move |cx| step::apply(cx, &own))? {
                Progress::Done(output) => return Ok(output),
                Progress::Waiting { note, again_in } => {
                    self.notes.lock().unwrap().push(note);
                    std::thread::sleep(again_in);
                }
            }
            previous = Some(turn.elapsed);
        }
    }

    pub fn undo(&self, data: &StepData) -> Result<Undone, StepError> {
        let data = data.clone();
        self.with(Turn::default(), move |cx| step::undo(cx, &data))
    }

    /// What every step promises: absent, applied, done, harmless again; undone, absent, harmless again.
    pub fn complies(&self, data: &StepData) {
        let tag = data.tag();
        assert_eq!(self.probe(data).unwrap(), Probe::Absent, "{tag}: before");
        let output = self.apply(data).unwrap_or_else(|error| panic!("{tag}: {error}"));
        assert!(matches!(self.probe(data).unwrap(), Probe::Done(_)), "{tag}: after apply: {:?}", self.probe(data));
        self.apply(data).unwrap_or_else(|error| panic!("{tag} again: {error}"));
        assert!(matches!(self.probe(data).unwrap(), Probe::Done(_)), "{tag}: after apply again, {output:?}");
        assert_eq!(self.undo(data).unwrap(), Undone::Gone, "{tag}: undo");
        assert_eq!(self.probe(data).unwrap(), Probe::Absent, "{tag}: after undo");
        assert_eq!(self.undo(data).unwrap(), Undone::Gone, "{tag}: undo again");
        assert_eq!(self.probe(data).unwrap(), Probe::Absent, "{tag}: after undo again");
    }

    /// What every deletion promises: the thing is there, goes, is gone, harmless again; it does not come back.
    pub fn deletes(&self, data: &StepData) {
        let tag = data.tag();
        assert_eq!(self.probe(data).unwrap(), Probe::Absent, "{tag}: before");
        self.apply(data).unwrap_or_else(|error| panic!("{tag}: {error}"));
        assert_eq!(self.probe(data).unwrap(), Probe::Done(None), "{tag}: after");
        self.apply(data).unwrap_or_else(|error| panic!("{tag} again: {error}"));
        assert!(matches!(self.undo(data).unwrap(), Undone::Kept(_)), "{tag}: undo");
    }

    /// What is not ours is refused by all three, and stays as it is.
    pub fn leaves_alone(&self, data: &StepData, look: impl Fn() -> String) {
        let tag = data.tag();
        let before = look();
        assert!(matches!(self.probe(data).unwrap(), Probe::Foreign(_)), "{tag}: {:?}", self.probe(data));
        assert!(matches!(self.apply(data), Err(StepError::Foreign { .. })), "{tag}: {:?}", self.apply(data));
        assert!(matches!(self.undo(data), Err(StepError::Foreign { .. }) | Ok(Undone::Kept(_))), "{tag}: {:?}", self.undo(data));
        assert_eq!(look(), before, "{tag}: the foreign resource changed");
    }

    /// Breaks the step off at every point in turn, and each time finishes it, checks it and takes it back.
    pub fn survives_a_kill_anywhere(&self, data: &StepData, is_right: impl Fn()) {
        for point in 0.. {
            self.break_at.store(point, Ordering::SeqCst);
            let first = self.apply(data);
            let was_killed = self.break_at.swap(NEVER, Ordering::SeqCst) != NEVER && first.is_err();
            if was_killed {
                assert!(first.as_ref().unwrap_err().effect_unknown(), "{first:?}");
            } else {
                first.unwrap();
            }
            if self.probe(data).unwrap() != Probe::Done(None) {
                self.apply(data).unwrap_or_else(|error| panic!("{} after a kill at point {point}: {error}", data.tag()));
            }
            assert!(matches!(self.probe(data).unwrap(), Probe::Done(_)), "{} after a kill at point {point}", data.tag());
            is_right();
            self.undo(data).unwrap();
            assert_eq!(self.probe(data).unwrap(), Probe::Absent, "{} undone after a kill at point {point}", data.tag());
            if !was_killed {
                assert!(point > 0, "{} passes no point", data.tag());
                break;
            }
        }
    }

    pub fn uuid(&self, record: &str) -> Uuid {
        self.instance.uuid(record)
    }

    /// The ownership mark, as the planner's renderer writes it; `version` stands for what was asked for.
    pub fn mark(&self, record: &str, version: &str) -> String {
        let mark = Mark {
            instance: self.instance.id.clone(),
            lab: "test".parse().unwrap(),
            record: record.to_owned(),
            digest: Sha256::of(version.as_bytes()),
        };
        format!(
            "<metadata><labwright:owner xmlns:labwright='{NAMESPACE}' instance='{}' lab='{}' record='{}' digest='{}'/></metadata>",
            mark.instance, mark.lab, mark.record, mark.digest
        )
    }

    pub fn image(&self, name: &str) -> PathBuf {
        self.folder.path().join("images").join(name)
    }

    pub fn last_note(&self) -> String {
        self.notes.lock().unwrap().last().cloned().unwrap_or_default()
    }
}

/// The output of `virsh`, which is not our code.
pub fn virsh(arguments: &[&str]) -> String {
    let output = Command::new("virsh").args(["-q", "-c", URI]).args(arguments).output().unwrap();
    assert!(output.status.success(), "virsh {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

pub fn virsh_fails(arguments: &[&str]) -> bool {
    !Command::new("virsh").args(["-q", "-c", URI]).args(arguments).output().unwrap().status.success()
}

/// Gives `virsh` a document in a file.
pub fn virsh_xml(command: &str, xml: &str) {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), xml).unwrap();
    virsh(&[command, file.path().to_str().unwrap()]);
}

pub fn run(program: &str, arguments: &[&str]) -> String {
    let output = Command::new(program).args(arguments).output().unwrap();
    assert!(output.status.success(), "{program} {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).into_owned()
}
