#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace segmind::models {

/// Which letters stand together in a word. Scripts that write words without blanks between them are one: there, where a
/// word begins cannot be seen.
enum class Script { none, european, arabic, hebrew, devanagari, unspaced };

Script script_of(char32_t code_point) noexcept;

/// A Chinese character (which Japanese writes too).
bool is_han(char32_t code_point) noexcept;

/// A prompt made ready for reading: its code points in lower case and in one width; every digit an ASCII one, every
/// blank a space, line breaks kept; without marks that show nothing, such as marks of direction.
class PromptText {
 public:
  /// The prompt must be UTF-8 and outlive this.
  explicit PromptText(std::string_view prompt);

  std::size_t size() const noexcept { return points_.size(); }
  /// 0 outside the text, before its begin (as an unsigned number has it) as well as after its end.
  char32_t at(std::size_t index) const noexcept { return index < points_.size() ? points_[index] : U'\0'; }
  /// Was the letter written as a capital one?
  bool is_capital(std::size_t index) const noexcept;
  /// What the prompt itself has there.
  std::string_view original(std::size_t begin, std::size_t end) const noexcept;

  bool starts_with(std::size_t index, std::u32string_view text) const noexcept;
  /// Does the text end in these words just before the index?
  bool ends_with(std::size_t index, std::u32string_view text) const noexcept;
  std::u32string_view between(std::size_t begin, std::size_t end) const noexcept;

 private:
  std::string_view prompt_;
  std::u32string points_;
  std::vector<std::size_t> offsets_;  // one more than points: the end
};

}  // namespace segmind::models
