// swift-tools-version: 6.2
import PackageDescription

// A package of its own, so that the program does not depend on what measures it. `package`
// declarations are seen within one package only, so the rooms under measurement are sources of this
// package too: each of them is a symbolic link in Sources/ to the room in the program's Sources/.
let strict: [SwiftSetting] = [.strictMemorySafety()]
let processor: [SwiftSetting] = [
    .unsafeFlags(["-target-cpu", "haswell"], .when(traits: ["AVX2"])),
    .unsafeFlags(
        // What gathers load is loaded faster one by one on many of these.
        ["no-gather", "avx512dq", "avx512bw", "avx512vl", "avx512vbmi", "avx512vbmi2"].flatMap {
            ["-Xcc", "-m\($0)"]
        },
        .when(traits: ["AVX512"])),
]

func room(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: strict + processor)
}

let package = Package(
    name: "flowverdict-benchmarks",
    products: [.executable(name: "lookup", targets: ["lookup"])],
    // As the program's own.
    traits: [.trait(name: "ISAL"), .trait(name: "AVX2"), .trait(name: "AVX512", enabledTraits: ["AVX2"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        // Its traits intercept the allocator and the runtime; nothing but times is asked of it here.
        .package(url: "https://github.com/ordo-one/benchmark", from: "1.38.1", traits: []),
    ],
    targets: [
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .systemLibrary(name: "CZstandard", pkgConfig: "libzstd", providers: [.apt(["libzstd-dev"])]),
        .systemLibrary(name: "CISAL", pkgConfig: "libisal", providers: [.apt(["libisal-dev"])]),
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
        room("SyntheticTraffic", ["CZlib", "NetworkPrimitives", "GzipInput", "NetworkRules"]),

        room("RuleSetKinds", ["NetworkPrimitives"]),
        room("LookupEngines", ["RuleSetKinds", "NetworkPrimitives", "NetworkRules", "RuleMatching"]),
        .executableTarget(
            name: "lookup",
            dependencies: [
                "RuleSetKinds", "LookupEngines",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: strict),
        .executableTarget(
            name: "Microbenchmarks",
            dependencies: [
                "GzipInput", "FlowLogs", "NetworkRules", "RuleMatching", "FlowEvaluation", "SyntheticTraffic",
                "RuleSetKinds", "LookupEngines",
                .product(name: "Benchmark", package: "benchmark"),
            ],
            // The plug-in runs what lies in a folder of this name.
            path: "Benchmarks/Microbenchmarks",
            plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")]),
    ],
    swiftLanguageModes: [.v6]
)
