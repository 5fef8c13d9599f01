#pragma once

#include <memory>
#include <string>

#include "sandbox/exchange.hpp"
#include "sandbox/generations.hpp"
#include "sandbox/rate_limit.hpp"

namespace segmind::sandbox {

/// Which route a request is for.
Route route_of(const std::string& method, const std::string& path, bool files_origin);

/// The service's API as the wire contract tells it. On the loop's thread.
class Api {
 public:
  struct Setup {
    const Options& options;
    const std::string& base_url;
    const std::string& files_url;
    Tally& tally;
    Ledger& ledger;
    Files& files;
    Generations& generations;
  };

  explicit Api(Setup setup);

  void handle(const std::shared_ptr<Exchange>& exchange);

 private:
  using ExchangePtr = std::shared_ptr<Exchange>;

  /// What is wrong with a request before anybody looks at its body; nothing when all is well.
  std::optional<Answer> refuse(const Request& request);
  std::optional<Answer> refuse_for_rate();
  void generate(const ExchangePtr& exchange);
  void submit(const ExchangePtr& exchange);
  Answer status(const Request& request);
  Answer result(const Request& request);
  Answer credits() const;
  Answer upload(const Request& request);

  Answer v1_clip(const Generation& generation);
  Answer failed(const Generation& generation) const;
  Answer unknown(const Request& request) const;
  std::string address(const Generation& generation, std::string_view tail) const;

  Setup setup_;
  RateLimit rate_;
};

}  // namespace segmind::sandbox
