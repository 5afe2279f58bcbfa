//! What the store promises: nothing is lost, nothing is overwritten unasked, nobody writes who may not.

use std::{collections::BTreeSet, path::Path};

use labwright::store::{RunRow, SaveError, Store};
use labwright_shared::{
    api::FailurePolicy,
    model::ApiVersion,
    plan::{Instance, Plan, PlanKind, Purpose, ResourceKind, StepId},
    run::{EventKind, RunPhase},
    value::{Name, Sha256},
};

fn plan() -> Plan {
    Plan {
        api_version: ApiVersion::V1Alpha1,
        kind: PlanKind::Plan,
        lab: "demo".parse().unwrap(),
        lab_digest: Sha256::of(b"lab"),
        scale: None,
        instance: Instance { id: "0a1b2c3d".parse().unwrap(), prefix: String::new() },
        host: None,
        purpose: Purpose::Apply,
        fingerprint: Default::default(),
        steps: Vec::new(),
    }
}

async fn run(store: &Store, id: &str) -> Name {
    let plan = plan();
    let digest = store.keep_plan(&plan).await.unwrap();
    let run = RunRow {
        id: id.parse().unwrap(),
        instance: plan.instance.id,
        lab: "demo".to_owned(),
        host: "qemu:///system".to_owned(),
        plan: digest.to_string(),
        purpose: Purpose::Apply,
        policy: FailurePolicy::Unwind,
        actor: "somebody".to_owned(),
        started_ms: 1,
        epoch: 0,
        phase: RunPhase::Running,
    };
    store.add_run(&run).await.unwrap();
    run.id
}

fn note(text: &str) -> EventKind {
    EventKind::StepNote { step: StepId::new("domain.start", "a"), text: text.to_owned() }
}

#[tokio::test]
async fn a_save_from_an_old_version_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path()).await.unwrap();
    assert_eq!(store.save_lab("demo", "one", 0, "ann").await.unwrap(), 1);
    assert_eq!(store.save_lab("demo", "two", 1, "bea").await.unwrap(), 2);
    for base in [0, 1, 3] {
        let refused = store.save_lab("demo", "mine", base, "cy").await.unwrap_err();
        assert!(matches!(refused, SaveError::Conflict { version: 2, ref actor } if actor == "bea"), "{refused}");
    }
    let kept = store.lab("demo").await.unwrap().unwrap();
    assert_eq!((kept.version, kept.yaml.as_str()), (2, "two"));
    // Deleted meanwhile: a save does not bring it back.
    assert!(store.delete_lab("demo").await.unwrap());
    assert!(matches!(store.save_lab("demo", "mine", 2, "cy").await, Err(SaveError::Conflict { version: 0, .. })));
    assert!(store.lab("demo").await.unwrap().is_none());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_many_who_save_at_once_one_wins() {
    let folder = tempfile::tempdir().unwrap();
    let stores = [Store::open(folder.path()).await.unwrap(), Store::open(folder.path()).await.unwrap()];
    stores[0].save_lab("demo", "first", 0, "ann").await.unwrap();
    let mut tasks = Vec::new();
    for at in 0..12 {
        let store = stores[at % 2].clone();
        tasks.push(tokio::spawn(async move { store.save_lab("demo", &format!("text {at}"), 1, &format!("actor {at}")).await }));
    }
    let mut saved = Vec::new();
    for (at, task) in tasks.into_iter().enumerate() {
        match task.await.unwrap() {
            Ok(version) => saved.push((at, version)),
            Err(SaveError::Conflict { version: 2, .. }) => {}
            Err(error) => panic!("{error:?}"),
        }
    }
    let [(winner, 2)] = saved[..] else { panic!("{saved:?}") };
    assert_eq!(stores[1].lab("demo").await.unwrap().unwrap().yaml, format!("text {winner}"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_journal_has_no_gaps_whoever_writes() {
    let folder = tempfile::tempdir().unwrap();
    // Two processes have two stores.
    let stores = [Store::open(folder.path()).await.unwrap(), Store::open(folder.path()).await.unwrap()];
    let id = run(&stores[0], "r1").await;
    let other = run(&stores[0], "r2").await;
    let epoch = stores[0].next_epoch(&id).await.unwrap();
    let epoch_of_other = stores[0].next_epoch(&other).await.unwrap();
    let mut tasks = Vec::new();
    for writer in 0..8 {
        let (store, id, other) = (stores[writer % 2].clone(), id.clone(), other.clone());
        tasks.push(tokio::spawn(async move {
            let mut seqs = Vec::new();
            for event in 0..25 {
                seqs.push(store.append_event(&id, epoch, "ann", note(&format!("{writer} {event}"))).await.unwrap().seq);
                store.append_event(&other, epoch_of_other, "ann", note("other")).await.unwrap();
            }
            seqs
        }));
    }
    let mut told = BTreeSet::new();
    for task in tasks {
        let seqs = task.await.unwrap();
        assert!(seqs.is_sorted());
        told.extend(seqs);
    }
    assert_eq!(told, (1..=200).collect());
    let kept: Vec<u64> = stores[1].events_after("r1", 0).await.unwrap().iter().map(|event| event.seq).collect();
    assert_eq!(kept, (1..=200).collect::<Vec<_>>());
    assert_eq!(stores[1].events_after("r1", 198).await.unwrap().len(), 2);
    assert_eq!(stores[1].events_after("r2", 0).await.unwrap().len(), 200);
}

#[tokio::test]
async fn who_lost_the_run_cannot_write() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path()).await.unwrap();
    let id = run(&store, "r1").await;
    let old = store.next_epoch(&id).await.unwrap();
    store.append_event(&id, old, "ann", note("mine")).await.unwrap();
    let new = store.next_epoch(&id).await.unwrap();
    assert_eq!((old, new), (1, 2));
    let refused = store.append_event(&id, old, "ann", note("still mine")).await.unwrap_err();
    assert!(refused.to_string().contains("taken over"), "{refused}");
    assert!(store.append_event(&id, old, "ann", EventKind::Finished { phase: RunPhase::Failed, reason: None }).await.is_err());
    assert_eq!(store.append_event(&id, new, "bea", note("mine now")).await.unwrap().seq, 2, "what was refused left no gap");
    assert_eq!(store.run("r1").await.unwrap().unwrap().phase, RunPhase::Running);
    assert!(store.append_event(&"nobody".parse().unwrap(), 1, "ann", note("?")).await.is_err());
}

#[tokio::test]
async fn the_phase_in_the_list_is_the_journals() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path()).await.unwrap();
    let id = run(&store, "r1").await;
    let epoch = store.next_epoch(&id).await.unwrap();
    let instance: Name = "0a1b2c3d".parse().unwrap();
    let kinds = [
        EventKind::Started { lab: "demo".parse().unwrap(), plan: Sha256::of(b""), purpose: Purpose::Apply },
        EventKind::CancelRequested,
        EventKind::Finished { phase: RunPhase::Cancelled, reason: None },
        EventKind::Resumed,
        EventKind::Unwinding,
        EventKind::Resumed,
        EventKind::Finished { phase: RunPhase::Failed, reason: Some("no".to_owned()) },
    ];
    for kind in kinds {
        store.append_event(&id, epoch, "ann", kind).await.unwrap();
        let phase = store.run("r1").await.unwrap().unwrap().phase;
        assert_eq!(phase, store.run_state("r1").await.unwrap().phase);
        assert_eq!(store.unfinished_run(&instance).await.unwrap().is_some(), !phase.is_over());
    }
    assert_eq!(store.run("r1").await.unwrap().unwrap().policy, FailurePolicy::Unwind);
}

#[tokio::test]
async fn the_first_claim_stays() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path()).await.unwrap();
    let (instance, id): (Name, Name) = ("0a1b2c3d".parse().unwrap(), "r1".parse().unwrap());
    store.claim(&instance, ResourceKind::Network, "default#dhcp", Some("old"), &id, "ann").await.unwrap();
    store.claim(&instance, ResourceKind::Network, "default#dhcp", Some("changed since"), &id, "ann").await.unwrap();
    store.claim(&instance, ResourceKind::Volume, "fast/a", None, &id, "ann").await.unwrap();
    let owned = store.owned(&instance).await.unwrap();
    assert_eq!(owned.before(ResourceKind::Network, "default#dhcp"), Some("old"), "the value before the first change");
    assert!(owned.has(ResourceKind::Volume, "fast/a") && !owned.has(ResourceKind::Network, "default#dhcp"));
    assert!(!owned.has(ResourceKind::Pool, "fast/a"));
    assert_eq!(store.owned(&"another".parse().unwrap()).await.unwrap(), Default::default());
    store.keep_fact(&instance, ResourceKind::Volume, "fast/a", "key", Some("one")).await.unwrap();
    store.keep_fact(&instance, ResourceKind::Volume, "fast/a", "key", Some("two")).await.unwrap();
    assert_eq!(store.fact(&instance, ResourceKind::Volume, "fast/a", "key").await.unwrap().as_deref(), Some("two"));
    store.release(&instance, ResourceKind::Volume, "fast/a").await.unwrap();
    assert_eq!(store.fact(&instance, ResourceKind::Volume, "fast/a", "key").await.unwrap(), None, "what was known of it goes with it");
    assert!(!store.owned(&instance).await.unwrap().has(ResourceKind::Volume, "fast/a"));
}

#[tokio::test]
async fn an_instance_is_drawn_once() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path()).await.unwrap();
    let first = store.instance_or_new("demo", "qemu:///system", None, &"aaaaaaaa".parse().unwrap()).await.unwrap().instance;
    let again = store.instance_or_new("demo", "qemu:///system", None, &"bbbbbbbb".parse().unwrap()).await.unwrap().instance;
    assert_eq!((&first.id, first.prefix.as_str()), (&again.id, ""));
    let copy = store.instance_or_new("demo", "qemu:///system", Some("copy"), &"cccccccc".parse().unwrap()).await.unwrap().instance;
    assert_eq!((copy.id.as_str(), copy.prefix.as_str()), ("cccccccc", "copy-"));
    let elsewhere = store.instance_or_new("demo", "qemu+ssh://other/system", None, &"dddddddd".parse().unwrap()).await.unwrap().instance;
    assert_eq!(elsewhere.id.as_str(), "dddddddd");
}

#[tokio::test]
async fn a_plan_from_elsewhere_brings_its_build_but_takes_none_away() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path()).await.unwrap();
    let instance = |id: &str| Instance { id: id.parse().unwrap(), prefix: String::new() };
    let (here, there) = ("qemu:///system", "qemu+ssh://other/system");
    let id_on = async |host: &str| store.instance("demo", host, None).await.unwrap().map(|row| row.instance.id.to_string());

    // One that was begun here and of which nothing stands gives way, also on another host.
    store.instance_or_new("demo", here, None, &"aaaaaaaa".parse().unwrap()).await.unwrap();
    store.adopt_instance(&instance("bbbbbbbb"), "demo", here).await.unwrap();
    store.adopt_instance(&instance("bbbbbbbb"), "demo", here).await.unwrap();
    assert_eq!(id_on(here).await.as_deref(), Some("bbbbbbbb"));
    store.drop_instance(&"bbbbbbbb".parse().unwrap()).await.unwrap();
    store.adopt_instance(&instance("bbbbbbbb"), "demo", there).await.unwrap();
    assert_eq!((id_on(here).await, id_on(there).await.as_deref()), (None, Some("bbbbbbbb")));

    // One that stands, or of which something does, stays.
    store.claim(&"bbbbbbbb".parse().unwrap(), ResourceKind::Pool, "fast", None, &"r1".parse().unwrap(), "ann").await.unwrap();
    store.drop_instance(&"bbbbbbbb".parse().unwrap()).await.unwrap();
    store.adopt_instance(&instance("cccccccc"), "demo", there).await.unwrap();
    assert_eq!(id_on(there).await.as_deref(), Some("bbbbbbbb"));
}

/// Writes and is killed: what was told to be kept is there afterwards. Runs as a process of its own, for `kill` to be one.
#[tokio::test]
async fn what_is_killed_lost_nothing() {
    const CHILD: &str = "LABWRIGHT_TEST_STORE_CHILD";
    if let Ok(folder) = std::env::var(CHILD) {
        let store = Store::open(Path::new(&folder)).await.unwrap();
        let id = run(&store, "r1").await;
        let epoch = store.next_epoch(&id).await.unwrap();
        store.save_lab("demo", "text", 0, "ann").await.unwrap();
        store.claim(&"0a1b2c3d".parse().unwrap(), ResourceKind::Pool, "fast", None, &id, "ann").await.unwrap();
        store.set_secret(&"root".parse().unwrap(), "value").await.unwrap();
        loop {
            let event = store.append_event(&id, epoch, "ann", note("x")).await.unwrap();
            // Told only after it was kept.
            std::fs::write(Path::new(&folder).join("told.new"), event.seq.to_string()).unwrap();
            std::fs::rename(Path::new(&folder).join("told.new"), Path::new(&folder).join("told")).unwrap();
        }
    }
    let folder = tempfile::tempdir().unwrap();
    let mut child = std::process::Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "what_is_killed_lost_nothing", "--nocapture"])
        .env(CHILD, folder.path())
        .stdout(std::process::Stdio::null())
        .spawn()
        .unwrap();
    let told = || std::fs::read_to_string(folder.path().join("told")).ok().and_then(|text| text.parse::<u64>().ok()).unwrap_or(0);
    let begun = std::time::Instant::now();
    while told() < 50 && begun.elapsed().as_secs() < 60 {
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }
    child.kill().unwrap();
    child.wait().unwrap();
    let told = told();
    assert!(told >= 50, "{told}");
    let store = Store::open(folder.path()).await.unwrap();
    let events = store.events_after("r1", 0).await.unwrap();
    assert!(events.len() as u64 >= told, "{} kept of {told}", events.len());
    assert!(events.iter().zip(1..).all(|(event, seq)| event.seq == seq));
    assert_eq!(store.lab("demo").await.unwrap().unwrap().yaml, "text");
    assert!(store.owned(&"0a1b2c3d".parse().unwrap()).await.unwrap().has(ResourceKind::Pool, "fast"));
    assert_eq!(store.secret(&"root".parse().unwrap()).await.unwrap().as_deref(), Some("value"));
    let epoch = store.next_epoch(&"r1".parse().unwrap()).await.unwrap();
    let next = store.append_event(&"r1".parse().unwrap(), epoch, "ann", EventKind::Resumed).await.unwrap();
    assert_eq!((epoch, next.seq), (2, events.len() as u64 + 1));
}

#[tokio::test]
async fn a_store_begins_empty_is_opened_twice_and_is_its_owners() {
    let folder = tempfile::tempdir().unwrap();
    let state = folder.path().join("a/new/folder");
    let store = Store::open(&state).await.unwrap();
    assert!(store.labs().await.unwrap().is_empty());
    assert!(store.secret_names().await.unwrap().is_empty());
    store.save_lab("demo", "text", 0, "ann").await.unwrap();
    let second = Store::open(&state).await.unwrap();
    assert_eq!(second.labs().await.unwrap().len(), 1);
    // An empty file is a store that has not begun.
    let empty = folder.path().join("empty");
    std::fs::create_dir_all(&empty).unwrap();
    std::fs::write(empty.join("labwright.db"), "").unwrap();
    assert!(Store::open(&empty).await.unwrap().labs().await.unwrap().is_empty());
    // One that is no store is left alone.
    let other = folder.path().join("other");
    std::fs::create_dir_all(&other).unwrap();
    std::fs::write(other.join("labwright.db"), "this is not a database, but somebody's notes\n".repeat(100)).unwrap();
    assert!(Store::open(&other).await.is_err());
    assert!(std::fs::read_to_string(other.join("labwright.db")).unwrap().starts_with("this is not"));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(&state), mode(&state.join("labwright.db"))), (0o700, 0o600));
        // A folder of others keeps its rights; the store in it is its owner's all the same.
        let shared = folder.path().join("shared");
        std::fs::create_dir_all(&shared).unwrap();
        std::fs::set_permissions(&shared, std::fs::Permissions::from_mode(0o755)).unwrap();
        let store = Store::open(&shared).await.unwrap();
        store.save_lab("demo", "text", 0, "ann").await.unwrap();
        assert_eq!(mode(&shared), 0o755);
        for file in std::fs::read_dir(&shared).unwrap() {
            assert_eq!(mode(&file.unwrap().path()), 0o600);
        }
    }
}

#[tokio::test]
async fn a_plan_is_kept_under_its_digest() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path()).await.unwrap();
    let plan = plan();
    let digest = store.keep_plan(&plan).await.unwrap();
    assert_eq!((store.keep_plan(&plan).await.unwrap(), plan.digest()), (digest, digest));
    assert_eq!(store.plan(&digest.to_string()).await.unwrap(), Some(plan));
    assert_eq!(store.plan("nothing").await.unwrap(), None);
}
