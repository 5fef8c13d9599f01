// Included before everything else: what Linux and glibc have and others lack is taken away, once the system's own
// headers have used it. What is left compiles as on a system that has POSIX alone, and F_FULLFSYNC as macOS has it.
#include <curl/curl.h>
#include <dlfcn.h>
#include <event2/http.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <filesystem>
#include <fstream>
#include <functional>
#include <future>
#include <mutex>
#include <nlohmann/json.hpp>
#include <optional>
#include <random>
#include <regex>
#include <sstream>
#include <string>
#include <system_error>
#include <thread>
#include <unordered_map>
#include <vector>

#undef __linux__
#undef __GLIBC_PREREQ
#undef MSG_NOSIGNAL
#undef SOCK_CLOEXEC
#undef SOCK_NONBLOCK
#undef SIOCOUTQ
#undef TCP_USER_TIMEOUT
#undef STATX_ATTR_MOUNT_ROOT

// To their callers they are not there.
#pragma GCC poison accept4 pipe2 eventfd epoll_create1 epoll_ctl epoll_wait ppoll dup3 sigtimedwait \
    posix_spawn_file_actions_addclosefrom_np

#define F_FULLFSYNC 51
