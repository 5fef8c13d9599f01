#pragma once

#include "net/exchange.hpp"
#include "segmind/error.hpp"

// The one table of what is tried again, and of what an exchange may have cost.
namespace segmind::call {

/// What an exchange is for.
enum class Purpose {
  question,  ///< Asks or uploads; costs nothing.
  payment,   ///< The request that pays.
  job,       ///< Asks about a job, which is paid for.
  file       ///< Fetches a clip, which is paid for, from wherever it is.
};

/// What another try can do for an exchange that failed.
enum class Verdict {
  permanent,          ///< Nothing.
  may_pass,           ///< It may succeed, and costs nothing that the first one has not.
  may_have_been_paid  ///< It may succeed, and may pay a second time.
};

/// `status` is that of the answer, 0 where none came. For what failed: a complete answer of 2xx has no verdict.
Verdict verdict(Purpose purpose, net::Ending ending, int status, net::Reached reached) noexcept;

/// Whether an exchange that would be paid has cost money. Only a 200 is billed (documented); a gateway's answer, or a
/// cut before the answer, can hide one.
Charge charge_of(net::Reached reached, int status) noexcept;

}  // namespace segmind::call
