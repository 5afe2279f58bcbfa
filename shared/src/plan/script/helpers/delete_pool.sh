# Undefines a pool. Its folder goes only if a script of this lab made it, and if it is empty.
delete_pool() { # NAME
  local path
  has_pool "$1" || return 0
  path=$(virsh pool-dumpxml "$1" | sed -n 's/.*<path>\(.*\)<\/path>.*/\1/p')
  ! listed "$1" "$(virsh pool-list --name)" || virsh pool-destroy "$1"
  if ! recorded "folder of pool $1"; then
    say "  the folder $path stays: it may have been there before"
  elif ! virsh pool-delete "$1" 2>"$work/error"; then
    say "  the folder $path stays: $(<"$work/error")"
  fi
  virsh pool-undefine "$1"
  forget "folder of pool $1"
}
