//! A run as its events tell it: the same in server and browser, whatever a client hears twice or late.

use labwright_shared::{
    plan::{Action, Instance, Plan, PlanKind, Purpose, Resource, ResourceKind, Step, StepId},
    run::{EventKind, Outcome, RunEvent, RunPhase, RunState, StepPhase},
    value::Sha256,
};

fn id(name: &str) -> StepId {
    StepId::new("domain.start", name)
}

fn events(kinds: Vec<EventKind>) -> Vec<RunEvent> {
    let event = |(at, kind)| RunEvent {
        run: "r1".parse().unwrap(),
        seq: at as u64 + 1,
        at_ms: 1000 + at as u64 * 10,
        epoch: 1,
        actor: "somebody".to_owned(),
        kind,
    };
    kinds.into_iter().enumerate().map(event).collect()
}

fn started() -> EventKind {
    EventKind::Started { lab: "lab".parse().unwrap(), plan: Sha256::of(b""), purpose: Purpose::Apply }
}

fn begin(name: &str) -> EventKind {
    EventKind::StepStarted { step: id(name), attempt: 1 }
}

fn done(name: &str) -> EventKind {
    EventKind::StepDone { step: id(name), outcome: Outcome::Applied, output: None }
}

fn plan(steps: &[(&str, Action)]) -> Plan {
    let step = |(name, action): &(&str, Action)| Step {
        id: id(name),
        action: *action,
        resource: Resource { kind: ResourceKind::Domain, name: (*name).to_owned(), record: format!("machines[{name}]") },
        reason: String::new(),
        needs: Vec::new(),
        expected_secs: 1,
        destructive: false,
        foreign: false,
        data: None,
    };
    Plan {
        api_version: labwright_shared::model::ApiVersion::V1Alpha1,
        kind: PlanKind::Plan,
        lab: "lab".parse().unwrap(),
        lab_digest: Sha256::of(b""),
        scale: None,
        instance: Instance { id: "i1".parse().unwrap(), prefix: String::new() },
        host: None,
        purpose: Purpose::Apply,
        fingerprint: Default::default(),
        steps: steps.iter().map(step).collect(),
    }
}

#[test]
fn what_is_heard_twice_or_late_changes_nothing() {
    let all = events(vec![
        started(),
        begin("a"),
        EventKind::StepNote { step: id("a"), text: "half".to_owned() },
        done("a"),
        begin("b"),
        EventKind::StepFailed { step: id("b"), error: "no".to_owned() },
        EventKind::Finished { phase: RunPhase::Failed, reason: Some("b failed".to_owned()) },
    ]);
    let once = RunState::fold(&all);
    assert_eq!(RunState::fold(all.iter().flat_map(|event| [event, event])), once);
    // A client that reconnects hears the beginning again.
    for heard in 0..=all.len() {
        let mut state = RunState::fold(&all[..heard]);
        all.iter().for_each(|event| state.apply(event));
        assert_eq!(state, once);
        state.apply(&all[heard.saturating_sub(1)]);
        assert_eq!(state, once);
    }
    assert_eq!((once.phase, once.seq, once.reason.as_deref()), (RunPhase::Failed, 7, Some("b failed")));
    assert_eq!((once.started_ms, once.finished_ms), (1000, Some(1060)));
    assert_eq!(once.steps["domain.start/b"].text.as_deref(), Some("no"));
}

#[test]
fn what_comes_after_a_gap_still_counts() {
    // The server never sends gaps; a client that is given one goes on from there instead of stopping.
    let mut all = events(vec![started(), begin("a"), done("a"), begin("b"), done("b")]);
    all.remove(1);
    let state = RunState::fold(&all);
    assert_eq!(state.seq, 5);
    assert!(state.is_done(&id("a")) && state.is_done(&id("b")));
    assert_eq!(state.steps["domain.start/a"].attempts, 0, "its beginning was not heard");
}

#[test]
fn a_note_on_a_step_that_did_not_begin_is_dropped() {
    let state = RunState::fold(&events(vec![started(), EventKind::StepNote { step: id("a"), text: "early".to_owned() }]));
    assert!(state.steps.is_empty());
}

#[test]
fn a_run_is_taken_up_again() {
    let mut kinds = vec![
        started(),
        begin("a"),
        done("a"),
        begin("b"),
        EventKind::StepFailed { step: id("b"), error: "no".to_owned() },
        EventKind::Finished { phase: RunPhase::Failed, reason: Some("b failed".to_owned()) },
        EventKind::Resumed,
    ];
    let resumed = RunState::fold(&events(kinds.clone()));
    assert_eq!((resumed.phase, resumed.finished_ms, &resumed.reason), (RunPhase::Running, None, &None));
    assert!(resumed.is_done(&id("a")) && !resumed.is_done(&id("b")), "what was done stays done");
    kinds.push(EventKind::StepStarted { step: id("b"), attempt: 2 });
    let again = RunState::fold(&events(kinds.clone()));
    let b = &again.steps["domain.start/b"];
    assert_eq!((b.phase, b.attempts, &b.text, b.finished_ms), (StepPhase::Running, 2, &None, None), "the old error is gone");
    kinds.push(EventKind::StepDone { step: id("b"), outcome: Outcome::AlreadyThere, output: None });
    kinds.push(EventKind::Finished { phase: RunPhase::Succeeded, reason: None });
    let end = RunState::fold(&events(kinds));
    assert_eq!(end.phase, RunPhase::Succeeded);
    assert_eq!(end.steps["domain.start/b"].text.as_deref(), Some("already there"));
}

#[test]
fn whatever_it_had_come_to_a_run_that_is_taken_up_runs() {
    let failed = EventKind::Finished { phase: RunPhase::Failed, reason: Some("no".to_owned()) };
    let cancelled = EventKind::Finished { phase: RunPhase::Cancelled, reason: Some("stopped".to_owned()) };
    let ends = [
        vec![failed.clone()],
        // Its process died before it had stopped.
        vec![EventKind::CancelRequested],
        vec![EventKind::CancelRequested, cancelled],
        // Taken back to the end: nothing is left to take back.
        vec![EventKind::Unwinding, EventKind::StepUndone { step: id("a") }, failed],
    ];
    for end in ends {
        let kinds = [started(), begin("a"), done("a")].into_iter().chain(end.clone()).chain([EventKind::Resumed]).collect();
        let state = RunState::fold(&events(kinds));
        assert_eq!((state.phase, state.finished_ms, &state.reason), (RunPhase::Running, None, &None), "after {end:?}");
    }
}

#[test]
fn a_run_that_was_taking_back_goes_on_with_that() {
    let kinds = vec![started(), begin("a"), done("a"), EventKind::Unwinding, EventKind::StepUndone { step: id("a") }, EventKind::Resumed];
    let state = RunState::fold(&events(kinds));
    assert_eq!(state.phase, RunPhase::Unwinding);
    assert!(!state.is_done(&id("a")));
    assert_eq!(state.steps["domain.start/a"].phase, StepPhase::Undone);
}

#[test]
fn cancelling_ends_when_the_run_says_so() {
    let mut kinds = vec![started(), begin("a"), EventKind::CancelRequested];
    assert_eq!(RunState::fold(&events(kinds.clone())).phase, RunPhase::Cancelling);
    assert!(!RunPhase::Cancelling.is_over() && !RunPhase::Unwinding.is_over());
    kinds.extend([done("a"), EventKind::Finished { phase: RunPhase::Cancelled, reason: None }]);
    let state = RunState::fold(&events(kinds));
    assert!(state.phase.is_over() && state.is_done(&id("a")));
}

#[test]
fn progress_counts_what_does_something() {
    let plan = plan(&[("a", Action::Start), ("b", Action::Start), ("same", Action::None)]);
    let mut kinds = vec![started()];
    assert_eq!(RunState::fold(&events(kinds.clone())).progress(&plan), (0, 2));
    kinds.extend([begin("a"), done("a"), begin("b")]);
    assert_eq!(RunState::fold(&events(kinds.clone())).progress(&plan), (1, 2));
    kinds.extend([done("b"), done("stranger")]);
    assert_eq!(RunState::fold(&events(kinds.clone())).progress(&plan), (2, 2));
    kinds.push(EventKind::StepUndone { step: id("b") });
    assert_eq!(RunState::fold(&events(kinds)).progress(&plan), (1, 2));
}

#[test]
fn events_read_back_as_they_were_sent() {
    let all = events(vec![
        started(),
        EventKind::Resumed,
        begin("a"),
        EventKind::StepDone { step: id("a"), outcome: Outcome::Applied, output: Some("10.0.0.5".to_owned()) },
        EventKind::CancelRequested,
        EventKind::Finished { phase: RunPhase::Cancelled, reason: None },
    ]);
    for event in &all {
        let text = serde_json::to_string(event).unwrap();
        assert_eq!(&serde_json::from_str::<RunEvent>(&text).unwrap(), event, "{text}");
    }
    let state = RunState::fold(&all);
    assert_eq!(serde_json::from_str::<RunState>(&serde_json::to_string(&state).unwrap()).unwrap(), state);
}
