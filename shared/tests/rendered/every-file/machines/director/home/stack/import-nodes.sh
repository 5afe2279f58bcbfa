#!/usr/bin/env bash
# Registers the overcloud's nodes; run by stack. Made from clouds[overcloud] of the lab every-file: change the lab and render again.
set -euo pipefail

# shellcheck source=/dev/null
source /home/stack/stackrc

# ironic-python-agent and overcloud-full, unpacked in ~/images. Images that are there already are left alone.
openstack overcloud image upload --image-path /home/stack/images

# The nodes end in the state `available`. Profiles and boot options stand in the file as capabilities.
openstack overcloud node import --provide /home/stack/instackenv.json

# A flavor chooses the nodes that have its profile. The installation makes those of the usual names; others are made here.
openstack flavor show hci >/dev/null 2>&1 || openstack flavor create --id auto --ram 4096 --disk 40 --vcpus 1 hci
openstack flavor set --property capabilities:boot_option=local --property capabilities:profile=hci \
  --property resources:CUSTOM_BAREMETAL=1 --property resources:DISK_GB=0 --property resources:MEMORY_MB=0 --property resources:VCPU=0 hci
