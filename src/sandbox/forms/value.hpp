#pragma once

#include <chrono>
#include <cstdint>
#include <limits>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "sandbox/words.hpp"
#include "segmind/sandbox/fault.hpp"

namespace segmind::sandbox::forms {

using nlohmann::json;

/// A place in a document, such as "records.delay", and the list that takes what is wrong there.
class Place {
 public:
  Place(std::string path, std::vector<std::string>& problems) : path_(std::move(path)), problems_(problems) {}

  Place at(std::string_view member) const;
  Place at(std::size_t index) const;

  /// "delay wants a time, not true"
  void reject(std::string_view wanted, const json& given) const;
  void say(const std::string& problem) const;

 private:
  std::string path_;
  std::vector<std::string>& problems_;
};

// Single values. A number or a time may also be a text, as on the command line. A text that is not UTF-8 is
// {"base64": "..."}; a time is a number of milliseconds, or "2s"; what may be missing may be null.

void read(const json& value, bool& into, const Place& place);
void read(const json& value, std::string& into, const Place& place);
void read(const json& value, std::chrono::milliseconds& into, const Place& place);
void read(const json& value, double& into, const Place& place);
void read(const json& value, Headers& into, const Place& place);  ///< Adds. An object, or a list of [name, value].

json written(bool value);
json written(double value);
json written(const std::string& value);
json written(std::chrono::milliseconds value);
json written(const Headers& value);

template <typename Number>
std::optional<Number> number_in(const json& value) {
  if (value.is_string()) return read_number<Number>(value.get_ref<const std::string&>());
  if (value.is_number_unsigned()) {
    const auto number = value.get<std::uint64_t>();
    if (number <= static_cast<std::uint64_t>(std::numeric_limits<Number>::max())) return static_cast<Number>(number);
  } else if (value.is_number_integer()) {  // negative
    const auto number = value.get<std::int64_t>();
    if (std::is_signed_v<Number> && number >= static_cast<std::int64_t>(std::numeric_limits<Number>::min())) {
      return static_cast<Number>(number);
    }
  }
  return std::nullopt;
}

template <typename Number>
using IfNumber = std::enable_if_t<std::is_integral_v<Number> && !std::is_same_v<Number, bool>>;

template <typename Number, typename = IfNumber<Number>>
void read(const json& value, Number& into, const Place& place) {
  const auto number = number_in<Number>(value);
  if (!number) return place.reject(std::is_signed_v<Number> ? "a whole number" : "a whole number, 0 or more", value);
  into = *number;
}

template <typename Number, typename = IfNumber<Number>>
json written(Number value) {
  return value;
}

/// A word of an enumeration; a table of them, which is an array, reads and writes it.
template <typename Enum>
using Word = std::pair<std::string_view, Enum>;

template <typename Enum, typename Table>
void read_word(const json& value, Enum& into, const Table& table, const Place& place) {
  std::string wanted;
  for (const auto& [word, meaning] : table) {
    if (value.is_string() && value.get_ref<const std::string&>() == word) return static_cast<void>(into = meaning);
    wanted.append(wanted.empty() ? "one of " : ", ").append(word);
  }
  place.reject(wanted, value);
}

template <typename Enum, typename Table>
json written_word(Enum value, const Table& table) {
  for (const auto& [word, meaning] : table) {
    if (value == meaning) return std::string(word);
  }
  return nullptr;
}

void read(const json& value, Route& into, const Place& place);
json written(Route value);

template <typename T>
void read(const json& value, std::optional<T>& into, const Place& place) {
  if (value.is_null()) return into.reset();
  T inner{};
  read(value, inner, place);
  into = std::move(inner);
}

template <typename T>
json written(const std::optional<T>& value) {
  return value ? written(*value) : json(nullptr);
}

/// Adds one value, or each of a list.
template <typename T>
void read(const json& value, std::vector<T>& into, const Place& place) {
  const auto add = [&](const json& one, const Place& where) {
    T inner{};
    read(one, inner, where);
    into.push_back(std::move(inner));
  };
  if (!value.is_array()) return add(value, place);
  for (std::size_t i = 0; i < value.size(); ++i) add(value[i], place.at(i));
}

template <typename T>
json written(const std::vector<T>& value) {
  json list = json::array();
  for (const T& inner : value) list.push_back(written(inner));
  return list;
}

}  // namespace segmind::sandbox::forms
