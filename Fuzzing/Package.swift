// swift-tools-version: 6.2
import PackageDescription

// A package of its own, since everything in it is built with coverage for libFuzzer and, with the trait ADDRESS, with the
// address sanitizer, which makes it several times slower. As
// `package` declarations are seen within one package only, the rooms are sources of this package too: each of them is a
// symbolic link in Sources/ to the room in the program's Sources/, and so is what the tests compare with.
let instrumented: [SwiftSetting] = [
    .unsafeFlags(["-sanitize=fuzzer", "-assert-config", "Debug"]),
    // The last one counts.
    .unsafeFlags(["-sanitize=fuzzer,address"], .when(traits: ["ADDRESS"])),
]
let processor: [SwiftSetting] = [
    .unsafeFlags(["-target-cpu", "haswell"], .when(traits: ["AVX2"])),
    .unsafeFlags(
        ["no-gather", "avx512dq", "avx512bw", "avx512vl", "avx512vbmi", "avx512vbmi2"].flatMap {
            ["-Xcc", "-m\($0)"]
        },
        .when(traits: ["AVX512"])),
]

func room(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: instrumented + processor)
}

let package = Package(
    name: "flowverdict-fuzzing",
    products: [.executable(name: "fuzz", targets: ["Fuzz"])],
    // But for the first as the program's own.
    traits: [
        .trait(name: "ADDRESS"), .trait(name: "ISAL"), .trait(name: "AVX2"),
        .trait(name: "AVX512", enabledTraits: ["AVX2"]),
    ],
    dependencies: [.package(url: "https://github.com/jpsim/Yams", from: "6.2.2")],
    targets: [
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .systemLibrary(name: "CZstandard", pkgConfig: "libzstd", providers: [.apt(["libzstd-dev"])]),
        .systemLibrary(name: "CISAL", pkgConfig: "libisal", providers: [.apt(["libisal-dev"])]),
        .systemLibrary(name: "CFuzzer"),
        room("OperatingSystem"),
        room("NetworkPrimitives"),
        room(
            "GzipInput", ["CZlib", "CZstandard", .target(name: "CISAL", condition: .when(traits: ["ISAL"]))]),
        room("FlowLogs", ["OperatingSystem", "NetworkPrimitives", "GzipInput"]),
        room(
            "NetworkRules",
            ["OperatingSystem", "NetworkPrimitives", "GzipInput", .product(name: "Yams", package: "Yams")]),
        room("RuleMatching", ["NetworkPrimitives", "NetworkRules"]),
        room(
            "FlowEvaluation", ["NetworkPrimitives", "GzipInput", "FlowLogs", "NetworkRules", "RuleMatching"]),
        room(
            "RuleAnalysis",
            [
                "NetworkPrimitives", "NetworkRules", "RuleMatching", "FlowEvaluation",
                .product(name: "Yams", package: "Yams"),
            ]),
        room("TestSupport", ["CZlib", "CZstandard", "NetworkPrimitives", "NetworkRules"]),
        .executableTarget(
            name: "Fuzz",
            dependencies: [
                "CFuzzer", "GzipInput", "FlowLogs", "NetworkRules", "RuleMatching", "FlowEvaluation",
                "RuleAnalysis", "TestSupport",
            ],
            swiftSettings: instrumented + processor,
            linkerSettings: [
                .unsafeFlags(["-sanitize=address"], .when(traits: ["ADDRESS"])), .linkedLibrary("stdc++"),
            ]),
    ],
    swiftLanguageModes: [.v6]
)
