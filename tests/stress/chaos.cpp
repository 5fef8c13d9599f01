#include "chaos.hpp"

#include <chrono>

namespace segmind::testing {
namespace {

using namespace std::chrono_literals;
using sandbox::Fault;
using sandbox::Route;

Fault::Ending any_ending(Random& random) { return chance(random, 2) ? Fault::Ending::fin : Fault::Ending::reset; }

Fault any_fault(Random& random) {
  constexpr int statuses[] = {400, 401, 402, 404, 406, 500, 500, 502, 502, 503, 504, 504};
  switch (pick(random, 14)) {
    case 0:
    case 1: return Fault::status(statuses[pick(random, std::size(statuses))]);
    case 2: return Fault::cut(pick(random, 3'000), any_ending(random));
    case 3: return Fault::cut_body(pick(random, 30'000), any_ending(random));
    case 4: return Fault::no_answer(any_ending(random));
    case 5: return Fault::unread(any_ending(random));
    case 6: return Fault::stall(pick(random, 10'000));
    case 7: return Fault::garbage();
    case 8: return Fault::unframed(pick(random, 20'000));
    case 9: return Fault::late(std::chrono::milliseconds(pick(random, 60)));
    case 10: return Fault::drip(2'000, 1ms);
    case 11: return Fault::failed_work("The model did not like it.");
    case 12: return Fault::html(502);
    default: return Fault::interim_first({103});
  }
}

}  // namespace

void disturb(sandbox::Server& server, Random& random) {
  constexpr Route routes[] = {Route::generate, Route::submit, Route::status, Route::result, Route::download};
  switch (pick(random, 100)) {
    case 0: return server.clear_faults();
    case 1: return server.expire_jobs();
    case 2:
    case 3:
    case 4: return server.close_idle_connections();
    case 5:
      // Rare, because after a 429 all calls of a client wait.
      return server.inject(Fault::status(429).header("Retry-After", "0").on(routes[pick(random, std::size(routes))]));
    case 6:
    case 7: return server.set_generation_time(std::chrono::milliseconds(pick(random, 40)));
    default: return server.inject(any_fault(random).on(routes[pick(random, std::size(routes))]));
  }
}

}  // namespace segmind::testing
