#pragma once

#include <vector>

#include "segmind/advice.hpp"
#include "segmind/c/segmind.h"
#include "segmind/request.hpp"

namespace segmind::c {

/// A request as the program sees it.
struct RequestValue : segmind_request {
  RequestValue(Request made, std::vector<Advice> given);
  RequestValue(const RequestValue&) = delete;
  RequestValue& operator=(const RequestValue&) = delete;

  const Request request;

 private:
  const std::vector<Advice> advice_;
  std::vector<segmind_advice> items_;
  std::vector<const segmind_advice*> shown_;
};

}  // namespace segmind::c
