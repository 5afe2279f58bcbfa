#!/usr/bin/env bash
# Run with the cloud administrator's credentials, as often as one likes. Made from clouds[spread] of the lab every-file: change the lab and render again.
set -euo pipefail

# flat-out: leads out of the cloud.
openstack network show flat-out >/dev/null 2>&1 ||
  openstack network create --external --provider-network-type flat --provider-physical-network datacentre flat-out

# tagged-out: leads out of the cloud.
openstack network show tagged-out >/dev/null 2>&1 ||
  openstack network create --external --provider-network-type vlan --provider-physical-network physnet2 --provider-segment 300 tagged-out
