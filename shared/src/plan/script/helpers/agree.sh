# Shows what is to be agreed to; asks, unless the option was given.
agree() { # WHAT GIVEN OPTION LINE...
  local what=$1 given=$2 option=$3 answer
  shift 3
  say "$what"
  printf '  %s\n' "$@"
  [[ $given == no ]] || return 0
  [[ -t 0 ]] || die "there is no terminal to ask on; look at the list and pass $option"
  read -rp 'Go on? [y/N] ' answer
  [[ $answer == [yY]* ]] || die 'nothing was done'
}
