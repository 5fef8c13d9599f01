// The small answers: the balance, and the addresses of uploaded files.

#include <cmath>

#include "api/credits.hpp"
#include "api/upload.hpp"
#include "fuzz.hpp"
#include "web/address.hpp"

namespace segmind::fuzz {

FUZZ(account, input) {
  if (const auto answer = api::read_credits(input)) {
    promise(answer->credits || answer->free_credits, "an answer has a number");
    promise(std::isfinite(answer->credits.value_or(0)) && std::isfinite(answer->free_credits.value_or(0)),
            "a balance is a number");
  }
  for (const std::string& address : api::read_upload(input)) {
    promise(!text::is_blank(address), "an address is no blank");
    (void)web::address_problem(address);
  }
}

}  // namespace segmind::fuzz
