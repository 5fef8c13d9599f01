#!/usr/bin/env bash
# Who may include what:  rooms.sh [folder of the project]
# An arrow points only downwards: the face, then call, then journal, models, api and net, then media, text, os and web.
# api and net do not know each other, nor does either know the models; media, text and os know nobody. The sandbox stands
# beside them and shares no code, so that a mistake in one does not hide a mistake in the other.
set -uo pipefail
cd "${1:-$(dirname "$0")/..}" || exit 1
failed=0
checked=0

# All #includes below the given folders, as "file:line:#include <x>".
includes() {
  find "$@" \( -name '*.h' -o -name '*.hpp' -o -name '*.cpp' \) -print0 | xargs -0 -r grep -nHE '^[[:space:]]*#[[:space:]]*include'
}

# forbid <why> <what, as a pattern after the opening bracket or quote> <folder>...
forbid() {
  local why=$1 pattern=$2 found
  shift 2
  checked=$((checked + 1))
  if found=$(includes "$@" | grep -E "include[[:space:]]*[<\"]($pattern)"); then
    printf '%s\n%s\n\n' "$why" "$found"
    failed=1
  fi
}

face=$(find src -maxdepth 1 -name '*.cpp')
posix='unistd\.h|fcntl\.h|poll\.h|pthread\.h|signal\.h|netdb\.h|dirent\.h|spawn\.h|termios\.h|sched\.h|dlfcn\.h'
posix+='|semaphore\.h|pwd\.h|strings\.h|sys/|netinet/|arpa/|net/if|io\.h|windows\.h|winsock'

upper='api|call|journal|models|net|sandbox|segmind'  # all that the lowest rooms do not know

# The program's seams, in src/cli/system: a flush to the disk, and streams that were closed, which the standard
# library has not.
program=$(find src/cli -name '*.[ch]pp' ! -path 'src/cli/system/*')
forbid 'The operating system is met in os, net, the sandbox and cli/system alone.' "$posix" \
       include src/api src/call src/journal src/media src/models src/text src/web $face $program examples
# What steers a sandbox in another process runs on every system: it is a client.
serving=$(find src/sandbox -name '*.[ch]pp' ! -path 'src/sandbox/remote/*')
forbid 'libcurl is met in net, web and sandbox/remote alone.' 'curl/' include src/api src/call src/cli src/media src/models \
       src/os src/journal src/text $serving $face examples
forbid 'What steers a sandbox elsewhere knows no system and no server.' "$posix|event2/|openssl/|sandbox/control/" \
       src/sandbox/forms src/sandbox/remote
forbid 'JSON is met in text, api, models, the sandbox and cli alone.' 'nlohmann/' include src/net src/call src/journal src/media \
       src/os src/web $face examples
forbid 'CLI11 is met where the program reads its command line alone.' 'CLI/' include src/api src/call src/media \
       src/models src/net src/os src/sandbox src/text src/web $face examples \
       $(grep -vx src/cli/command_line.cpp <<<"$program")
forbid 'libevent and TLS libraries are met in the sandbox alone.' 'event2/|event\.h|openssl/' \
       include src/api src/call src/cli src/journal src/media src/models src/net src/os src/text src/web $face examples
forbid 'A database is met in its own engine of the journal alone.' 'sqlite3|libpq' include src/api src/call src/cli \
       src/media src/models src/net src/os src/sandbox src/text src/web $(find src/journal -maxdepth 1 -type f) $face examples
forbid 'text, media and os know nobody.' "($upper|web)/" src/text src/os
forbid 'media knows nobody but text.' "($upper|web|os)/" src/media
forbid 'web, where libcurl reads addresses and dates, knows nobody but text.' "($upper|media|os)/" src/web
forbid 'net knows nothing of Segmind.' '(segmind|api|call|journal|models|media|sandbox)/' src/net
forbid 'api knows neither sockets, nor calls, nor models.' '(net|os|call|journal|models|sandbox)/' src/api
forbid 'models know neither the API, nor sockets, nor calls.' '(api|net|os|call|journal|sandbox)/' src/models
forbid 'api and models do pure work on bytes and values.' \
       '(thread|mutex|condition_variable|future|fstream|filesystem|iostream)>' src/api src/models
forbid 'The journal knows nobody but text and os.' '(api|net|call|media|models|sandbox|web)/' src/journal
forbid 'No call knows a model.' '(models|segmind/models)/' src/api src/call src/net $face
forbid 'call does not know the sandbox.' '(sandbox|segmind/sandbox)/' src/call $face
forbid 'The sandbox shares no code with the library.' \
       '(api|call|journal|media|models|net|os|text|web)/|segmind/[a-z0-9_]+\.hpp' src/sandbox
forbid 'The public face includes nothing from behind it, nor do the program and examples.' \
       '(api|call|journal|media|models|net|os|sandbox|text|web)/' include src/cli examples
forbid 'The C face is a user of the public face alone.' \
       "$posix|curl/|nlohmann/|CLI/|event2/|openssl/|sqlite3|libpq|(api|call|cli|journal|media|models|net|os|sandbox|text|web)/" \
       src/c
forbid 'The C face knows the sandbox and the engines in the libraries for them alone.' \
       'segmind/(sandbox/|journal/|c/(sandbox|journal))' src/c/given src/c/shown \
       $(find src/c -maxdepth 1 -name '*.[ch]pp') include/segmind/c/segmind.h
forbid 'Nobody knows the C face.' '(c|segmind/c)/' src/api src/call src/cli src/journal src/media src/models src/net src/os \
       src/sandbox src/text src/web $face
forbid 'Nobody knows the program, nor does an example.' 'cli/' include src/api src/call src/media src/models src/net \
       src/os src/sandbox src/text src/web $face examples

if found=$(grep -rniE 'wan ?2|r2v|t2v' src --include='*.?pp' | grep -vE '^src/(models|sandbox/models|cli)/|^src/c/wan27_r2v\.cpp'); then
  printf 'Nothing outside models and the program knows the name of a model.\n%s\n\n' "$found"
  failed=1
fi
if found=$(grep -rnE '(steady|system|high_resolution)_clock::now' src/api src/models src/text src/media); then
  printf 'api is told the time; it has no clock.\n%s\n\n' "$found"
  failed=1
fi
# GCC refers weakly to what other files define of a class that is instantiated whole, and a static library lets that be
# null.
if found=$(grep -rnE '^template (class|struct) ' src); then
  printf 'A template is instantiated member by member.\n%s\n\n' "$found"
  failed=1
fi
if found=$(grep -rnE '(std::(cout|cerr|clog)|\b(printf|puts|fputs) *\(|fprintf *\( *std)' src/api src/net src/call src/journal src/media src/models src/os src/text src/web src/c $face); then
  printf 'A library prints nothing.\n%s\n\n' "$found"
  failed=1
fi
count=$(includes include src | wc -l)
if ((count < 20)); then
  echo "Only $count includes were found; is this the right folder?"
  failed=1
fi
((failed)) || echo "$checked rules hold for $count includes"
exit $failed
