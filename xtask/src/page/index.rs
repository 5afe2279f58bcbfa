//! `index.html`: names the built files, with nothing inline, so that a strict content security policy holds.

use super::wasm::App;
use crate::stamp::Inputs;
use anyhow::Result;
use std::path::Path;

pub const FRAME: &str = include_str!("index.html");

/// The document's text. Style sheet and icon are named if `site` has them.
pub fn html(app: &App, site: &Path) -> Result<String> {
    let mut head = String::new();
    let App { boot, glue, program } = app;
    head += &format!("<link rel=\"modulepreload\" href=\"/app/{glue}\">\n");
    head += &format!("<link rel=\"preload\" href=\"/app/{program}\" as=\"fetch\" type=\"application/wasm\" crossorigin>\n");
    for (name, attributes) in [("static/icon.svg", "rel=\"icon\" type=\"image/svg+xml\""), ("static/app.css", "rel=\"stylesheet\"")] {
        let file = site.join(name);
        if file.exists() {
            let version = Inputs::default().path(&file)?.short();
            head += &format!("<link {attributes} href=\"/{name}?{version}\">\n");
        }
    }
    head += &format!("<script type=\"module\" src=\"/app/{boot}\"></script>\n");
    Ok(FRAME.replace("{{head}}", &head))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_the_built_files_and_nothing_inline() {
        let name = |n: &str| n.to_owned();
        let app = App { boot: name("boot-1.js"), glue: name("app-1.js"), program: name("app-1.wasm") };
        let html = html(&app, Path::new("/nonexistent")).unwrap();
        assert!(html.contains("src=\"/app/boot-1.js\"></script>"));
        assert!(html.contains("/app/app-1.wasm"));
        assert!(!html.contains("{{") && !html.contains("app.css"));
    }
}
