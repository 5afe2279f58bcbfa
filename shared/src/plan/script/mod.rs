//! A plan as a bash script: the same steps as commands of `virsh`, `qemu-img` and their like, in the plan's order, each with its reason.
//!
//! A kind of step is written by a function of this folder, from the step's data alone. What several steps do alike is a
//! function of the script: a file of bash in `helpers/`, written into the script only where a step uses it.

mod bridge;
mod domain;
mod header;
mod helper;
mod image;
mod network;
mod pool;
mod seed;
mod text;
mod volume;
mod wait;
mod writer;

use super::{Plan, Step, StepData};

use writer::Writer;

/// The plan as a bash script that does the same on the host of libvirt's connection URI `uri`, or on another one that whoever runs it names.
///
/// No secret's value stands in it; each is taken from a variable, as in rendered scripts. The same plan and URI give the same bytes.
pub fn script(plan: &Plan, uri: &str) -> String {
    let mut out = Writer::new(plan);
    let count = plan.changes().count();
    for (at, step) in plan.changes().enumerate() {
        let what = format!("{} {} {}", step.action.as_str(), step.resource.kind.as_str(), step.resource.name);
        out.blank();
        out.why(&format!("Why: {}", step.reason));
        out.run(["step".into(), format!("{} of {count}: {what}", at + 1)]);
        if let Some(data) = &step.data {
            write(step, data, &mut out);
        }
    }
    header::whole(plan, uri, out)
}

fn write(step: &Step, data: &StepData, out: &mut Writer<'_>) {
    match data {
        StepData::BridgeDefine(data) => bridge::define(data, out),
        StepData::BridgeDelete(data) => bridge::delete(data, out),
        StepData::NetworkDefine(data) => network::define(step, data, out),
        StepData::NetworkDhcp(data) => network::dhcp(data, out),
        StepData::NetworkDelete(data) => network::delete(data, out),
        StepData::NetworkStart(data) => network::start(data, out),
        StepData::PoolDefine(data) => pool::define(data, out),
        StepData::PoolStart(data) => pool::start(data, out),
        StepData::PoolDelete(data) => pool::delete(data, out),
        StepData::VolumeImport(data) => image::import(step, data, out),
        StepData::VolumeCreate(data) => volume::create(step, data, out),
        StepData::VolumeSeed(data) => seed::make(step, data, out),
        StepData::VolumeDelete(data) => volume::delete(step, data, out),
        StepData::DomainDefine(data) => domain::define(step, data, out),
        StepData::DomainStart(data) => domain::start(data, out),
        StepData::DomainWait(data) => wait::until_up(data, out),
        StepData::DomainStop(data) => domain::stop(data, out),
        StepData::DomainDelete(data) => domain::delete(data, out),
    }
}
