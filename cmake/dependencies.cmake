# A parent project may bring these itself, under the same target names.
if(NOT TARGET CURL::libcurl)
  find_package(CURL 7.87 REQUIRED)  # 7.87 brought CURLOPT_QUICK_EXIT: cancelling need not wait for a name lookup
endif()
if(NOT TARGET nlohmann_json::nlohmann_json)
  find_package(nlohmann_json 3.10 REQUIRED)
endif()
if(NOT TARGET Threads::Threads)
  find_package(Threads REQUIRED)
endif()
