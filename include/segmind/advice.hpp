#pragma once

#include <string>
#include <string_view>

#include "segmind/export.hpp"

namespace segmind {

/// Why a request that the service would take may be regretted. Later versions may add codes.
enum class AdviceCode {
  prompt_too_long,            ///< Over 5000 characters (Unicode code points; from resellers of the model).
  reference_missing,          ///< The prompt calls a reference that was not given: Image3 of two images.
  reference_named_otherwise,  ///< The prompt calls a reference by the older model's name: "character1".
  negative_prompt_too_long,   ///< Over 500 characters (Unicode code points; from resellers of the model).
  no_reference,               ///< Neither image nor video: the service may use its own sample picture (inferred).
  reference_not_called,       ///< A reference that the prompt never calls.
  reference_repeated,         ///< The same address was given twice.
  address_not_public,         ///< An address that the service cannot reach: loopback, a private network, no domain.
  address_with_login,         ///< An address with a user name or a password, which the service would learn.
  duration_with_video,        ///< Over 10 s with a reference video (from resellers of the model).
  seed_out_of_range,          ///< Outside 0 to 2147483647 (from resellers of the model).
  reference_of_other_kind     ///< The address has another kind's extension: a reference image in ".mp4".
};

/// The enumerator's name, such as "reference_missing".
SEGMIND_EXPORT std::string_view to_string(AdviceCode code) noexcept;

/// A reason to look at a request again before paying for it.
struct Advice {
  AdviceCode code{};
  std::string field{};    ///< The parameter's name, such as "prompt" or "reference_images[2]", as in Violation.
  std::string message{};  ///< One sentence: what will probably happen, and what to change. UTF-8, safe to print.
};

}  // namespace segmind
