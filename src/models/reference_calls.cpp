#include "models/reference_calls.hpp"

#include <algorithm>
#include <optional>

#include "models/prompt_text.hpp"
#include "models/prompt_words.hpp"

namespace segmind::models {
namespace {

constexpr std::size_t max_digits = 2;
constexpr std::size_t max_blanks = 2;
constexpr std::u32string_view han_numbers = U"一二三四五";
// With what words end in 图 that have nothing to do with references: maps, drafts, blueprints, puzzles ...
constexpr std::u32string_view begins_other_word = U"地插草意蓝藍截版构構拼贴貼略底挂掛果景计計线線星试試企";
// What follows a Chinese number that stands alone.
constexpr std::u32string_view after_han_number = U"的中里内和与與跟及是";

bool is_ascii_digit(char32_t c) noexcept { return c >= U'0' && c <= U'9'; }
bool is_one_of(char32_t c, std::u32string_view set) noexcept { return c != 0 && set.find(c) != set.npos; }
bool is_hyphen(char32_t c) noexcept { return is_one_of(c, U"-\u2010\u2011"); }

// A word of a script that puts blanks between its words.
bool is_letter(char32_t c) noexcept {
  const Script script = script_of(c);
  return script != Script::none && script != Script::unspaced;
}

// A part of the text.
struct Span {
  std::size_t begin = 0;
  std::size_t end = 0;
};

// What stands before a number: a name, and how the two are joined.
struct Named {
  const ReferenceWord* word = nullptr;
  std::size_t begin = 0;
  bool tight = false;
  char32_t closes = 0;  // the bracket that must follow the number
};

class PromptReader {
 public:
  explicit PromptReader(std::string_view prompt) : text_(prompt) {}

  std::vector<ReferenceCall> take() {
    for (std::size_t at = 0; at < text_.size();) {
      if (text_.starts_with(at, U"://")) {
        at = after_address(at);
      } else if (is_ascii_digit(text_.at(at))) {
        at = read_number({at, after_digits(at)});
      } else {
        if (is_one_of(text_.at(at), han_numbers)) read_han_number(at);
        ++at;
      }
    }
    return std::move(calls_);
  }

 private:
  std::size_t after_address(std::size_t at) const {
    while (at < text_.size() && text_.at(at) > U' ' && text_.at(at) < 0x7F) ++at;
    return at;
  }

  std::size_t after_digits(std::size_t at) const {
    while (is_ascii_digit(text_.at(at))) ++at;
    return at;
  }

  std::size_t after_blanks(std::size_t at) const {
    for (std::size_t count = 0; count < max_blanks && text_.at(at) == U' '; ++count) ++at;
    return at;
  }

  std::size_t before_blanks(std::size_t end) const {
    for (std::size_t count = 0; count < max_blanks && text_.at(end - 1) == U' '; ++count) --end;
    return end;
  }

  Span word_after(std::size_t at) const {
    Span word{at, at};
    while (is_letter(text_.at(word.end))) ++word.end;
    return word;
  }

  Span word_before(std::size_t at) const {
    Span word{before_blanks(at), before_blanks(at)};
    while (is_letter(text_.at(word.begin - 1))) --word.begin;
    return word;
  }

  std::u32string_view words(Span span) const { return text_.between(span.begin, span.end); }

  std::optional<std::size_t> value(Span digits) const {
    if (digits.end - digits.begin > max_digits) return {};
    std::size_t number = 0;
    for (const char32_t digit : words(digits)) number = number * 10 + (digit - U'0');
    return number;
  }

  void add(const Named& name, std::size_t number, std::size_t end) {
    const bool own = name.word->is_own();
    const bool lower_case = script_of(text_.at(name.begin)) == Script::european && !text_.is_capital(name.begin);
    const bool sure = name.tight || !lower_case || name.word->is_plural();
    const ReferenceCall call{name.word->kind, number, own, sure, text_.original(name.begin, end)};
    const auto known = std::find_if(calls_.begin(), calls_.end(), [&](const ReferenceCall& earlier) {
      return earlier.kind == call.kind && earlier.number == number && earlier.by_own_name == own;
    });
    if (known == calls_.end()) {
      calls_.push_back(call);
    } else if (sure && !known->is_sure) {
      *known = call;
    }
  }

  // Returns where to read on.
  std::size_t read_number(Span digits) {
    const auto number = value(digits);
    const Named name = number ? name_before(digits.begin) : Named();
    if (name.word == nullptr) return digits.end;
    if (name.closes != 0) {
      if (text_.at(digits.end) == name.closes) add(name, *number, digits.end + 1);
    } else if (name.word->is_plural()) {
      return read_list(name, digits, *number);
    } else if (is_call(name, digits, *number)) {
      add(name, *number, digits.end);
    }
    return digits.end;
  }

  bool is_call(const Named& name, Span digits, std::size_t number) const {
    if (!ends_cleanly(digits.end, name.tight)) return false;
    const bool sure = name.tight && name.word->is_own() && script_of(text_.at(name.begin)) == Script::european;
    if (sure) return true;
    return number > 0 && !is_quantity_at(digits.end) && !is_any_image(name);
  }

  Named name_before(std::size_t digits_begin) const {
    Named name;
    std::size_t end = digits_begin;
    if (is_one_of(text_.at(end - 1), U"[(")) {
      name.closes = text_.at(end - 1) == U'[' ? U']' : U')';
      end = before_blanks(end - 1);
      name.tight = true;
    } else {
      const std::size_t sign = before_sign(end);
      name.tight = sign != end || text_.at(end - 1) != U' ';
      end = before_blanks(sign);
    }
    name.word = reference_word_at_end_of(text_.between(0, end));
    if (name.word == nullptr) return name;
    name.begin = end - name.word->text.size();
    return begins_word(name) ? name : Named();
  }

  // Before "#", "_", "-" or "no.", where one of them stands; else the same place.
  std::size_t before_sign(std::size_t end) const {
    if (text_.at(end - 1) == U'_' || is_hyphen(text_.at(end - 1))) {
      return script_of(text_.at(end - 2)) != Script::none ? end - 1 : end;
    }
    const std::size_t sign_end = before_blanks(end);
    if (is_one_of(text_.at(sign_end - 1), U"#\u2116")) return sign_end - 1;
    const std::u32string_view sign = number_sign_at_end_of(text_.between(0, sign_end));
    const std::size_t begin = sign_end - sign.size();
    return !sign.empty() && text_.at(begin - 1) == U' ' ? begin : end;
  }

  bool begins_word(const Named& name) const {
    const char32_t first = text_.at(name.begin);
    const char32_t before = text_.at(name.begin - 1);
    if (script_of(first) == Script::unspaced) {
      return name.word->text.size() > 1 || !is_one_of(before, begins_other_word);
    }
    if (script_of(before) == script_of(first) || is_ascii_digit(before)) return false;
    return name.tight || !is_hyphen(before) || !is_letter(text_.at(name.begin - 2));
  }

  // Nothing directly after the number makes another thing of it: 1080p, 1.5, 16:9, image1.png.
  bool ends_cleanly(std::size_t end, bool tight) const {
    const char32_t after = text_.at(end);
    const char32_t next = text_.at(end + 1);
    if (script_of(after) == Script::european) {
      return tight && after == U's' && !is_letter(next) && !is_ascii_digit(next);
    }
    if (after == U'_') return !is_letter(next) && !is_ascii_digit(next);
    if (after == U'.') return !is_ascii_digit(next) && !is_file_ending(words(word_with_digits(end + 1)));
    if (tight || !is_ascii_digit(next)) return true;
    const bool full_width = text_.original(end, end + 1).size() > 1;  // a mark of the sentence, never of a number
    return full_width || !(is_one_of(after, U",:/*\u00d7\u2013\u2014") || is_hyphen(after));
  }

  Span word_with_digits(std::size_t at) const {
    Span word{at, at};
    while (is_letter(text_.at(word.end)) || is_ascii_digit(text_.at(word.end))) ++word.end;
    return word;
  }

  bool is_quantity_at(std::size_t end) const {
    const std::size_t next = after_blanks(end);
    if (is_one_of(text_.at(next), U"%\u2030\u00b0\u2032\u2033$\u20ac\u00a3\u00a5\u20bd")) return true;
    if (is_one_of(text_.at(next), U"x\u00d7*") && is_ascii_digit(text_.at(after_blanks(next + 1)))) return true;
    if ((next == end || is_han(text_.at(next))) && begins_with_measure(text_.between(next, text_.size()))) return true;
    if (next > end && after_digits(next) == next + 3) return true;  // "10 000"
    const Span word = word_after(is_hyphen(text_.at(end)) ? end + 1 : next);
    if (is_one_of(text_.at(word.end), U"'\u2019")) return false;  // French: "Image 1 s'assoit"
    if (is_quantity(words(word))) return true;
    return is_quantity_adjective(words(word)) && is_quantity(words(word_after(after_blanks(word.end))));
  }

  // "a still image 3 wolves ..."
  bool is_any_image(const Named& name) const {
    if (name.tight || text_.is_capital(name.begin) || script_of(text_.at(name.begin)) != Script::european) return false;
    const Span last = word_before(name.begin);
    if (last.begin == last.end) return false;
    if (is_indefinite_article(words(last))) return true;
    if (words(last) == U"a") return takes_article_a(name.word->text);
    if (is_definite(words(last))) return false;  // Spanish: "a la imagen 1"
    const Span before = word_before(last.begin);
    return words(before) == U"a" || is_indefinite_article(words(before));
  }

  std::size_t read_list(const Named& name, Span first, std::size_t number) {
    if (!ends_cleanly(first.end, true)) return first.end;
    std::vector<std::pair<std::size_t, std::size_t>> found{{number, first.end}};
    std::size_t end = first.end;
    for (bool range = false;;) {
      const std::size_t begin = after_link(end, range);
      const Span digits{begin, after_digits(begin)};
      const auto next = digits.begin == digits.end ? std::nullopt : value(digits);
      if (!next || !ends_cleanly(digits.end, true) || is_quantity_at(digits.end)) break;
      for (std::size_t between = found.back().first + 1; range && between < *next; ++between) {
        found.emplace_back(between, digits.end);
      }
      found.emplace_back(*next, digits.end);
      end = digits.end;
    }
    if (found.size() < 2 && !name.tight) return end;
    for (const auto& [each, each_end] : found) add(name, each, each_end);
    return end;
  }

  // After ", ", " & ", " and ", ", and ", "-", "和": where the next number of a list may begin. The size of the text
  // where nothing links.
  std::size_t after_link(std::size_t end, bool& range) const {
    std::size_t at = after_blanks(end);
    const char32_t sign = text_.at(at);
    range = is_hyphen(sign) || is_one_of(sign, U"~\u2013\u2014\u301c");
    const bool is_sign = range || is_one_of(sign, U",&+/\u3001;");
    if (is_sign) at = after_blanks(at + 1);
    const bool one_character = script_of(text_.at(at)) == Script::unspaced;
    const Span word = one_character ? Span{at, at + 1} : word_after(at);
    const bool is_word = is_link(words(word)) || is_range(words(word));
    if (is_word) {
      range = range || is_range(words(word));
      at = after_blanks(word.end);
    }
    if (text_.at(at) == U'#') ++at;
    return is_sign || is_word ? at : text_.size();
  }

  void read_han_number(std::size_t at) {
    const Named name = name_before(at);
    if (name.word == nullptr || script_of(text_.at(name.begin)) != Script::unspaced || name.closes != 0) return;
    if (text_.at(at - 1) == U' ') return;
    const char32_t after = text_.at(at + 1);
    if (script_of(after) == Script::unspaced && !is_one_of(after, after_han_number)) return;
    add(name, han_numbers.find(text_.at(at)) + 1, at + 1);
  }

  PromptText text_;
  std::vector<ReferenceCall> calls_;
};

}  // namespace

std::vector<ReferenceCall> reference_calls(std::string_view prompt) { return PromptReader(prompt).take(); }

}  // namespace segmind::models
