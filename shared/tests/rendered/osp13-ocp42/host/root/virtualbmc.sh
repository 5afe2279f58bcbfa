#!/usr/bin/env bash
# Gives the machines of the lab osp13-ocp42 their BMCs; run by root while vbmcd runs.
set -euo pipefail

# Secrets come from the environment: no value stands in this file.
: "${SECRET_IPMI:?set it to the value of secret:ipmi}"

# overcloud-ctrl01: one that is there already may have other values, and is made anew.
vbmc show overcloud-ctrl01 >/dev/null 2>&1 && vbmc delete overcloud-ctrl01
vbmc add overcloud-ctrl01 --address 172.16.0.254 --port 6230 --username admin --password "$SECRET_IPMI"
vbmc start overcloud-ctrl01

# overcloud-ctrl02: one that is there already may have other values, and is made anew.
vbmc show overcloud-ctrl02 >/dev/null 2>&1 && vbmc delete overcloud-ctrl02
vbmc add overcloud-ctrl02 --address 172.16.0.254 --port 6231 --username admin --password "$SECRET_IPMI"
vbmc start overcloud-ctrl02

# overcloud-ctrl03: one that is there already may have other values, and is made anew.
vbmc show overcloud-ctrl03 >/dev/null 2>&1 && vbmc delete overcloud-ctrl03
vbmc add overcloud-ctrl03 --address 172.16.0.254 --port 6232 --username admin --password "$SECRET_IPMI"
vbmc start overcloud-ctrl03

# overcloud-ceph01: one that is there already may have other values, and is made anew.
vbmc show overcloud-ceph01 >/dev/null 2>&1 && vbmc delete overcloud-ceph01
vbmc add overcloud-ceph01 --address 172.16.0.254 --port 6233 --username admin --password "$SECRET_IPMI"
vbmc start overcloud-ceph01

# overcloud-ceph02: one that is there already may have other values, and is made anew.
vbmc show overcloud-ceph02 >/dev/null 2>&1 && vbmc delete overcloud-ceph02
vbmc add overcloud-ceph02 --address 172.16.0.254 --port 6234 --username admin --password "$SECRET_IPMI"
vbmc start overcloud-ceph02

# overcloud-ceph03: one that is there already may have other values, and is made anew.
vbmc show overcloud-ceph03 >/dev/null 2>&1 && vbmc delete overcloud-ceph03
vbmc add overcloud-ceph03 --address 172.16.0.254 --port 6235 --username admin --password "$SECRET_IPMI"
vbmc start overcloud-ceph03

# overcloud-compute01: one that is there already may have other values, and is made anew.
vbmc show overcloud-compute01 >/dev/null 2>&1 && vbmc delete overcloud-compute01
vbmc add overcloud-compute01 --address 172.16.0.254 --port 6236 --username admin --password "$SECRET_IPMI"
vbmc start overcloud-compute01
