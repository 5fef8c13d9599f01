#include "api/endpoints.hpp"

#include <algorithm>

#include "api/limits.hpp"

namespace segmind::api {
namespace {

// Not isalnum(), which follows the locale.
bool is_plain(char c) noexcept {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
}

bool is_id_character(char c) noexcept {
  return is_plain(c) || std::string_view(":/=+@~$!&'()*;%").find(c) != std::string_view::npos;
}

}  // namespace

std::string percent_encoded(std::string_view id) {
  constexpr std::string_view hex = "0123456789ABCDEF";
  // Encode the dots of "." and "..": as path segments they would be resolved.
  const bool only_dots = id.find_first_not_of('.') == std::string_view::npos;
  std::string encoded;
  for (const char c : id) {
    if (is_plain(c) && !only_dots) {
      encoded += c;
    } else {
      const auto byte = static_cast<unsigned char>(c);
      encoded += {'%', hex[byte >> 4], hex[byte & 15]};
    }
  }
  return encoded;
}

std::string generate_path(std::string_view slug) { return std::string("/v1/").append(slug); }

std::string submit_path(std::string_view slug) { return std::string("/v2/").append(slug); }

std::string record_path(std::string_view id) { return std::string(records_path).append("/") + percent_encoded(id); }

std::string result_path(std::string_view id) { return "/v2/requests/" + percent_encoded(id); }

std::string status_path(std::string_view id) { return result_path(id) + "/status"; }

std::string_view trimmed_id(std::string_view text) noexcept {
  constexpr std::string_view around = " \t\r\n\xEF\xBB\xBF";  // an id is ASCII: no byte of the mark can be its own
  const std::size_t begin = std::min(text.find_first_not_of(around), text.size());
  text.remove_prefix(begin);
  return text.substr(0, text.find_last_not_of(around) + 1);
}

bool is_plausible_id(std::string_view id) noexcept {
  return !id.empty() && id.size() <= limits::max_id_characters && std::all_of(id.begin(), id.end(), is_id_character) &&
         id.find("..") == std::string_view::npos && id != ".";
}

}  // namespace segmind::api
