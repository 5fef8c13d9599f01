#include "call/exchange/verdict.hpp"

#include <gtest/gtest.h>

#include <iostream>
#include <string>
#include <vector>

namespace segmind::call {
namespace {

using net::Ending;
using net::Reached;

struct Row {
  const char* what;
  Ending ending;
  int status;
  Reached reached;
};

std::string word(Verdict verdict) {
  switch (verdict) {
    case Verdict::permanent: return "permanent";
    case Verdict::may_pass: return "may pass";
    case Verdict::may_have_been_paid: return "may have been paid";
  }
  return "?";
}

std::string cell(const std::string& text, std::size_t width) {
  return text + std::string(width > text.size() ? width - text.size() : 0, ' ');
}

std::vector<Row> rows() {
  std::vector<Row> all{
      {"name not looked up", Ending::resolve, 0, Reached::nothing},
      {"no connection", Ending::connect, 0, Reached::nothing},
      {"no connection in time", Ending::connect_timeout, 0, Reached::nothing},
      {"no descriptor left", Ending::shortage, 0, Reached::nothing},
      {"TLS not agreed on", Ending::tls, 0, Reached::nothing},
      {"certificate", Ending::certificate, 0, Reached::nothing},
      {"no authorities", Ending::authorities, 0, Reached::nothing},
      {"this side could not go on", Ending::local, 0, Reached::nothing},
      {"client closed", Ending::closed, 0, Reached::nothing},
      {"broken while sending", Ending::broken, 0, Reached::sending},
      {"broken before an answer", Ending::broken, 0, Reached::sent},
      {"head too large", Ending::too_large, 0, Reached::sent},
      {"200, broken", Ending::broken, 200, Reached::answered},
      {"200, too large", Ending::too_large, 200, Reached::answered},
      {"201, broken", Ending::broken, 201, Reached::answered},
  };
  for (const int status :
       {302, 400, 401, 402, 403, 404, 405, 406, 408, 410, 422, 429, 499, 500, 502, 503, 504, 520, 524, 529, 530}) {
    all.push_back({nullptr, Ending::complete, status, Reached::complete});
  }
  return all;
}

// The table itself: who changes a rule of trying again changes it here, too.
constexpr const char* table = R"(
what happened              question            payment             job                 file                payment's charge
name not looked up         may pass            may pass            may pass            may pass            none
no connection              may pass            may pass            may pass            may pass            none
no connection in time      may pass            may pass            may pass            may pass            none
no descriptor left         may pass            may pass            may pass            may pass            none
TLS not agreed on          may pass            may pass            may pass            may pass            none
certificate                permanent           permanent           permanent           permanent           none
no authorities             permanent           permanent           permanent           permanent           none
this side could not go on  permanent           permanent           may pass            may pass            none
client closed              permanent           permanent           permanent           permanent           none
broken while sending       may pass            permanent           may pass            may pass            none
broken before an answer    may pass            may have been paid  may pass            may pass            possible
head too large             permanent           may have been paid  permanent           permanent           possible
200, broken                may pass            permanent           may pass            may pass            charged
200, too large             permanent           permanent           permanent           permanent           charged
201, broken                may pass            permanent           may pass            may pass            possible
302                        permanent           permanent           may pass            may pass            none
400                        permanent           permanent           may pass            may pass            none
401                        permanent           permanent           permanent           may pass            none
402                        permanent           permanent           may pass            may pass            none
403                        permanent           permanent           permanent           may pass            none
404                        permanent           permanent           may pass            may pass            none
405                        permanent           permanent           may pass            may pass            none
406                        permanent           permanent           may pass            may pass            none
408                        may pass            may have been paid  may pass            may pass            possible
410                        permanent           permanent           may pass            may pass            none
422                        permanent           permanent           may pass            may pass            none
429                        may pass            may pass            may pass            may pass            none
499                        may pass            may have been paid  may pass            may pass            possible
500                        may pass            may have been paid  may pass            may pass            possible
502                        may pass            may have been paid  may pass            may pass            possible
503                        may pass            may have been paid  may pass            may pass            possible
504                        may pass            may have been paid  may pass            may pass            possible
520                        may pass            may have been paid  may pass            may pass            possible
524                        may pass            may have been paid  may pass            may pass            possible
529                        may pass            may have been paid  may pass            may pass            possible
530                        may pass            may have been paid  may pass            may pass            possible
)";

TEST(Verdict, IsOneTableForAllThatIsTriedAgain) {
  std::string printed = "\n" + cell("what happened", 27) + cell("question", 20) + cell("payment", 20) +
                        cell("job", 20) + cell("file", 20) + "payment's charge\n";
  for (const Row& row : rows()) {
    printed += cell(row.what != nullptr ? row.what : std::to_string(row.status), 27);
    for (const Purpose purpose : {Purpose::question, Purpose::payment, Purpose::job, Purpose::file}) {
      printed += cell(word(verdict(purpose, row.ending, row.status, row.reached)), 20);
    }
    printed += std::string(to_string(charge_of(row.reached, row.status))) + "\n";
  }
  std::cout << printed;
  EXPECT_EQ(printed, table);
}

TEST(Verdict, NothingThatMayHaveBeenPaidMerelyPasses) {
  for (const Row& row : rows()) {
    const Verdict of_payment = verdict(Purpose::payment, row.ending, row.status, row.reached);
    if (of_payment == Verdict::may_pass) {
      EXPECT_EQ(charge_of(row.reached, row.status), Charge::none) << row.status;
    }
  }
}

}  // namespace
}  // namespace segmind::call
