// swift-tools-version: 6.2
import PackageDescription

// Modules talk to each other through `package` declarations; what is `public` is for programs that embed the library
// `FlowEvaluation`, which is all of the data path up to the result of an evaluation. Every module opts into strict memory safety, so that each unsafe expression is marked.
let strict: [SwiftSetting] = [.strictMemorySafety()]

// Operations on SIMD types take a hundred times as long unoptimised, and the naive evaluation is asked about millions of
// records: such targets are optimised in debug builds too, their assertions left on, so that tests do not take long.
let optimised: [SwiftSetting] = [
    .unsafeFlags(["-O", "-assert-config", "Debug"], .when(configuration: .debug))
]

// What the data path may use of the processor: with the trait AVX2 all that x86-64 servers have had since 2013, with
// AVX512 what those of Intel have had since 2021 and of AMD since 2022. The executable's own module is left out, so
// that it can say on an older one what is wrong.
let processor: [SwiftSetting] = [
    .unsafeFlags(["-target-cpu", "haswell"], .when(traits: ["AVX2"])),
    .unsafeFlags(
        // What gathers load is loaded faster one by one on many of these.
        ["no-gather", "avx512dq", "avx512bw", "avx512vl", "avx512vbmi", "avx512vbmi2"].flatMap {
            ["-Xcc", "-m\($0)"]
        },
        .when(traits: ["AVX512"])),
]

/// A module of the data path; `dependencies` may only name what stands left of it in
/// Documentation/architecture.md.
func room(
    _ name: String, _ dependencies: [Target.Dependency] = [], _ settings: [SwiftSetting] = [],
    resources: [String] = []
) -> Target {
    .target(
        name: name, dependencies: dependencies, resources: resources.map { .embedInCode($0) },
        swiftSettings: strict + processor + settings)
}

func tests(of name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .testTarget(
        name: name + "Tests",
        dependencies: [.init(stringLiteral: name), "TestSupport"] + dependencies)
}

let package = Package(
    name: "flowverdict",
    products: [
        .executable(name: "flowverdict", targets: ["flowverdict"]),
        .library(
            name: "FlowEvaluation",
            targets: [
                "NetworkPrimitives", "GzipInput", "FlowLogs", "NetworkRules", "RuleMatching",
                "FlowEvaluation",
            ]),
    ],
    traits: [
        .trait(
            name: "ISAL",
            description: "Decompresses with ISA-L (libisal-dev), which is faster than zlib, instead of zlib."),
        .trait(
            name: "AVX2",
            description: "Uses what x86-64 processors have had since 2013 (AVX2, BMI), and needs it to run."),
        .trait(
            name: "AVX512",
            description: "Uses what the latest of them have (AVX-512 with VBMI2), and needs it to run.",
            enabledTraits: ["AVX2"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    ],
    targets: [
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .systemLibrary(name: "CZstandard", pkgConfig: "libzstd", providers: [.apt(["libzstd-dev"])]),
        .systemLibrary(name: "CISAL", pkgConfig: "libisal", providers: [.apt(["libisal-dev"])]),

        room("OperatingSystem"),
        room("NetworkPrimitives"),
        room(
            "GzipInput", ["CZlib", "CZstandard", .target(name: "CISAL", condition: .when(traits: ["ISAL"]))],
            optimised),
        room("FlowLogs", ["OperatingSystem", "NetworkPrimitives", "GzipInput"], optimised),
        room(
            "NetworkRules",
            ["OperatingSystem", "NetworkPrimitives", "GzipInput", .product(name: "Yams", package: "Yams")]),
        room("RuleMatching", ["NetworkPrimitives", "NetworkRules"], optimised),
        room(
            "FlowEvaluation", ["NetworkPrimitives", "GzipInput", "FlowLogs", "NetworkRules", "RuleMatching"],
            optimised),
        room(
            "RuleAnalysis",
            [
                "NetworkPrimitives", "NetworkRules", "RuleMatching", "FlowEvaluation",
                .product(name: "Yams", package: "Yams"),
            ]),
        room(
            "Reporting",
            [
                "OperatingSystem", "NetworkPrimitives", "GzipInput", "FlowLogs", "NetworkRules",
                "RuleMatching",
                "FlowEvaluation", "RuleAnalysis", .product(name: "Mustache", package: "swift-mustache"),
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "GRDBSQLite", package: "GRDB.swift"),
            ],
            resources: [
                "page.mustache", "table.mustache", "timeline.mustache", "map.mustache", "page.css", "page.js",
            ].map { "HTML/Page/\($0)" }),
        room("SyntheticTraffic", ["CZlib", "NetworkPrimitives", "GzipInput", "NetworkRules"]),
        .executableTarget(
            name: "flowverdict",
            dependencies: [
                "OperatingSystem", "NetworkPrimitives", "GzipInput", "FlowLogs", "NetworkRules",
                "RuleMatching",
                "FlowEvaluation", "RuleAnalysis", "Reporting", "SyntheticTraffic",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Yams", package: "Yams"),
            ]),

        // Sees no more than a program outside of this package does.
        .executableTarget(
            name: "EmbeddingExample",
            dependencies: [
                "NetworkPrimitives", "NetworkRules", "RuleMatching", "FlowLogs", "FlowEvaluation",
            ],
            path: "Examples/Embedding", packageAccess: false),

        .target(
            name: "TestSupport",
            dependencies: ["CZlib", "CZstandard", "NetworkPrimitives", "NetworkRules"],
            path: "Tests/TestSupport", swiftSettings: optimised),
        tests(of: "OperatingSystem"),
        tests(of: "NetworkPrimitives"),
        tests(of: "GzipInput"),
        tests(of: "FlowLogs"),
        tests(of: "NetworkRules"),
        tests(of: "RuleMatching"),
        tests(of: "FlowEvaluation", ["NetworkRules", "RuleMatching", "FlowLogs", "GzipInput"]),
        tests(of: "RuleAnalysis"),
        tests(of: "Reporting"),
        tests(of: "SyntheticTraffic"),
        .testTarget(
            name: "CommandLineTests",
            dependencies: [
                "flowverdict", "EmbeddingExample", "TestSupport", "GzipInput", "NetworkRules",
                "FlowEvaluation",
            ]),
    ],
    swiftLanguageModes: [.v6]
)
