#pragma once

#include <chrono>
#include <string_view>

#include "api/headers.hpp"
#include "segmind/error.hpp"

namespace segmind::api {

/// The Error that an answer with this status stands for; `status` is anything but a usable 200. It is complete but for
/// `attempts`, and the message is safe to print.
///
/// `charge` holds for a request that pays; for one that never pays, the caller sets it to Charge::none.
Error error_from(int status, const Headers& headers, std::string_view body, std::chrono::system_clock::time_point now);

/// What an answer with this status may have cost, by a request that pays.
Charge charge_of(int status) noexcept;

/// What an answer with this status, to a request that pays, shows of the service.
enum class Health { works, out_of_order, unclear };
Health health_of(int status) noexcept;

/// The standard phrase, such as "Bad Gateway"; "Unknown status" for a status without one.
std::string_view reason_phrase(int status) noexcept;

}  // namespace segmind::api
