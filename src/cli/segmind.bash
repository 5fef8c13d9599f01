# Completes segmind in bash; the program knows its flags.
eval "$(segmind completion bash 2>/dev/null)"
