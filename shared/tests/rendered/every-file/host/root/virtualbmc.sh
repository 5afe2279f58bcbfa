#!/usr/bin/env bash
# Gives the machines of the lab every-file their BMCs; run by root while vbmcd runs.
set -euo pipefail

# Secrets come from the environment: no value stands in this file.
: "${SECRET_IPMI:?set it to the value of secret:ipmi}"

# hci-0: one that is there already may have other values, and is made anew.
vbmc show hci-0 >/dev/null 2>&1 && vbmc delete hci-0
vbmc add hci-0 --address 10.20.0.254 --port 6230 --username admin --password "$SECRET_IPMI" --libvirt-uri qemu+ssh://root@l0/system
vbmc start hci-0
