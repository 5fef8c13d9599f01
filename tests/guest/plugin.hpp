#pragma once

// What plugin.cpp offers its host.

extern "C" {

/// Makes a clip, with callbacks and a journal, and destroys its client. False when something failed.
bool plugin_make_clip(const char* base_url, const char* key);

/// The same; destroying the client does not wait for its journal's thread, which first calls `work`.
bool plugin_leave_thread(const char* base_url, const char* key, void (*work)());

/// Begins a call to a host whose address nobody knows yet, and destroys its client once `begun` has returned.
void plugin_leave_lookup(void (*begun)());
}
