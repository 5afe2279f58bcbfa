use serde_json::{Value, json};

use crate::{
    figures::figures,
    model::{Cloud, OpenStackAnsible},
    render::{File, Given, Make, Renderer},
};

use super::{file, magnum};

pub const RENDERER: Renderer = Renderer::new(
    "machines/MACHINE/etc/openstack_deploy/group_vars/k8s_all/main.yml",
    "Magnum's management cluster in containers of the deployment: pods' network, releases of Cluster API, connections that the hosts track",
    "openstack/openstack-ansible-ops, mcapi_vexxhost/playbooks/files/openstack_deploy/group_vars/k8s_all/main.yml",
    Make::Ansible(files),
);

fn files(given: &Given<'_>, cloud: &Cloud, ansible: &OpenStackAnsible) -> Vec<File> {
    let Some(magnum) = magnum(given, cloud) else { return Vec::new() };
    let figures = &figures().cluster_api;
    let version = |own: &Option<crate::value::Version>, known: &str| own.as_ref().map_or_else(|| known.to_owned(), ToString::to_string);
    let mut value = json!({
        "ansible_collection_kubernetes_target_venv": "/opt/mcapi_ansible_venv",
        "cilium_ipv4_cidr": magnum.management_pod_network.unwrap_or(figures.management_pod_network.value),
        "clusterctl_version": version(&magnum.clusterctl_version, &figures.clusterctl.value),
        "cluster_api_version": version(&magnum.cluster_api_version, &figures.cluster_api.value),
        "cluster_api_infrastructure_provider": "openstack",
        "cluster_api_infrastructure_version": version(&magnum.infrastructure_version, &figures.infrastructure.value),
        "kubelet_hostname": "{{ ansible_facts['hostname'] | lower }}",
        "kubelet_node_ip": "{{ management_address }}",
        "kubernetes_control_plane_group": "k8s_container",
        "kubernetes_hostname": "{{ internal_lb_vip_address }}",
        "kubernetes_non_init_namespace": true,
        "lxc_container_config_list": ["lxc.apparmor.profile=unconfined"],
        "lxc_container_mount_auto": ["proc:rw", "sys:rw"],
        "openstack_host_nf_conntrack_max": magnum.conntrack_max.unwrap_or(figures.conntrack_max.value),
        "upload_helm_chart_method": "copy",
    });
    if let Some(version) = &magnum.management_version {
        value["kubernetes_version"] = Value::from(version.as_str());
    }
    let what = "The management cluster. Its pods' network must not collide with any other range; kube-proxy cannot set the tracked connections inside a container.";
    file(given, cloud, ansible, "group_vars/k8s_all/main.yml", what, &value)
}
