# Flattens the YAML (or JSON) that NoCloud seeds are written in: one "path<TAB>value" line for each scalar, list
# entries by number. In values a newline is \n and a backslash \\. Known: block maps and lists, flow maps and lists,
# quoted scalars, literal blocks. Not known: anchors, tags, folding.

function emit(path, value) {
  gsub(/\\/, "\\\\", value)
  gsub(/\n/, "\\n", value)
  print path "\t" value
}

function trim(s) { sub(/^[ \t]+/, "", s); sub(/[ \t]+$/, "", s); return s }

function unquote(s) {
  s = trim(s)
  if (s ~ /^".*"$/) {
    s = substr(s, 2, length(s) - 2)
    gsub(/\\n/, "\n", s); gsub(/\\"/, "\"", s); gsub(/\\\\/, "\\", s)
  } else if (s ~ /^'.*'$/) {
    s = substr(s, 2, length(s) - 2)
    gsub(/''/, "'", s)
  }
  return s
}

# One word of a flow value, from position `at` of `text` up to one of the stop characters.
function word(stops,   c, quote, out) {
  quote = ""; out = ""
  while (at <= length(text)) {
    c = substr(text, at, 1)
    if (quote != "") {
      if (c == "\\" && quote == "\"") { out = out c; at++; c = substr(text, at, 1) }
      else if (c == quote) quote = ""
    } else if ((c == "\"" || c == "'") && out ~ /^[ \t\n]*$/) quote = c
    else if (index(stops, c)) break
    out = out c
    at++
  }
  gsub(/^[ \t\n]+|[ \t\n]+$/, "", out)
  return out
}

function blank() { while (substr(text, at, 1) ~ /[ \t\n,]/ && at <= length(text)) at++ }

# A flow value of `text` at `at`.
function flow(path,   c, n, key) {
  blank()
  c = substr(text, at, 1)
  if (c == "[") {
    at++; n = 0
    for (blank(); at <= length(text) && substr(text, at, 1) != "]"; blank()) flow(path "." n++)
    at++
  } else if (c == "{") {
    at++
    for (blank(); at <= length(text) && substr(text, at, 1) != "}"; blank()) {
      key = unquote(word(":}")); at++
      flow(path == "" ? key : path "." key)
    }
    at++
  } else emit(path, unquote(word(",]}")))
}

function value(path, s) {
  if (s ~ /^[\[{]/) { text = s; at = 1; flow(path) } else {
    if (s !~ /^["']/) sub(/[ \t]+#.*$/, "", s)
    else if (match(s, /["'][ \t]+#[^"']*$/)) s = substr(s, 1, RSTART)
    emit(path, unquote(s))
  }
}

function join(path, key) { return path == "" ? key : path "." key }

# One line without its indent: an entry of a list, a key, or a scalar.
function block(indent, s,   path, key, rest) {
  if (s ~ /^-([ \t]|$)/) {
    while (depth && (frame_indent[depth] > indent || (frame_indent[depth] == indent && frame_item[depth]))) depth--
    path = join(depth ? frame_path[depth] : "", count[depth ? frame_path[depth] : ""]++)
    depth++; frame_indent[depth] = indent; frame_path[depth] = path; frame_item[depth] = 1
    rest = substr(s, 2)
    match(rest, /^[ \t]*/)
    if (length(rest) > RLENGTH) block(indent + 1 + RLENGTH, substr(rest, RLENGTH + 1))
    return
  }
  if (s !~ /^[\[{]/ && match(s, /^("[^"]*"|'[^']*'|[^"':][^:]*):([ \t]|$)/)) {
    while (depth && frame_indent[depth] >= indent) depth--
    key = substr(s, 1, RLENGTH); sub(/:[ \t]*$/, "", key)
    rest = trim(substr(s, RLENGTH + 1))
    path = join(depth ? frame_path[depth] : "", unquote(key))
    if (rest == "" || rest ~ /^#/) { depth++; frame_indent[depth] = indent; frame_path[depth] = path; frame_item[depth] = 0; return }
    if (rest ~ /^[|>][-+]?$/) { literal_path = path; literal_indent = indent; literal_strip = -1; literal_text = ""; return }
    value(path, rest)
    return
  }
  if (s ~ /^[|>][-+]?$/) { literal_path = frame_path[depth]; literal_indent = frame_indent[depth]; literal_strip = -1; literal_text = ""; return }
  value(depth ? frame_path[depth] : "", s)
}

function end_literal() { sub(/\n+$/, "\n", literal_text); emit(literal_path, literal_text); literal_path = "" }

{ sub(/\r$/, "") }
whole == "" && !started && /^[ \t]*\{/ { whole = $0; next }
whole != "" { whole = whole "\n" $0; next }
literal_path != "" {
  match($0, /^ */)
  if ($0 ~ /^[ \t]*$/) { literal_text = literal_text "\n"; next }
  if (RLENGTH > literal_indent) {
    if (literal_strip < 0) literal_strip = RLENGTH
    literal_text = literal_text substr($0, literal_strip + 1) "\n"
    next
  }
  end_literal()
}
/^[ \t]*(#.*)?$/ || /^---/ { next }
{ started = 1; match($0, /^ */); block(RLENGTH, substr($0, RLENGTH + 1)) }
END {
  if (literal_path != "") end_literal()
  if (whole != "") { text = whole; at = 1; flow("") }
}
