# Deletes a volume; with a console's log, also what virtlogd rotated away.
delete_volume() { # POOL NAME
  local name
  if has_pool "$1"; then
    virsh pool-refresh "$1"
    for name in $(virsh vol-list "$1" | awk '{ print $1 }'); do
      if [[ $name == "$2" || ($2 == *.log && $name =~ ^"$2"\.[0-9]+$) ]]; then
        virsh vol-delete --pool "$1" --vol "$name"
      fi
    done
  fi
  forget "begun volume $1/$2"
  forget "made volume $1/$2"
}
