//! An image has neither a file nor a URL, or both.
//!
//! ## What it does
//! Looks at `path` and `url` of each image: exactly one says where the file comes from.
//!
//! ## Why
//! Without a source there is nothing to copy to the host; with two it is not clear which one counts.
//!
//! ## Fix
//! Give a path in one of the server's image folders, or a URL. Where both stand, taking one away is offered.
//!
//! ## Source
//! The lab format (`docs/generated/lab.schema.json`, Image).

use crate::{
    diagnostic::Severity,
    model::Kind,
    rules::{Context, Findings, Input, Rule, support::edit::Located},
};

pub const RULE: Rule = Rule { id: "images/no-source", severity: Severity::Error, reads: &[Input::Records(Kind::Images)], check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for image in cx.lab.images.iter() {
        match (&image.path, &image.url) {
            (None, None) => {
                findings.add(
                    image.here(),
                    format!("{} has neither a path nor a url", image.name),
                    "give a path in one of the server's image folders, or a url",
                );
            }
            (Some(path), Some(url)) => {
                findings
                    .add(image.at("url"), format!("{} has a path ({path}) and a url ({url})", image.name), "take one of them away")
                    .fix("Keep the path", image.unset("url"))
                    .fix("Keep the url", image.unset("path"));
            }
            _ => {}
        }
    }
}
