#include <algorithm>
#include <array>
#include <utility>

#include "api/limits.hpp"
#include "text/utf8.hpp"
#include "api/words.hpp"

namespace segmind::api {
namespace {

char lower(char c) noexcept { return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c; }

std::size_t find_ignoring_case(std::string_view text, std::string_view what, std::size_t from) noexcept {
  if (from > text.size()) return std::string_view::npos;
  const auto found = std::search(text.begin() + static_cast<std::ptrdiff_t>(from), text.end(), what.begin(), what.end(),
                                 [](char a, char b) { return lower(a) == lower(b); });
  return found == text.end() ? std::string_view::npos : static_cast<std::size_t>(found - text.begin());
}

// Only the entities that error pages are made of; others stay as they are.
std::string without_entities(std::string_view text) {
  constexpr std::array<std::pair<std::string_view, char>, 7> entities{{{"&lt;", '<'},
                                                                       {"&gt;", '>'},
                                                                       {"&quot;", '"'},
                                                                       {"&#39;", '\''},
                                                                       {"&#x27;", '\''},
                                                                       {"&nbsp;", ' '},
                                                                       {"&amp;", '&'}}};
  std::string plain;
  while (!text.empty()) {
    const auto entity = std::find_if(entities.begin(), entities.end(),
                                     [&](const auto& e) { return text.substr(0, e.first.size()) == e.first; });
    plain += entity == entities.end() ? text.front() : entity->second;
    text.remove_prefix(entity == entities.end() ? 1 : entity->first.size());
  }
  return plain;
}

// What stands between <name ...> and </name>; all of the rest when the page is cut before its end.
std::string_view inside(std::string_view page, std::string_view name) {
  const std::size_t tag = find_ignoring_case(page, std::string("<").append(name), 0);
  if (tag == std::string_view::npos) return {};
  const std::size_t begin = page.find('>', tag);
  if (begin == std::string_view::npos) return {};
  const std::size_t end = find_ignoring_case(page, std::string("</").append(name), begin);
  return page.substr(begin + 1, end == std::string_view::npos ? end : end - begin - 1);
}

// Where the markup that begins at `at` ends: a comment, a script or a style with all that is in it, or one tag.
std::size_t end_of_markup(std::string_view page, std::size_t at) {
  const auto after = [&](std::string_view what) {
    const std::size_t found = find_ignoring_case(page, what, at);
    return found == std::string_view::npos ? page.size() : found + what.size();
  };
  if (find_ignoring_case(page.substr(at, 4), "<!--", 0) == 0) return after("-->");
  if (find_ignoring_case(page.substr(at, 7), "<script", 0) == 0) return after("</script>");
  if (find_ignoring_case(page.substr(at, 6), "<style", 0) == 0) return after("</style>");
  return after(">");
}

std::string text_of_page(std::string_view page) {
  std::string text;
  std::size_t at = 0;
  while (at < page.size() && text.size() < 4 * limits::max_message_bytes) {
    if (page[at] == '<') {
      at = end_of_markup(page, at);
      text += ' ';
    } else {
      text += page[at++];
    }
  }
  return text;
}

}  // namespace

std::string words_of_markup(std::string_view markup) {
  const auto shown = [](std::string_view part) {
    return text::excerpt(without_entities(text_of_page(part)), limits::max_message_bytes);
  };
  std::string words = shown(inside(markup, "title"));
  if (words.empty()) words = shown(inside(markup, "h1"));
  return words.empty() ? shown(markup) : words;
}

}  // namespace segmind::api
