# Refuses a console's log that is there already: virtlogd would write into somebody's file.
claim_log() { # PATH
  recorded "log $1" && return 0
  ! virsh vol-info --vol "$1" >/dev/null 2>&1 || die "the file $1 is on the host, and no script of this lab had it made"
  note "log $1"
}
