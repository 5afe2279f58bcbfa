#!/usr/bin/env bash
# Lets the director reach the BMCs of the lab tripleo-queens; run by root.
set -euo pipefail

firewall-cmd --permanent --add-port=7001-7005/udp
firewall-cmd --reload
