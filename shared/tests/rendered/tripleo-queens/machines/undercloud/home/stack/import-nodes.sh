#!/usr/bin/env bash
# Registers the overcloud's nodes; run by stack. Made from clouds[overcloud] of the lab tripleo-queens: change the lab and render again.
set -euo pipefail

# shellcheck source=/dev/null
source /home/stack/stackrc

# ironic-python-agent and overcloud-full, unpacked in ~/images. Images that are there already are left alone.
openstack overcloud image upload --image-path /home/stack/images

# Nodes ask these servers while they are deployed.
openstack subnet set --no-dns-nameservers --dns-nameserver 192.168.255.253 ctlplane-subnet

# The nodes end in the state `available`. Profiles and boot options stand in the file as capabilities.
openstack overcloud node import --introspect --provide /home/stack/instackenv.json

# A flavor chooses the nodes that have its profile. The installation makes those of the usual names; others are made here.
openstack flavor show control >/dev/null 2>&1 || openstack flavor create --id auto --ram 4096 --disk 40 --vcpus 1 control
openstack flavor set --property capabilities:boot_option=local --property capabilities:profile=control \
  --property resources:CUSTOM_BAREMETAL=1 --property resources:DISK_GB=0 --property resources:MEMORY_MB=0 --property resources:VCPU=0 control
openstack flavor show compute >/dev/null 2>&1 || openstack flavor create --id auto --ram 4096 --disk 40 --vcpus 1 compute
openstack flavor set --property capabilities:boot_option=local --property capabilities:profile=compute \
  --property resources:CUSTOM_BAREMETAL=1 --property resources:DISK_GB=0 --property resources:MEMORY_MB=0 --property resources:VCPU=0 compute
openstack flavor show ceph-storage >/dev/null 2>&1 || openstack flavor create --id auto --ram 4096 --disk 40 --vcpus 1 ceph-storage
openstack flavor set --property capabilities:boot_option=local --property capabilities:profile=ceph-storage \
  --property resources:CUSTOM_BAREMETAL=1 --property resources:DISK_GB=0 --property resources:MEMORY_MB=0 --property resources:VCPU=0 ceph-storage
