#!/usr/bin/env bash
# Run with the cloud administrator's credentials, as often as one likes. Made from clouds[openstack] of the lab osp13-ocp42: change the lab and render again.
set -euo pipefail

# external: leads out of the cloud.
openstack network show external >/dev/null 2>&1 ||
  openstack network create --external --provider-network-type flat --provider-physical-network datacentre external
openstack subnet show external-subnet >/dev/null 2>&1 ||
  openstack subnet create --network external --subnet-range 192.168.122.0/24 --gateway 192.168.122.1 --allocation-pool start=192.168.122.160,end=192.168.122.199 --no-dhcp external-subnet
