// libcurl 7.88 closes a socket that is still being connected before it says that the socket is not to be watched any
// more. By then another thread may have been given the same number, so that ThreadSanitizer, which follows descriptors
// by their numbers, sees two threads use one. The loop only takes the number out of its own epoll set, where the system
// has already dropped it (EBADF or ENOENT): nothing of the other thread's is touched.
extern "C" const char* __tsan_default_suppressions();

extern "C" const char* __tsan_default_suppressions() { return "race:on_socket\n"; }
