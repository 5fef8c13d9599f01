#pragma once

#include "sandbox/forms/fields.hpp"
#include "segmind/sandbox/server.hpp"

namespace segmind::sandbox::forms {

json written(const Counts& counts);
void read(const json& value, Counts& into, const Place& place);

/// The count of that name, a number; null: there is none.
json count_named(const Counts& counts, std::string_view name);

json written(const SeenRequest& request);
void read(const json& value, SeenRequest& into, const Place& place);

json written(const Record& record);
void read(const json& value, Record& into, const Place& place);

json written(const ModelAnswer& answer);
void read(const json& value, ModelAnswer& into, const Place& place);

}  // namespace segmind::sandbox::forms
