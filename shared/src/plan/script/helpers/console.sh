# What the console said before the start is no sign of life.
declare -A old_console
remember_console() { # UUID POOL LOG
  look_at "$1"
  [[ $state == 'shut off' ]] || return 0
  virsh pool-refresh "$2"
  ! has_volume "$2" "$3" || old_console[$3]=$(capacity_of "$2" "$3")
}

console_says() { # POOL LOG MARKER
  local from=${old_console[$2]:-0}
  virsh pool-refresh "$1"
  has_volume "$1" "$2" || return 1
  # virtlogd begins a new file when the old one is large.
  (($(capacity_of "$1" "$2") >= from)) || from=0
  virsh vol-download --pool "$1" --vol "$2" --file "$work/console" --offset "$from"
  grep -aFq -e "$3" "$work/console"
}
