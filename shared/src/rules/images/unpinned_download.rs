//! An image is downloaded without a digest to check it by.
//!
//! ## What it does
//! Looks for images with a `url` and without `sha256`.
//!
//! ## Why
//! What is at the URL changes, or was changed by someone: the same lab then builds other machines, and a download that was cut off goes unnoticed.
//!
//! ## Fix
//! Give the digest that the publisher states.
//!
//! ## Source
//! Debian, "Verifying authenticity of Debian images" (SHA256SUMS beside each image); RFC 9110 §15.3.7 (a download that is resumed must be of the same representation).

use crate::{
    diagnostic::Severity,
    model::Kind,
    rules::{Context, Findings, Input, Rule, support::edit::Located},
    value::shown_url,
};

pub const RULE: Rule = Rule { id: "images/unpinned-download", severity: Severity::Warning, reads: &[Input::Records(Kind::Images)], check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for image in cx.lab.images.iter().filter(|image| image.sha256.is_none()) {
        let Some(url) = &image.url else { continue };
        findings.add(
            image.at("url"),
            format!("{} is downloaded from {} without a digest", image.name, shown_url(url)),
            "give the publisher's digest in sha256",
        );
    }
}
