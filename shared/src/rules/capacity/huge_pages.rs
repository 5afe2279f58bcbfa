//! More memory is set aside in huge pages than the host has for it.
//!
//! ## What it does
//! Compares `host.tuning.hugePages` with the host's memory less its reserve.
//!
//! ## Why
//! The kernel takes huge pages away from all else at once, as many as it can get, and gives none of it back: the host has no memory left for itself and kills what runs. Labwright's machines are not backed by huge pages, so that what is set aside is nobody's; for the same reason it is taken off what machines may ask for (capacity/memory).
//!
//! ## Fix
//! Set aside less, or nothing, which is offered.
//!
//! ## Source
//! Catalogue R26. Linux, `Documentation/admin-guide/mm/hugetlbpage.rst`: pages of the pool are reserved inside the kernel and cannot be used for other purposes, nor swapped out. libvirt documentation, "Domain XML format", memoryBacking: only a domain that asks for huge pages lives in them.

use crate::{
    diagnostic::{Severity, Subject},
    document::Command,
    model::{Kind, RecordRef},
    rules::{Context, Findings, Input, Rule},
    value::Size,
};

pub const RULE: Rule =
    Rule { id: "capacity/huge-pages", severity: Severity::Error, reads: &[Input::Records(Kind::Host), Input::Memory], check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    let host = &cx.lab.host;
    let (Some(facts), Some(pages)) = (cx.facts, host.tuning.huge_pages) else { return };
    let left = facts.memory.total.saturating_sub(host.reserve.memory);
    if facts.memory.total == Size::ZERO || pages <= left {
        return;
    }
    findings
        .add(
            Subject::field(RecordRef::host(), "tuning.hugePages"),
            format!(
                "{} are set aside in huge pages; {} has {} less {} reserve",
                pages.human(),
                host.name,
                facts.memory.total.human(),
                host.reserve.memory.human()
            ),
            "set aside less: no machine of the lab lives in huge pages",
        )
        .fix(
            "Set no huge pages aside",
            Command::Set { record: RecordRef::host(), field: "tuning.hugePages".to_owned(), value: serde_json::Value::Null },
        );
}
