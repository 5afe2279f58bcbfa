//! What no text may bring down: reading, printing, checking, fixing, undoing, scaling and planning.

use labwright_shared::{
    document::{self, Document, History},
    facts::HostFacts,
    plan::{
        Instance, Purpose,
        planner::{self, Owned, PlanInput},
    },
    rules::check,
    value::Sha256,
    yaml,
};

/// At most so many fixes of one lab are tried: each is a check more.
const FIXES: usize = 8;

/// Does with a text all that is done with labs and with facts; a defect panics.
pub fn survive(text: &str, hosts: &[HostFacts]) {
    let own: Result<HostFacts, _> = yaml::from_str(text);
    let Ok(read) = document::read(text) else { return };
    let document = read.document;
    let printed = document.to_yaml();
    let again = document::read(&printed).unwrap_or_else(|errors| panic!("what is printed does not read: {errors:?}\n{printed}"));
    assert_eq!(again.document.lab(), document.lab(), "what is printed reads as something else");
    assert_eq!(again.document.to_yaml(), printed, "what is printed prints otherwise");
    looked_at(&document, None);
    for facts in hosts.iter().chain(own.iter()) {
        looked_at(&document, Some(facts));
        planned(&document, facts);
    }
    for scale in document.lab().scales.iter() {
        if let Some(lab) = document.lab().at_scale(scale.name.as_str()) {
            looked_at(&Document::new(lab), hosts.first());
        }
    }
}

/// Checks a lab, and applies and takes back what is offered.
fn looked_at(document: &Document, facts: Option<&HostFacts>) {
    let report = check(document.lab(), facts, None);
    let fixes = report.diagnostics.iter().flat_map(|found| &found.fixes);
    for fix in fixes.take(FIXES) {
        let before = document.to_yaml();
        let mut history = History::new(document.clone());
        if history.apply(&fix.command).is_ok_and(|diff| !diff.is_empty()) {
            check(history.document().lab(), facts, None);
            history.undo();
        }
        assert_eq!(history.document().to_yaml(), before, "undo of {:?}", fix.title);
    }
}

/// Plans a lab whatever the rules say of it: a lab may make errors into warnings.
fn planned(document: &Document, facts: &HostFacts) {
    let instance = Instance { id: "0a1b2c3d".parse().expect("a name"), prefix: String::new() };
    for purpose in [Purpose::Apply, Purpose::Destroy] {
        let plan = planner::plan(&PlanInput {
            lab: document.lab(),
            lab_digest: Sha256::of(b"lab"),
            scale: None,
            instance: &instance,
            facts,
            owned: &Owned::default(),
            purpose,
            machines: &[],
        });
        if let Ok(plan) = plan {
            plan.to_text();
            plan.digest();
        }
    }
}
