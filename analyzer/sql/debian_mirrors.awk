# Prints "URI KEYRING" for every Debian archive in apt's own configuration, given as one-line lists (*.list) and
# deb822 stanzas (*.sources). KEYRING is "-" where the configuration names no file.

function archive(uri, keyring) {
  if (uri ~ /security/ || uri ~ /^cdrom:/ || (uri in seen)) return
  seen[uri] = 1
  print uri, (keyring ~ /^\// ? keyring : "-")
}

function debian_suite(suites) { return suites ~ "(^| )(" codename "|stable|testing|unstable|sid)(-updates)?( |$)" }

function end_of_stanza(   n, i, uris) {
  if (field["types"] ~ /(^| )deb( |$)/ && field["enabled"] !~ /^(no|false|0)$/ && debian_suite(field["suites"]) &&
      field["components"] ~ /(^| )main( |$)/) {
    n = split(field["uris"], uris, " ")
    for (i = 1; i <= n; ++i) archive(uris[i], field["signed-by"])
  }
  split("", field)
}

FNR == 1 { end_of_stanza() }
/^[ \t]*#/ { next }
{ gsub(/[ \t\r]+/, " ") }

FILENAME ~ /\.list$/ {
  keyring = ""
  if (match($0, /\[[^\]]*\]/)) {
    options = substr($0, RSTART + 1, RLENGTH - 2)
    $0 = substr($0, 1, RSTART - 1) substr($0, RSTART + RLENGTH)
    if (match(options, /signed-by=[^ ,]+/)) keyring = substr(options, RSTART + 10, RLENGTH - 10)
  }
  if ($1 == "deb" && debian_suite($3) && (" " $0 " ") ~ / main /) archive($2, keyring)
  next
}

/^ ?$/ { end_of_stanza(); next }
/^ / { field[name] = field[name] $0; next }  # a continued line
{
  name = tolower($1)
  sub(/:.*/, "", name)
  value = $0
  sub(/^[^:]*: ?/, "", value)
  sub(/ $/, "", value)
  field[name] = value
}
END { end_of_stanza() }
