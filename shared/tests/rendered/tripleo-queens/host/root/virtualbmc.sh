#!/usr/bin/env bash
# Gives the machines of the lab tripleo-queens their BMCs; run by root while vbmcd runs.
set -euo pipefail

# Secrets come from the environment: no value stands in this file.
: "${SECRET_BMC:?set it to the value of secret:bmc}"

# control-1: one that is there already may have other values, and is made anew.
vbmc show control-1 >/dev/null 2>&1 && vbmc delete control-1
vbmc add control-1 --address 192.168.255.200 --port 7001 --username admin --password "$SECRET_BMC"
vbmc start control-1

# compute-1: one that is there already may have other values, and is made anew.
vbmc show compute-1 >/dev/null 2>&1 && vbmc delete compute-1
vbmc add compute-1 --address 192.168.255.200 --port 7004 --username admin --password "$SECRET_BMC"
vbmc start compute-1

# compute-2: one that is there already may have other values, and is made anew.
vbmc show compute-2 >/dev/null 2>&1 && vbmc delete compute-2
vbmc add compute-2 --address 192.168.255.200 --port 7005 --username admin --password "$SECRET_BMC"
vbmc start compute-2

# storage-1: one that is there already may have other values, and is made anew.
vbmc show storage-1 >/dev/null 2>&1 && vbmc delete storage-1
vbmc add storage-1 --address 192.168.255.200 --port 7002 --username admin --password "$SECRET_BMC"
vbmc start storage-1

# storage-2: one that is there already may have other values, and is made anew.
vbmc show storage-2 >/dev/null 2>&1 && vbmc delete storage-2
vbmc add storage-2 --address 192.168.255.200 --port 7003 --username admin --password "$SECRET_BMC"
vbmc start storage-2
