//! What a rule's Markdown test tells the documentation: an example, and the layers that its findings lie in.

use std::collections::BTreeSet;

use labwright_shared::{document, model::Kind};

#[path = "../../tests/markdown/cases.rs"]
#[allow(dead_code)] // The titles are for the tests.
mod cases;

/// More lines than this of a lab or of facts are shortened to those that matter.
const MOST: usize = 14;

/// A case in which a rule finds something.
pub struct Example {
    pub lab: String,
    pub facts: Option<String>,
    /// The first finding: severity, subject and message.
    pub finding: String,
}

/// The first case with a finding; `None` where there is none.
pub fn example(test: &str) -> Option<Example> {
    let cases = cases::parse(test);
    let case = cases.iter().find(|case| findings(case).next().is_some())?;
    let finding = findings(case).next()?;
    let lab = case.lab.as_deref()?;
    let head = if lab.contains("apiVersion:") { "" } else { "apiVersion: labwright.dev/v1alpha1\nkind: Lab\nmetadata:\n  name: test\n" };
    let source = document::read(&format!("{head}{lab}")).ok()?.source;
    let subject = finding.split_once(' ')?.1.split_once(": ")?.0;
    let line = source.find(subject)?.line as usize;
    let at = line.checked_sub(head.lines().count() + 1);
    let facts = case.facts.as_deref().map(|facts| matter(facts, None, finding));
    Some(Example { lab: matter(lab, at, finding), facts, finding: finding.to_owned() })
}

/// The layers of the records that a rule's findings lie in, from the host up.
pub fn layers(test: &str) -> Vec<&'static str> {
    let cases = cases::parse(test);
    let subjects = cases.iter().flat_map(findings).filter_map(|finding| finding.split_once(' '));
    let kinds: BTreeSet<&str> = subjects.filter_map(|(_, subject)| subject.split(['[', '.', ':']).next()).collect();
    let layer = |kind: &&Kind| match kind {
        Kind::Host | Kind::Images | Kind::Pools | Kind::Networks => "L0",
        Kind::Machines => "L1",
        Kind::Clouds | Kind::Projects => "cloud",
        Kind::Servers | Kind::Clusters => "L2",
        Kind::Metadata | Kind::Parameters | Kind::Scales | Kind::Settings => "document",
    };
    let of_findings: BTreeSet<&str> = Kind::ALL.iter().filter(|kind| kinds.contains(kind.key())).map(|kind| layer(&kind)).collect();
    ["L0", "L1", "cloud", "L2", "document"].into_iter().filter(|layer| of_findings.contains(layer)).collect()
}

fn findings(case: &cases::Case) -> impl Iterator<Item = &str> {
    let block = case.findings.as_ref().map(|(_, block)| block.as_str()).unwrap_or_default();
    block.lines().filter(|line| !line.starts_with(' ') && !line.starts_with("accepted "))
}

/// The lines of a text that matter to a finding: the one at `at` with what stands around and below it, those that name what the finding names, and all above these.
fn matter(text: &str, at: Option<usize>, finding: &str) -> String {
    let lines: Vec<&str> = text.lines().collect();
    if lines.len() <= MOST {
        return text.to_owned();
    }
    let words: BTreeSet<&str> = finding.split(|c: char| !c.is_alphanumeric() && !"-._".contains(c)).collect();
    let names = |line: &str| {
        let name = line.split_once("name: ").map(|(_, rest)| rest.split([',', '}']).next().unwrap_or_default().trim());
        name.is_some_and(|name| words.contains(name))
    };
    let mut kept: BTreeSet<usize> = (0..lines.len()).filter(|index| names(lines[*index])).collect();
    if let Some(at) = at {
        kept.extend((at..lines.len()).take_while(|index| *index == at || indent(lines[*index]) > indent(lines[at])));
    }
    let mut above = BTreeSet::new();
    for &line in &kept {
        let mut depth = indent(lines[line]);
        for earlier in (0..line).rev() {
            // An item's dash stands where its list's key does.
            let is_key_of_list = indent(lines[earlier]) == depth
                && lines[line].trim_start().starts_with("- ")
                && !lines[earlier].trim_start().starts_with("- ");
            if indent(lines[earlier]) < depth || is_key_of_list {
                above.insert(earlier);
                depth = indent(lines[earlier]);
            }
        }
    }
    kept.extend(above);
    let mut out = String::new();
    let mut is_cut = false;
    for (index, line) in lines.iter().enumerate() {
        let is_kept = kept.contains(&index);
        if is_kept {
            out.push_str(line);
            out.push('\n');
        } else if !is_cut {
            out.push_str(&format!("{}# …\n", " ".repeat(indent(line))));
        }
        is_cut = !is_kept;
    }
    out
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start().len()
}
