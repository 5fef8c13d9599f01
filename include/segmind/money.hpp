#pragma once

#include <cstdint>

namespace segmind {

/// What the service says is left on the account, in US dollars.
struct Credits {
  double credits = 0;
  double free_credits = 0;
};

/// What a client has spent since it was made, in US dollars. Each paid request counts in one of three pairs, with the
/// cost that the service told, or else Request::estimated_cost(). A resumed job counts 0 dollars until its cost is
/// told. What certainly cost nothing counts in none. ClientOptions::spending_limit bounds the sum of the three.
struct Spending {
  std::uint64_t calls = 0;  ///< Calls of generate and submit, without those that were refused at once.

  /// Generations that were answered 200, and jobs that this client saw completed.
  std::uint64_t charged = 0;
  double charged_dollars = 0;

  /// Requests whose failure may hide a charge (Charge::possible), and jobs that expired before their end was seen.
  std::uint64_t possibly_charged = 0;
  double possibly_charged_dollars = 0;

  std::uint64_t pending = 0;  ///< Requests under way, and jobs whose end this client has not seen.
  double pending_dollars = 0;
};

}  // namespace segmind
