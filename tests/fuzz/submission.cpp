// The answer to a submission: a lost id is a lost paid clip.

#include <algorithm>
#include <string>
#include <string_view>

#include "api/endpoints.hpp"
#include "api/queue.hpp"
#include "fuzz.hpp"
#include "text/json.hpp"

namespace segmind::fuzz {

FUZZ(submission, input) {
  const auto id = api::submitted_id(input);
  if (id) {
    promise(api::is_plausible_id(*id) && is_safe(*id), "an id is one that can be asked for");
    const std::string path = api::status_path(*id);
    promise(std::count(path.begin(), path.end(), '/') == 4 && path.find("..") == path.npos,
            "no id leads to another path");
  }
  const api::JobAddresses addresses = api::job_addresses_in(input);
  if (const auto root = text::parse_json(input)) {
    const auto told = text::text_of(text::member(*root, "request_id"));
    if (told && api::is_plausible_id(*told)) promise(id == told, "an id that is told is found");
    // The same answer, cut off behind its id.
    const std::string written = text::to_text(*root);
    constexpr std::string_view before = "{\"request_id\":";
    const std::size_t end = told ? written.find('"' + *told + '"', before.size()) : written.npos;
    if (id == told && end != written.npos && written.rfind(before, 0) == 0) {
      promise(api::submitted_id(written.substr(0, end + told->size() + 2)) == told,
              "a cut behind the id loses nothing");
    }
  } else {
    promise(addresses.status.empty() && addresses.result.empty(), "what is no JSON names no address");
  }
}

}  // namespace segmind::fuzz
