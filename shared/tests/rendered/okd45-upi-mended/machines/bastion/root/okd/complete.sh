#!/usr/bin/env bash
# Completes the installation once bootstrap and control plane boot. Made from clusters[okd] of the lab okd45-upi-mended: change the lab and render again.
set -euo pipefail

cd "$(dirname "$0")"
export KUBECONFIG="$PWD/assets/auth/kubeconfig"

# etcd waits for three members unless it is told that fewer are meant. The API answers after up to 20 minutes.
until oc get --raw /readyz >/dev/null 2>&1; do sleep 10; done
until oc get etcd cluster >/dev/null 2>&1; do sleep 10; done
oc patch etcd cluster --type merge -p '{"spec":{"unsupportedConfigOverrides":{"useUnsupportedUnsafeNonHANonProductionUnstableEtcd":true}}}'

# Waits up to 20 minutes for the API and 30 to 40 more for the control plane.
./openshift-install wait-for bootstrap-complete --dir assets --log-level debug

# The guard of etcd's majority wants a pod on each of three masters.
oc patch clusterversion/version --type merge -p '{"spec":{"overrides":[{"kind":"Deployment","group":"apps/v1","name":"etcd-quorum-guard","namespace":"openshift-machine-config-operator","unmanaged":true}]}}'
oc scale --replicas=1 deployment/etcd-quorum-guard -n openshift-machine-config-operator

# The bootstrap has done its work, and must not be asked any more.
sed -i '/# until bootstrapped$/d' /etc/haproxy/haproxy.cfg && systemctl reload haproxy

# Each worker asks twice, as a client and as a server, and nobody signs that by himself. The router needs a worker, so this comes first.
until [ "$(oc get nodes -l node-role.kubernetes.io/worker -o name | grep -c .)" -ge 1 ] &&
  ! oc get nodes | grep -q NotReady; do
  oc get csr -o go-template='{{range .items}}{{if not .status}}{{.metadata.name}}{{"\n"}}{{end}}{{end}}' |
    xargs --no-run-if-empty oc adm certificate approve
  sleep 10
done

# Replicas of the router: each needs a node of its own.
oc patch ingresscontroller/default -n openshift-ingress-operator --type merge -p '{"spec":{"replicas":1}}'

# Up to 30 minutes, and 10 for the console. Its last lines tell kubeadmin's password, which stays out of logs.
./openshift-install wait-for install-complete --dir assets --log-level debug 2>&1 |
  sed -u 's/password: .*/password: (see assets\/auth\/kubeadmin-password)/'

# One of each is enough where one node runs them; their operators may set some of them back.
oc scale --replicas=1 deployment.apps/console -n openshift-console
oc scale --replicas=1 deployment.apps/downloads -n openshift-console
oc scale --replicas=1 deployment.apps/oauth-openshift -n openshift-authentication
oc scale --replicas=1 deployment.apps/packageserver -n openshift-operator-lifecycle-manager
oc scale --replicas=1 deployment.apps/prometheus-adapter -n openshift-monitoring
oc scale --replicas=1 deployment.apps/thanos-querier -n openshift-monitoring
oc scale --replicas=1 statefulset.apps/prometheus-k8s -n openshift-monitoring
oc scale --replicas=1 statefulset.apps/alertmanager-main -n openshift-monitoring
