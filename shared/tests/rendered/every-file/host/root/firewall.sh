#!/usr/bin/env bash
# Lets the director reach the BMCs of the lab every-file; run by root.
set -euo pipefail

firewall-cmd --permanent --add-port=8010/tcp
firewall-cmd --permanent --add-port=6230/udp
firewall-cmd --reload
