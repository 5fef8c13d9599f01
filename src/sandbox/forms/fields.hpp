#pragma once

#include "sandbox/forms/value.hpp"

namespace segmind::sandbox::forms {

/// A member of a JSON object and what it stands for in a T. A T is read and written by one table of fields.
template <typename T>
struct Field {
  std::string_view name;
  bool is_switch;  ///< True or false: on the command line a word without a value.
  void (*read)(T& into, const json& value, const Place& place);
  json (*write)(const T& from);  ///< Null: a short word for other fields, which is never written.
};

template <typename T, typename Value>
T owner_of(Value T::*member);
template <typename T, typename Value>
Value value_of(Value T::*member);

/// A field that is one member.
template <auto Member>
constexpr auto field(std::string_view name) {
  using T = decltype(owner_of(Member));
  return Field<T>{name, std::is_same_v<decltype(value_of(Member)), bool>,
                  [](T& into, const json& value, const Place& place) { read(value, into.*Member, place); },
                  [](const T& from) { return written(from.*Member); }};
}

/// Reads the members of an object into `into`, and names every problem.
template <typename T, typename Table>
void read_fields(const Table& table, const json& value, T& into, const Place& place) {
  if (!value.is_object()) return place.reject("an object", value);
  for (const auto& [name, inner] : value.items()) {
    const Field<T>* known = nullptr;
    for (const Field<T>& candidate : table) {
      if (candidate.name == name) known = &candidate;
    }
    if (known == nullptr) {
      place.say("unknown member '" + name + "'");
    } else {
      known->read(into, inner, place.at(name));
    }
  }
}

enum class Defaults { written, left_out };

template <typename T, typename Table>
json write_fields(const Table& table, const T& from, Defaults defaults) {
  const T usual{};
  json object = json::object();
  for (const Field<T>& each : table) {
    if (each.write == nullptr) continue;
    json value = each.write(from);
    if (defaults == Defaults::left_out && value == each.write(usual)) continue;
    object[std::string(each.name)] = std::move(value);
  }
  return object;
}

}  // namespace segmind::sandbox::forms
