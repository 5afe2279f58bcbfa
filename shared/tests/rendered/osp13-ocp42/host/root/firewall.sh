#!/usr/bin/env bash
# Lets the director reach the BMCs of the lab osp13-ocp42; run by root.
set -euo pipefail

firewall-cmd --permanent --add-port=6230-6236/udp
firewall-cmd --reload
