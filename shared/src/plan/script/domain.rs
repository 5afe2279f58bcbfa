use quick_xml::escape::unescape;

use crate::{
    model::UpSignal,
    plan::{
        Action, Step, StepData,
        steps::{DomainDefine, DomainRef, DomainStop, DomainWait, StopHow},
    },
};

use super::{helper::Helper, writer::Writer};

pub fn define(step: &Step, data: &DomainDefine, out: &mut Writer<'_>) {
    let uuid = data.uuid.to_string();
    if let Some(old) = &data.renamed_from {
        out.uses(&[Helper::RenameDomain]);
        out.run(["rename_domain", old, &data.name, &uuid]);
    }
    if let Some(log) = console_log(&data.xml).filter(|_| step.action == Action::Create) {
        out.uses(&[Helper::ClaimLog]);
        out.run(["claim_log", &log]);
    }
    out.uses(&[Helper::DefineDomain]);
    out.feed(["define_domain", &data.name, &uuid, if data.autostart { "yes" } else { "no" }], &data.xml);
}

/// The file in which the serial console is kept.
fn console_log(xml: &str) -> Option<String> {
    let (path, _) = xml.split_once("<log file='")?.1.split_once('\'')?;
    unescape(path).ok().map(|path| path.into_owned())
}

pub fn start(data: &DomainRef, out: &mut Writer<'_>) {
    out.uses(&[Helper::StartDomain]);
    let uuid = data.uuid.to_string();
    let wait = out.plan.steps.iter().find_map(|step| match &step.data {
        Some(StepData::DomainWait(wait)) if wait.uuid == data.uuid => Some(wait),
        _ => None,
    });
    if let Some(wait) = wait {
        remember(wait, &uuid, out);
    }
    out.run(["start_domain", &data.name, &uuid]);
}

/// Notes the signs of life that are older than the start, for the wait after it.
fn remember(wait: &DomainWait, uuid: &str, out: &mut Writer<'_>) {
    match (wait.signal, &wait.console) {
        (UpSignal::Lease, _) => {
            out.uses(&[Helper::Lease]);
            for place in &wait.leases {
                out.run(["remember_lease", uuid, &place.network, &place.mac.to_string()]);
            }
        }
        (UpSignal::Serial, Some(console)) => {
            out.uses(&[Helper::Console]);
            out.run(["remember_console", uuid, &console.pool, console.name.as_str()]);
        }
        _ => {}
    }
}

pub fn stop(data: &DomainStop, out: &mut Writer<'_>) {
    let uuid = data.uuid.to_string();
    match data.how {
        StopHow::Shutdown => {
            out.uses(&[Helper::ShutDown]);
            out.run(["shut_down", &data.name, &uuid, &data.timeout_secs.to_string()]);
        }
        StopHow::PowerOff => {
            out.uses(&[Helper::CutPower]);
            out.run(["cut_power", &data.name, &uuid]);
        }
    }
}

pub fn delete(data: &DomainRef, out: &mut Writer<'_>) {
    out.uses(&[Helper::DeleteDomain]);
    out.run(["delete_domain", &data.name, &data.uuid.to_string()]);
}
