#!/usr/bin/env bash
# Deploys the overcloud; takes about an hour. Made from clouds[openstack] of the lab osp13-ocp42: change the lab and render again.
set -euo pipefail

# shellcheck source=/dev/null
source /home/stack/stackrc

# The roles that are deployed, with the services of the release.
openstack overcloud roles generate -o /home/stack/roles_data.yaml Controller CephStorage Compute

# Files that come later overrule earlier ones.
openstack overcloud deploy --templates \
  --stack openstack \
  --control-scale 3 \
  --ceph-storage-scale 3 \
  --compute-scale 1 \
  --control-flavor control \
  --ceph-storage-flavor ceph-storage \
  --compute-flavor compute \
  --libvirt-type kvm \
  -r /home/stack/roles_data.yaml \
  -n /home/stack/network_data.yaml \
  -e /usr/share/openstack-tripleo-heat-templates/environments/network-isolation.yaml \
  -e /usr/share/openstack-tripleo-heat-templates/environments/ceph-ansible/ceph-ansible.yaml \
  -e /home/stack/templates/network-environment.yaml \
  -e /home/stack/templates/node-info.yaml \
  -e /home/stack/templates/ceph.yaml \
  -e /home/stack/templates/settings.yaml
