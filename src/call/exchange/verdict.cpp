#include "call/exchange/verdict.hpp"

#include "api/status.hpp"

namespace segmind::call {
namespace {

using net::Ending;
using net::Reached;

bool is_refused_key(int status) noexcept { return status == 401 || status == 403; }

// For an answer that is not a 2xx.
Verdict of_status(Purpose purpose, int status) noexcept {
  if (status == 429) return Verdict::may_pass;
  if (api::charge_of(status) != Charge::none) {
    return purpose == Purpose::payment ? Verdict::may_have_been_paid : Verdict::may_pass;
  }
  // Never lose a paid clip: keep asking for a paid job or file until the deadline.
  if (purpose == Purpose::file) return Verdict::may_pass;
  if (purpose == Purpose::job && !is_refused_key(status)) return Verdict::may_pass;
  return Verdict::permanent;
}

// For a payment that broke before its answer, or within the body of a 2xx.
Verdict of_broken_payment(Ending ending, int status, Reached reached) noexcept {
  if (status != 0) return Verdict::permanent;  // a 2xx, charged: never sent again
  if (reached >= Reached::sent) return Verdict::may_have_been_paid;
  switch (ending) {
    case Ending::resolve:
    case Ending::connect:
    case Ending::connect_timeout:
    case Ending::shortage:
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
    case Ending::local:  // perhaps out of memory, which may pass
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
