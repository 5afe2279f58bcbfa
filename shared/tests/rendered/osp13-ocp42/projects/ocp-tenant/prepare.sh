#!/usr/bin/env bash
# Run with the cloud administrator's credentials, as often as one likes. Made from projects[ocp-tenant] of the lab osp13-ocp42: change the lab and render again.
set -euo pipefail

# Secrets come from the environment: no value stands in this file.
: "${SECRET_OCP_USER:?set it to the value of secret:ocp-user}"

# The project, who may use it, and as what.
openstack project create --or-show ocp-tenant
openstack user create --or-show --project ocp-tenant --password "$SECRET_OCP_USER" ocp-user
openstack role add --project ocp-tenant --user ocp-user _member_
openstack role add --project ocp-tenant --user ocp-user admin
openstack role add --project ocp-tenant --user ocp-user swiftoperator
openstack role add --project ocp-tenant --user admin admin

# How much it may use.
openstack quota set --cores 40 --secgroups 40 --secgroup-rules 500 --ram 102400 ocp-tenant

# Sizes of servers.
openstack flavor show master >/dev/null 2>&1 ||
  openstack flavor create --vcpus 4 --ram 16384 --disk 25 master

# Images.
openstack image show rhcos >/dev/null 2>&1 ||
  openstack image create --disk-format qcow2 --container-format bare --file rhcos-42.80.20191002.0-openstack.qcow2 rhcos

# Addresses that are kept for the project.
openstack floating ip show 192.168.122.164 >/dev/null 2>&1 ||
  openstack floating ip create --project ocp-tenant --floating-ip-address 192.168.122.164 --description 'The API.' external
openstack floating ip show 192.168.122.180 >/dev/null 2>&1 ||
  openstack floating ip create --project ocp-tenant --floating-ip-address 192.168.122.180 --description 'The applications.' external
