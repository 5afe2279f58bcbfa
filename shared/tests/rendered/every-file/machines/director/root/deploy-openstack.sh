#!/usr/bin/env bash
# Deploys the cloud; run by root. Made from clouds[alone] of the lab every-file: change the lab and render again.
set -euo pipefail

[ -d /opt/openstack-ansible ] || git clone https://opendev.org/openstack/openstack-ansible /opt/openstack-ansible
cd /opt/openstack-ansible

# Ansible with the collections that /etc/openstack_deploy asks for.
scripts/bootstrap-ansible.sh

# Bridges, loopback disks and conf.d of the services, on this machine.
export SCENARIO=aio_lxc_ovs
export BOOTSTRAP_OPTS='bootstrap_host_data_disk_device=vdb bootstrap_host_loopback_cinder_size=100 bootstrap_host_loopback_nova_size=100 bootstrap_host_loopback_swift_size=100 bootstrap_host_loopback_manila_size=100'
scripts/bootstrap-aio.sh

# Each playbook may be run again.
openstack-ansible playbooks/setup-hosts.yml
openstack-ansible playbooks/setup-infrastructure.yml
openstack-ansible playbooks/setup-openstack.yml
