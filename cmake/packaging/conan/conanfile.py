"""Builds the clone that it stands in: conan create cmake/packaging/conan --build=missing"""
import os
import re

from conan import ConanFile
from conan.tools.cmake import CMake, CMakeDeps, CMakeToolchain, cmake_layout
from conan.tools.files import copy, load
from conan.tools.gnu import PkgConfigDeps


class Segmind(ConanFile):
    name = "segmind"
    description = "C++ SDK for Segmind's Wan 2.7 Reference-to-Video"
    homepage = "https://www.segmind.com/models/wan2.7-r2v"
    license = "MIT"
    package_type = "library"
    settings = "os", "arch", "compiler", "build_type"
    parts = ("sandbox", "cli", "c", "journal_sqlite", "journal_postgres")
    options = {name: [True, False] for name in ("shared", "fPIC", *parts)}
    default_options = {"shared": False, "fPIC": True, "sandbox": False, "cli": False, "c": False,
                       "journal_sqlite": True, "journal_postgres": False}
    implements = ["auto_shared_fpic"]

    @property
    def clone(self):
        return os.path.join(self.recipe_folder, "..", "..", "..")

    def set_version(self):
        header = load(self, os.path.join(self.clone, "include", "segmind", "version.hpp"))
        self.version = ".".join(re.findall(r"#define SEGMIND_VERSION_\w+ (\d+)", header))

    def export_sources(self):
        for entry in ("CMakeLists.txt", "LICENSE", "cmake/*", "include/*", "src/*"):
            copy(self, entry, self.clone, self.export_sources_folder)

    def layout(self):
        cmake_layout(self)

    def requirements(self):
        self.requires("libcurl/[>=7.81 <9]")
        self.requires("nlohmann_json/[>=3.10 <4]", visible=False)
        if self.options.sandbox:
            self.requires("libevent/[>=2.1 <3]")
            self.requires("openssl/[>=1.1 <4]")
        if self.options.cli:
            self.requires("cli11/[>=2.1 <3]", visible=False)
        if self.options.journal_sqlite:
            self.requires("sqlite3/[>=3.35 <4]")
        if self.options.journal_postgres:
            self.requires("libpq/[>=13]")

    def generate(self):
        CMakeDeps(self).generate()
        PkgConfigDeps(self).generate()  # libevent and libpq are looked for so
        toolchain = CMakeToolchain(self)
        toolchain.cache_variables.update(self.cmake_options())
        toolchain.generate()

    def cmake_options(self):
        parts = {f"SEGMIND_BUILD_{part.upper()}": bool(self.options.get_safe(part)) for part in self.parts}
        return {**parts, "SEGMIND_BUILD_TESTS": False, "SEGMIND_BUILD_EXAMPLES": False}

    def build(self):
        cmake = CMake(self)
        cmake.configure()
        cmake.build()

    def package(self):
        copy(self, "LICENSE", self.source_folder, os.path.join(self.package_folder, "licenses"))
        CMake(self).install()

    def package_info(self):
        # The package's own configuration, which knows its components and what each needs.
        self.cpp_info.set_property("cmake_find_mode", "none")
        self.cpp_info.builddirs = [os.path.join("lib", "cmake", "segmind")]
        self.cpp_info.libs = ["segmind"]
