#include "models/reference_calls.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <optional>

#include "text/ascii.hpp"
#include "text/number.hpp"

namespace segmind::models {
namespace {

struct Word {
  std::string_view text;
  ReferenceName name;
  bool is_plural = false;
};

// Each plural must come before its singular: the first match counts.
constexpr Word words[] = {{"images", ReferenceName::image, true},
                          {"image", ReferenceName::image},
                          {"图", ReferenceName::image},
                          {"videos", ReferenceName::video, true},
                          {"video", ReferenceName::video},
                          {"视频", ReferenceName::video},
                          {"characters", ReferenceName::character, true},
                          {"character", ReferenceName::character}};

// Each of these before 图 makes another word: map, draft, composition, illustration, blueprint, screenshot.
constexpr std::string_view begins_other_word = "地草构插蓝截";

constexpr std::string_view units[] = {"s",      "sec",  "second", "seconds", "min",    "minute",  "minutes",
                                      "fps",    "hz",   "px",     "pixel",   "pixels", "degrees", "percent",
                                      "mm",     "cm",   "m",      "meter",   "meters", "metre",   "metres",
                                      "inches", "feet", "ft",     "times",   "frames", "hours"};

constexpr std::string_view blanks[] = {" ", "\t", "\u00A0", "\u3000"};
constexpr std::string_view links[] = {",", "、", "&", "+", "and", "or", "和", "与"};
constexpr std::string_view ranges[] = {"-", "\u2013", "to"};
constexpr std::size_t longest_range = 10;

bool is_letter(char c) noexcept { return text::lower(c) >= 'a' && text::lower(c) <= 'z'; }

class PromptReader {
 public:
  explicit PromptReader(std::string_view prompt) : prompt_(prompt) {}

  std::vector<ReferenceCall> take() {
    while (at_ < prompt_.size()) {
      const auto word = std::find_if(std::begin(words), std::end(words), [&](const Word& w) { return stands(w.text); });
      if (word != std::end(words) && begins_word(word->text)) {
        read_call(*word);
      } else if (accept("://")) {
        while (at_ < prompt_.size() && prompt_[at_] > ' ' && prompt_[at_] <= '~') ++at_;
      } else {
        ++at_;
      }
    }
    return std::move(calls_);
  }

 private:
  // NUL beyond the end.
  char byte(std::size_t at) const { return at < prompt_.size() ? prompt_[at] : '\0'; }

  bool stands(std::string_view lower_case) const {
    const std::string_view there = prompt_.substr(at_, lower_case.size());
    return std::equal(there.begin(), there.end(), lower_case.begin(), lower_case.end(),
                      [](char a, char b) { return text::lower(a) == b; });
  }

  bool accept(std::string_view lower_case) {
    if (!stands(lower_case)) return false;
    at_ += lower_case.size();
    return true;
  }

  template <std::size_t N>
  bool accept_any(const std::string_view (&texts)[N]) {
    return std::any_of(std::begin(texts), std::end(texts), [&](std::string_view text) { return accept(text); });
  }

  bool skip_blanks() {  // at most two
    if (!accept_any(blanks)) return false;
    accept_any(blanks);
    return true;
  }

  bool begins_word(std::string_view word) const {
    if (is_letter(word.front())) return at_ == 0 || !is_letter(prompt_[at_ - 1]);
    constexpr std::size_t size = 3;  // bytes of a Chinese character in UTF-8
    return at_ < size || begins_other_word.find(prompt_.substr(at_ - size, size)) == std::string_view::npos;
  }

  // A digit in ASCII or full width.
  std::optional<std::size_t> accept_digit() {
    const bool full_width = stands("\xEF\xBC");
    const auto digit = static_cast<unsigned char>(byte(at_ + (full_width ? 2 : 0))) - (full_width ? 0x90U : 0x30U);
    if (digit > 9) return std::nullopt;
    at_ += full_width ? 3 : 1;
    return digit;
  }

  // A number of one or two digits.
  std::optional<std::size_t> accept_number() {
    const auto first = accept_digit();
    const auto second = first ? accept_digit() : std::nullopt;
    if (!first || (second && accept_digit())) return std::nullopt;
    return second ? *first * 10 + *second : *first;
  }

  // Whether the text after a number makes the number a measure or a part of another word.
  bool measures(bool tight) {
    const char next = byte(at_);
    const char after = byte(at_ + 1);
    if (is_letter(next) || next == '%' || stands("°") || stands("秒")) return true;         // 1080p, 50%
    if ((next == '.' || next == ':' || next == '/') && text::is_digit(after)) return true;  // 2.5, 16:9
    if (next == '.' && after >= 'a' && after <= 'z') return true;                           // image1.png
    if (next == '_' && (is_letter(after) || text::is_digit(after))) return true;            // image1_final
    if (tight) return false;
    const std::size_t kept = at_;
    const bool apart = skip_blanks() || accept("-");
    const bool is_unit = apart && std::any_of(std::begin(units), std::end(units), [&](std::string_view unit) {
                           const char end = byte(at_ + unit.size());
                           return stands(unit) && !is_letter(end) && end != '\'';  // French: image 1 s'assoit
                         });
    at_ = kept;
    return is_unit;
  }

  void read_call(const Word& word) {
    const std::size_t begin = at_;
    at_ += word.text.size();
    const std::size_t end = at_;
    bool tight = !skip_blanks();
    const char closing = accept("[") ? ']' : accept("(") ? ')' : '\0';
    if (closing == '\0' && (accept("#") || (tight && (accept("_") || accept("-"))))) {
      tight = true;
      skip_blanks();
    }
    const auto number = accept_number();
    const bool is_call = number && (closing == '\0' ? !measures(tight) : accept({&closing, 1}));
    if (!is_call) {
      at_ = end;
      return;
    }
    tight = tight || closing != '\0';
    const bool is_sure = tight || word.is_plural || prompt_[begin] != text::lower(prompt_[begin]);
    if (!word.is_plural || tight) add({word.name, *number, is_sure, prompt_.substr(begin, at_ - begin)});
    if (word.is_plural) read_list(word.name, begin, *number);
  }

  // Reads a list's further numbers.
  void read_list(ReferenceName name, std::size_t begin, std::size_t number) {
    for (std::size_t end = at_;; end = at_) {
      skip_blanks();
      const bool range = accept_any(ranges);
      bool linked = range || accept_any(links);
      skip_blanks();
      if (linked && accept_any(links)) skip_blanks();  // ", and"
      accept("#");
      const auto next = linked ? accept_number() : std::nullopt;
      linked = next && !measures(false) && (!range || (*next > number && *next - number < longest_range));
      if (!linked) {
        at_ = end;
        return;
      }
      const std::string_view text = prompt_.substr(begin, at_ - begin);
      add({name, number, true, text});
      for (std::size_t each = range ? number + 1 : *next; each <= *next; ++each) add({name, each, true, text});
      number = *next;
    }
  }

  void add(const ReferenceCall& call) {
    std::size_t& known = known_[static_cast<std::size_t>(call.name)][call.number];
    if (known == 0) {
      calls_.push_back(call);
      known = calls_.size();
    } else if (call.is_sure && !calls_[known - 1].is_sure) {
      calls_[known - 1] = call;
    }
  }

  std::string_view prompt_;
  std::size_t at_ = 0;
  std::vector<ReferenceCall> calls_;
  std::array<std::array<std::size_t, 100>, 3> known_{};  // by name and number: 1 + the call's index in calls_, or 0
};

}  // namespace

std::vector<ReferenceCall> reference_calls(std::string_view prompt) { return PromptReader(prompt).take(); }

}  // namespace segmind::models
