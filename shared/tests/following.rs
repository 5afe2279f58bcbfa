//! Who follows a lab from afar, told of its edits only, says what a check of the lab itself says.

#[path = "strategy/command.rs"]
mod command;
mod strategy;

use std::{fs, path::PathBuf};

use command::command;
use labwright_shared::{
    diagnostic::Report,
    document::{self, Diff, Document, History},
    facts::HostFacts,
    following::{Answer, Edit, Follower, Message, News, Reply, Told},
    model::Lab,
    rules::check,
    yaml,
};
use proptest::prelude::*;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Value, json};
use strategy::{any_text, facts, lab, line};

fn templates() -> Vec<Lab> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../static/templates");
    let mut paths: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths.into_iter().map(|path| document::read(&fs::read_to_string(path).unwrap()).unwrap().document.lab().clone()).collect()
}

/// A message as it arrives on the other side.
fn sent<T: Serialize + DeserializeOwned>(message: &T) -> T {
    yaml::from_json(&serde_json::from_str(&json!(message).to_string()).unwrap()).unwrap()
}

/// Both sides, with the report as the one that asks knows it.
#[derive(Default)]
struct Pair {
    follower: Follower,
    report: Report,
    number: u64,
}

impl Pair {
    fn tell(&mut self, news: Vec<News>) -> Answer {
        self.number += 1;
        let Message::Follow(Told { number, news }) = sent(&Message::Follow(Told { number: self.number, news })) else { unreachable!() };
        self.follower.hear(news).unwrap();
        self.follower.check();
        let Reply::Found(answer) = sent(&Reply::Found(Box::new(self.follower.answer(number, 0.0)))) else { unreachable!() };
        assert_eq!(answer.number, self.number);
        if let Some(change) = answer.report.clone() {
            self.report = change.apply(&self.report).unwrap();
        }
        *answer
    }
}

fn edits(diff: &Diff) -> News {
    News::Edits(diff.changes.iter().filter_map(Edit::of).collect())
}

fn told(facts: Option<&HostFacts>) -> News {
    News::Facts(facts.cloned().map(Box::new))
}

#[test]
fn what_did_not_change_is_not_told_again() {
    let lab = "apiVersion: labwright.dev/v1alpha1\nkind: Lab\nmetadata: {name: l}\nmachines: [{name: a, vcpus: 0, memory: 1 GiB}]\n";
    let mut pair = Pair::default();
    let first = pair.tell(vec![News::Lab(lab.to_owned())]);
    assert!(first.report.is_some() && first.meters.is_some() && first.rules > 140);
    assert!(pair.report.diagnostics.iter().any(|found| found.rule == "capacity/no-vcpus" && !found.fixes.is_empty()));
    let again = pair.tell(Vec::new());
    assert_eq!((again.report, again.meters), (None, None));
}

#[test]
fn a_record_that_moves_is_told_alone() {
    let machine = |number: u64| json!({"name": format!("m{number}"), "vcpus": 1, "memory": "32 MiB"});
    let lab = |order: &[u64]| {
        let machines: Vec<Value> = order.iter().map(|number| machine(*number)).collect();
        let lab = json!({"apiVersion": "labwright.dev/v1alpha1", "kind": "Lab", "metadata": {"name": "moves"}, "host": {"name": "host"}, "machines": machines});
        document::read(&lab.to_string()).unwrap().document
    };
    let before = lab(&[0, 1, 2, 3, 4, 5, 6, 7]);
    for (order, changes) in [
        (&[1, 2, 3, 4, 5, 6, 7, 0][..], 2),
        (&[7, 0, 1, 2, 3, 4, 5, 6], 2),
        (&[0, 1, 5, 2, 3, 4, 6, 7], 2),
        (&[4, 5, 6, 7, 0, 1, 2, 3], 8),
        (&[0, 2, 1, 3, 4, 6, 7], 3),
        (&[9, 0, 1, 2, 3, 4, 5, 6, 8, 7], 2),
        (&[7, 6, 5, 4, 3, 2, 1, 0], 14),
    ] {
        let (mut document, after) = (before.clone(), lab(order));
        let diff = before.diff_to(&after);
        document.apply_diff(&diff);
        assert_eq!(diff.changes.len(), changes, "{order:?}: {:?}", diff.changes);
        assert_eq!(document.lab(), after.lab(), "{order:?}");
        document.apply_diff(&diff.inverse());
        assert_eq!(document.lab(), before.lab(), "{order:?}, taken back");
    }
}

#[test]
fn a_text_that_is_no_lab_is_told_apart_from_one_without_findings() {
    assert!(Follower::default().hear(vec![News::Lab("kind: Lab".to_owned())]).is_err());
    assert!(Follower::default().hear(vec![News::Edits(Vec::new())]).is_err());
    assert_eq!(Follower::report("kind: Lab", None), None);
}

proptest! {
    #![proptest_config(ProptestConfig { max_shrink_iters: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_follower_says_what_a_check_says(
        labs in proptest::collection::vec(prop_oneof![3 => proptest::sample::select(templates()), 1 => lab(line())], 2),
        first in proptest::option::of(facts()),
        second in proptest::option::of(facts()),
        seeds in proptest::collection::vec((any::<u8>(), any::<usize>(), any::<usize>(), any_text()), 1..16),
    ) {
        let mut history = History::new(Document::new(labs[0].clone()));
        let mut pair = Pair::default();
        let mut facts = first.as_ref();
        let mut news = vec![News::Lab(history.document().to_yaml()), told(facts)];
        for seed in &seeds {
            // Several edits may be told at once.
            if seed.1 % 3 != 0 {
                pair.tell(std::mem::take(&mut news));
                let lab = history.document().lab();
                prop_assert_eq!(json!(pair.report).to_string(), json!(check(lab, facts, None)).to_string());
            }
            match seed.0 % 16 {
                0 | 1 => news.extend(history.undo().as_ref().map(edits)),
                2 => news.extend(history.redo().as_ref().map(edits)),
                3 => {
                    facts = if facts == first.as_ref() { second.as_ref() } else { first.as_ref() };
                    news.push(told(facts));
                }
                4 => news.push(edits(&history.replace(Document::new(labs[1].clone())))),
                _ => {
                    let command = command(history.document(), seed);
                    news.extend(history.apply(&command).ok().as_ref().map(edits));
                }
            }
        }
        pair.tell(news);
        prop_assert_eq!(json!(pair.report).to_string(), json!(check(history.document().lab(), facts, None)).to_string());
    }
}
