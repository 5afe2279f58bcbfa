#!/usr/bin/env bash
# Deploys the overcloud; takes about an hour. Made from clouds[overcloud] of the lab every-file: change the lab and render again.
set -euo pipefail

# shellcheck source=/dev/null
source /home/stack/stackrc

# The roles that are deployed, with the services of the release.
openstack overcloud roles generate -o /home/stack/roles_data.yaml Controller ComputeHCI

# Files that come later overrule earlier ones.
openstack overcloud deploy --templates \
  -r /home/stack/roles_data.yaml \
  -n /home/stack/network_data.yaml \
  -e /usr/share/openstack-tripleo-heat-templates/environments/network-isolation.yaml \
  -e /usr/share/openstack-tripleo-heat-templates/environments/services/neutron-ovn-dvr-ha.yaml \
  -e /usr/share/openstack-tripleo-heat-templates/environments/ceph-ansible/ceph-ansible.yaml \
  -e /usr/share/openstack-tripleo-heat-templates/environments/services/barbican.yaml \
  -e /usr/share/openstack-tripleo-heat-templates/environments/barbican-backend-simple-crypto.yaml \
  -e /usr/share/openstack-tripleo-heat-templates/environments/enable-designate.yaml \
  -e /usr/share/openstack-tripleo-heat-templates/environments/services/octavia.yaml \
  -e /home/stack/containers-prepare-parameter.yaml \
  -e /home/stack/templates/network-environment.yaml \
  -e /home/stack/templates/node-info.yaml \
  -e /home/stack/templates/ceph.yaml \
  -e /home/stack/templates/settings.yaml
