#!/usr/bin/env bash
# Tunes the host of the lab osp13-ocp42; run by root, as often as one likes.
set -euo pipefail

# tuned keeps the profile over reboots.
systemctl enable --now tuned
tuned-adm profile network-latency
