#!/usr/bin/env bash
# Run with the cloud administrator's credentials, as often as one likes. Made from clouds[osa] of the lab osa-magnum-capi: change the lab and render again.
set -euo pipefail

# public: leads out of the cloud.
openstack network show public >/dev/null 2>&1 ||
  openstack network create --external --provider-network-type flat --provider-physical-network datacentre public
openstack subnet show public-subnet >/dev/null 2>&1 ||
  openstack subnet create --network public --subnet-range 172.29.248.0/22 --gateway 172.29.248.1 --allocation-pool start=172.29.249.110,end=172.29.249.200 --no-dhcp public-subnet

# Sizes of servers for all projects.
openstack flavor show m1.medium >/dev/null 2>&1 ||
  openstack flavor create --vcpus 2 --ram 4096 --disk 40 m1.medium

# Images for all projects.

# The image ubuntu-2204-kube-v1.31.1 must be in Glance already: the lab has no file of it.
openstack image show -c status ubuntu-2204-kube-v1.31.1
