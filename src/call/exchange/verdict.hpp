#pragma once

#include "net/exchange.hpp"
#include "segmind/error.hpp"

// The one table of what is retried, and of what an exchange may have cost.
namespace segmind::call {

/// What an exchange is for.
enum class Purpose {
  question,  ///< A query or an upload; costs nothing.
  payment,   ///< A request that pays.
  job,       ///< A query about a paid job.
  file       ///< The download of a paid clip, from any host.
};

/// What a retry of a failed exchange can do.
enum class Verdict {
  permanent,          ///< It must not be made: it would fail, or certainly be charged again.
  may_pass,           ///< It may succeed, without a second charge.
  may_have_been_paid  ///< It may succeed, with a second charge.
};

/// The verdict on a failed exchange. `status` is that of its answer, or 0. Must not be called for a whole 2xx answer.
Verdict verdict(Purpose purpose, net::Ending ending, int status, net::Reached reached) noexcept;

/// What a request that pays may have cost. Only a 200 is billed (documented); a gateway's answer, or a connection that
/// breaks before the answer, may hide a 200.
Charge charge_of(net::Reached reached, int status) noexcept;

}  // namespace segmind::call
