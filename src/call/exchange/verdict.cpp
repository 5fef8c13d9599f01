#include "call/exchange/verdict.hpp"

#include "api/status.hpp"

namespace segmind::call {
namespace {

using net::Ending;
using net::Reached;

bool is_refused_key(int status) noexcept { return status == 401 || status == 403; }

// The answer is here and says no.
Verdict of_status(Purpose purpose, int status) noexcept {
  if (status == 429) return Verdict::may_pass;
  if (api::charge_of(status) != Charge::none) {
    return purpose == Purpose::payment ? Verdict::may_have_been_paid : Verdict::may_pass;
  }
  // Rule 3, never lose a paid clip: what is paid for is asked for until its time is over.
  if (purpose == Purpose::file) return Verdict::may_pass;
  if (purpose == Purpose::job && !is_refused_key(status)) return Verdict::may_pass;
  return Verdict::permanent;
}

// Before an answer, or in the middle of a success.
Verdict of_broken_payment(Ending ending, int status, Reached reached) noexcept {
  if (status != 0) return Verdict::permanent;  // a success, which is never asked for twice
  if (reached >= Reached::sent) return Verdict::may_have_been_paid;
  switch (ending) {
    case Ending::resolve:
    case Ending::connect:
    case Ending::connect_timeout:
    case Ending::descriptors:
    case Ending::tls: return Verdict::may_pass;
    default: return Verdict::permanent;
  }
}

}  // namespace

Verdict verdict(Purpose purpose, Ending ending, int status, Reached reached) noexcept {
  const bool is_refusal = status != 0 && status / 100 != 2;
  if (is_refusal) return of_status(purpose, status);
  if (purpose == Purpose::payment) return of_broken_payment(ending, status, reached);
  switch (ending) {
    case Ending::certificate:
    case Ending::authorities:
    case Ending::too_large:
    case Ending::closed: return Verdict::permanent;
    case Ending::local:  // memory may be there again
      return purpose == Purpose::question ? Verdict::permanent : Verdict::may_pass;
    default: return Verdict::may_pass;
  }
}

Charge charge_of(Reached reached, int status) noexcept {
  if (reached < Reached::sent && status == 0) return Charge::none;
  if (reached < Reached::answered) return Charge::possible;
  return api::charge_of(status);
}

}  // namespace segmind::call
