#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "api/request_fields.hpp"

namespace segmind::api {

/// What decides who can fetch from an address.
struct AddressParts {
  std::string host;  ///< Without brackets.
  bool has_user = false;
};

/// Takes an address apart. Given from outside because the one real URL parser at hand is libcurl's.
using AddressReader = AddressParts (*)(std::string_view address);

/// What the service would take but the caller may regret, in the order of the fields. The fields must be valid.
std::vector<Advice> advice(const RequestFields& fields, AddressReader read_address);

}  // namespace segmind::api
