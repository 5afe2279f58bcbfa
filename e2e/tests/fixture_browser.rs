//! The browser harness itself, on a page made for it.

use anyhow::{Result, ensure};
use labwright_e2e::browser::pointer::Point;
use labwright_e2e::{Page, journey};
use std::time::Duration;
use tempfile::TempDir;

const TIME: Duration = Duration::from_secs(60);

/// A box that follows the pointer while it is held, a field, and a button that goes wrong.
const PAGE: &str = r#"<!doctype html><meta charset="utf-8"><title>fixture</title>
<div id="box" style="position:absolute;left:50px;top:100px;width:40px;height:40px;background:teal"></div>
<input id="field"><button id="bad">bad</button><output id="keys"></output>
<script>
const box = document.getElementById("box");
let held = null;
box.onpointerdown = e => { box.setPointerCapture(e.pointerId); held = [e.clientX - box.offsetLeft, e.clientY - box.offsetTop]; };
box.onpointermove = e => { if (held) { box.style.left = e.clientX - held[0] + "px"; box.style.top = e.clientY - held[1] + "px"; } };
box.onpointerup = () => { held = null; box.dataset.dropped = "yes"; };
document.onkeydown = e => { keys.value += (e.ctrlKey ? "C-" : "") + e.key + " "; };
document.getElementById("bad").onclick = () => { throw new Error("broken on purpose"); };
setTimeout(() => document.body.append(Object.assign(document.createElement("p"), {id: "late", innerText: "came late"})), 300);
</script>"#;

fn page_file() -> Result<(TempDir, String)> {
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("page.html");
    std::fs::write(&file, PAGE)?;
    Ok((folder, format!("file://{}", file.display())))
}

async fn place(page: &Page) -> Result<[f64; 2]> {
    page.eval("[document.getElementById('box').offsetLeft, document.getElementById('box').offsetTop]").await
}

#[test]
fn pointer_keys_and_waiting_are_real() {
    journey("fixture-browser", TIME, async |journey| {
        let (_folder, url) = page_file()?;
        let page = journey.open(&url).await?;
        page.wait_for_text("#late", "came late").await?;

        let from = page.center("#box").await?;
        page.drag(from, from.plus(200.0, 90.0)).await?;
        page.wait_for("#box[data-dropped]").await?;
        ensure!(place(&page).await? == [250.0, 190.0], "the box is at {:?}", place(&page).await?);

        page.fill("#field", "old").await?;
        page.fill("#field", "undercloud + 2").await?;
        ensure!(page.eval::<String>("document.getElementById('field').value").await? == "undercloud + 2");
        page.click("#field").await?;
        page.press("End").await?;
        page.type_text("xé").await?;
        ensure!(page.eval::<String>("document.getElementById('field').value").await? == "undercloud + 2xé");
        page.press("Control+z").await?;
        page.wait_for_text("#keys", "C-z").await?;

        page.move_to(Point::new(5.0, 5.0)).await?;
        let picture = page.screenshot("fixture-browser").await?;
        ensure!(std::fs::metadata(picture)?.len() > 1000);
        Ok(())
    });
}

#[test]
fn an_error_on_the_page_is_noticed() {
    journey("fixture-errors", TIME, async |journey| {
        let (_folder, url) = page_file()?;
        let page = journey.open(&url).await?;
        page.click("#bad").await?;
        page.eval::<serde_json::Value>("console.error('said', 'so')").await?;
        labwright_e2e::wait::until(Duration::from_secs(5), "both errors", async || Ok((page.errors().len() == 2).then_some(()))).await?;
        ensure!(page.no_errors().is_err());
        ensure!(page.expect_errors("broken on purpose") == 1);
        ensure!(page.expect_errors("said so") == 1);
        Ok(())
    });
}

#[test]
fn windows_share_nothing() {
    journey("fixture-windows", TIME, async |journey| {
        let (_folder, url) = page_file()?;
        let first = journey.open(&url).await?;
        let second = journey.open(&url).await?;
        first.eval::<serde_json::Value>("localStorage.setItem('who', 'first')").await?;
        ensure!(second.eval::<Option<String>>("localStorage.getItem('who')").await?.is_none());
        Ok(())
    });
}
