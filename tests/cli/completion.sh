#!/usr/bin/env bash
# One promise of `segmind completion bash`:  completion.sh <segmind> <segmind-sandbox> <promise>
source "${BASH_SOURCE%/*}/../program.sh"
run 0 completion bash
source "$logs/out"

# complete_words <word>...: what bash offers for the last of them; sets COMPREPLY.
complete_words() {
  COMP_WORDS=(segmind "$@")
  COMP_CWORD=$#
  COMPREPLY=(nothing was set)
  _segmind
}
offers() {
  local offer
  for offer in "${COMPREPLY[@]}"; do [[ $offer != "$1" ]] || return 0; done
  fail "it does not offer $1 but: ${COMPREPLY[*]}"
}

# flags_in_help <command>
flags_in_help() { "$tried" "$1" --help | grep -oE '^  --[a-z-]+' | tr -d ' '; }

offers_every_flag_and_no_other() {
  local command flag
  export SEGMIND_API_KEY=SG_sandbox00000000 # no sandbox has to be started to refuse
  complete_words ""
  for command in generate batch credits upload records completion; do offers "$command"; done
  complete_words gen
  [[ ${COMPREPLY[*]} == generate ]] || fail "gen becomes ${COMPREPLY[*]}"
  for command in generate batch credits upload records completion; do
    complete_words "$command" --
    [[ "$(printf '%s\n' "${COMPREPLY[@]}" | sort)" == "$(flags_in_help "$command" | sort)" ]] ||
      fail "$command is offered ${COMPREPLY[*]}"
    for flag in "${COMPREPLY[@]}"; do
      [[ $flag == --help ]] && continue
      run 2 "$command" "$flag" --nonsense
      says "--nonsense is not a flag of segmind $command"
      is_silent_about "$flag is not a flag"
    done
  done
}

offers_the_words_that_a_value_may_be() {
  complete_words generate --resolution ""
  [[ ${COMPREPLY[*]} == "720P 1080P" ]] || fail "it offers ${COMPREPLY[*]}"
  complete_words generate --prompt x --seed r
  [[ ${COMPREPLY[*]} == random ]] || fail "it offers ${COMPREPLY[*]}"
  complete_words generate --resolution = 10
  [[ ${COMPREPLY[*]} == 1080P ]] || fail "it offers ${COMPREPLY[*]}"
  complete_words generate --resolution =
  [[ ${COMPREPLY[*]} == "720P 1080P" ]] || fail "it offers ${COMPREPLY[*]}"
  complete_words records --status ""
  [[ ${COMPREPLY[*]} == "completed failed pending" ]] || fail "it offers ${COMPREPLY[*]}"
  complete_words batch wanted.txt --format c
  [[ ${COMPREPLY[*]} == csv ]] || fail "it offers ${COMPREPLY[*]}"
  complete_words generate --duration ""
  [[ ${#COMPREPLY[@]} == 0 ]] || fail "it offers ${COMPREPLY[*]}"
  complete_words completion b
  [[ ${COMPREPLY[*]} == bash ]] || fail "it offers ${COMPREPLY[*]}"
}

# An interactive bash, as its user meets it: with names that have to be quoted.
leaves_files_to_bash() {
  script --version 2>/dev/null | grep -q util-linux || exit 77
  touch "my picture.png" wanted.jsonl
  {
    echo "PS1='> '; PATH=${tried%/*}:\$PATH; source <(segmind completion bash)"
    printf 'segmind generate --image my\t; echo "image: "%s\n' '$?'
    printf 'segmind batch wan\t--repo\tx --limit q\n'
    echo exit
  } >"$logs/typed"
  TERM=dumb script -qec "bash --norc --noprofile -i" "$logs/err" <"$logs/typed" >/dev/null
  says 'segmind generate --image my\ picture.png'
  says 'segmind batch wanted.jsonl --report x'
}

is_installed_as_what_the_program_prints() {
  local printed
  printed=$(complete -p segmind)
  complete -r segmind
  unset -f _segmind
  PATH=${tried%/*}:$PATH source "${BASH_SOURCE%/*}/../../src/cli/segmind.bash"
  [[ $(complete -p segmind) == "$printed" ]] || fail "it completes otherwise"
  complete_words gen
  offers generate
}

keep_promise
