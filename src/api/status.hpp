#pragma once

#include <chrono>
#include <string_view>

#include "api/headers.hpp"
#include "segmind/error.hpp"

namespace segmind::api {

/// The Error for an answer that is not a usable 200. Sets all members but `attempts`; the message is safe to print.
/// `charge` is that of a request that pays; for other requests the caller must set it to Charge::none.
Error error_from(int status, const Headers& headers, std::string_view body, std::chrono::system_clock::time_point now);

/// The Charge of a request that pays and got this status.
Charge charge_of(int status) noexcept;

/// What this status, as an answer to a request that pays, says about the service.
enum class Health { works, out_of_order, unclear };
Health health_of(int status) noexcept;

/// The standard reason phrase, such as "Bad Gateway", else "Unknown status".
std::string_view reason_phrase(int status) noexcept;

}  // namespace segmind::api
