#pragma once

#include <initializer_list>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "sandbox/models/model.hpp"

/// Readers of a body's fields. A missing field, or null, leaves the value unchanged.
namespace segmind::sandbox {

/// A refusal as v1 answers it.
Refusal refused(const std::string& field, const std::string& problem);

/// Required, and not blank.
std::optional<Refusal> read_prompt(const nlohmann::json& body, std::string& prompt);

std::optional<Refusal> read_text(const nlohmann::json& body, const char* field, std::size_t most_characters,
                                 std::string& text);
std::optional<Refusal> read_integer(const nlohmann::json& body, const char* field, std::int64_t least,
                                    std::int64_t most, std::int64_t& value);
std::optional<Refusal> read_number(const nlohmann::json& body, const char* field, double least, double most,
                                   double& value);
std::optional<Refusal> read_boolean(const nlohmann::json& body, const char* field, bool& value);
std::optional<Refusal> read_choice(const nlohmann::json& body, const char* field,
                                   std::initializer_list<const char*> choices, std::string& value);

/// For a field that must be there, but may be null.
std::optional<Refusal> need(const nlohmann::json& body, const char* field);

}  // namespace segmind::sandbox
