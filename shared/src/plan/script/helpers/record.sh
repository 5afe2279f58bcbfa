# What the scripts of this lab made, one line each. Volumes and pools' folders carry no mark: this file alone tells them from others'.
record=${LABWRIGHT_RECORD:-${XDG_STATE_HOME:-${HOME:?}/.local/state}/labwright/scripts/$instance}

recorded() { [[ -f $record ]] && grep -Fqx -e "$1" "$record"; }

note() {
  recorded "$1" && return 0
  mkdir -p "$(dirname "$record")"
  printf '%s\n' "$1" >>"$record"
}

forget() {
  recorded "$1" || return 0
  grep -Fvx -e "$1" "$record" >"$record.new" || true
  mv "$record.new" "$record"
}
