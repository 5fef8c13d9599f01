#include "matrix/answers.hpp"

#include <string_view>

namespace segmind::matrix {
namespace {

using namespace std::string_view_literals;

std::string_view body_of(Shape shape) noexcept {
  switch (shape) {
    case Shape::error: return R"({"error":"The sandbox was told to say this"})";
    case Shape::message: return R"({"message":"The sandbox was told to say this","code":17})";
    case Shape::detail: return R"({"detail":[{"loc":["body","prompt"],"msg":"field required"}]})";
    case Shape::text: return "upstream connect error or disconnect/reset before headers";
    case Shape::html: return "<html><head><title>Oops</title></head><body><h1>Oops</h1></body></html>";
    case Shape::empty: return "";
    case Shape::cut_json: return R"({"request_id":"0123456789ab)";
    case Shape::binary: return "\x00\xff\xfe\x01\x80\x0d\x0a\x00\x1b[31m"sv;
  }
  return "";
}

const char* type_of(Shape shape) noexcept {
  switch (shape) {
    case Shape::text:
    case Shape::empty: return "text/plain";
    case Shape::html: return "text/html";
    case Shape::binary: return "application/octet-stream";
    case Shape::error:
    case Shape::message:
    case Shape::detail:
    case Shape::cut_json: break;
  }
  return "application/json";
}

}  // namespace

sandbox::Fault to_sandbox(const AnswerFault& fault, Step step, const std::string& location) {
  sandbox::Fault made = sandbox::Fault::status(fault.status, std::string(body_of(fault.shape)), type_of(fault.shape));
  made.on(route_of(step)).repeat(fault.times);
  if (fault.charged) made.charged(*fault.charged);
  if (fault.status / 100 == 3) made.header("Location", location);
  // Without the hint a client rests for seconds after a 429.
  if (fault.status == 429) made.header("Retry-After", "0");
  return made;
}

}  // namespace segmind::matrix
