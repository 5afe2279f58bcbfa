#!/usr/bin/env bash
# Run with the cloud administrator's credentials, as often as one likes. Made from projects[demo] of the lab tripleo-queens: change the lab and render again.
set -euo pipefail

# The project, who may use it, and as what.
openstack project create --or-show demo

# The network net-1.
[ -n "$(openstack network list --project demo --name net-1 -f value -c ID)" ] ||
  openstack network create --project demo --mtu 1450 --provider-network-type vxlan --provider-segment 22 net-1
[ -n "$(openstack subnet list --project demo --name subnet-1 -f value -c ID)" ] ||
  openstack subnet create --project demo --network net-1 --subnet-range 10.0.1.0/24 --gateway 10.0.1.254 subnet-1

# The network net-2.
[ -n "$(openstack network list --project demo --name net-2 -f value -c ID)" ] ||
  openstack network create --project demo --mtu 1450 --provider-network-type vxlan --provider-segment 99 net-2
[ -n "$(openstack subnet list --project demo --name subnet-2 -f value -c ID)" ] ||
  openstack subnet create --project demo --network net-2 --subnet-range 10.0.2.0/24 --gateway 10.0.2.254 subnet-2

# The router router-1.
[ -n "$(openstack router list --project demo --name router-1 -f value -c ID)" ] ||
  openstack router create --project demo --centralized --no-ha router-1
openstack router show router-1 -f value -c interfaces_info | grep -q "$(openstack subnet show subnet-1 -f value -c id)" ||
  openstack router add subnet router-1 subnet-1
openstack router show router-1 -f value -c interfaces_info | grep -q "$(openstack subnet show subnet-2 -f value -c id)" ||
  openstack router add subnet router-1 subnet-2
