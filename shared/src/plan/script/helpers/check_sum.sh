check_sum() { # SHA-256
  local sum
  sum=$(sha256sum <"$image")
  [[ ${sum%% *} == "$1" ]] || die "$image has the SHA-256 sum ${sum%% *}, not $1"
}
