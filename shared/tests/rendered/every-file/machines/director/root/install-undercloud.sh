#!/usr/bin/env bash
# Installs the undercloud; run by root, takes 10 to 30 minutes. Made from clouds[overcloud] of the lab every-file: change the lab and render again.
set -euo pipefail

# The installer runs as stack, who may do everything without being asked for a password.
id stack >/dev/null 2>&1 || useradd --create-home stack
echo 'stack ALL=(root) NOPASSWD:ALL' > /etc/sudoers.d/stack
chmod 0440 /etc/sudoers.d/stack

# Repositories of the release must be there already: which ones is a matter of subscription or mirror.
yum install -y python-tripleoclient ceph-ansible
chown -R stack:stack /home/stack

# Services run in containers, whose images undercloud.conf names by this file.
sudo -iu stack openstack tripleo container image prepare default --local-push-destination --output-env-file /home/stack/containers-prepare-parameter.yaml

# Reads ~/undercloud.conf.
sudo -iu stack openstack undercloud install
