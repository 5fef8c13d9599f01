// A plugin that has nothing to do with the library.
extern "C" int another_plugin() { return 0; }
