# Sets `todo`: whether a volume is to be made now. One that stayed half-made goes first.
begin_volume() { # POOL NAME
  todo=no
  virsh pool-refresh "$1"
  if has_volume "$1" "$2"; then
    ! recorded "made volume $1/$2" || return 0
    recorded "begun volume $1/$2" ||
      die "volume $1/$2 is on the host, and no script of this lab made it: rename one of the two, or remove it yourself"
    virsh vol-delete --pool "$1" --vol "$2"
  fi
  forget "made volume $1/$2"
  todo=yes
}

# Makes a volume and notes it before that. One that is filled is `made` only then.
make_volume() { # POOL NAME FORMAT BYTES, further options of vol-create-as
  note "begun volume $1/$2"
  virsh vol-create-as --pool "$1" --name "$2" --format "$3" --capacity "$4" "${@:5}"
}
