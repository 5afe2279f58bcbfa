//! How long each kind of step is expected to take, in whole seconds, rounded up from what docs/benchmarks.md measured; a guide for people, never a limit.

use crate::{
    model::UpSignal,
    plan::{StepData, render::DomainType},
    value::Size,
};

/// Uploads through libvirt move about this much in a second on one core.
const UPLOAD_PER_SEC: u64 = 200 << 20;

/// How long the upload of an image takes beyond the step's own time.
pub fn import_secs(size: Size) -> u32 {
    u32::try_from(size.bytes() / UPLOAD_PER_SEC).unwrap_or(u32::MAX)
}

pub fn expected_secs(data: &StepData, domain_type: DomainType) -> u32 {
    match data {
        StepData::BridgeDefine(_) | StepData::BridgeDelete(_) => 1,
        StepData::NetworkDefine(_) => 2,
        StepData::NetworkDhcp(_) | StepData::NetworkDelete(_) | StepData::NetworkStart(_) => 1,
        StepData::PoolDefine(_) | StepData::PoolStart(_) | StepData::PoolDelete(_) => 1,
        StepData::VolumeImport(_) => 2,
        StepData::VolumeCreate(_) | StepData::VolumeSeed(_) | StepData::VolumeDelete(_) => 1,
        StepData::DomainDefine(_) => 1,
        StepData::DomainStart(_) => 2,
        StepData::DomainWait(wait) => match (wait.signal, domain_type) {
            (UpSignal::Running, _) => 1,
            (_, DomainType::Kvm) => 20,
            (_, DomainType::Qemu) => 40,
        },
        StepData::DomainStop(_) => 10,
        StepData::DomainDelete(_) => 2,
    }
}
