#!/usr/bin/env bash
# Tunes the host of the lab every-file; run by root, as often as one likes.
set -euo pipefail

# tuned keeps the profile over reboots.
systemctl enable --now tuned
tuned-adm profile virtual-host

# Huge pages of 2 MiB; they are taken away from all else at once.
echo vm.nr_hugepages=32768 > /etc/sysctl.d/80-huge-pages.conf
sysctl -p /etc/sysctl.d/80-huge-pages.conf

# Same-page merging: now, and after a reboot.
echo 'w /sys/kernel/mm/ksm/run - - - - 0' > /etc/tmpfiles.d/ksm.conf
systemd-tmpfiles --create /etc/tmpfiles.d/ksm.conf

# Clocks must agree: certificates, Ceph and etcd are strict about it.
mkdir -p /etc/chrony/sources.d
printf %s 'server 192.0.2.1 iburst
server ntp.example iburst
' > /etc/chrony/sources.d/lab.sources
chronyc reload sources
