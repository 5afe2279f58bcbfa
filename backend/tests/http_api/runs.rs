//! Runs and their events, from a journal that is already written.

use std::time::Duration;

use axum::{
    body::Body,
    http::{Method, StatusCode},
};
use labwright::store::RunRow;
use labwright_shared::{
    api::{ErrorCode, FailurePolicy, RunAnswer, RunSummary, StartRun},
    model::ApiVersion,
    plan::{Instance, Plan, PlanKind, Purpose, StepId},
    run::{EventKind, Outcome, RunEvent, RunPhase},
    value::{Name, Sha256},
};

use crate::support::Site;

async fn run(site: &Site, id: &str, started_ms: u64) -> Name {
    let plan = Plan {
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
    };
    let digest = site.app.store.keep_plan(&plan).await.unwrap();
    let run = RunRow {
        id: id.parse().unwrap(),
        instance: plan.instance.id,
        lab: "demo".to_owned(),
        host: "qemu:///system".to_owned(),
        plan: digest.to_string(),
        purpose: Purpose::Apply,
        policy: FailurePolicy::Keep,
        actor: "somebody".to_owned(),
        started_ms,
        epoch: 0,
        phase: RunPhase::Running,
    };
    site.app.store.add_run(&run).await.unwrap();
    assert_eq!(site.app.store.next_epoch(&run.id).await.unwrap(), 1);
    append(site, &run.id, EventKind::Started { lab: "demo".parse().unwrap(), plan: digest, purpose: Purpose::Apply }).await;
    run.id
}

async fn append(site: &Site, run: &Name, kind: EventKind) {
    let event = site.app.store.append_event(run, 1, "somebody", kind).await.unwrap();
    site.app.journals.of(run).wrote(event.seq);
}

fn step(name: &str) -> EventKind {
    EventKind::StepDone { step: StepId::new("domain.start", name), outcome: Outcome::Applied, output: None }
}

fn finished() -> EventKind {
    EventKind::Finished { phase: RunPhase::Succeeded, reason: None }
}

/// The numbers and events of a stream that has ended.
fn events(body: &[u8]) -> Vec<(u64, RunEvent)> {
    let text = std::str::from_utf8(body).unwrap();
    let blocks = text.split("\n\n").filter(|block| block.contains("data:"));
    blocks
        .map(|block| {
            let field =
                |name: &str| block.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_else(|| panic!("{name} in {block}")).trim();
            (field("id:").parse().unwrap(), serde_json::from_str(field("data:")).unwrap())
        })
        .collect()
}

async fn stream(site: &Site, run: &str, last: Option<&str>) -> Vec<u64> {
    let mut request = site.request(Method::GET, &format!("/api/v1/runs/{run}/events"));
    request = last.into_iter().fold(request, |request, last| request.header("Last-Event-ID", last));
    let ended = tokio::time::timeout(Duration::from_secs(10), site.send(request.body(Body::empty()).unwrap())).await;
    let reply = ended.expect("the stream ends with the run");
    assert_eq!((reply.status, reply.header(axum::http::header::CONTENT_TYPE)), (StatusCode::OK, "text/event-stream"));
    let events = events(&reply.body);
    assert!(events.iter().all(|(seq, event)| *seq == event.seq));
    events.into_iter().map(|(seq, _)| seq).collect()
}

#[tokio::test]
async fn a_stream_goes_on_after_the_last_event_that_was_heard() {
    let site = Site::entered().await;
    let id = run(&site, "r1", 1).await;
    append(&site, &id, step("a")).await;
    append(&site, &id, step("b")).await;
    append(&site, &id, finished()).await;
    assert_eq!(stream(&site, "r1", None).await, [1, 2, 3, 4]);
    assert_eq!(stream(&site, "r1", Some("2")).await, [3, 4]);
    assert_eq!(stream(&site, "r1", Some("3")).await, [4]);
    assert_eq!(stream(&site, "r1", Some("nonsense")).await, [1, 2, 3, 4]);
}

#[tokio::test]
async fn a_client_that_has_heard_everything_is_not_kept_waiting() {
    let site = Site::entered().await;
    let id = run(&site, "r1", 1).await;
    append(&site, &id, finished()).await;
    let request = site.request(Method::GET, "/api/v1/runs/r1/events").header("Last-Event-ID", "2").body(Body::empty()).unwrap();
    let ended = tokio::time::timeout(Duration::from_secs(10), site.send(request)).await;
    assert_eq!(ended.expect("there is no more to wait for").status, StatusCode::NO_CONTENT);
}

#[tokio::test]
async fn events_arrive_while_the_run_goes_on() {
    let site = Site::entered().await;
    let id = run(&site, "r1", 1).await;
    let write = async {
        for name in ["a", "b", "c"] {
            tokio::time::sleep(Duration::from_millis(20)).await;
            append(&site, &id, step(name)).await;
        }
        append(&site, &id, finished()).await;
    };
    let (heard, ()) = tokio::join!(stream(&site, "r1", None), write);
    assert_eq!(heard, [1, 2, 3, 4, 5]);
}

#[tokio::test]
async fn a_run_that_was_resumed_is_heard_to_its_second_end() {
    let site = Site::entered().await;
    let id = run(&site, "r1", 1).await;
    append(&site, &id, EventKind::Finished { phase: RunPhase::Failed, reason: Some("no".to_owned()) }).await;
    append(&site, &id, EventKind::Resumed).await;
    append(&site, &id, finished()).await;
    assert_eq!(stream(&site, "r1", None).await, [1, 2, 3, 4]);
}

#[tokio::test]
async fn runs_are_listed_the_newest_first_and_read_whole() {
    let site = Site::entered().await;
    let old = run(&site, "old", 1).await;
    append(&site, &old, EventKind::Finished { phase: RunPhase::Failed, reason: Some("no".to_owned()) }).await;
    run(&site, "new", 2).await;
    let list: Vec<RunSummary> = site.get("/api/v1/runs?lab=demo").await.json();
    assert_eq!(
        list.iter().map(|run| (run.run.as_str(), run.phase, run.carried, run.finished_ms.is_some())).collect::<Vec<_>>(),
        [("new", RunPhase::Running, false, false), ("old", RunPhase::Failed, false, true)]
    );
    assert_eq!(site.get("/api/v1/runs?lab=other").await.json::<Vec<RunSummary>>().len(), 0);
    let answer: RunAnswer = site.get("/api/v1/runs/old").await.json();
    assert_eq!((answer.state.phase, answer.state.seq, answer.state.reason.as_deref()), (RunPhase::Failed, 2, Some("no")));
}

#[tokio::test]
async fn what_is_not_there_is_not_found() {
    let site = Site::entered().await;
    for path in ["/api/v1/runs/nobody", "/api/v1/runs/nobody/events"] {
        let reply = site.get(path).await;
        assert_eq!((reply.status, reply.error().code), (StatusCode::NOT_FOUND, ErrorCode::NotFound), "{path}");
    }
    for path in ["/api/v1/runs/nobody/cancel", "/api/v1/runs/nobody/resume"] {
        let reply = site.with_text(Method::POST, path, "application/json", "").await;
        assert_eq!((reply.status, reply.error().code), (StatusCode::NOT_FOUND, ErrorCode::NotFound), "{path}");
    }
    let start = StartRun { digest: "0".repeat(64), consents: Vec::new(), on_failure: FailurePolicy::Keep };
    let reply = site.with_json(Method::POST, "/api/v1/runs", &start).await;
    assert_eq!((reply.status, reply.error().code), (StatusCode::NOT_FOUND, ErrorCode::NotFound));
}

#[tokio::test]
async fn a_run_that_is_over_or_abandoned_is_called_off_for_good() {
    let site = Site::entered().await;
    let id = run(&site, "r1", 1).await;
    assert_eq!(site.with_text(Method::POST, "/api/v1/runs/r1/cancel", "application/json", "").await.status, StatusCode::OK);
    assert_eq!(site.app.store.run_state(id.as_str()).await.unwrap().phase, RunPhase::Cancelled);
    let again = site.with_text(Method::POST, "/api/v1/runs/r1/cancel", "application/json", "").await;
    assert_eq!((again.status, again.error().code), (StatusCode::CONFLICT, ErrorCode::Conflict));
}
