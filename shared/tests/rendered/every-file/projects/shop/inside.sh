#!/usr/bin/env bash
# Run with the credentials of a user of the project: clouds.yaml. Made from projects[shop] of the lab every-file: change the lab and render again.
set -euo pipefail

# Servers of the group apart.
openstack server group show apart >/dev/null 2>&1 ||
  openstack --os-compute-api-version 2.15 server group create --policy soft-anti-affinity apart

# The server web-1.
openstack server show web-1 >/dev/null 2>&1 ||
  openstack server create --wait --flavor m1.big --image debian-12 --boot-from-volume 20 --nic net-id=front,v4-fixed-ip=10.50.0.20 --security-group web --availability-zone nova:big-0 --hint group="$(openstack server group show -f value -c id apart)" web-1
openstack server show web-1 -f value -c addresses | grep -qF 192.0.2.151 ||
  openstack server add floating ip web-1 192.0.2.151
