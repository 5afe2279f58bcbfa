use std::collections::BTreeSet;

use crate::{
    plan::{Action, Plan, Purpose, Step},
    render::script::{Word, quote, variable},
};

use super::{
    helper::{Helper, Tool, VIRSH},
    writer::Writer,
};

/// How the options are read.
const OPTIONS: &str = r#"while (($# > 0)); do
  case $1 in
    --connect) LIBVIRT_DEFAULT_URI=${2:?--connect wants a URI} && shift ;;
    --yes) yes=yes ;;
    --consent) consent=yes ;;
    --help)
      sed -n '2,/^$/s/^# \{0,1\}//p' "$0"
      exit 0
      ;;
    *)
      printf 'no such option: %s; see --help\n' "$1" >&2
      exit 2
      ;;
  esac
  shift
done
"#;

/// The whole script: what it is, its options, what it needs, the functions, then the steps.
pub fn whole(plan: &Plan, uri: &str, mut steps: Writer<'_>) -> String {
    steps.uses(&[Helper::Base]);
    let (lost, foreign) = (lost(plan), foreign(plan));
    let mut head = Writer::new(plan);
    if !lost.is_empty() || !foreign.is_empty() {
        steps.uses(&[Helper::Agree]);
    }
    let tools: BTreeSet<Tool> = steps.helpers.iter().flat_map(|helper| helper.tools()).copied().collect();
    head.line("#!/usr/bin/env bash");
    about(&mut head, &steps, uri, &tools, !lost.is_empty(), !foreign.is_empty());
    head.blank();
    head.why("What stands in single quotes stands for itself.");
    head.line("# shellcheck disable=SC2016");
    head.line("set -euo pipefail");
    head.line("# A failure in a substitution counts too; messages are compared, so they are English.");
    head.line("shopt -s inherit_errexit\nexport LC_ALL=C");
    head.blank();
    head.line(format!("uri={}", quote(uri)));
    head.line("export LIBVIRT_DEFAULT_URI=\"${LIBVIRT_DEFAULT_URI:-$uri}\"\nunset VIRSH_DEFAULT_CONNECT_URI");
    let options = [("yes", !lost.is_empty()), ("consent", !foreign.is_empty())];
    let mut reading = OPTIONS.to_owned();
    for (option, is_wanted) in options {
        if is_wanted {
            head.line(format!("{option}=no"));
        } else {
            reading = reading.replace(&format!("    --{option}) {option}=yes ;;\n"), &format!("    --{option}) ;;\n"));
        }
    }
    head.line(reading.trim_end());
    head.blank();
    if steps.helpers.contains(&Helper::Mark) || steps.helpers.contains(&Helper::Record) {
        head.why("What the lab's networks, domains and pools are marked with.");
        head.line(format!("instance={}", quote(plan.instance.id.as_str())));
        head.blank();
    }
    for helper in &steps.helpers {
        head.line(helper.text().trim_end());
        head.blank();
    }
    head.run(["require", VIRSH.program, VIRSH.packages]);
    for tool in &tools {
        head.run(["require", tool.program, tool.packages]);
    }
    if !steps.secrets.is_empty() {
        head.why("Secrets come from the environment: no value stands in this file.");
    }
    for (secret, checks) in &steps.secrets {
        let variable = variable(secret);
        head.line(format!(": \"${{{variable}:?set it to the value of {secret}}}\""));
        checks.iter().for_each(|check| head.run([*check, &variable]));
    }
    head.run([Word::bash("[[ -n $(virsh uri) ]] ||"), "die".into(), Word::bash("\"libvirt does not answer at $LIBVIRT_DEFAULT_URI\"")]);
    agree(&mut head, "These steps lose data for good:", "yes", &lost);
    agree(&mut head, "These steps change what is not the lab's own:", "consent", &foreign);
    head.lines.append(&mut steps.lines);
    head.blank();
    if plan.purpose == Purpose::Destroy && steps.helpers.contains(&Helper::Record) {
        head.why("Nothing of the lab is left.");
        head.line("rm -f \"$record\"");
    }
    head.line("say 'Done.'");
    head.lines.join("\n") + "\n"
}

/// The first comment, which `--help` prints.
fn about(head: &mut Writer<'_>, steps: &Writer<'_>, uri: &str, tools: &BTreeSet<Tool>, loses: bool, is_foreign: bool) {
    let plan = steps.plan;
    let verb = match plan.purpose {
        Purpose::Apply => "Builds",
        Purpose::Destroy => "Removes",
        Purpose::Start => "Starts",
        Purpose::Stop => "Stops",
        Purpose::Reboot => "Reboots",
    };
    let scale = plan.scale.as_ref().map(|scale| format!(" at scale {scale}")).unwrap_or_default();
    head.why(&format!("{verb} lab {}{scale}: {}.", plan.lab, plan.summary()));
    head.line("#");
    head.why("The commands of a plan of Labwright, in its order, each with its reason.");
    head.why(&format!("  plan      {}", steps.digest));
    head.why(&format!("  instance  {}{}", plan.instance.id, named(&plan.instance.prefix)));
    head.why(&format!("  host      {uri}; another one by LIBVIRT_DEFAULT_URI or --connect URI"));
    head.line("#");
    let mut usage = "bash SCRIPT [--connect URI]".to_owned();
    usage += if loses { " [--yes]" } else { "" };
    usage += if is_foreign { " [--consent]" } else { "" };
    head.why(&format!("Run it as somebody who may use libvirt there: {usage}"));
    if loses {
        head.why("  --yes      do not ask before data is lost");
    }
    if is_foreign {
        head.why("  --consent  do not ask before something is changed that is not the lab's own");
    }
    head.why("After a failure run it again: what is done is found done. What somebody else made is never changed: it stops there.");
    head.line("#");
    head.why("It wants bash 4.4, the GNU programs of every Linux, and");
    head.why(&format!("  {}: {}", VIRSH.program, VIRSH.packages));
    for tool in tools {
        head.why(&format!("  {}: {}", tool.program, tool.packages));
    }
    if steps.helpers.contains(&Helper::Seed) {
        head.why("  genisoimage or xorrisofs: genisoimage or xorriso");
    }
    let mut variables: Vec<(String, String)> = Vec::new();
    if steps.helpers.contains(&Helper::FindImage) {
        variables.push(("LABWRIGHT_IMAGES".to_owned(), "folders that images are looked for in, with colons between them".to_owned()));
    }
    if steps.helpers.contains(&Helper::Record) {
        variables.push((
            "LABWRIGHT_RECORD".to_owned(),
            "the file in which the lab's scripts note what they made; ~/.local/state/labwright/scripts/INSTANCE where absent".to_owned(),
        ));
    }
    variables.extend(steps.secrets.keys().map(|secret| (variable(secret), format!("the value of {secret}"))));
    if !variables.is_empty() {
        head.line("#");
        head.why("Variables:");
    }
    for (name, meaning) in variables {
        head.why(&format!("  {name}  {meaning}"));
    }
    let same = plan.steps.iter().filter(|step| step.action == Action::None).map(name).collect::<Vec<_>>();
    if !same.is_empty() {
        head.line("#");
        head.why("What stays as it is:");
        same.iter().for_each(|name| head.why(&format!("  {name}")));
    }
}

fn named(prefix: &str) -> String {
    if prefix.is_empty() { String::new() } else { format!("; names on the host begin with {prefix}") }
}

fn name(step: &Step) -> String {
    format!("{} {}", step.resource.kind.as_str(), step.resource.name)
}

fn lost(plan: &Plan) -> Vec<String> {
    plan.changes().filter(|step| step.destructive).map(|step| format!("delete {}: {}", name(step), step.reason)).collect()
}

/// What the lab changed and puts back when it is destroyed was agreed to before.
fn foreign(plan: &Plan) -> Vec<String> {
    let is_asked = |step: &&Step| step.foreign && plan.purpose != Purpose::Destroy;
    plan.changes().filter(is_asked).map(|step| format!("{} {}: {}", step.action.as_str(), name(step), step.reason)).collect()
}

fn agree(head: &mut Writer<'_>, what: &str, option: &str, lines: &[String]) {
    if lines.is_empty() {
        return;
    }
    head.blank();
    head.line(format!("agree {} \"${option}\" --{option} \\", quote(what)));
    for (at, line) in lines.iter().enumerate() {
        let more = if at + 1 < lines.len() { " \\" } else { "" };
        head.line(format!("  {}{more}", quote(line)));
    }
}
