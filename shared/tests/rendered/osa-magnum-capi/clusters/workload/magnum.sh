#!/usr/bin/env bash
# Run with the credentials of a user of the project, as often as one likes. Made from clusters[workload] of the lab osa-magnum-capi: change the lab and render again.
set -euo pipefail

# The driver goes by the image's os_distro, and knows the release by kube_tag alone.
openstack coe cluster template show workload >/dev/null 2>&1 ||
  openstack coe cluster template create --coe kubernetes --image ubuntu-2204-kube-v1.31.1 --external-network public --master-flavor m1.medium --flavor m1.medium --master-lb-enabled --network-driver calico --labels kube_tag=v1.31.1 --labels octavia_provider=ovn --labels octavia_lb_algorithm=SOURCE_IP_PORT --labels calico_ipv4pool=10.100.0.0/16 --labels service_cluster_ip_range=10.254.0.0/16 workload

# The command comes back at once; the cluster is made after that.
openstack coe cluster show workload >/dev/null 2>&1 ||
  openstack coe cluster create --cluster-template workload --master-count 1 --node-count 2 workload
until status="$(openstack coe cluster show workload -f value -c status)" && [ "$status" != CREATE_IN_PROGRESS ]; do sleep 10; done
echo "$status"
[ "$status" = CREATE_COMPLETE ]
