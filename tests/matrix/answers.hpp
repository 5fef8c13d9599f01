#pragma once

#include <array>
#include <string>

#include "matrix/cell.hpp"

namespace segmind::matrix {

/// Every status of the wire contract, and those of gateways.
inline constexpr std::array<int, 22> statuses{200, 201, 202, 204, 206, 302, 307, 400, 401, 402, 403,
                                              404, 405, 406, 410, 422, 429, 500, 502, 503, 504, 599};

inline constexpr std::array<Shape, 8> shapes{Shape::error, Shape::message, Shape::detail,   Shape::text,
                                             Shape::html,  Shape::empty,   Shape::cut_json, Shape::binary};

/// The sandbox's fault for an answer. A redirect points to `location`, the address of the request, so that a client
/// that follows it repeats the request, and on paying steps pays twice.
sandbox::Fault to_sandbox(const AnswerFault& fault, Step step, const std::string& location);

}  // namespace segmind::matrix
