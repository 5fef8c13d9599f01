#pragma once

#include "call/paid/paid_request.hpp"
#include "call/recovery/record_search.hpp"

// What becomes of a request that pays when its answer is lost.
namespace segmind::call {

/// How its record is looked for. Its owner must outlive the search.
RecordSearch::Terms terms_after(const Call& call, PaidRequest& paid, const Request& request, const LostAnswer& lost,
                                RecordHolder& owner);

/// The same, with what the records show instead, and what to do.
LostAnswer without_record(LostAnswer lost, const RecordSearch::Nothing& nothing);

/// As if the records had not been asked: sends again where the program accepts that, or ends the call.
void go_on_without_record(PaidRequest& paid, LostAnswer lost);

/// What ended the call while the record was looked for. Where that is the call's limit, the loss is told.
Error told_of_lost(Error ended, const LostAnswer& lost, const RecordSearch::Nothing& so_far);

/// When the request left, in an error that may have cost money.
void note_sending(const PaidRequest& paid, Error& error);

}  // namespace segmind::call
