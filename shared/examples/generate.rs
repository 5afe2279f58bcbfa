//! Writes what is generated from the core: the rules' documentation, the JSON Schemas, and what the page's forms know of records. With `--check` writes nothing and fails where a file is not current.
//!
//! It is also the tidy check of the rules: each file in a family's folder is in the list, has its documentation under the fixed headings, has a Markdown test, and is no longer than 400 lines.

#[path = "forms/mod.rs"]
mod forms;

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
};

#[path = "generate/example.rs"]
mod example;

use example::Example;
use labwright_shared::{
    capacity::{Account, Profile},
    facts::HostFacts,
    model::Lab,
    plan::Plan,
    render::RENDERERS,
    resilience::Sweep,
    rules::{RULES, Rule},
    topology::Survey,
};
use serde_json::json;

/// The headings of a rule's documentation, in their order.
const HEADINGS: [&str; 4] = ["What it does", "Why", "Fix", "Source"];

/// The most lines that a file of the rules may have.
const LONGEST: usize = 400;

/// How the generated files are brought up to date.
pub const COMMAND: &str = "cargo run -p labwright-shared --example generate";

#[allow(dead_code)] // Not called where a test takes this file in.
fn main() -> ExitCode {
    let is_check = std::env::args().any(|argument| argument == "--check");
    let root = repository();
    let outputs = match outputs(&root) {
        Ok(outputs) => outputs,
        Err(problems) => {
            problems.iter().for_each(|problem| eprintln!("{problem}"));
            return ExitCode::FAILURE;
        }
    };
    let mut stale = 0;
    for (path, content) in &outputs {
        if fs::read_to_string(path).is_ok_and(|old| old == *content) {
            continue;
        }
        stale += 1;
        if is_check {
            eprintln!("{} is not current: {COMMAND}", path.display());
            continue;
        }
        let written = path.parent().map_or(Ok(()), fs::create_dir_all).and_then(|()| fs::write(path, content));
        if let Err(error) = written {
            eprintln!("cannot write {}: {error}", path.display());
            return ExitCode::FAILURE;
        }
        println!("wrote {}", path.display());
    }
    if is_check && stale > 0 { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

/// The repository's root.
pub fn repository() -> PathBuf {
    let crate_root = Path::new(env!("CARGO_MANIFEST_DIR"));
    crate_root.parent().unwrap_or(crate_root).to_owned()
}

/// The schema of what is only written, never read.
fn written<T: schemars::JsonSchema>() -> schemars::Schema {
    schemars::generate::SchemaSettings::default().for_serialize().into_generator().into_root_schema_for::<T>()
}

/// Every generated file with what it must hold, or what is untidy.
pub fn outputs(root: &Path) -> Result<BTreeMap<PathBuf, String>, Vec<String>> {
    let documentation = documentation(root)?;
    let docs = root.join("docs/generated");
    let schema = |schema: schemars::Schema| pretty(&serde_json::to_value(schema).unwrap_or_default());
    let forms = forms::forms(&serde_json::to_value(schemars::schema_for!(Lab)).unwrap_or_default())?;
    Ok(BTreeMap::from([
        (docs.join("rules.md"), rules_page(&documentation)),
        (docs.join("rendered-files.md"), rendered_files()),
        (docs.join("lab.schema.json"), schema(schemars::schema_for!(Lab))),
        (docs.join("facts.schema.json"), schema(schemars::schema_for!(HostFacts))),
        (docs.join("plan.schema.json"), schema(schemars::schema_for!(Plan))),
        (docs.join("account.schema.json"), schema(written::<Account>())),
        (docs.join("profile.schema.json"), schema(written::<Profile>())),
        (docs.join("survey.schema.json"), schema(written::<Survey>())),
        (docs.join("sweep.schema.json"), schema(written::<Sweep>())),
        (root.join("static/generated/rules.json"), rules_json(&documentation)),
        (root.join("static/generated/forms.json"), format!("{forms}\n")),
    ]))
}

/// The page of the renderers: what each writes, for what, and where its format is defined.
fn rendered_files() -> String {
    let mut page = format!(
        "# Rendered files\n\nGenerated from the renderers (`{COMMAND}`); [rendered-files.md](../rendered-files.md) says how they are used.\n"
    );
    let mut records = "";
    for renderer in RENDERERS.iter().copied().flatten() {
        if renderer.make.of() != records {
            records = renderer.make.of();
            let _ = write!(page, "\n## For {records}\n\n| file | what it is | where its format is defined |\n|---|---|---|\n");
        }
        let _ = writeln!(page, "| `{}` | {} | {} |", renderer.path, renderer.what, renderer.format);
    }
    page
}

fn pretty(value: &serde_json::Value) -> String {
    format!("{value:#}\n")
}

/// A rule with what its comment says.
struct Documented {
    rule: &'static Rule,
    summary: String,
    sections: Sections,
    /// The rows of the catalogue of failures that it comes from.
    catalogue: Vec<String>,
    /// Where its findings lie.
    layers: Vec<&'static str>,
    example: Example,
}

/// The texts under the headings, in the fixed order.
type Sections = Vec<(&'static str, String)>;

/// Reads every rule's comment, and looks whether the files are tidy.
fn documentation(root: &Path) -> Result<Vec<Documented>, Vec<String>> {
    let folder = root.join("shared/src/rules");
    let tests = root.join("shared/tests/rules");
    let mut problems = Vec::new();
    let mut documented = Vec::new();
    let mut listed = BTreeSet::new();
    for rule in RULES {
        let path = folder.join(format!("{}.rs", rule.id.replace('-', "_")));
        if !listed.insert(path.clone()) {
            problems.push(format!("{} stands twice in the list", rule.id));
        }
        let test = fs::read_to_string(tests.join(format!("{}.md", rule.id))).unwrap_or_default();
        let Some(example) = example::example(&test) else {
            problems.push(format!("{} has no test with a finding: write shared/tests/rules/{}.md", rule.id, rule.id));
            continue;
        };
        match fs::read_to_string(&path) {
            Ok(text) => match comment(&text) {
                Ok((summary, sections)) => {
                    let (catalogue, layers) = (catalogue(&sections), example::layers(&test));
                    documented.push(Documented { rule, summary, sections, catalogue, layers, example });
                }
                Err(problem) => problems.push(format!("{}: {problem}", path.display())),
            },
            Err(error) => problems.push(format!("{}: the rule {} should stand here: {error}", path.display(), rule.id)),
        }
    }
    for path in source_files(&folder) {
        let is_rule = path.parent() != Some(&folder) && !path.starts_with(folder.join("support"));
        if is_rule && !listed.contains(&path) {
            problems.push(format!("{} is not in the list of shared/src/rules/mod.rs", path.display()));
        }
        let lines = fs::read_to_string(&path).unwrap_or_default().lines().count();
        // The list has a line for each rule.
        let is_list = path.ends_with("rules/mod.rs");
        if lines > LONGEST && !is_list {
            problems.push(format!("{} has {lines} lines; {LONGEST} is the most", path.display()));
        }
    }
    if problems.is_empty() { Ok(documented) } else { Err(problems) }
}

fn source_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            files.extend(source_files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files.sort();
    files
}

/// The summary and the sections of a file's first comment.
fn comment(text: &str) -> Result<(String, Sections), String> {
    let lines: Vec<&str> =
        text.lines().map_while(|line| line.strip_prefix("//!")).map(|line| line.strip_prefix(' ').unwrap_or(line)).collect();
    let summary = lines.first().filter(|line| line.ends_with('.')).ok_or("the first line must be a sentence that says what is wrong")?;
    let mut sections: Vec<(&str, String)> = Vec::new();
    for line in &lines[1..] {
        match (line.strip_prefix("## "), sections.last_mut()) {
            (Some(heading), _) => sections.push((heading, String::new())),
            (None, Some((_, text))) => {
                text.push_str(line);
                text.push('\n');
            }
            (None, None) if line.is_empty() => {}
            (None, None) => return Err("the summary has one line".to_owned()),
        }
    }
    let found: Vec<&str> = sections.iter().map(|(heading, _)| *heading).collect();
    if found != HEADINGS {
        return Err(format!("the headings must be {HEADINGS:?}, not {found:?}"));
    }
    let mut read = Vec::new();
    for (heading, (_, text)) in HEADINGS.into_iter().zip(sections) {
        let text = text.trim().to_owned();
        if text.is_empty() {
            return Err(format!("nothing stands under {heading}"));
        }
        read.push((heading, text));
    }
    Ok(((*summary).to_owned(), read))
}

/// The rows of the catalogue that a rule's source names: `R13` of "Catalogue R13".
fn catalogue(sections: &Sections) -> Vec<String> {
    let source = sections.iter().find(|(heading, _)| *heading == "Source").map(|(_, text)| text.as_str()).unwrap_or_default();
    let is_row = |word: &&str| word.len() > 2 && word.starts_with('R') && word[1..].chars().all(|c| c.is_ascii_digit());
    let mut rows = Vec::new();
    for named in source.split(['C', 'c']).filter_map(|text| text.strip_prefix("atalogue ")) {
        let words = named.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty() && *word != "and");
        rows.extend(words.take_while(is_row).map(str::to_owned));
    }
    rows
}

fn rules_page(rules: &[Documented]) -> String {
    let mut out = format!(
        "# Rules\n\nWhat `labwright check` looks for: {} rules. Made from the rules' own comments and tests by `{COMMAND}`.\n\nA finding is accepted by an entry under `settings.suppress` with the rule, perhaps a subject, and the reason. An entry under `settings.severity` makes the findings of a rule or of a family matter more or less.\n\nThe layer is that of the records that findings lie in: L0 (host, images, pools, networks), L1 (machines), cloud (clouds and projects), L2 (servers and clusters). The catalogue is the list of known failures that the rules began with; [docs/unchecked.md](../unchecked.md) has the rows that no rule finds.\n\n",
        rules.len()
    );
    out.push_str("| Rule | Severity | Layer | What is wrong |\n|---|---|---|---|\n");
    for Documented { rule, summary, layers, .. } in rules {
        let _ = writeln!(out, "| [{}](#{}) | {} | {} | {summary} |", rule.id, rule.id.replace('/', ""), rule.severity, layers.join(", "));
    }
    let mut family = "";
    for Documented { rule, summary, sections, catalogue, layers, example } in rules {
        let (of, _) = rule.id.split_once('/').unwrap_or((rule.id, ""));
        if of != family {
            family = of;
            let _ = write!(out, "\n# {family}\n");
        }
        let row = if catalogue.is_empty() { "Not from the catalogue".to_owned() } else { format!("Catalogue: {}", catalogue.join(", ")) };
        let _ = write!(out, "\n## {}\n\n{summary} Severity: {}. Layer: {}. {row}.\n", rule.id, rule.severity, layers.join(", "));
        for (heading, text) in sections {
            let _ = write!(out, "\n**{heading}.** {text}\n");
        }
        let _ = write!(out, "\n**Example.**\n```yaml\n{}```\n", example.lab);
        if let Some(facts) = &example.facts {
            let _ = write!(out, "On a host with\n```yaml\n{facts}```\n");
        }
        let _ = write!(out, "```text\n{}\n```\n", example.finding);
    }
    out
}

fn rules_json(rules: &[Documented]) -> String {
    let rules: Vec<serde_json::Value> = rules
        .iter()
        .map(|Documented { rule, summary, sections, catalogue, layers, example }| {
            let sections: Vec<serde_json::Value> =
                sections.iter().map(|(heading, text)| json!({ "heading": heading, "text": text })).collect();
            let Example { lab, facts, finding } = example;
            json!({
                "id": rule.id, "severity": rule.severity.as_str(), "layers": layers, "catalogue": catalogue, "summary": summary,
                "sections": sections, "example": { "lab": lab, "facts": facts, "finding": finding },
            })
        })
        .collect();
    pretty(&json!(rules))
}
