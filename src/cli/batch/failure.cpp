#include "cli/batch/failure.hpp"

#include "cli/words.hpp"

namespace segmind::cli {

bool concerns_all(ErrorKind kind) {
  return kind == ErrorKind::unauthorized || kind == ErrorKind::forbidden || kind == ErrorKind::insufficient_credits;
}

bool is_passing(const segmind::Error& error) {
  return error.charge == Charge::none && (error.kind == ErrorKind::connection || error.kind == ErrorKind::timeout ||
                                          error.kind == ErrorKind::rate_limited);
}

bool is_another_request(const segmind::Error& error) {
  return error.kind == ErrorKind::invalid_request && !error.violations.empty() &&
         error.violations.front().field == "idempotency_key";
}

std::string reason_of(const segmind::Error& error) {
  if (!error.violations.empty()) return error.violations.front().field + ": " + error.violations.front().message;
  const std::string words = for_the_program(error.describe());
  return words.substr(0, words.find('\n'));
}

std::string outcome_of(const segmind::Error& error) {
  if (error.address.empty()) return reason_of(error);
  return reason_of(error) + " The clip can be fetched, without a key and for up to seven days, from " + error.address;
}

}  // namespace segmind::cli
