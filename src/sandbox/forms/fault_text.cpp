#include <charconv>
#include <stdexcept>

#include "sandbox/forms/fault_form.hpp"

namespace segmind::sandbox {
namespace forms {
namespace {

/// Decodes %2C and the like: a comma ends a word.
std::string decoded(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    unsigned byte = 0;
    const auto hex = text.substr(i + 1 < text.size() ? i + 1 : text.size(), 2);
    if (text[i] == '%' && hex.size() == 2 &&
        std::from_chars(hex.data(), hex.data() + 2, byte, 16).ptr == hex.data() + 2) {
      out.push_back(static_cast<char>(byte));
      i += 2;
    } else {
      out.push_back(text[i]);
    }
  }
  return out;
}

std::pair<std::string_view, std::string_view> split_at(std::string_view text, char at) {
  const auto place = text.find(at);
  if (place == text.npos) return {text, {}};
  return {text.substr(0, place), text.substr(place + 1)};
}

/// One word: "charge", or "status=504".
void read_part(std::string_view part, Fault& into, const Place& place) {
  const auto [name, value] = split_at(part, '=');
  const bool has_value = name.size() != part.size();
  const auto* word = fault_word(name);
  if (word == nullptr || name == "route") return place.say("unknown word '" + std::string(name) + "'");
  if (word->is_switch == has_value) {
    return place.say("'" + std::string(name) + (has_value ? "' takes no value" : "' wants a value"));
  }
  word->read(into, has_value ? json(decoded(value)) : json(true), place.at(name));
}

}  // namespace

void read_fault_text(std::string_view text, Fault& into, const Place& place) {
  auto [route, rest] = split_at(text, ':');
  if (rest.empty()) {
    return place.say("'" + std::string(text) + "' wants a route and a fault, such as generate:status=504");
  }
  read(json(std::string(route)), into.route, place.at("route"));
  while (!rest.empty()) {
    const auto [part, more] = split_at(rest, ',');
    read_part(part, into, place);
    rest = more;
  }
}

}  // namespace forms

Fault Fault::parse(std::string_view text) {
  std::vector<std::string> problems;
  Fault fault;
  forms::read_fault_text(text, fault, forms::Place("", problems));
  if (problems.empty()) return fault;
  std::string all = "fault: ";
  for (const auto& problem : problems) all.append(&problem == &problems.front() ? "" : "; ").append(problem);
  throw std::invalid_argument(all);
}

std::string_view fault_grammar() noexcept {
  return R"(ROUTE:WORD[,WORD...]
  ROUTE  any generate submit status result credits upload records download other
  what the answer is
    status=504          this status with its usual error body, instead of the true answer
    body=TEXT           this body (%2C for a comma)            type=image/jpeg  this content type
    html=502            an HTML page with this status          redirect=URL     with 302, or with status=...
    header=Name:value   one more header                        without=Name     one less
    bare                no x- headers                          large=BYTES      a body of that size
    interim=100+103     these 1xx answers first                failed=TEXT      the generation fails
    word=SUCCEEDED      the queue's status is this word        job=202          v1 answers with a job of the queue
    patch=JSON          merged into the true JSON body         shape=JSON       replaces a body that brings a clip:
                        (null removes a member; repeatable)                     $clip is the clip's address, $data the
                                                                                clip as a data URL, $page the address of
                                                                                an HTML page
  how it travels
    cut=N  cut-body=N   the connection ends after N bytes of the answer, or of its body
    no-answer           the connection ends without a byte     unread           it ends before the request is read
    reset               the connection ends with a reset       stall=N          silence after N bytes
    drip=BYTES/PAUSE    piece by piece, such as 100/50ms       delay=2s         a wait before the answer
    garbage             bytes that are not HTTP                raw=BYTES        these bytes (%00) instead of HTTP
    unframed            no Content-Length
  when, and who pays
    times=N|forever     how often (once)                       skip=N           how many requests pass first (0)
    charge, free        whether the generation is charged. Without either it is, except with a status below 500 other
                        than 200, 408 and 499, with failed work, and with a request that was not read
)";
}

}  // namespace segmind::sandbox
