#!/usr/bin/env bash
# Makes the Open vSwitch bridges of the lab tripleo-queens; run by root, as often as one likes.
set -euo pipefail

# Below the network ovs-network-1.
ovs-vsctl --may-exist add-br ovs-br1
ovs-vsctl --may-exist add-port ovs-br1 ens1f0
ovs-vsctl set port ens1f0 trunks=100,101,102

# The host in VLAN 100. The address is gone after a reboot, unless the host's own network files have it.
ovs-vsctl --may-exist add-port ovs-br1 ovs-br1-100 tag=100 -- set interface ovs-br1-100 type=internal
ip address replace 192.168.255.200/24 dev ovs-br1-100
ip link set ovs-br1-100 up
