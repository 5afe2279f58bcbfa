//! The style sheets as one file: a browser finds out about imported ones only when it has read the first.

use anyhow::{Context, Result};
use std::fs;
use std::path::Path;

/// Puts what `app.css` imports in place of its imports, and takes the imported files away.
pub fn join(folder: &Path) -> Result<()> {
    let sheet = folder.join("app.css");
    let mut joined = String::new();
    for line in fs::read_to_string(&sheet).context("there is no static/app.css")?.lines() {
        match line.strip_prefix("@import url(\"").and_then(|rest| rest.strip_suffix("\");")) {
            Some(name) => joined += &fs::read_to_string(folder.join(name)).with_context(|| format!("app.css imports {name}"))?,
            None => joined += line,
        }
        joined.push('\n');
    }
    fs::write(&sheet, joined)?;
    fs::remove_dir_all(folder.join("css"))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn imports_are_replaced_by_what_they_name() {
        let folder = std::env::temp_dir().join(format!("labwright-styles-{}", std::process::id()));
        fs::create_dir_all(folder.join("css")).unwrap();
        fs::write(folder.join("app.css"), "/* first */\n@import url(\"css/a.css\");\n").unwrap();
        fs::write(folder.join("css/a.css"), "a { b: c; }\n").unwrap();
        join(&folder).unwrap();
        assert_eq!(fs::read_to_string(folder.join("app.css")).unwrap(), "/* first */\na { b: c; }\n\n");
        assert!(!folder.join("css").exists());
        fs::remove_dir_all(&folder).unwrap();
    }
}
