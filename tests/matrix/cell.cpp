#include "matrix/cell.hpp"

namespace segmind::matrix {
namespace {

using testing::ByteFault;
using testing::Direction;

std::string text_of(const ByteFault& fault) {
  const char* what = fault.what == ByteFault::What::cut     ? "cut"
                     : fault.what == ByteFault::What::reset ? "reset"
                                                            : "stall";
  const char* direction = fault.direction == Direction::to_client ? "answer" : "request";
  const char* when = fault.when == ByteFault::When::passed ? "after" : "at";
  return std::string(what) + ' ' + direction + ' ' + when + ' ' + std::to_string(fault.offset);
}

std::string text_of(const AnswerFault& fault) {
  std::string text = std::to_string(fault.status) + ' ' + std::string(name_of(fault.shape));
  if (fault.charged) text += *fault.charged ? " charged" : " free";
  if (fault.times == sandbox::Fault::every_time) return text + " forever";
  return fault.times == 1 ? text : text + " x" + std::to_string(fault.times);
}

}  // namespace

std::string_view name_of(Step step) noexcept {
  switch (step) {
    case Step::generate: return "v1 generate, bytes";
    case Step::generate_address: return "v1 generate, JSON";
    case Step::generate_download: return "v1 download";
    case Step::submit: return "v2 submit";
    case Step::status: return "v2 status";
    case Step::result: return "v2 result";
    case Step::download: return "v2 download";
    case Step::upload: return "upload";
  }
  return "";
}

std::string_view name_of(Transport transport) noexcept {
  switch (transport) {
    case Transport::plain: return "HTTP/1.1";
    case Transport::tls: return "HTTP/1.1 TLS";
    case Transport::http2: return "HTTP/2 TLS";
  }
  return "";
}

std::string_view name_of(Connection connection) noexcept {
  return connection == Connection::fresh ? "fresh" : "reused";
}

std::string_view name_of(Kind kind) noexcept {
  switch (kind) {
    case Kind::bytes: return "bytes";
    case Kind::answers: return "answers";
    case Kind::retries: return "3 attempts";
    case Kind::records: return "records";
  }
  return "";
}

std::string_view name_of(Shape shape) noexcept {
  switch (shape) {
    case Shape::error: return "error";
    case Shape::message: return "message";
    case Shape::detail: return "detail";
    case Shape::text: return "text";
    case Shape::html: return "HTML";
    case Shape::empty: return "empty";
    case Shape::cut_json: return "cut JSON";
    case Shape::binary: return "binary";
  }
  return "";
}

std::string row_name(const Cell& cell) {
  const auto part = [](std::string_view text) { return std::string(text) + " | "; };
  return part(name_of(cell.step)) + part(name_of(cell.transport)) + part(name_of(cell.connection)) +
         std::string(name_of(cell.kind));
}

std::string cell_name(const Cell& cell) {
  std::string name = row_name(cell) + " |";
  if (cell.byte_fault) name += ' ' + text_of(*cell.byte_fault);
  if (cell.answer_fault) name += ' ' + text_of(*cell.answer_fault);
  if (cell.refused_connections > 0) name += " refuse " + std::to_string(cell.refused_connections);
  if (cell.failing_job) name += " job fails";
  if (cell.through_queue) name += " to its clip";
  if (cell.into_file) name += " into a file";
  return name;
}

sandbox::Route route_of(Step step) noexcept {
  switch (step) {
    case Step::generate:
    case Step::generate_address: return sandbox::Route::generate;
    case Step::submit: return sandbox::Route::submit;
    case Step::status: return sandbox::Route::status;
    case Step::result: return sandbox::Route::result;
    case Step::upload: return sandbox::Route::upload;
    case Step::generate_download:
    case Step::download: break;
  }
  return sandbox::Route::download;
}

bool pays(Step step) noexcept {
  return step == Step::generate || step == Step::generate_address || step == Step::generate_download ||
         step == Step::submit;
}

bool is_download(Step step) noexcept { return step == Step::generate_download || step == Step::download; }

bool is_about_known_clip(Step step) noexcept {
  return step == Step::status || step == Step::result || is_download(step);
}

}  // namespace segmind::matrix
