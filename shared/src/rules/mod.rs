//! What can be wrong with a lab. A rule is one file, one entry in the list below and one Markdown test in `tests/rules/`.
//!
//! A rule's first comment is its documentation; `docs/generated/rules.md` is made from it. See CONTRIBUTING.md, "Add a rule".

mod alignment;
mod around;
mod changes;
mod checker;
mod context;
mod fit;
pub(crate) mod groups;
mod index;
mod judge;
mod numbers;
mod policy;
mod rule;
pub(crate) mod support;
mod trace;

pub use checker::Checker;
pub use context::Context;
pub use fit::{NO_PLACE, Pressure, fully_grown, host_misfits, is_misfit, misfits, pressures};
pub use index::{Each, Index, Lookup, Ports};
pub use judge::check;
pub use rule::{Findings, Input, Rule};

/// Declares the rules' modules and the list of them, family by family.
macro_rules! rules {
    ($($family:ident { $($rule:ident,)* })*) => {
        $(pub mod $family { $(pub mod $rule;)* })*

        /// Every rule, by family and name.
        pub const RULES: &[&Rule] = &[$($(&$family::$rule::RULE,)*)*];
    };
}

rules! {
    addressing {
        address_in_dhcp_range,
        address_in_pool,
        address_outside_subnet,
        address_taken,
        dhcp_range_holds_host,
        dhcp_range_outside_subnet,
        dhcp_range_reversed,
        dhcp_range_too_large,
        dhcp_range_too_small,
        dhcp_without_address,
        docker_in_cluster,
        docker_overlap,
        duplicate_address,
        duplicate_mac,
        floating_ip_outside,
        hidden_endpoint,
        host_overlap,
        management_pods_overlap,
        misplaced_gateway,
        multicast_mac,
        nested_default,
        network_overlap,
        no_prefix,
        plane_overlap,
        pool_outside_prefix,
        pool_overlap,
        public_prefix,
        reserved_address,
        router_overlap,
        server_outside_subnet,
        small_pool,
        unassigned_address,
        vip_outside_plane,
    }
    authority {
        provisioning_leaves_host,
        two_dhcp_servers,
    }
    balancers {
        bootstrap_stays,
        doubled_node,
        http_mode,
        missing_node,
        missing_port,
        no_bootstrap,
        no_health_check,
        none,
        port_clash,
        sticky_api,
        stray_node,
        wrong_port,
    }
    bmc {
        foreign_address,
        loopback_address,
        privileged_port,
        shared_port,
    }
    bonds {
        absent_link,
        address_on_member,
        different_networks,
        duplicate_name,
        lacp_without_partner,
        plane_on_member,
        shared_port,
        too_few_ports,
        unknown_port,
        unsupported_mode,
    }
    boot {
        blank_disk,
        ignored_seed_fields,
        no_disk,
        no_uefi_firmware,
        pxe_without_port,
        two_answer_files,
    }
    capacity {
        free_memory,
        huge_pages,
        machine_memory,
        machine_vcpus,
        memory,
        memory_overcommit,
        no_memory,
        no_swap,
        no_vcpus,
        numa_span,
        pool_beyond_filesystem,
        pool_full,
        pool_overcommit,
        pool_shared,
        shared_filesystem,
        stopped_labs,
        vcpu_overcommit,
    }
    ceph {
        colocated_without_disk,
        etcd_volume,
        even_monitors,
        little_memory,
        more_monitors_than_nodes,
        no_monitor,
        no_osd_host,
        one_pool,
        small_osd_memory,
        too_few_hosts,
        too_few_osds,
        too_many_placement_groups,
        unreserved_memory,
    }
    cidr {
        floating_ip_outside_network,
        hides_address,
        host_bits,
        large_service_network,
        magnum_overlap,
        node_outside_machine_network,
        overlap,
        overlaps_network,
        ovn_internal,
        public_prefix,
        service_networks,
        shared_vip,
        too_few_shares,
        uneven_host_prefix,
        unfit_host_prefix,
        vip_families,
        vip_in_pool,
        vip_outside_machine_network,
        vip_taken,
    }
    clouds {
        addressed_external_port,
        duplicate_name,
        even_controllers,
        kolla_on_one_port,
        large_loopbacks,
        no_alternative_name,
        no_fencing,
        no_object_store,
        no_registry_storage,
        no_root_disk_hint,
        shared_machine,
        short_director_name,
        small_all_in_one,
        small_kolla_host,
        surplus_role_nodes,
        tight_all_in_one,
        too_few_role_nodes,
        unregistrable_node,
        unsupported_overlay,
        untrusted_endpoint,
        vip_outside_network,
        volume_zone_apart,
    }
    clusters {
        absent_install_device,
        bad_no_proxy,
        bad_proxy,
        broken_trust_bundle,
        idle_mirror,
        invalid_name,
        long_name,
        masters_share_node,
        no_base_domain,
        no_bootstrap,
        no_etcd_override,
        no_octavia,
        no_place_for_workloads,
        no_project,
        no_pull_secret,
        no_quorum,
        old_cpu,
        one_master,
        one_worker,
        published_secrets,
        removed_plugin,
        router_beside_balancer,
        several_single_nodes,
        shared_node,
        slow_etcd_disk,
        small_single_node,
        unclear_node,
        unfit_ssh_key,
        unlike_arguments,
        unlisted_nodes,
        unpublished_ignition,
        untrusted_registry,
        wrong_ignition,
    }
    director {
        absent_gateway,
        address_outside,
        few_attempts,
        gateway_without_nat,
        inspection_overlap,
        other_address,
        plane_mismatch,
        pxe_elsewhere,
        range_reversed,
        small_range,
        unknown_interface,
    }
    dns {
        alias_beside_others,
        api_elsewhere,
        apps_elsewhere,
        catch_all,
        dangling_target,
        doubled_zone,
        etcd_port,
        foreign_zone,
        forwarder_loop,
        incomplete_record,
        needless_etcd_record,
        no_api,
        no_api_int,
        no_apps,
        no_etcd_record,
        no_forwarder,
        no_node,
        no_registry,
        no_reverse,
        node_elsewhere,
        wildcard_in_hosts_file,
    }
    host {
        kvm_not_permitted,
        unknown_facts,
        unsupported_uri,
    }
    images {
        belied_format,
        escaping_path,
        no_source,
        unpinned_download,
        unsupported_url,
    }
    magnum {
        kube_tag_mismatch,
        no_load_balancer,
        no_management_cluster,
        no_octavia,
        no_os_distro,
        no_quota_to_update,
        no_room_to_update,
        no_service,
        provider_without_ovn,
        wrong_algorithm,
    }
    mtu {
        below_ipv6,
        external_above_network,
        jumbo_outside,
        local_mtu_above_network,
        openshift_ipv6,
        physical_above_underlay,
        plane_above_network,
        pod_above_node,
        pods_without_room,
        tenant_above_underlay,
        tunnel_family_mismatch,
    }
    naming {
        case_twins,
        duplicate_name,
        duplicate_part,
        invalid_hostname,
        machine_clash,
        network_clash,
        pool_clash,
        volume_clash,
    }
    nested {
        emulation,
        hidden_virtualization,
        memory_overcommit,
        nesting_off,
        no_place,
        not_built,
        unnamed_cpu_model,
    }
    networks {
        absent_bridge,
        absent_network,
        dhcp_beside_director,
        dhcp_on_bridge,
        foreign_change,
        long_bridge_name,
        missing_bridge,
        mtu_above_bridge,
        mtu_out_of_range,
        pxe_server_on_lan,
        pxe_without_server,
        shared_bridge,
    }
    order {
        after_stopped,
        autostart_after,
        autostart_network,
        cycle,
        no_deadline,
        no_lease,
        no_marker,
    }
    parameters {
        no_choice,
        out_of_range,
    }
    projects {
        ambiguous_name,
        compressed_image,
        dropped_vip,
        duplicate_name,
        empty_flavor,
        multicast_mac,
        newer_image,
        no_swift_role,
        no_temp_url_key,
        overlapping_subnets,
        port_used_twice,
        security_without_port_security,
        shared_compute_node,
        shared_gateway,
        small_flavor_for_image,
        subnet_mismatch,
        subnet_without_dns,
        two_dns_sources,
        two_root_volumes,
        unfit_security_rule,
        unfit_server_port,
        unreachable_floating_ip,
        unshared_network,
        user_without_role,
    }
    quota {
        beyond_capacity,
        too_few_clusters,
        too_few_cores,
        too_few_floating_ips,
        too_few_instances,
        too_few_load_balancers,
        too_few_networks,
        too_few_ports,
        too_few_routers,
        too_few_security_group_rules,
        too_few_security_groups,
        too_few_server_group_members,
        too_few_server_groups,
        too_few_subnets,
        too_few_volumes,
        too_little_memory,
        too_little_volume_storage,
    }
    references {
        unknown_floating_ip,
        unknown_in_cloud,
        unknown_in_scale,
        unknown_part,
        unknown_record,
        unused_image,
        unused_network,
        wrong_image_kind,
    }
    roles {
        ceph_without_osd_disk,
        director_on_one_network,
        pxe_memory,
        small_cluster_machine,
        small_director,
        small_flavor,
        small_overcloud_node,
        tight_node_disk,
        uneven_provisioning_port,
    }
    settings {
        duplicate_severity,
        idle_suppression,
        missing_reason,
        unknown_rule,
    }
    storage {
        absent_pool,
        blank_disk_without_size,
        disk_below_image,
        duplicate_volume,
        full_overlay,
        ignored_format,
        no_pool,
        pool_without_path,
        shared_pool_path,
        unfit_pool_path,
    }
    vlan {
        absent_open_vswitch,
        absent_uplink,
        access_and_trunk,
        duplicate_portgroup,
        duplicate_purpose,
        duplicate_segment,
        duplicate_vni,
        no_portgroup,
        out_of_range,
        plane_not_carried,
        pxe_on_trunk,
        range_reversed,
        shared_uplink,
        split_plane,
        stopped_open_vswitch,
        tenant_range_holds_plane,
        two_defaults,
        unknown_portgroup,
        uplink_lacks_tag,
        vni_out_of_range,
        without_open_vswitch,
    }
}

/// The rule of that id.
pub fn rule(id: &str) -> Option<&'static Rule> {
    RULES.iter().copied().find(|rule| rule.id == id)
}

/// The families of rules, in the list's order.
pub fn families() -> impl Iterator<Item = &'static str> {
    let family = |rule: &Rule| rule.id.split_once('/').map_or(rule.id, |(family, _)| family);
    let mut last = "";
    RULES.iter().filter_map(move |rule| (family(rule) != last).then(|| last = family(rule)).map(|()| family(rule)))
}
