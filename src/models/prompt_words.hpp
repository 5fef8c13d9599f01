#pragma once

#include <string_view>

#include "models/reference_calls.hpp"

/// The words on which the reading of a prompt turns. All of them in lower case, as PromptText has it.
namespace segmind::models {

/// A word that stands for a reference when a number follows.
struct ReferenceWord {
  std::u32string_view text;
  ReferenceKind kind;
  enum class Use {
    own,         ///< The service's name, or the model's.
    own_plural,  ///< "images": several numbers follow.
    other,       ///< What people say instead.
    other_plural
  } use;

  bool is_own() const noexcept { return use == Use::own || use == Use::own_plural; }
  bool is_plural() const noexcept { return use == Use::own_plural || use == Use::other_plural; }
};

/// The longest of them in which the text ends; null when there is none.
const ReferenceWord* reference_word_at_end_of(std::u32string_view text) noexcept;

/// What a number counts or measures, as a word that stands apart: "metres", "men", "Sekunden".
bool is_quantity(std::u32string_view word) noexcept;
/// What may stand between a number and what it counts: "3 different ways".
bool is_quantity_adjective(std::u32string_view word) noexcept;
/// Does the text, which follows a number, begin with a measure word of a script without blanks ("秒", "명")?
bool begins_with_measure(std::u32string_view text) noexcept;

/// "an", "eine": an image of any kind, not one with a number.
bool is_indefinite_article(std::u32string_view word) noexcept;
/// Is this an English name before which "a" is that article too? Before others it is a word of another language.
bool takes_article_a(std::u32string_view word) noexcept;
/// "the", "la", "this": the opposite.
bool is_definite(std::u32string_view word) noexcept;

/// "and", "y", "и": links the numbers of a list.
bool is_link(std::u32string_view word) noexcept;
/// "to", "bis": makes a range of two numbers.
bool is_range(std::u32string_view word) noexcept;

/// "no.", "nr.", "number": may stand between a name and its number. The longest in which the text ends, or nothing.
std::u32string_view number_sign_at_end_of(std::u32string_view text) noexcept;

/// "png", "mp4".
bool is_file_ending(std::u32string_view word) noexcept;

}  // namespace segmind::models
