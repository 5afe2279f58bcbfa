//! `index.html`: names the built files, with nothing inline, so that a strict content security policy holds.

use super::wasm::{App, BOOT, GLUE, PARTS, PROGRAM};
use crate::stamp::Inputs;
use anyhow::Result;
use std::path::Path;

pub const FRAME: &str = include_str!("index.html");

/// The document's text. Style sheet and icon are named if `site` has them.
pub fn html(app: &App, site: &Path) -> Result<String> {
    let mut head = String::new();
    let App { folder } = app;
    for script in [GLUE, PARTS] {
        head += &format!("<link rel=\"modulepreload\" href=\"/app/{folder}/{script}\">\n");
    }
    head += &format!("<link rel=\"preload\" href=\"/app/{folder}/{PROGRAM}\" as=\"fetch\" type=\"application/wasm\" crossorigin>\n");
    for (name, attributes) in [("static/icon.svg", "rel=\"icon\" type=\"image/svg+xml\""), ("static/app.css", "rel=\"stylesheet\"")] {
        let file = site.join(name);
        if file.exists() {
            let version = Inputs::default().path(&file)?.short();
            head += &format!("<link {attributes} href=\"/{name}?{version}\">\n");
        }
    }
    head += &format!("<script type=\"module\" src=\"/app/{folder}/{BOOT}\"></script>\n");
    Ok(FRAME.replace("{{head}}", &head))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_the_built_files_and_nothing_inline() {
        let app = App { folder: "1".to_owned() };
        let html = html(&app, Path::new("/nonexistent")).unwrap();
        assert!(html.contains("src=\"/app/1/boot.js\"></script>"));
        assert!(html.contains("/app/1/app_bg.wasm"));
        assert!(!html.contains("{{") && !html.contains("app.css"));
    }
}
