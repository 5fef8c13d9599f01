# What Doxygen is given of a header, line for line:  awk -f reference.awk <header>
# A comment counts for all functions below it up to the next empty line. Comments of C count as those of C++ do.

# A function, or a name for a type; but no copying, moving or destroying.
function shares(code) {
  if (code ~ /= delete|operator=|~|\((const )?[A-Z][A-Za-z0-9]*&&?( other)?\)/) return 0
  return code ~ /\(|^ *using |^ *template |^typedef struct [a-z_]+ [a-z_]+;/
}

function statement(line) {
  sub(/ *\/\/.*/, "", line)
  sub(/ *\/\*.*/, "", line)
  return line
}

# /* ... */ above a declaration, or behind a field.
FILENAME ~ /\.h$/ && !/^ *# *(include|endif|else)/ && !/\/\* --/ {
  if (/^ *\/\*$/) sub(/\/\*/, "/** @file")
  else if (/^ *\/\* /) sub(/\/\* /, "/** ")
  else sub(/ \/\* /, " /**< ")
}

/^ *$/ { comment = ""; is_told = 0; begins = 1; print; next }

/^ *(\/\/\/ |\/\*\* )/ || is_open {
  if (!is_open && !is_told) comment = ""
  is_open = (is_open || /\/\*\*/) && !/\*\//
  text = $0
  gsub(/^ *(\/\/\/|\/\*\*|\*)? */, "", text)
  gsub(/ *\*\/.*/, "", text)
  comment = comment " " text
  is_told = 1
  print
  next
}

{
  code = statement($0)
  if (begins && comment != "" && !is_told && shares(code) && code !~ /^ *#/ && !/\/\/\/<|\/\*\*</) {
    match($0, /^ */)
    $0 = substr($0, 1, RLENGTH) "/**" comment " */ " substr($0, RLENGTH + 1)
  }
  if (code !~ /^ *$/) {
    begins = code ~ /[;{}:]$/ || (code ~ /^ *#/ && code !~ /\\$/)
    is_told = 0
    if (code ~ /{$/) comment = ""  # what is inside has comments of its own
  }
  print
}
