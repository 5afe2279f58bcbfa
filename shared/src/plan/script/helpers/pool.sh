has_pool() { virsh pool-info "$1" >/dev/null 2>&1; }
