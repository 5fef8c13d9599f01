// An answer's head, line by line, and what is read from its fields.

#include <algorithm>
#include <cmath>
#include <string>

#include "api/receipt.hpp"
#include "call/clip/file_version.hpp"
#include "fuzz.hpp"
#include "net/head_reader.hpp"
#include "text/number.hpp"

namespace segmind::fuzz {
namespace {

void check_fields(const net::Headers& headers) {
  for (const auto& [name, value] : headers) {
    promise(std::none_of(name.begin(), name.end(), [](char c) { return c >= 'A' && c <= 'Z'; }),
            "names are in lower case");
    promise(text::trim(name) == name && text::trim(value) == value, "fields have no blanks around them");
    promise(value.find('\n') == value.npos, "a field is one line");
  }
}

void check_receipt(const Receipt& receipt) {
  const auto is_amount = [](double number) { return std::isfinite(number) && number >= 0; };
  promise(is_safe(receipt.request_id.value_or("")), "an id can be printed");
  promise(is_amount(receipt.cost.value_or(0)), "a cost is no less than nothing");
  promise(!receipt.generation_time || is_amount(receipt.generation_time->count()), "nor is a time");
  promise(receipt.output_metadata.value_or("").size() <= 8192, "metadata is bounded");
}

void check_version(const net::Head& head) {
  const auto version = call::FileVersion::of(head);
  promise(call::FileVersion::from_text(version.to_text()) == version, "a version that was noted is the same");
  for (const std::uint64_t at : {std::uint64_t{0}, std::uint64_t{1}, std::uint64_t{500}}) {
    const bool goes_on = call::goes_on(head, at, version);
    promise(!goes_on || version.can_be_resumed(), "bytes of unknown versions are never mixed");
  }
  (void)call::total_of_part(head);
}

}  // namespace

FUZZ(head, input) {
  net::HeadReader reader;
  Reader lines(input);
  while (!lines.rest().empty()) {
    const std::string line = std::string(lines.line()) + '\n';
    const auto told = reader.take(line);
    if (told == net::HeadReader::Line::too_large) return promise(input.size() >= 60'000, "only a huge head is refused");
    if (told != net::HeadReader::Line::last) continue;
    check_fields(reader.head().headers);
    check_receipt(api::receipt_from(reader.head().headers));
    check_version(reader.head());
  }
}

}  // namespace segmind::fuzz
