#!/usr/bin/env bash
# Run with the credentials of a user of the project: clouds.yaml. Made from projects[ocp-tenant] of the lab osp13-ocp42: change the lab and render again.
set -euo pipefail

# Secrets come from the environment: no value stands in this file.
: "${SECRET_TEMP_URL_KEY:?set it to the value of secret:temp-url-key}"

# The key of temporary URLs.
openstack object store account set --property Temp-URL-Key="$SECRET_TEMP_URL_KEY"
