#include "call/account/credits.hpp"

#include "api/credits.hpp"
#include "call/account/question.hpp"
#include "call/exchange/failure.hpp"
#include "text/utf8.hpp"

namespace segmind::call {
namespace {

Result<Credits> credits_in(const std::string& text) {
  const auto found = api::read_credits(text);
  if (found) return Credits{found->credits.value_or(0), found->free_credits.value_or(0)};
  return bad_response("The answer names no credits: " + text::excerpt(text, 200));
}

// An account that never had any is told like this (documented), and it is no failure.
std::optional<Credits> none_yet(const Error& error) {
  const bool has_none = error.http_status == 404 && error.message.find("No credits found") != std::string::npos;
  return has_none ? std::optional(Credits()) : std::nullopt;
}

}  // namespace

Operation<Credits> credits(const std::shared_ptr<Engine>& engine, const CallOptions& options) {
  Question<Credits> question;
  question.kind = CallKind::credits;
  question.address = engine->addresses().credits;
  question.read = credits_in;
  question.read_error = none_yet;
  return ask(engine, options, std::move(question));
}

}  // namespace segmind::call
