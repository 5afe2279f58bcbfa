#!/usr/bin/env bash
# Deploys the cloud; run by root. Made from clouds[spread] of the lab every-file: change the lab and render again.
set -euo pipefail

[ -d /opt/openstack-ansible ] || git clone https://opendev.org/openstack/openstack-ansible /opt/openstack-ansible
cd /opt/openstack-ansible
git checkout 30.1.5

# Ansible with the collections that /etc/openstack_deploy asks for.
scripts/bootstrap-ansible.sh

# Each playbook may be run again.
openstack-ansible playbooks/setup-hosts.yml
openstack-ansible playbooks/setup-infrastructure.yml
openstack-ansible playbooks/setup-openstack.yml
