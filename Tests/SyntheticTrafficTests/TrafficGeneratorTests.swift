import Foundation
import Testing

@testable import SyntheticTraffic

/// What holds for every archive, whatever the seed and the format.
@Suite struct TrafficGeneratorTests {
    private func archive(
        _ format: RecordFormat, seed: UInt64 = 1, records: Int = 6_000
    ) throws -> GeneratedArchive {
        var plan = GenerationPlan(seed: seed, records: records)
        plan.recordFormat = format
        return try GeneratedArchive(plan)
    }

    @Test func sameSeedGivesSameBytes() throws {
        let first = try archive(.detailed, records: 2_000)
        let second = try archive(.detailed, records: 2_000)
        defer {
            first.remove()
            second.remove()
        }
        #expect(try first.paths() == second.paths())
        for path in try first.paths() {
            #expect(try first.bytes(path) == second.bytes(path), "\(path)")
        }
        #expect(first.summary == second.summary)
    }

    @Test func anotherSeedGivesOtherRulesAndLogs() throws {
        let first = try archive(.standard, seed: 1, records: 500)
        let second = try archive(.standard, seed: 2, records: 500)
        defer {
            first.remove()
            second.remove()
        }
        for path in ["rules/security-groups.json", "rules/network-interfaces.json", "truth.ndjson"] {
            #expect(try first.bytes(path) != second.bytes(path), "\(path)")
        }
    }

    @Test func rulesDoNotDependOnTheNumberOfRecords() throws {
        let few = try archive(.standard, records: 10)
        let many = try archive(.detailed, records: 1_000)
        defer {
            few.remove()
            many.remove()
        }
        for path in try few.paths() where path.hasPrefix("rules/") {
            #expect(try few.bytes(path) == many.bytes(path), "\(path)")
        }
    }

    @Test(arguments: RecordFormat.allCases)
    func everyFileIsNamedAsDeliveryNamesItAndHoldsItsFiveMinutes(_ format: RecordFormat) throws {
        let archive = try archive(format)
        defer { archive.remove() }
        let pattern =
            /AWSLogs\/(\d{12})\/vpcflowlogs\/([a-z0-9-]+)\/(\d{4})\/(\d\d)\/(\d\d)\/(\d{12})_vpcflowlogs_([a-z0-9-]+)_fl-[0-9a-f]{17}_(\d{8})T(\d\d)(\d\d)Z_[0-9a-f]{8}\.log\.gz/
        let files = try archive.logFiles()
        #expect(files.count == 6)
        #expect(Set(files.map { $0.path.split(separator: "/")[1] }).count == 2, "two VPCs, two accounts")
        for file in files {
            let parts = try #require(try pattern.wholeMatch(in: file.path)?.output, "\(file.path)")
            #expect(parts.1 == parts.6 && parts.2 == parts.7)
            #expect(parts.8 == parts.3 + parts.4 + parts.5)
            // The default plan begins on 1 January 2026.
            #expect(parts.8 == "20260101")
            let first = try 1_767_225_600 + #require(Int(parts.9)) * 3600 + #require(Int(parts.10)) * 60
            for record in file.records {
                let end = try #require(record["end"].flatMap { Int($0) })
                let start = try #require(record["start"].flatMap { Int($0) })
                #expect((first..<first + 300).contains(end))
                #expect((end - 59...end).contains(start))
                #expect(record["account-id"] == parts.1)
            }
        }
    }

    @Test(arguments: RecordFormat.allCases)
    func headersNameTheFieldsOfEachFormat(_ format: RecordFormat) throws {
        let archive = try archive(format, records: 300)
        defer { archive.remove() }
        let standard = [
            "version", "account-id", "interface-id", "srcaddr", "dstaddr", "srcport", "dstport", "protocol",
            "packets", "bytes", "start", "end", "action", "log-status",
        ]
        for file in try archive.logFiles() {
            if format == .standard {
                #expect(file.header.map(String.init) == standard)
            } else {
                let added = [
                    "tcp-flags", "flow-direction", "pkt-srcaddr", "pkt-dstaddr", "reject-reason",
                ]
                #expect(Set(file.header.map(String.init)).isSuperset(of: standard + added))
            }
            for record in file.records {
                #expect(record.count == file.header.count)
                #expect(record["version"] == (format == .standard ? "2" : "8"))
            }
        }
    }

    @Test(arguments: RecordFormat.allCases)
    func truthNamesEachRecordOnceInTheOrderOfTheFiles(_ format: RecordFormat) throws {
        let archive = try archive(format)
        defer { archive.remove() }
        let files = try archive.logFiles()
        let expected = files.flatMap { file in file.records.indices.map { "\(file.path):\($0 + 2)" } }
        #expect(try archive.truth().map { "\($0.file):\($0.line)" } == expected)
    }

    @Test(arguments: RecordFormat.allCases)
    func summaryCountsWhatTheTruthHolds(_ format: RecordFormat) throws {
        let archive = try archive(format)
        defer { archive.remove() }
        var counts: [String: Int] = [:]
        for truth in try archive.truth() {
            counts["\(truth.class)/\(truth.reason)/\(truth.certainty ?? "-")", default: 0] += 1
        }
        let summary = archive.summary.counts.map { count in
            let verdict = count.verdict
            return (
                "\(verdict.intendedClass.rawValue)/\(verdict.reason)/\(verdict.certainty ?? "-")",
                count.records
            )
        }
        #expect(Dictionary(uniqueKeysWithValues: summary) == counts)
        #expect(archive.summary.records == 6_000)
        #expect(counts.values.reduce(0, +) == 6_000)
        let logs = try archive.paths().filter { $0.hasPrefix("logs/") }
        #expect(archive.summary.files == logs.count)
        #expect(try archive.summary.compressedBytes == logs.map { try archive.bytes($0).count }.reduce(0, +))
    }

    @Test(arguments: RecordFormat.allCases)
    func eachClassHasItsShareWithinOneRecipe(_ format: RecordFormat) throws {
        let archive = try archive(format, records: 20_000)
        defer { archive.remove() }
        var plan = GenerationPlan(seed: 1, records: 20_000)
        plan.recordFormat = format
        for (intendedClass, fraction) in zip(IntendedClass.allCases, plan.classFractions) {
            let count = archive.summary.counts.filter { $0.verdict.intendedClass == intendedClass }
                .map(\.records).reduce(0, +)
            // The largest recipe is a scan of 24 probes.
            #expect(abs(Double(count) - fraction * 20_000) <= 25, "\(intendedClass.rawValue): \(count)")
        }
    }

    @Test(arguments: RecordFormat.allCases)
    func everyVerdictThatTheFormatCanShowIsMade(_ format: RecordFormat) throws {
        let archive = try archive(format, records: 60_000)
        defer { archive.remove() }
        let detailedOnly: [IntendedVerdict] = [
            .closedConnection, .blockPublicAccess, .encryptionControls, .rejectedDespiteRulesCertain,
        ]
        // With reject-reason in the format nothing is left that could explain such a refusal.
        let impossible = format == .standard ? detailedOnly : [.rejectedDespiteRulesLikely]
        let expected = IntendedVerdict.allCases.filter { !impossible.contains($0) }
        #expect(archive.summary.counts.map(\.verdict) == expected)
    }

    @Test(arguments: RecordFormat.allCases)
    func actionsAgreeWithTheClasses(_ format: RecordFormat) throws {
        let archive = try archive(format)
        defer { archive.remove() }
        let records = try archive.logFiles().flatMap(\.records)
        for (record, truth) in zip(records, try archive.truth()) {
            switch truth.class {
            case "allowed-by-sg": #expect(record["action"] == "ACCEPT")
            case "sg-blocked", "nacl-blocked", "vpc-blocked": #expect(record["action"] == "REJECT")
            case "anomalous":
                #expect(record["action"] == (truth.reason.hasPrefix("accepted") ? "ACCEPT" : "REJECT"))
                #expect(truth.certainty != nil)
            default: #expect(truth.class == "not-evaluated")
            }
            if truth.class != "anomalous" { #expect(truth.certainty == nil) }
            if truth.reason == "no-data" { #expect(record["log-status"] == "NODATA") }
            if truth.class == "vpc-blocked" { #expect(record["reject-reason"] == Substring(truth.reason)) }
        }
    }

    @Test func memberHeadersCarryNeitherTimeNorName() throws {
        let archive = try archive(.standard, records: 50)
        defer { archive.remove() }
        for path in try archive.paths() where path.hasPrefix("logs/") {
            // RFC 1952: ID1, ID2, CM 8, FLG 0, MTIME 0.
            #expect(try Array(archive.bytes(path).prefix(8)) == [0x1f, 0x8b, 8, 0, 0, 0, 0, 0])
        }
    }

    @Test func recordsAreExactEvenWhereTheyAreFewerThanFiles() throws {
        for records in [1, 2, 7] {
            let archive = try archive(.standard, records: records)
            defer { archive.remove() }
            #expect(try archive.truth().count == records)
            #expect(try archive.logFiles().allSatisfy { !$0.records.isEmpty })
        }
    }
}
