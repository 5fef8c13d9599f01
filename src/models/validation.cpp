#include "models/validation.hpp"

#include "models/findings.hpp"
#include "models/limits.hpp"
#include "text/utf8.hpp"
#include "web/address.hpp"

namespace segmind::models {
namespace {

bool begins_with(std::string_view text, std::string_view lower_case) noexcept {
  if (text.size() < lower_case.size()) return false;
  for (std::size_t i = 0; i < lower_case.size(); ++i) {
    const char c = text[i] >= 'A' && text[i] <= 'Z' ? static_cast<char>(text[i] | 0x20) : text[i];
    if (c != lower_case[i]) return false;
  }
  return true;
}

bool has_control(std::string_view text) noexcept {
  for (; !text.empty(); text.remove_prefix(text::first_code_point(text).size)) {
    if (text::is_control(text::first_code_point(text).value)) return true;
  }
  return false;
}

std::string reference_problem(std::string_view address) {
  if (text::is_blank(address)) return "It is empty; give a public address that begins with https:// or http://.";
  if (!text::is_utf8(address)) return std::string(not_utf8);
  if (has_nul(address)) return std::string(holds_nul);
  if (has_control(address)) return "It holds a control character, such as a line break; remove it.";
  if (begins_with(address, "data:")) {
    return "The model refuses data that is sent inline; upload the file first and give the address that comes back.";
  }
  const bool is_web = begins_with(address, "http:") || begins_with(address, "https:");
  const bool is_absolute = address.find("://") != std::string_view::npos;
  if (begins_with(address, "file:") || !(is_web || is_absolute)) {
    return "The service cannot read a file of this computer; give a public address that begins with https:// or "
           "http://, or upload the file first.";
  }
  return web::address_problem(address);
}

// `called` is these references' name in the prompt, without the number: "Image".
void add_references(Findings& findings, const std::string& field, const std::string& called,
                    const std::vector<std::string>& addresses) {
  for (std::size_t i = 0; i < addresses.size(); ++i) {
    std::string problem = reference_problem(addresses[i]);
    if (problem.empty()) continue;
    problem = called + std::to_string(i + 1) + ": " + problem;
    findings.add(field + "[" + std::to_string(i) + "]", shown_value(addresses[i]), std::move(problem));
  }
}

std::string counted(std::size_t count, const std::string& what) {
  return std::to_string(count) + " " + what + (count == 1 ? "" : "s");
}

}  // namespace

std::vector<Violation> violations(const RequestFields& fields) {
  Findings findings;
  findings.check_prompt(fields.prompt);
  // May be blank: that turns the service's default negative prompt off.
  if (fields.negative_prompt) findings.check_text("negative_prompt", *fields.negative_prompt);
  add_references(findings, "reference_images", "Image", fields.images);
  add_references(findings, "reference_videos", "Video", fields.videos);
  if (fields.images.size() + fields.videos.size() > limits::max_references) {
    findings.add("references",
                 counted(fields.images.size(), "image") + " and " + counted(fields.videos.size(), "video"),
                 "The model takes at most " + std::to_string(limits::max_references) +
                     ", images and videos together; remove some.");
  }
  if (fields.voice) {
    findings.add("reference_voice", shown_value(*fields.voice), reference_problem(*fields.voice));
  }
  if (fields.resolution && to_string(*fields.resolution).empty()) {
    findings.add("resolution", std::to_string(static_cast<int>(*fields.resolution)),
                 "It is neither Resolution::p720 nor Resolution::p1080; choose one of them.");
  }
  if (fields.duration && (*fields.duration < limits::min_duration || *fields.duration > limits::max_duration)) {
    findings.add("duration", std::to_string(fields.duration->count()) + " s",
                 "It must be " + std::to_string(limits::min_duration.count()) + " to " +
                     std::to_string(limits::max_duration.count()) + " seconds.");
  }
  return findings.take();
}

}  // namespace segmind::models
