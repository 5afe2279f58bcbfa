#!/usr/bin/env bash
# Run with the cloud administrator's credentials, as often as one likes. Made from clouds[overcloud] of the lab every-file: change the lab and render again.
set -euo pipefail

# outside: leads out of the cloud.
openstack network show outside >/dev/null 2>&1 ||
  openstack network create --external --share --provider-network-type vlan --provider-physical-network lab --provider-segment 99 --mtu 1500 outside
openstack subnet show outside-subnet >/dev/null 2>&1 ||
  openstack subnet create --network outside --subnet-range 192.0.2.0/24 --gateway 192.0.2.1 --allocation-pool start=192.0.2.100,end=192.0.2.200 --dns-nameserver 192.0.2.2 --no-dhcp outside-subnet

# Sizes of servers for all projects.
openstack flavor show m1.big >/dev/null 2>&1 ||
  openstack flavor create --vcpus 8 --ram 16384 --disk 100 --ephemeral 10 --swap 1024 --property hw:mem_page_size=large m1.big

# Images for all projects.

# The image rhcos-4.16 must be in Glance already: the lab has no file of it.
openstack image show -c status rhcos-4.16
