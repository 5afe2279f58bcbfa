# A secret's value as it stands between double quotes in YAML and JSON.
escaped() {
  sed -e ':all' -e 'N' -e '$!b all' -e 's/\\/\\\\/g; s/"/\\"/g; s/\t/\\t/g; s/\r/\\r/g; s/\n/\\n/g' <<<"$1"$'\n' | sed 's/\\n$//'
}

# Refuses a value that cannot be escaped so, or, where nothing is escaped, one of several lines.
check_quoted() { [[ ${!1//[$'\n\r\t']/} != *[[:cntrl:]]* ]] || die "the value of $1 has control characters"; }
check_plain() { [[ ${!1} != *[$'\n\r']* ]] || die "the value of $1 has several lines, which would break the file that it stands in"; }
