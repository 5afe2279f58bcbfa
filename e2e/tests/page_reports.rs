//! The page's checker and the command line's give the same report, byte by byte.

#[path = "../../shared/tests/markdown/cases.rs"]
#[allow(dead_code)] // The rules' own tests use more of it.
mod cases;

use anyhow::{Context, Result, ensure};
use labwright_e2e::{Labwright, Page, Server, journey};
use labwright_shared::{facts::HostFacts, yaml};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

const HEAD: &str = "apiVersion: labwright.dev/v1alpha1\nkind: ";

/// A lab's text, and a host's facts.
struct Sample {
    name: String,
    lab: String,
    facts: Option<HostFacts>,
}

#[test]
fn the_page_reports_what_the_command_line_reports() {
    journey("reports", Duration::from_secs(400), async |journey| {
        let samples = samples()?;
        ensure!(samples.len() > 340, "only {} samples", samples.len());
        let server = Server::start(&[]).await?;
        let page = journey.open(server.link()).await?;
        // A page that has loaded has not started yet; one that says this hears questions.
        page.wait_for("[data-testid=no-lab]").await?;
        let program = Labwright::new()?;
        let mut findings = 0;
        for sample in &samples {
            let facts = sample.facts.as_ref().map(serde_json::to_string).transpose()?;
            let told = ask(&page, &sample.lab, facts.as_deref()).await.with_context(|| sample.name.clone())?;
            let lab = program.write("sample.lab.yaml", &sample.lab)?;
            let mut arguments = vec!["check".to_owned(), lab, "--format".to_owned(), "json".to_owned()];
            if let Some(facts) = facts {
                arguments.extend(["--facts".to_owned(), program.write("sample.facts.yaml", &facts)?]);
            }
            let printed = program.run(&arguments.iter().map(String::as_str).collect::<Vec<_>>()).await?;
            ensure!(told == printed.stdout.trim_end(), "{}: the page says\n{told}\nthe program\n{}", sample.name, printed.stdout);
            findings += told.matches("\"rule\":").count();
        }
        ensure!(findings > samples.len(), "{findings} findings in {} labs", samples.len());
        page.no_errors()
    });
}

/// What the page's checker says of a lab.
async fn ask(page: &Page, lab: &str, facts: Option<&str>) -> Result<String> {
    let detail = serde_json::json!([lab, facts]);
    let script = format!(
        "new Promise(done => {{ addEventListener('labwright:report', event => done(event.detail), {{once: true}}); \
         dispatchEvent(new CustomEvent('labwright:check', {{detail: {detail}}})); }})"
    );
    page.eval::<Option<String>>(&script).await?.context("the page cannot read it")
}

/// The shipped labs on the shipped hosts, and the first case of each rule's test.
fn samples() -> Result<Vec<Sample>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().context("the crate lies in the workspace")?;
    let mut samples = Vec::new();
    let mut hosts = vec![None];
    for path in files(&root.join("static/facts"))? {
        hosts.push(Some(facts(&fs::read_to_string(path)?)?));
    }
    for path in files(&root.join("static/templates"))? {
        for (number, host) in hosts.iter().enumerate() {
            let name = format!("{} on host {number}", path.display());
            samples.push(Sample { name, lab: fs::read_to_string(&path)?, facts: host.clone() });
        }
    }
    for family in fs::read_dir(root.join("shared/tests/rules"))? {
        for path in files(&family?.path())? {
            let text = fs::read_to_string(&path)?;
            let cases = cases::parse(&text);
            let Some((title, lab, host)) = cases.into_iter().find_map(|case| Some((case.title, case.lab?, case.facts))) else { continue };
            let lab = if lab.contains("apiVersion:") { lab } else { format!("{HEAD}Lab\nmetadata: {{name: test}}\n{lab}") };
            let host = host.map(|host| if host.contains("apiVersion:") { host } else { format!("{HEAD}HostFacts\nname: host\n{host}") });
            let facts = host.as_deref().map(facts).transpose().with_context(|| path.display().to_string())?;
            samples.push(Sample { name: format!("{}: {title}", path.display()), lab, facts });
        }
    }
    Ok(samples)
}

fn facts(text: &str) -> Result<HostFacts> {
    yaml::from_str(text).map_err(|errors| anyhow::anyhow!("{errors:?}"))
}

/// The files of a folder, by name.
fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries = fs::read_dir(folder).with_context(|| folder.display().to_string())?;
    let mut files = entries.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>>>()?;
    files.retain(|path| path.is_file());
    files.sort();
    Ok(files)
}
