#pragma once

#include <memory>
#include <string>

#include "sandbox/exchange.hpp"
#include "sandbox/generations.hpp"
#include "sandbox/history.hpp"
#include "sandbox/models/catalogue.hpp"
#include "sandbox/rate_limit.hpp"

namespace segmind::sandbox {

/// Answers as the service's API does. On the loop's thread.
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
    History& history;
    const Catalogue& models;
  };

  explicit Api(Setup setup);

  /// Which route a request is for.
  Route route_of(const std::string& method, const std::string& path, bool files_origin) const;

  void handle(const std::shared_ptr<Exchange>& exchange);

 private:
  using ExchangePtr = std::shared_ptr<Exchange>;

  /// What is wrong with a request without its body; nothing: all is well.
  std::optional<Answer> refuse(const Request& request);
  std::optional<Answer> refuse_for_rate();
  bool tells_reset() const noexcept;
  /// The model of an address below /v1/ or /v2/; null for any other address.
  const Model* model_at(std::string_view version, std::string_view path) const;
  bool is_known(std::string_view path) const;

  struct Started {
    std::shared_ptr<Generation> generation;
    std::optional<Refusal> refusal;  ///< Of the model.
  };
  /// What a request asks for, as its model reads it, or why the model refuses it.
  std::variant<Started, Refusal> begin(const Exchange& exchange, std::string_view version);
  void generate(const ExchangePtr& exchange);
  void submit(const ExchangePtr& exchange);
  Answer status(const Exchange& exchange);
  Answer result(const Exchange& exchange);
  Answer credits() const;
  Answer upload(const Request& request);

  /// Begins the work. `way`: how the request came.
  void start(const Exchange& exchange, const std::shared_ptr<Generation>& generation, History::Way way, bool recorded);
  Answer v1_clip(const Exchange& exchange, const Generation& generation);
  /// The body in the fault's shape, where the fault has one.
  void shape(const Exchange& exchange, const Generation& generation, Answer& answer);
  /// The job that is asked for; null: unknown at that address.
  std::shared_ptr<const Generation> job_at(const std::string& path);
  Answer failed(const Generation& generation) const;
  Answer unknown(const Request& request) const;
  std::string_view records() const noexcept;
  std::string address(const Generation& generation, std::string_view tail) const;

  Setup setup_;
  RateLimit rate_;
};

}  // namespace segmind::sandbox
