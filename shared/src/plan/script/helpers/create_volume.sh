create_volume() { # POOL NAME FORMAT BYTES, further options of vol-create-as
  begin_volume "$1" "$2"
  [[ $todo == yes ]] || return 0
  make_volume "$@"
  note "made volume $1/$2"
}
