#include "sandbox/models/fields.hpp"

#include <limits>

namespace segmind::sandbox {
namespace {

/// Null where the field is not there.
const nlohmann::json* find(const nlohmann::json& body, const char* field) {
  const auto it = body.find(field);
  return it == body.end() || it->is_null() ? nullptr : &*it;
}

std::size_t characters(const std::string& utf8) {
  std::size_t count = 0;
  for (const char c : utf8) count += (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
  return count;
}

std::string shown(const nlohmann::json& value) {
  return value.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace).substr(0, 40);
}

Refusal out_of_range(const char* field, const char* type, const nlohmann::json& least, const nlohmann::json& most,
                     const nlohmann::json& value) {
  return refused(field, std::string("expected ") + type + " from " + least.dump() + " to " + most.dump() + ", got " +
                            shown(value));
}

}  // namespace

Refusal refused(const std::string& field, const std::string& problem) { return {406, field + ": " + problem}; }

std::optional<Refusal> need(const nlohmann::json& body, const char* field) {
  if (body.contains(field)) return std::nullopt;
  return Refusal{400, std::string("Missing required field: ") + field};
}

std::optional<Refusal> read_prompt(const nlohmann::json& body, std::string& prompt) {
  const nlohmann::json* value = find(body, "prompt");
  if (value == nullptr || !value->is_string()) return Refusal{400, "Missing required field: prompt"};
  prompt = value->get<std::string>();
  if (prompt.find_first_not_of(" \t\r\n") == std::string::npos) return Refusal{400, "prompt must not be empty"};
  return std::nullopt;
}

std::optional<Refusal> read_text(const nlohmann::json& body, const char* field, std::size_t most_characters,
                                 std::string& text) {
  const nlohmann::json* value = find(body, field);
  if (value == nullptr) return std::nullopt;
  if (!value->is_string()) return refused(field, "expected a string");
  text = value->get<std::string>();
  if (characters(text) <= most_characters) return std::nullopt;
  return refused(field, "longer than " + std::to_string(most_characters) + " characters");
}

std::optional<Refusal> read_integer(const nlohmann::json& body, const char* field, std::int64_t least,
                                    std::int64_t most, std::int64_t& value) {
  const nlohmann::json* found = find(body, field);
  if (found == nullptr) return std::nullopt;
  constexpr auto largest = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
  const bool overflows = found->is_number_unsigned() && found->get<std::uint64_t>() > largest;
  if (!found->is_number_integer() || overflows || found->get<std::int64_t>() < least ||
      found->get<std::int64_t>() > most) {
    return out_of_range(field, "an integer", least, most, *found);
  }
  value = found->get<std::int64_t>();
  return std::nullopt;
}

std::optional<Refusal> read_number(const nlohmann::json& body, const char* field, double least, double most,
                                   double& value) {
  const nlohmann::json* found = find(body, field);
  if (found == nullptr) return std::nullopt;
  if (!found->is_number() || found->get<double>() < least || found->get<double>() > most) {
    return out_of_range(field, "a number", least, most, *found);
  }
  value = found->get<double>();
  return std::nullopt;
}

std::optional<Refusal> read_boolean(const nlohmann::json& body, const char* field, bool& value) {
  const nlohmann::json* found = find(body, field);
  if (found == nullptr) return std::nullopt;
  if (!found->is_boolean()) return refused(field, "expected true or false, got " + shown(*found));
  value = found->get<bool>();
  return std::nullopt;
}

std::optional<Refusal> read_choice(const nlohmann::json& body, const char* field,
                                   std::initializer_list<const char*> choices, std::string& value) {
  const nlohmann::json* found = find(body, field);
  if (found == nullptr) return std::nullopt;
  std::string all;
  for (const char* choice : choices) {
    if (*found == choice) {
      value = choice;
      return std::nullopt;
    }
    all.append(all.empty() ? "" : choice == *(choices.end() - 1) ? " or " : ", ").append(choice);
  }
  return refused(field, "expected " + all + ", got " + shown(*found));
}

}  // namespace segmind::sandbox
