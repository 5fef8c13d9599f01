#pragma once

#include "sandbox/models/model.hpp"
#include "segmind/sandbox/model_answer.hpp"

namespace segmind::sandbox {

/// Takes any body and answers with the same bytes.
Model given_answer(ModelAnswer answer);

}  // namespace segmind::sandbox
