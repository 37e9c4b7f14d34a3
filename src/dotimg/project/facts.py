"""From an evaluated project to its facts."""

import os
from collections.abc import Collection, Iterator

from dotimg.names import frameworks
from dotimg.project.brought.walk import Library, Referred
from dotimg.project.files import Files, resolve
from dotimg.project.model import Location, Project, Unknown, Value, listed, truth, unescaped
from dotimg.project.msbuild import items, sdks
from dotimg.project.msbuild.evaluation import Evaluation
from dotimg.project.msbuild.items import Item
from dotimg.project.project_files import PROJECTS, named_by

_ASPNET, _DESKTOP = "Microsoft.AspNetCore.App", "Microsoft.WindowsDesktop.App"
_FIRST_ASPNET = (3, 0)
_WEB_PACKAGES = frozenset((_ASPNET.lower(), "microsoft.aspnetcore.all"))  # before 3.0
_OLD_WEB = "349c5851-65df-11da-9384-00065b846f21"  # the project type of ASP.NET on .NET Framework
_SETTINGS = ("Web.config", "web.config")
_APP_HOST = "aspire.hosting.apphost"
_TEST_PACKAGES = frozenset(
    ("microsoft.net.test.sdk", "xunit.v3", "mstest", "tunit", "nunit3testadapter")
)
_OUTPUT_TYPES = {"exe": "Exe", "winexe": "WinExe", "library": "Library"}


class Gathering:
    """Asks an evaluation for one fact after the other, and keeps where each is stated.

    Args:
        evaluation: The project.
        files: Where its files are read.
        target: The target framework that was evaluated, empty where it has none.
    """

    def __init__(self, evaluation: Evaluation, files: Files, target: Value) -> None:
        self._properties = evaluation.properties
        self._sdks = tuple(evaluation.sdks)
        self._items = items.evaluate(evaluation.item_groups, evaluation.properties)
        self._files = files
        self._target = target
        self._where: dict[str, Location] = {}
        self._causes: dict[Unknown, list[str]] = {}
        for place in list(evaluation.sdks.values())[:1]:
            self._where["sdks"] = place

    def project(self, path: str, targets: Value) -> Project:
        """The facts.

        Args:
            path: How the project is called.
            targets: All its target frameworks.
        """
        references = self._framework_references()
        output_type = self._text("output_type", "OutputType")
        found = Project(
            path=path,
            sdks=self._sdks,
            framework=self._target if isinstance(self._target, str) else "",
            target_frameworks=self._targets(targets),
            output_type=_OUTPUT_TYPES.get((output_type or "").lower(), output_type),
            assembly_name=self._text("assembly_name", "AssemblyName"),
            test=self.is_test(),
            web=self._is_web(references),
            framework_references=references,
            runtime_identifier=self._text(
                "runtime_identifier", "PublishRuntimeIdentifier", "RuntimeIdentifier"
            ),
            runtime_identifiers=self._list("runtime_identifiers", "RuntimeIdentifiers"),
            container_runtime_identifier=self._text(
                "container_runtime_identifier", "ContainerRuntimeIdentifier"
            ),
            container_runtime_identifiers=self._list(
                "container_runtime_identifiers", "ContainerRuntimeIdentifiers"
            ),
            self_contained=self._stated("self_contained", "PublishSelfContained", "SelfContained"),
            single_file=self._truth("single_file", "PublishSingleFile"),
            trimmed=self._truth("trimmed", "PublishTrimmed"),
            aot=self._truth("aot", "PublishAot"),
            invariant_globalization=self._truth(
                "invariant_globalization", "InvariantGlobalization"
            ),
            container_base_image=self._text("container_base_image", "ContainerBaseImage"),
            container_family=self._verbatim("container_family", "ContainerFamily"),
            references=self._references(),
            package_references=self._sure("package_references", "PackageReference"),
            where=self._where,
            unknown=(),
            roll_forward=self._text("roll_forward", "RollForward"),
            ready_to_run=self._truth("ready_to_run", "PublishReadyToRun"),
            publishable=self._stated("publishable", "IsPublishable") is not False,
            app_host=self._is_app_host(),
            maui=self._is_true("UseMaui"),
        )
        return found._replace(unknown=self._unknown())

    def library(self) -> Library:
        """What the project hands on to those that refer to it."""
        own = self._framework_references() or ()
        private = {one.name for one in self._items.all("FrameworkReference") if _is_hidden(one)}
        return Library(
            path=self._properties.project_file,
            frameworks=tuple(name for name in own if name not in private),
            projects=tuple(self._project_references()),
            packages=tuple(self._package_references()),
        )

    @property
    def transitive(self) -> bool:
        """Whether frameworks of what it refers to come along."""
        return not self._is_true("DisableTransitiveFrameworkReferences")

    def referred(self) -> Iterator[str]:
        """The projects whose target framework has to fit, as absolute paths."""
        for item in self._items.all("ProjectReference"):
            free = truth(item.metadata.get("skipgettargetframeworkproperties", ""))
            path = resolve(self._properties.project_folder, item.name)
            if not free and path.lower().endswith(PROJECTS):
                yield path

    def _project_references(self) -> Iterator[Referred]:
        for item in self._items.all("ProjectReference"):
            metadata = item.metadata
            unused = truth(metadata.get("referenceoutputassembly", "")) is False
            if unused or metadata.get("outputitemtype", "").lower() == "analyzer":
                continue
            path = resolve(self._properties.project_folder, item.name)
            if self._is_true("FileBasedProgram") and os.path.isdir(path):
                path = named_by(self._files, path)[0]
            if path.lower().endswith(PROJECTS):
                yield Referred(path, _shown(item), hidden=_is_hidden(item))

    def _package_references(self) -> Iterator[Referred]:
        for item in self._items.all("PackageReference"):
            stated = item.metadata.get("versionoverride") or item.metadata.get("version")
            central = self._items.find("PackageVersion", item.name)
            version = stated or (central.metadata.get("version") if central else "") or ""
            yield Referred(item.name, _shown(item), version, _is_hidden(item))

    def _unknown(self) -> tuple[Unknown, ...]:
        """The causes in the order of facts, then imports that were not followed."""
        rest = (one for one in self._properties.unfollowed if one not in self._causes)
        return (
            *(one._replace(facts=tuple(facts)) for one, facts in self._causes.items()),
            *dict.fromkeys(rest),
        )

    def _value(self, fact: str, *names: str) -> Value:
        """The first of these properties that states something; a doubt is remembered."""
        for name in names:
            value = self._properties.value(name)
            if isinstance(value, Unknown):
                self._doubt(fact, value)
                return value
            if value.strip():
                place = self._properties.places.get(name.lower())
                if place:
                    self._where[fact] = place
                return value.strip()
        return ""

    def _doubt(self, fact: str, cause: Unknown) -> None:
        facts = self._causes.setdefault(cause, [])
        if fact not in facts:
            facts.append(fact)

    def _text(self, fact: str, *names: str) -> str | None:
        value = self._value(fact, *names)
        return unescaped(value) if isinstance(value, str) else None

    def _verbatim(self, fact: str, name: str) -> str | None:
        """A text with the white space around it, which MSBuild keeps."""
        stated = self._text(fact, name)
        value = self._properties.value(name)
        return unescaped(value) if stated is not None and isinstance(value, str) else stated

    def _list(self, fact: str, name: str) -> tuple[str, ...] | None:
        value = self._value(fact, name)
        return listed(value) if isinstance(value, str) else None

    def _stated(self, fact: str, *names: str) -> bool | None:
        """A truth, None where nothing states it."""
        value = self._value(fact, *names)
        return truth(value) if isinstance(value, str) else None

    def _truth(self, fact: str, name: str) -> bool | None:
        value = self._value(fact, name)
        return truth(value) is True if isinstance(value, str) else None

    def _targets(self, targets: Value) -> tuple[str, ...] | None:
        fact = "target_frameworks"
        for name in ("TargetFramework", "TargetFrameworks", "TargetFrameworkVersion"):
            if name.lower() in self._properties.places:
                self._where.setdefault(fact, self._properties.places[name.lower()])
        if isinstance(targets, Unknown):
            self._doubt(fact, targets)
            return None
        return listed(targets)

    def is_test(self) -> bool | None:
        """Whether it holds tests; None where that is unknown."""
        stated = self._value("test", "IsTestProject")
        if isinstance(stated, Unknown):
            return None
        if stated:
            return truth(stated) is True
        if sdks.MSTEST in self._sdks:
            return True
        return self._has("test", "PackageReference", _TEST_PACKAGES)

    def _is_app_host(self) -> bool:
        packages = (name.lower() for name in self._items.names("PackageReference"))
        named = sdks.ASPIRE in self._sdks or self._is_true("IsAspireHost")
        return named or _APP_HOST in packages

    def _is_classic(self) -> bool:
        """Whether it is an old-style project of ASP.NET, by its type or by its settings."""
        if self._sdks:
            return False
        if _OLD_WEB in str(self._properties.value("ProjectTypeGuids")).lower():
            return True
        folder = self._properties.project_folder
        return any(self._files.is_file(os.path.join(folder, name)) for name in _SETTINGS)

    def _is_web(self, references: Collection[str] | None) -> bool | None:
        if sdks.WEB in self._sdks or _ASPNET in (references or ()):
            return True
        if self._is_classic():
            return True
        has = self._has("web", "PackageReference", _WEB_PACKAGES)
        if references is None and not has:
            for cause, facts in self._causes.items():
                if "framework_references" in facts:
                    self._doubt("web", cause)
            return None
        return has

    def _has(self, fact: str, kind: str, names: Collection[str]) -> bool | None:
        """Whether an item of these names is there; None where it may be."""
        if any(name.lower() in names for name in self._items.names(kind)):
            return True
        for doubt in self._items.doubts[kind]:
            if not doubt.names or any(name.lower() in names for name in doubt.names):
                self._doubt(fact, doubt.cause)
                return None
        return False

    def _framework_references(self) -> tuple[str, ...] | None:
        fact, kind = "framework_references", "FrameworkReference"
        known = True
        for doubt in self._items.doubts[kind]:
            self._doubt(fact, doubt.cause)
            known = False
        implied = []
        if sdks.WEB in self._sdks and not self._is_true("DisableImplicitFrameworkReferences"):
            if self._is_true("FileBasedProgram"):
                implied.append(_ASPNET)
            elif isinstance(self._target, Unknown):
                self._doubt(fact, self._target)
                known = False
            else:
                implied += [_ASPNET] if _has_aspnet(self._target) else []
        if self._is_true("UseWPF") or self._is_true("UseWindowsForms"):
            implied.append(_DESKTOP)
        if place := self._items.place(kind):
            self._where[fact] = place
        return tuple(dict.fromkeys((*implied, *self._items.names(kind)))) if known else None

    def _is_true(self, name: str) -> bool:
        value = self._properties.value(name)
        return isinstance(value, str) and truth(value) is True

    def _sure(self, fact: str, kind: str) -> tuple[str, ...]:
        """The items of a kind that are surely there."""
        for doubt in self._items.doubts[kind]:
            self._doubt(fact, doubt.cause)
        if place := self._items.place(kind):
            self._where[fact] = place
        return self._items.names(kind)

    def _references(self) -> tuple[str, ...]:
        folder = self._properties.project_folder
        paths = self._sure("references", "ProjectReference")
        own = (path for path in paths if not self._files.is_foreign(path))
        return tuple(self._files.shown(resolve(folder, path)) for path in own)


def _is_hidden(item: Item) -> bool:
    return item.metadata.get("privateassets", "").lower() == "all"


def _shown(item: Item) -> str:
    return f"{item.place.path}: line {item.place.line}"


def _has_aspnet(target: str) -> bool:
    """Whether the Web SDK adds ASP.NET Core as a framework, as it does since 3.0."""
    framework = frameworks.parse(target)
    return bool(
        framework and framework.identifier == ".NETCoreApp" and framework.version >= _FIRST_ASPNET
    )
