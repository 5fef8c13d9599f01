#include "sandbox/forms/fault_form.hpp"

#include <algorithm>
#include <array>

#include "sandbox/json_text.hpp"

namespace segmind::sandbox::forms {
namespace {

constexpr const char* forever = "forever";

std::pair<std::string, std::string> split(const std::string& text, char at) {
  const auto place = text.find(at);
  if (place == text.npos) return {text, {}};
  return {text.substr(0, place), text.substr(place + 1)};
}

void read_status(const json& value, int& into, const Place& place) {
  const auto status = number_in<int>(value);
  if (!status || *status < 100 || *status > 599) return place.reject("an HTTP status, 100 to 599", value);
  into = *status;
}

template <std::optional<int> Fault::*Member>
constexpr Field<Fault> status_field(std::string_view name) {
  auto word = field<Member>(name);
  word.read = [](Fault& fault, const json& value, const Place& place) {
    read_status(value, (fault.*Member).emplace(), place);
  };
  return word;
}

/// A text whose JSON may be given as it is.
template <std::optional<std::string> Fault::*Member>
constexpr Field<Fault> json_field(std::string_view name) {
  auto word = field<Member>(name);
  word.read = [](Fault& fault, const json& value, const Place& place) {
    const bool is_bytes = value.is_object() && value.size() == 1 && value.contains("base64");
    if (value.is_structured() && !is_bytes) return static_cast<void>(fault.*Member = json_text(value));
    read(value, fault.*Member, place);
  };
  return word;
}

/// A short word for other fields.
constexpr Field<Fault> short_word(std::string_view name, void (*read)(Fault&, const json&, const Place&)) {
  return {name, false, read, nullptr};
}
template <void (*Set)(Fault&)>
constexpr Field<Fault> short_switch(std::string_view name) {
  return {name, true,
          [](Fault& fault, const json& value, const Place& place) {
            bool on = false;
            read(value, on, place);
            if (on) Set(fault);
          },
          nullptr};
}

void read_count(const json& value, int& into, const Place& place) {
  constexpr int most = 1'000'000'000;
  const auto count = number_in<int>(value);
  if (!count || *count < 0 || *count > most) return place.reject("a whole number, 0 or more", value);
  into = *count;
}

void read_times(Fault& fault, const json& value, const Place& place) {
  if (value == forever) return static_cast<void>(fault.times = Fault::every_time);
  read_count(value, fault.times, place);
}
json write_times(const Fault& fault) { return fault.times == Fault::every_time ? json(forever) : json(fault.times); }

/// "10/5ms": bytes, and the pause between them.
void read_drip(Fault& fault, const json& value, const Place& place) {
  const auto [bytes, pause] = split(value.is_string() ? value.get<std::string>() : std::string(), '/');
  const auto count = read_number<std::size_t>(bytes);
  const auto time = read_duration(pause);
  if (!count || !time) return place.reject("BYTES/PAUSE, such as \"100/50ms\"", value);
  fault.drip_bytes = std::max<std::size_t>(1, *count);
  fault.drip_pause = *time;
}
json write_drip(const Fault& fault) {
  if (fault.drip_bytes == 0) return nullptr;
  return std::to_string(fault.drip_bytes) + "/" + std::to_string(fault.drip_pause.count()) + "ms";
}

/// [100, 103], or "100+103" as on the command line.
void read_interim(Fault& fault, const json& value, const Place& place) {
  json codes = value.is_array() ? value : json::array({value});
  if (value.is_string()) {
    codes.clear();
    for (auto rest = value.get<std::string>(); !rest.empty();) {
      auto [code, more] = split(rest, '+');
      codes.push_back(std::move(code));
      rest = std::move(more);
    }
  }
  for (const auto& code : codes) read_status(code, fault.interim.emplace_back(), place);
}

/// One merge patch or a list of them, each a JSON object or its text.
void read_patch(Fault& fault, const json& value, const Place& place) {
  if (value.is_array()) {
    for (std::size_t i = 0; i < value.size(); ++i) read_patch(fault, value[i], place.at(i));
    return;
  }
  const auto text = value.is_string() ? value.get<std::string>() : json_text(value);
  if (!read_json(text).is_object()) return place.reject("a JSON object", value);
  fault.patches.push_back(text);
}

void read_html(Fault& fault, const json& value, const Place& place) {
  int code = 0;
  read_status(value, code, place);
  const auto page = Fault::html(code);
  fault.replace_status = page.replace_status;
  fault.replace_body = page.replace_body;
  fault.content_type = page.content_type;
}

void read_word_of_queue(Fault& fault, const json& value, const Place& place) {
  std::string word;
  read(value, word, place);
  fault.patches.push_back(Fault::word(word).patches.front());
}

void read_redirect(Fault& fault, const json& value, const Place& place) {
  std::string location;
  read(value, location, place);
  fault.replace_status = fault.replace_status.value_or(302);
  fault.header("Location", std::move(location));
}

void read_reset(Fault& fault, const json& value, const Place& place) {
  bool reset = false;
  read(value, reset, place);
  fault.ending = reset ? Fault::Ending::reset : Fault::Ending::fin;
}

void never_answer(Fault& fault) { fault.cut_after_bytes = 0; }
void send_garbage(Fault& fault) { fault.raw = Fault::garbage().raw; }
void drop_length(Fault& fault) { fault.without("Content-Length"); }
void make_free(Fault& fault) { fault.charge = false; }

constexpr Field<Fault> charge_field() {
  auto word = field<&Fault::charge>("charge");
  word.is_switch = true;
  return word;
}

constexpr Field<Fault> skip_field() {
  auto word = field<&Fault::skip>("skip");
  word.read = [](Fault& fault, const json& value, const Place& place) { read_count(value, fault.skip, place); };
  return word;
}

constexpr std::array words = {
    field<&Fault::route>("route"),
    Field<Fault>{"times", false, read_times, write_times},
    skip_field(),
    field<&Fault::delay>("delay"),
    status_field<&Fault::replace_status>("status"),
    json_field<&Fault::replace_body>("body"),
    field<&Fault::content_type>("type"),
    short_word("html", read_html),
    short_word("redirect", read_redirect),
    field<&Fault::add_headers>("header"),
    field<&Fault::drop_headers>("without"),
    field<&Fault::bare>("bare"),
    field<&Fault::large_body>("large"),
    Field<Fault>{"interim", false, read_interim, [](const Fault& fault) { return written(fault.interim); }},
    field<&Fault::work_fails>("failed"),
    short_word("word", read_word_of_queue),
    Field<Fault>{"patch", false, read_patch, [](const Fault& fault) { return written(fault.patches); }},
    json_field<&Fault::clip_shape>("shape"),
    status_field<&Fault::job_status>("job"),
    field<&Fault::raw>("raw"),
    short_switch<send_garbage>("garbage"),
    field<&Fault::cut_after_bytes>("cut"),
    field<&Fault::cut_body_bytes>("cut-body"),
    short_switch<never_answer>("no-answer"),
    field<&Fault::stall_after_bytes>("stall"),
    Field<Fault>{"reset", true, read_reset,
                 [](const Fault& fault) { return json(fault.ending == Fault::Ending::reset); }},
    field<&Fault::close_unread>("unread"),
    Field<Fault>{"drip", false, read_drip, write_drip},
    short_switch<drop_length>("unframed"),
    charge_field(),
    short_switch<make_free>("free"),
};

}  // namespace

const Field<Fault>* fault_word(std::string_view name) {
  const auto word = std::find_if(words.begin(), words.end(), [&](const auto& each) { return each.name == name; });
  return word == words.end() ? nullptr : &*word;
}

void read(const json& value, Fault& into, const Place& place) {
  if (value.is_string()) return read_fault_text(value.get_ref<const std::string&>(), into, place);
  if (!value.is_object()) return place.reject("an object, or a text such as \"generate:status=504\"", value);
  read_fields(words, value, into, place);
}

json written(const Fault& fault) { return write_fields(words, fault, Defaults::left_out); }

}  // namespace segmind::sandbox::forms
