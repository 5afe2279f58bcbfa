#!/usr/bin/env bash
# Adds the driver to a deployment that stands already; run by root. Made from clouds[osa] of the lab osa-magnum-capi: change the lab and render again.
set -euo pipefail

cd /opt/openstack-ansible

# Brings the Python modules that the collections need.
scripts/bootstrap-ansible.sh
openstack-ansible scripts/get-ansible-collection-requirements.yml

# The driver into Magnum's environment, the containers of the management cluster, and the cluster in them.
openstack-ansible playbooks/os-magnum-install.yml
openstack-ansible playbooks/lxc-containers-create.yml --limit k8s_all
openstack-ansible osa_ops.mcapi_vexxhost.k8s_install
openstack-ansible osa_ops.mcapi_vexxhost.mcapi_proxy
