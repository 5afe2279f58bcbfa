use std::fmt::Write as _;

use super::{Action, Layer, Plan, Purpose, Step};

impl Plan {
    /// What the plan does, in one line: "12 to create, 1 to change; about 40 s".
    pub fn summary(&self) -> String {
        let count = |actions: &[Action]| self.changes().filter(|step| actions.contains(&step.action)).count();
        let mut parts = Vec::new();
        for (actions, words) in [
            (&[Action::Create][..], "to create"),
            (&[Action::Update][..], "to change"),
            (&[Action::Replace][..], "to replace"),
            (&[Action::Delete][..], "to delete"),
            (&[Action::Start][..], "to start"),
            (&[Action::Stop][..], "to stop"),
            (&[Action::Wait][..], "to wait for"),
        ] {
            let count = count(actions);
            if count > 0 {
                parts.push(format!("{count} {words}"));
            }
        }
        if parts.is_empty() { "nothing to do".to_owned() } else { format!("{}; about {} s", parts.join(", "), self.expected_secs()) }
    }

    /// The plan for people: what will be done, in order, layer by layer, and why.
    pub fn to_text(&self) -> String {
        let mut out = String::new();
        let verb = match self.purpose {
            Purpose::Apply => "Apply",
            Purpose::Destroy => "Destroy",
            Purpose::Start => "Start",
            Purpose::Stop => "Stop",
            Purpose::Reboot => "Reboot",
        };
        let scale = self.scale.as_ref().map(|scale| format!(" at scale {scale}")).unwrap_or_default();
        let host = self.host.as_ref().map(|host| format!(" on {host}")).unwrap_or_default();
        let _ = writeln!(out, "{verb} {}{scale}{host}", self.lab);
        for (layer, title) in [(Layer::L0, "L0: networks and pools"), (Layer::L1, "L1: volumes and machines")] {
            let steps: Vec<&Step> = self.changes().filter(|step| step.layer() == layer).collect();
            if steps.is_empty() {
                continue;
            }
            let _ = writeln!(out, "\n{title}");
            for step in steps {
                line(&mut out, step);
            }
        }
        let same = self.steps.len() - self.changes().count();
        if same > 0 {
            let _ = writeln!(out, "\n{same} stay as they are.");
        }
        let _ = writeln!(out, "\n{}.", self.summary());
        out
    }
}

fn line(out: &mut String, step: &Step) {
    let _ = write!(out, "  {} {} {} {}", step.action.sign(), step.action.as_str(), step.resource.kind.as_str(), step.resource.name);
    if step.destructive {
        out.push_str(" [destroys data]");
    }
    if step.foreign {
        out.push_str(" [not the lab's own]");
    }
    let _ = writeln!(out, "\n      {}", step.reason);
}
