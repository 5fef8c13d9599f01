"""What Conan does with the recipe, as far as it needs no Conan:  conan_steps.py <source folder> <work folder>

Dependencies are the system's. Prints the folder of the package."""
import os
import re
import shutil
import subprocess
import sys
import types
from pathlib import Path

source, work = (Path(argument).resolve() for argument in sys.argv[1:])
recipe_file = source / "cmake/packaging/conan/conanfile.py"


class ConanFile:
    pass


class Options(dict):
    __getattr__ = dict.__getitem__

    def get_safe(self, name):
        return self.get(name)


class CMake:
    def __init__(self, recipe):
        self.recipe = recipe

    def configure(self):
        options = [f"-D{name}={'ON' if value else 'OFF'}" for name, value in self.recipe.cmake_options().items()]
        self.run("-S", self.recipe.source_folder, "-B", self.recipe.build_folder, "-G", "Ninja", *options,
                 "-DCMAKE_BUILD_TYPE=Release", "-DCMAKE_UNITY_BUILD=ON", "-DCMAKE_INSTALL_LIBDIR=lib")

    def build(self):
        self.run("--build", self.recipe.build_folder)

    def install(self):
        self.run("--install", self.recipe.build_folder, "--prefix", self.recipe.package_folder)

    @staticmethod
    def run(*arguments):
        subprocess.run(["cmake", *map(str, arguments)], check=True, stdout=subprocess.DEVNULL)


def copy(_recipe, pattern, source_folder, destination):
    for file in Path(source_folder).resolve().glob(pattern.replace("/*", "/**/*")):
        if file.is_file():
            target = Path(destination) / file.relative_to(Path(source_folder).resolve())
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(file, target)


def module(name, **contents):
    sys.modules[name] = types.ModuleType(name)
    vars(sys.modules[name]).update(contents)


module("conan", ConanFile=ConanFile)
module("conan.tools")
module("conan.tools.cmake", CMake=CMake, CMakeDeps=None, CMakeToolchain=None, cmake_layout=lambda recipe: None)
module("conan.tools.gnu", PkgConfigDeps=None)
module("conan.tools.files", copy=copy, load=lambda recipe, path: Path(path).read_text())
names = {}
exec(compile(recipe_file.read_text(), recipe_file, "exec"), names)

shutil.rmtree(work, ignore_errors=True)
recipe = names["Segmind"]()
recipe.recipe_folder = str(recipe_file.parent)
recipe.options = Options(recipe.default_options, sandbox=True, c=True)
recipe.export_sources_folder = recipe.source_folder = str(work / "source")
recipe.build_folder, recipe.package_folder = str(work / "build"), str(work / "package")
recipe.set_version()
assert re.fullmatch(r"\d+\.\d+\.\d+", recipe.version), recipe.version
wanted = []
recipe.requires = lambda reference, **_: wanted.append(reference)
recipe.requirements()
assert len(wanted) == 5, wanted
recipe.layout()
recipe.export_sources()
recipe.build()
recipe.package()
assert os.path.exists(work / "package/licenses/LICENSE")
print(recipe.package_folder)
