#!/usr/bin/env bash
# Runs the registry; run by root, as often as one likes. Made from clusters[okd] of the lab okd45-upi: change the lab and render again.
set -euo pipefail

# Secrets come from the environment: no value stands in this file.
: "${SECRET_OKD_REGISTRY:?set it to the value of secret:okd-registry}"

mkdir -p /etc/registry /var/lib/registry

# A certificate that signs itself, with the name as alternative name: clients look at no other.
# The nodes trust it only if it stands in the lab as additionalTrustBundle.
[ -e /etc/registry/registry.crt ] ||
  openssl req -x509 -newkey rsa:4096 -nodes -sha256 -days 3650 -subj /CN=registry.okd.example -addext subjectAltName=DNS:registry.okd.example \
    -keyout /etc/registry/registry.key -out /etc/registry/registry.crt

# This machine must trust it, too: it fills the registry.
cp /etc/registry/registry.crt /etc/pki/ca-trust/source/anchors/registry.okd.example.crt
update-ca-trust extract

# The password comes by a pipe: an argument could be seen by everybody on this machine.
printf %s "$SECRET_OKD_REGISTRY" | htpasswd -ciB /etc/registry/htpasswd admin

# The container takes the configuration from beside the certificate.
podman rm -f registry >/dev/null 2>&1 || true
podman run -d --name registry --restart always -p 5000:5000 -v /var/lib/registry:/var/lib/registry:z \
  -v /etc/registry:/etc/registry:ro,z docker.io/library/registry:2 /etc/registry/config.yml
