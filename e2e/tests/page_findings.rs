//! The list of findings where there are many.

use anyhow::{Result, ensure};
use labwright_e2e::{Server, journey};
use std::fmt::Write as _;
use std::fs;
use std::time::Duration;

const GROUP: &str = r#"[data-testid=finding-group][data-rule="capacity/no-vcpus"]"#;
const ROW: &str = r#"[data-testid=finding-row][data-rule="capacity/no-vcpus"]"#;

#[test]
fn like_findings_are_one_line_that_opens() {
    journey("findings-grouped", Duration::from_secs(60), async |journey| {
        let mut text = "apiVersion: labwright.dev/v1alpha1\nkind: Lab\nmetadata: {name: many}\nmachines:\n".to_owned();
        for number in 0..12 {
            writeln!(text, "- {{name: m{number}, vcpus: 0, memory: 1 GiB}}")?;
        }
        let folder = tempfile::tempdir()?;
        let path = folder.path().join("many.lab.yaml");
        fs::write(&path, text)?;
        let server = Server::start(&["--open-lab", &path.display().to_string()]).await?;
        let page = journey.open(server.link()).await?;
        page.wait_for_text(&format!("{GROUP} [data-testid=group-about]"), "12 machines").await?;
        ensure!(page.count(ROW).await? == 0, "each of them is shown beside their group");
        let counts = page.text("[data-testid=finding-counts]").await?;
        // No machine has a disk to boot from either.
        ensure!(counts.starts_with("24 errors"), "what the groups stand for is counted: {counts:?}");

        page.click(&format!("{GROUP} [data-testid=group-expand]")).await?;
        page.wait_for(&format!("{GROUP} {ROW}")).await?;
        ensure!(page.count(ROW).await? == 12, "not each of them is shown");
        page.screenshot("findings-group-open").await?;

        // Mended one by one, the group stays open and becomes smaller; few are lines of their own.
        let fix = format!("{ROW} [data-testid=fix-0]");
        page.click(&fix).await?;
        page.wait_for_text(&format!("{GROUP} [data-testid=group-about]"), "11 machines").await?;
        ensure!(page.count(ROW).await? == 11, "the group closed when one of it was mended");
        for left in (6..11).rev() {
            page.click(&fix).await?;
            page.wait_for_text(&format!("{GROUP} [data-testid=group-about]"), &format!("{left} machines")).await?;
        }
        page.click(&fix).await?;
        page.wait_gone(GROUP).await?;
        ensure!(page.count(ROW).await? == 5, "the last of them are not shown each");
        page.screenshot("findings-group-gone").await?;
        Result::<()>::Ok(())
    });
}
