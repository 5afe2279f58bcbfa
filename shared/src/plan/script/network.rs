use crate::{
    plan::{
        Action, Step,
        steps::{NetworkDefine, NetworkDhcp, NetworkRef},
    },
    value::IpRange,
};

use super::{helper::Helper, writer::Writer};

pub fn define(step: &Step, data: &NetworkDefine, out: &mut Writer<'_>) {
    out.uses(&[Helper::DefineNetwork]);
    out.feed(["define_network", &data.name, if data.autostart { "yes" } else { "no" }], &data.xml);
    if step.action != Action::Create {
        out.uses(&[Helper::RestartNetwork]);
        out.run(["restart_network", &data.name]);
    }
}

pub fn dhcp(data: &NetworkDhcp, out: &mut Writer<'_>) {
    out.uses(&[Helper::ChangeDhcp]);
    let listed = |ranges: &[IpRange]| ranges.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
    let (before, after) = (listed(&data.before), listed(&data.after));
    out.run(["change_dhcp", &data.name, &before, &after]);
}

pub fn start(data: &NetworkRef, out: &mut Writer<'_>) {
    out.uses(&[Helper::StartNetwork]);
    out.run(["start_network", &data.name]);
}

pub fn delete(data: &NetworkRef, out: &mut Writer<'_>) {
    out.uses(&[Helper::DeleteNetwork]);
    out.run(["delete_network", &data.name]);
}
