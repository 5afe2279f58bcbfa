#!/usr/bin/env bash
# Deploys the cloud; run by root. Made from clouds[osa] of the lab osa-magnum-capi: change the lab and render again.
set -euo pipefail

[ -d /opt/openstack-ansible ] || git clone https://opendev.org/openstack/openstack-ansible /opt/openstack-ansible
cd /opt/openstack-ansible
git checkout 29.0.0

# Ansible with the collections that /etc/openstack_deploy asks for.
scripts/bootstrap-ansible.sh

# Bridges, loopback disks and conf.d of the services, on this machine.
export SCENARIO=aio_lxc_barbican_heat_magnum_octavia
scripts/bootstrap-aio.sh

# Each playbook may be run again.
openstack-ansible scripts/get-ansible-collection-requirements.yml
openstack-ansible playbooks/setup-everything.yml
openstack-ansible osa_ops.mcapi_vexxhost.k8s_install
openstack-ansible osa_ops.mcapi_vexxhost.mcapi_proxy
openstack-ansible osa_ops.mcapi_vexxhost.functional_test
