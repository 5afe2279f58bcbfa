#!/usr/bin/env bash
# Makes the Open vSwitch bridges of the lab every-file; run by root, as often as one likes.
set -euo pipefail

# Below the network trunked.
ovs-vsctl --may-exist add-br br-lab
ovs-vsctl --may-exist add-port br-lab ens1
ovs-vsctl clear port ens1 tag trunks

# The host in VLAN 20. The address is gone after a reboot, unless the host's own network files have it.
ovs-vsctl --may-exist add-port br-lab br-lab-20 tag=20 -- set interface br-lab-20 type=internal
ip address replace 10.20.20.254/24 dev br-lab-20
ip link set br-lab-20 up

# The host in VLAN 30. The address is gone after a reboot, unless the host's own network files have it.
ovs-vsctl --may-exist add-port br-lab br-lab-30 tag=30 -- set interface br-lab-30 type=internal
ip address replace fd00:30::254/64 dev br-lab-30
ip link set br-lab-30 up
ovs-vsctl set interface br-lab mtu_request=9000
