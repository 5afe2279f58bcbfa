#!/usr/bin/env bash
# Installs the undercloud; run by root, takes 10 to 30 minutes. Made from clouds[overcloud] of the lab tripleo-queens: change the lab and render again.
set -euo pipefail

# The installer runs as stack, who may do everything without being asked for a password.
id stack >/dev/null 2>&1 || useradd --create-home stack
echo 'stack ALL=(root) NOPASSWD:ALL' > /etc/sudoers.d/stack
chmod 0440 /etc/sudoers.d/stack

# The installer refuses a host that does not know its own name.
hostnamectl set-hostname undercloud.openstack.rnd
grep -qxF '127.0.0.1 undercloud.openstack.rnd undercloud' /etc/hosts || echo '127.0.0.1 undercloud.openstack.rnd undercloud' >> /etc/hosts

# Repositories of the release must be there already: which ones is a matter of subscription or mirror.
yum install -y python-tripleoclient
chown -R stack:stack /home/stack

# Reads ~/undercloud.conf.
sudo -iu stack openstack undercloud install
