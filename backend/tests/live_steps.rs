//! Every kind of step on a real, private libvirt: what each promises the engine.
//!
//! Run by `cargo xtask lab -- cargo test -p labwright --test live_steps`; skipped elsewhere.
#![cfg(feature = "libvirt")]

#[path = "live_support/mod.rs"]
mod support;

#[path = "live_steps/bridges.rs"]
mod bridges;
#[path = "live_steps/domains.rs"]
mod domains;
#[path = "live_steps/images.rs"]
mod images;
#[path = "live_steps/networks.rs"]
mod networks;
#[path = "live_steps/pools.rs"]
mod pools;
#[path = "live_steps/volumes.rs"]
mod volumes;

use labwright_shared::plan::StepData;

/// Every kind has its test: a new one must be named here, and proven.
#[test]
fn every_kind_is_proven() {
    let proven = [
        "bridge.define",
        "bridge.delete",
        "network.define",
        "network.dhcp",
        "network.delete",
        "network.start",
        "pool.define",
        "pool.start",
        "pool.delete",
        "volume.import",
        "volume.create",
        "volume.seed",
        "volume.delete",
        "domain.define",
        "domain.start",
        "domain.wait",
        "domain.stop",
        "domain.delete",
    ];
    assert_eq!(StepData::TAGS, proven);
}
