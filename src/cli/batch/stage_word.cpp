#include "cli/batch/stage_word.hpp"

namespace segmind::cli {

const char* word_of(Clip::Stage stage) {
  switch (stage) {
    case Clip::Stage::unsent: return "not sent";
    case Clip::Stage::sending: return "sending";
    case Clip::Stage::waiting: return "being made";
    case Clip::Stage::elsewhere: return "elsewhere";
    case Clip::Stage::unsaved: return "not saved yet";
    case Clip::Stage::there: return "done";
    case Clip::Stage::was_there: return "done before";
    case Clip::Stage::by_another: return "by another";
    case Clip::Stage::kept: return "misplaced";
    case Clip::Stage::left: return "goes on";
    case Clip::Stage::failed: return "failed";
    case Clip::Stage::uncertain: return "uncertain";
    case Clip::Stage::lost: return "lost";
  }
  return "";
}

}  // namespace segmind::cli
