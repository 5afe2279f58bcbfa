#!/usr/bin/env bash
# Run with the cloud administrator's credentials, as often as one likes. Made from projects[workloads] of the lab osa-magnum-capi: change the lab and render again.
set -euo pipefail

# The project, who may use it, and as what.
openstack project create --or-show workloads
