//! The worker that checks, from the page's side: told of every edit, asked again when it has answered, started anew where it was lost.
//!
//! One question is under way at a time; what is edited meanwhile is told with the next. An answer that the document has left behind by then is
//! only the ground of the next one, and never shown.

use std::{
    collections::{BTreeMap, VecDeque},
    sync::Arc,
    time::Duration,
};

use gloo::events::EventListener;
use labwright_shared::{
    diagnostic::{Report, Severity},
    document::{Command, Document},
    facts::HostFacts,
    following::{Answer, Message, News, Proposal, Reply, Told},
    model::RecordRef,
    plan::Instance,
    yaml,
};
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue, prelude::wasm_bindgen};
use web_sys::{MessageEvent, Url, Worker, WorkerOptions, WorkerType};

use super::{
    App,
    checks::{Badge, Standing},
    told,
};

/// Beside the page's program: `xtask/src/page/checker.rs` makes it.
const SCRIPT: &str = "./worker.js";

/// An answer that takes longer is waited for in words.
const LATE: Duration = Duration::from_millis(300);

/// So often may it break off without an answer in between.
const CHANCES: u32 = 2;

#[wasm_bindgen]
extern "C" {
    type Meta;
    #[wasm_bindgen(thread_local_v2, js_namespace = import, js_name = meta)]
    static META: Meta;
    #[wasm_bindgen(method, getter)]
    fn url(this: &Meta) -> String;
}

/// Where the talk with the worker is.
#[derive(Default)]
pub struct Course {
    link: Option<Link>,
    /// Of the last question.
    number: u64,
    is_under_way: bool,
    /// What was told of the host and of the build.
    facts: Option<Option<Box<HostFacts>>>,
    instance: Option<Option<Instance>>,
    /// As the worker answered last.
    report: Arc<Report>,
    breaks: u32,
    /// Whether it was told of edits without being asked what they bring.
    owes: bool,
    /// What is to be done with each answer to a proposal, and without one.
    settling: VecDeque<(Proposal, Then)>,
}

type Then = Box<dyn FnOnce(Vec<Command>)>;

/// A running worker; it ends with this value.
struct Link {
    worker: Worker,
    _listeners: [EventListener; 2],
}

impl Link {
    fn start(app: App) -> Result<Link, JsValue> {
        let options = WorkerOptions::new();
        options.set_type(WorkerType::Module);
        let script = Url::new_with_base(SCRIPT, &META.with(Meta::url))?;
        let worker = Worker::new_with_options(&script.href(), &options)?;
        let heard = EventListener::new(&worker, "message", move |event| {
            let text = event.dyn_ref::<MessageEvent>().and_then(|event| event.data().as_string()).unwrap_or_default();
            hear(app, &text);
        });
        let broken = EventListener::new(&worker, "error", move |_| break_off(app));
        Ok(Link { worker, _listeners: [heard, broken] })
    }
}

impl Drop for Link {
    fn drop(&mut self) {
        self.worker.terminate();
    }
}

fn with<T>(app: App, act: impl FnOnce(&mut Course) -> T) -> T {
    app.checks.course.try_update_value(act).expect("the page's state")
}

/// Tells the worker what is new, unless it is still at work on what it was told before. Whether it was told anything.
pub fn check(app: App) -> bool {
    if app.doc.is_another_lab() {
        app.doc.saw_another_lab();
        forget(app, Standing::Unknown);
        with(app, |course| course.breaks = 0);
    }
    if app.checks.standing.get_untracked() == Standing::Stopped || with(app, |course| course.is_under_way) {
        return false;
    }
    if !is_running(app) {
        break_off(app);
        return false;
    }
    let news = news(app);
    if news.is_empty() && !with(app, |course| course.owes) {
        return false;
    }
    let number = with(app, |course| {
        course.owes = false;
        course.number += 1;
        course.is_under_way = true;
        course.number
    });
    if !app.checks.is_late.get_untracked() {
        let tell = move || {
            if with(app, |course| course.is_under_way && course.number == number) {
                app.checks.is_late.set(true);
            }
        };
        set_timeout(tell, LATE);
    }
    post(app, &Message::Follow(Told { number, news }));
    true
}

/// Starts the worker if need be.
fn is_running(app: App) -> bool {
    if with(app, |course| course.link.is_some()) {
        return true;
    }
    let link = Link::start(app).map_err(|error| leptos::logging::error!("the checker cannot be started: {error:?}")).ok();
    with(app, |course| course.link = link);
    with(app, |course| course.link.is_some())
}

/// What the worker has not been told; nothing before the first lab.
fn news(app: App) -> Vec<News> {
    let Some(untold) = app.doc.take_untold() else { return Vec::new() };
    let mut news = Vec::new();
    if untold.is_whole {
        news.push(News::Lab(untold.text.unwrap_or_else(|| app.doc.with(Document::to_yaml))));
    }
    if !untold.edits.is_empty() {
        news.push(News::Edits(untold.edits));
    }
    let facts = app.host.with_facts_untracked(|facts| facts.cloned().map(Box::new));
    let instance = app.labs.instance.get_untracked();
    with(app, |course| {
        if course.facts.as_ref() != Some(&facts) {
            news.push(News::Facts(course.facts.insert(facts).clone()));
        }
        if course.instance.as_ref() != Some(&instance) {
            news.push(News::Instance(course.instance.insert(instance).clone()));
        }
    });
    news
}

fn post(app: App, message: &Message) {
    let text = serde_json::to_value(message).unwrap_or_default().to_string();
    let is_posted = with(app, |course| course.link.as_ref().is_some_and(|link| link.worker.post_message(&text.into()).is_ok()));
    if !is_posted {
        break_off(app);
    }
}

fn hear(app: App, text: &str) {
    let reply = serde_json::from_str(text).ok().and_then(|value| yaml::from_json(&value).ok());
    match reply {
        Some(Reply::Found(answer)) => take(app, *answer),
        Some(Reply::Report(report)) => told::answer(report),
        Some(Reply::Settled(commands)) => {
            if let Some((_, then)) = with(app, |course| course.settling.pop_front()) {
                then(commands);
            }
        }
        None => break_off(app),
    }
}

fn take(app: App, answer: Answer) {
    let next = answer.report.map(|change| with(app, |course| change.apply(&course.report)));
    if next == Some(None) {
        return break_off(app);
    }
    with(app, |course| {
        course.is_under_way = false;
        course.breaks = 0;
        if let Some(report) = next.flatten() {
            course.report = Arc::new(report);
        }
    });
    if let Some(meters) = answer.meters {
        app.checks.meters.set(meters);
    }
    // An answer that the document has left behind is not shown.
    if check(app) {
        return;
    }
    app.checks.is_late.set(false);
    app.checks.effort.set((answer.rules, answer.took_ms));
    show(app, with(app, |course| Arc::clone(&course.report)), Standing::Known);
}

fn show(app: App, report: Arc<Report>, standing: Standing) {
    if app.checks.report.with_untracked(|before| !Arc::ptr_eq(before, &report)) {
        let badges = badges(&report);
        if app.checks.badges.with_untracked(|before| *before != badges) {
            app.checks.badges.set(badges);
        }
        app.checks.report.set(report);
    }
    if app.checks.standing.get_untracked() != standing {
        app.checks.standing.set(standing);
    }
}

/// Nothing is known of the lab by now.
fn forget(app: App, standing: Standing) {
    app.checks.is_late.set(false);
    app.checks.meters.set(Vec::new());
    show(app, Arc::default(), standing);
}

/// The worker was lost: a new one is told everything, unless that has failed before.
fn break_off(app: App) {
    let (breaks, settling) = with(app, |course| {
        let lost = std::mem::take(course);
        *course = Course { number: lost.number, breaks: lost.breaks + 1, ..Course::default() };
        (course.breaks, lost.settling)
    });
    app.doc.tell_whole();
    settling.into_iter().for_each(|(proposal, then)| then(proposal.unsettled()));
    if breaks < CHANCES {
        check(app);
    } else {
        forget(app, Standing::Stopped);
    }
}

/// A checker that was given up gets another chance.
pub fn start_again(app: App) {
    with(app, |course| course.breaks = 0);
    forget(app, Standing::Unknown);
    check(app);
}

/// Asks for the report on another lab; [`told::answer`] gets it.
pub fn ask(app: App, lab: String, facts: Option<String>) {
    match is_running(app) {
        true => post(app, &Message::Report { lab, facts }),
        false => told::answer(None),
    }
}

/// Asks how something is best done in the lab as it is now, and does it.
pub fn settle(app: App, proposal: Proposal, then: impl FnOnce(Vec<Command>) + 'static) {
    if proposal.ways.is_empty() || app.checks.standing.get_untracked() == Standing::Stopped || !is_running(app) {
        return then(proposal.unsettled());
    }
    let news = news(app);
    with(app, |course| {
        course.owes |= !news.is_empty();
        course.settling.push_back((proposal.clone(), Box::new(then)));
    });
    post(app, &Message::Settle { news, proposal });
}

fn badges(report: &Report) -> BTreeMap<RecordRef, Badge> {
    let mut badges: BTreeMap<RecordRef, Badge> = BTreeMap::new();
    for diagnostic in &report.diagnostics {
        let badge = badges.entry(diagnostic.subject.record.clone()).or_default();
        match diagnostic.severity {
            Severity::Error => badge.errors += 1,
            Severity::Warning => badge.warnings += 1,
            Severity::Info => badge.infos += 1,
        }
    }
    badges
}
