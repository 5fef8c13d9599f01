#include "segmind/sandbox/fault.hpp"

#include <stdexcept>

#include "sandbox/answer.hpp"
#include "sandbox/json_text.hpp"

namespace segmind::sandbox {

std::string_view to_string(Route route) noexcept {
  switch (route) {
    case Route::any: return "any";
    case Route::generate: return "generate";
    case Route::submit: return "submit";
    case Route::status: return "status";
    case Route::result: return "result";
    case Route::credits: return "credits";
    case Route::upload: return "upload";
    case Route::records: return "records";
    case Route::download: return "download";
    case Route::other: return "other";
  }
  return "other";
}

Fault Fault::status(int code) {
  Fault fault;
  fault.replace_status = code;
  return fault;
}

Fault Fault::status(int code, std::string body, std::string content_type) {
  Fault fault = status(code);
  fault.replace_body = std::move(body);
  fault.content_type = std::move(content_type);
  return fault;
}

Fault Fault::body(std::string body, std::string content_type) {
  Fault fault;
  fault.replace_body = std::move(body);
  fault.content_type = std::move(content_type);
  return fault;
}

Fault Fault::html(int code) {
  return status(code,
                "<html>\n<head><title>" + std::to_string(code) + " " + std::string(reason_phrase(code)) +
                    "</title></head>\n<body><h1>" + std::string(reason_phrase(code)) + "</h1></body>\n</html>\n",
                "text/html");
}

Fault Fault::patch(std::string json) {
  if (!read_json(json).is_object()) {
    throw std::invalid_argument("fault: a patch is a JSON object, not '" + json + "'");
  }
  Fault fault;
  fault.patches.push_back(std::move(json));
  return fault;
}

Fault Fault::word(std::string_view status) { return patch(json_text({{"status", std::string(status)}})); }

Fault Fault::shape(std::string json) {
  Fault fault;
  fault.clip_shape = std::move(json);
  return fault;
}

Fault Fault::job(int code) {
  Fault fault;
  fault.job_status = code;
  return fault;
}

Fault Fault::as_type(std::string content_type) {
  Fault fault;
  fault.content_type = std::move(content_type);
  return fault;
}

Fault Fault::redirect(std::string location, int code) {
  return status(code, "", "text/plain").header("Location", std::move(location));
}

Fault Fault::cut(std::uint64_t after_bytes, Ending ending) {
  Fault fault;
  fault.cut_after_bytes = after_bytes;
  fault.ending = ending;
  return fault;
}

Fault Fault::cut_body(std::uint64_t after_bytes, Ending ending) {
  Fault fault;
  fault.cut_body_bytes = after_bytes;
  fault.ending = ending;
  return fault;
}

Fault Fault::no_answer(Ending ending) { return cut(0, ending); }

Fault Fault::unread(Ending ending) {
  Fault fault;
  fault.close_unread = true;
  fault.ending = ending;
  return fault;
}

Fault Fault::stall(std::uint64_t after_bytes) {
  Fault fault;
  fault.stall_after_bytes = after_bytes;
  return fault;
}

Fault Fault::garbage(std::string bytes) {
  Fault fault;
  fault.raw = std::move(bytes);
  return fault;
}

Fault Fault::unframed(std::optional<std::uint64_t> body_bytes) {
  Fault fault;
  fault.drop_headers.emplace_back("Content-Length");
  fault.cut_body_bytes = body_bytes;
  return fault;
}

Fault Fault::large(std::uint64_t bytes, std::string content_type) {
  Fault fault;
  fault.large_body = bytes;
  fault.content_type = std::move(content_type);
  return fault;
}

Fault Fault::drip(std::size_t bytes, std::chrono::milliseconds pause) {
  Fault fault;
  fault.drip_bytes = bytes;
  fault.drip_pause = pause;
  return fault;
}

Fault Fault::late(std::chrono::milliseconds delay) { return Fault().after(delay); }

Fault Fault::interim_first(std::vector<int> codes) {
  Fault fault;
  fault.interim = std::move(codes);
  return fault;
}

Fault Fault::failed_work(std::string error) {
  Fault fault;
  fault.work_fails = std::move(error);
  return fault;
}

Fault& Fault::on(Route which) {
  route = which;
  return *this;
}

Fault& Fault::repeat(int how_often) {
  times = how_often;
  return *this;
}

Fault& Fault::after_skipping(int requests) {
  skip = requests;
  return *this;
}

Fault& Fault::after(std::chrono::milliseconds wait) {
  delay = wait;
  return *this;
}

Fault& Fault::header(std::string name, std::string value) {
  add_headers.emplace_back(std::move(name), std::move(value));
  return *this;
}

Fault& Fault::without(std::string header_name) {
  drop_headers.push_back(std::move(header_name));
  return *this;
}

Fault& Fault::without_extras() {
  bare = true;
  return *this;
}

Fault& Fault::charged(bool yes) {
  charge = yes;
  return *this;
}

Fault& Fault::cut_after(std::uint64_t bytes, Ending how) {
  cut_after_bytes = bytes;
  ending = how;
  return *this;
}

}  // namespace segmind::sandbox
