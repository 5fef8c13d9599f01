#include <algorithm>
#include <array>
#include <stdexcept>

#include "sandbox/words.hpp"
#include "segmind/sandbox/fault.hpp"

namespace segmind::sandbox {
namespace {

[[noreturn]] void reject(const std::string& problem) { throw std::invalid_argument("fault: " + problem); }

std::uint64_t count_of(std::string_view name, std::string_view value) {
  const auto number = read_number<std::uint64_t>(value);
  if (!number) reject(std::string(name) + " wants a number, not '" + std::string(value) + "'");
  return *number;
}

int status_of(std::string_view name, std::string_view value) {
  const auto number = count_of(name, value);
  if (number < 100 || number > 599)
    reject(std::string(name) + " wants an HTTP status, not '" + std::string(value) + "'");
  return static_cast<int>(number);
}

int small_count(std::string_view name, std::string_view value) {
  const auto number = count_of(name, value);
  if (number > 1'000'000'000) reject(std::string(name) + " is too large");
  return static_cast<int>(number);
}

std::chrono::milliseconds duration_of(std::string_view name, std::string_view value) {
  const auto duration = read_duration(value);
  if (!duration) reject(std::string(name) + " wants a time such as 500ms or 2s, not '" + std::string(value) + "'");
  return *duration;
}

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

std::pair<std::string_view, std::string_view> split(std::string_view text, char at) {
  const auto place = text.find(at);
  if (place == text.npos) return {text, {}};
  return {text.substr(0, place), text.substr(place + 1)};
}

void read_drip(Fault& fault, std::string_view value) {
  const auto [bytes, pause] = split(value, '/');
  fault.drip_bytes = static_cast<std::size_t>(std::max<std::uint64_t>(1, count_of("drip", bytes)));
  fault.drip_pause = duration_of("drip", pause);
}

void read_header(Fault& fault, std::string_view value) {
  auto [name, content] = split(value, ':');
  if (name.empty() || name.size() == value.size()) reject("header wants Name:value");
  content.remove_prefix(std::min(content.find_first_not_of(' '), content.size()));
  fault.header(decoded(name), decoded(content));
}

void read_html(Fault& fault, std::string_view value) {
  const auto page = Fault::html(status_of("html", value));
  fault.replace_status = page.replace_status;
  fault.replace_body = page.replace_body;
  fault.content_type = page.content_type;
}

void add_patch(Fault& fault, const Fault& with_one) {
  fault.patches.insert(fault.patches.end(), with_one.patches.begin(), with_one.patches.end());
}

void read_interim(Fault& fault, std::string_view value) {
  while (!value.empty()) {
    const auto [code, rest] = split(value, '+');
    fault.interim.push_back(status_of("interim", code));
    value = rest;
  }
}

/// One word of a fault; each stands for one field or two.
using Reader = void (*)(Fault&, std::string_view value);

struct Word {
  std::string_view name;
  bool takes_value;
  Reader read;
};

constexpr std::array words = {
    Word{"status", true, [](Fault& f, std::string_view v) { f.replace_status = status_of("status", v); }},
    Word{"body", true, [](Fault& f, std::string_view v) { f.replace_body = decoded(v); }},
    Word{"type", true, [](Fault& f, std::string_view v) { f.content_type = decoded(v); }},
    Word{"html", true, read_html},
    Word{"word", true, [](Fault& f, std::string_view v) { add_patch(f, Fault::word(decoded(v))); }},
    Word{"patch", true, [](Fault& f, std::string_view v) { add_patch(f, Fault::patch(decoded(v))); }},
    Word{"shape", true, [](Fault& f, std::string_view v) { f.clip_shape = decoded(v); }},
    Word{"job", true, [](Fault& f, std::string_view v) { f.job_status = status_of("job", v); }},
    Word{"redirect", true,
         [](Fault& f, std::string_view v) {
           f.replace_status = f.replace_status.value_or(302);
           f.header("Location", decoded(v));
         }},
    Word{"header", true, read_header},
    Word{"without", true, [](Fault& f, std::string_view v) { f.without(decoded(v)); }},
    Word{"bare", false, [](Fault& f, std::string_view) { f.bare = true; }},
    Word{"large", true, [](Fault& f, std::string_view v) { f.large_body = count_of("large", v); }},
    Word{"interim", true, read_interim},
    Word{"failed", true, [](Fault& f, std::string_view v) { f.work_fails = decoded(v); }},
    Word{"cut", true, [](Fault& f, std::string_view v) { f.cut_after_bytes = count_of("cut", v); }},
    Word{"cut-body", true, [](Fault& f, std::string_view v) { f.cut_body_bytes = count_of("cut-body", v); }},
    Word{"no-answer", false, [](Fault& f, std::string_view) { f.cut_after_bytes = 0; }},
    Word{"unread", false, [](Fault& f, std::string_view) { f.close_unread = true; }},
    Word{"reset", false, [](Fault& f, std::string_view) { f.ending = Fault::Ending::reset; }},
    Word{"stall", true, [](Fault& f, std::string_view v) { f.stall_after_bytes = count_of("stall", v); }},
    Word{"drip", true, read_drip},
    Word{"garbage", false, [](Fault& f, std::string_view) { f.raw = Fault::garbage().raw; }},
    Word{"unframed", false, [](Fault& f, std::string_view) { f.without("Content-Length"); }},
    Word{"delay", true, [](Fault& f, std::string_view v) { f.delay = duration_of("delay", v); }},
    Word{"times", true,
         [](Fault& f, std::string_view v) { f.times = v == "forever" ? Fault::every_time : small_count("times", v); }},
    Word{"skip", true, [](Fault& f, std::string_view v) { f.skip = small_count("skip", v); }},
    Word{"charge", false, [](Fault& f, std::string_view) { f.charge = true; }},
    Word{"free", false, [](Fault& f, std::string_view) { f.charge = false; }},
};

Route route_named(std::string_view name) {
  for (const auto route : {Route::any, Route::generate, Route::submit, Route::status, Route::result, Route::credits,
                           Route::upload, Route::records, Route::download, Route::other}) {
    if (name == to_string(route)) return route;
  }
  reject("no route is called '" + std::string(name) + "'");
}

}  // namespace

Fault Fault::parse(std::string_view text) {
  auto [route, rest] = split(text, ':');
  if (rest.empty()) reject("'" + std::string(text) + "' wants a route and a fault, such as generate:status=504");
  Fault fault;
  fault.route = route_named(route);
  while (!rest.empty()) {
    const auto [part, more] = split(rest, ',');
    const auto [name, value] = split(part, '=');
    const auto word = std::find_if(words.begin(), words.end(), [n = name](const Word& w) { return w.name == n; });
    if (word == words.end()) reject("unknown word '" + std::string(name) + "'");
    const bool has_value = name.size() != part.size();
    if (word->takes_value != has_value) {
      reject("'" + std::string(name) + (word->takes_value ? "' wants a value" : "' takes no value"));
    }
    word->read(fault, value);
    rest = more;
  }
  return fault;
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
    drip=BYTES/PAUSE    piece by piece, such as 100/50ms       garbage          bytes that are not HTTP
    unframed            no Content-Length                      delay=2s         a wait before the answer
  when, and who pays
    times=N|forever     how often (once)                       skip=N           how many requests pass first (0)
    charge, free        whether the generation is charged. Without either it is, except with a status below 500 other
                        than 200, 408 and 499, with failed work, and with a request that was not read
)";
}

}  // namespace segmind::sandbox
