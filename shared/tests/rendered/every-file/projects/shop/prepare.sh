#!/usr/bin/env bash
# Run with the cloud administrator's credentials, as often as one likes. Made from projects[shop] of the lab every-file: change the lab and render again.
set -euo pipefail

# Secrets come from the environment: no value stands in this file.
: "${SECRET_SHOP_DOT_ADMIN__1:?set it to the value of secret:shop.admin_1}"

# The project, who may use it, and as what.
openstack project create --or-show shop
openstack user create --or-show --project shop --password "$SECRET_SHOP_DOT_ADMIN__1" shop-admin
openstack role add --project shop --user shop-admin member
openstack role add --project shop --user shop-admin load-balancer_member

# How much it may use.
openstack quota set --instances 20 --secgroup-rules 200 --ram -1 --gigabytes 500 shop

# Images.
[ -e /srv/images/debian-12.qcow2 ] || xz -dc /srv/images/debian-12.qcow2.xz > /srv/images/debian-12.qcow2
openstack image show debian-12 >/dev/null 2>&1 ||
  openstack image create --disk-format qcow2 --container-format bare --min-disk 2 --property os_distro=debian --file /srv/images/debian-12.qcow2 debian-12

# The network front.
[ -n "$(openstack network list --project shop --name front -f value -c ID)" ] ||
  openstack network create --project shop --mtu 8900 --provider-network-type geneve --provider-segment 77 --disable-port-security --dns-domain shop.example. front
[ -n "$(openstack subnet list --project shop --name front-v4 -f value -c ID)" ] ||
  openstack subnet create --project shop --network front --subnet-range 10.50.0.0/24 --gateway 10.50.0.1 --allocation-pool start=10.50.0.10,end=10.50.0.99 --dns-nameserver 10.50.0.2 front-v4
[ -n "$(openstack subnet list --project shop --name front-v6 -f value -c ID)" ] ||
  openstack subnet create --project shop --network front --subnet-range fd00:50::/64 --ip-version 6 --no-dhcp front-v6

# The router way-out.
[ -n "$(openstack router list --project shop --name way-out -f value -c ID)" ] ||
  openstack router create --project shop way-out
openstack router set --external-gateway outside way-out
openstack router show way-out -f value -c interfaces_info | grep -q "$(openstack subnet show front-v4 -f value -c id)" ||
  openstack router add subnet way-out front-v4

# The security group web: its rules are added once, with it.
if ! openstack security group list --project shop -f value -c Name | grep -qx -- web; then
  openstack security group create --project shop web
  openstack security group rule create --project shop --ingress --protocol tcp --dst-port 80 --remote-ip 192.0.2.0/24 web
  openstack security group rule create --project shop --ingress --protocol tcp --dst-port 8000:8080 --remote-group web web
  openstack security group rule create --project shop --egress --ethertype=IPv6 --remote-ip fd00::/8 web
fi

# The port vip.
openstack port show vip >/dev/null 2>&1 ||
  openstack port create --project shop --network front --fixed-ip ip-address=10.50.0.5 --security-group web --allowed-address ip-address=10.50.0.6 vip

# Addresses that are kept for the project.
openstack floating ip show 192.0.2.150 >/dev/null 2>&1 ||
  openstack floating ip create --project shop --floating-ip-address 192.0.2.150 --port vip --description 'The shop'\''s own.' outside
[ -n "$(openstack floating ip list --tags shop-1 -f value -c ID)" ] ||
  openstack floating ip create --project shop outside --tag shop-1
