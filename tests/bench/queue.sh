# Jobs in the service's queue, in simulated time. Sourced by run.sh.

jobs=100000
[[ -z $quick ]] || jobs=10000
limit=1000
measure queue_all "$programs/queue_jobs" $jobs $jobs 0
measure queue_limited "$programs/queue_jobs" $jobs 1000 $limit
plain_row "$(with_commas $jobs) queue jobs at once: memory per job" "$(shown "$(median queue_all kb_each)") KB" ""
plain_row "status queries per job" "$(shown "$(median queue_all polls_each)")" ""
plain_row "the client's processor time per job" "$(shown "$(median queue_all cpu_us_each)") µs" ""
most=$(median queue_limited most_in_a_minute)
row "$(with_commas $jobs) jobs, 1,000 at once, with a rate limit: most requests in any minute" "$(with_commas "$most")" "" \
  "$most" $limit "≤ $(with_commas $limit)"
plain_row "status queries per job, and the simulated time for all jobs" \
  "$(shown "$(median queue_limited polls_each)"), $(shown "$(median queue_limited simulated_hours)") h" ""
note "Queue jobs: the clock and the network are simulated (jobs of 330 to 490 s, exchanges of 0.1 s). Calls, rate \
limiter, poll schedule and parsing are the library's. The processor time is measured, without libcurl and the kernel."
