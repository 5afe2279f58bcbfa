//! A range of tenant VLANs ends before it starts.
//!
//! ## What it does
//! Compares start and end of each range that Neutron hands out.
//!
//! ## Why
//! Neutron refuses the configuration ("Invalid network VLAN range") and does not start.
//!
//! ## Fix
//! Swap start and end.
//!
//! ## Source
//! openstack/neutron `neutron/common/utils.py` and neutron-lib `NetworkVlanRangeError`: "End of VLAN range is less than start of VLAN range".

use crate::{
    diagnostic::Severity,
    document::Command,
    rules::{
        Context, Findings, Rule,
        support::{edit::Located, layers::BY_CLOUD},
    },
};

pub const RULE: Rule = Rule { id: "vlan/range-reversed", severity: Severity::Error, reads: BY_CLOUD, check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for cloud in cx.each(&cx.lab.clouds) {
        for (index, range) in cloud.networking.vlan_ranges.iter().enumerate().filter(|(_, range)| range.end < range.start) {
            let at = format!("networking.vlanRanges[{index}]");
            let (start, end) = (range.end, range.start);
            let swap = Command::Batch { commands: vec![cloud.set(format!("{at}.start"), start), cloud.set(format!("{at}.end"), end)] };
            findings
                .add(
                    cloud.at(&at),
                    format!("the range {}-{} of {} ends before it starts", range.start, range.end, cloud.name),
                    "swap start and end",
                )
                .fix(format!("Take {start}-{end}"), swap);
        }
    }
}
