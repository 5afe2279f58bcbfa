# Defines a folder pool from the XML on standard input, makes its folder if there is none, and starts it.
define_pool() { # NAME UUID
  if has_pool "$1"; then
    # The UUID is made from the lab's instance: it stands for the mark that pools cannot carry.
    [[ $(virsh pool-uuid "$1") == "$2" ]] || die "pool $1 on the host is not this lab's: rename one of the two"
  else
    virsh pool-define /dev/stdin
  fi
  if ! listed "$1" "$(virsh pool-list --name)" && ! virsh pool-start "$1" 2>"$work/error"; then
    grep -Fq 'No such file or directory' "$work/error" || die "pool $1 does not start: $(<"$work/error")"
    # Noted before it is made: only a folder that this script made goes with the pool.
    note "folder of pool $1"
    virsh pool-build "$1"
    virsh pool-start "$1"
  fi
  virsh pool-autostart "$1"
}
