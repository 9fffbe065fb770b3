import FlowEvaluation
import Foundation
import Reporting
import Testing

@Suite struct JSONReportTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private typealias Object = [String: Any]

    private func parsed(_ text: String) throws -> Object {
        try #require(JSONSerialization.jsonObject(with: Data(text.utf8)) as? Object)
    }

    private func list(_ object: Object, _ key: String) throws -> [Object] {
        try #require(object[key] as? [Object])
    }

    private func sum(_ objects: [Object], _ key: String) -> Int {
        objects.reduce(0) { $0 + ($1[key] as? Int ?? 0) }
    }

    private func smallReport() throws -> Object {
        let log = try folder.write("flow.log", SmallLog.lines())
        return try parsed(JSONReport(try reportInput([log], warnings: ["\"quoted\" \u{1}"])).text)
    }

    @Test func memberNamesStandInTheDocumentedOrder() throws {
        let log = try folder.write("flow.log", SmallLog.lines())
        let text = JSONReport(try reportInput([log])).text
        let keys = text.split(separator: "\n").filter { $0.hasPrefix("  \"") }.map {
            String($0.split(separator: "\"")[1])
        }
        #expect(
            keys == [
                "schema_version", "run", "partial", "inputs", "lines", "formats", "span", "classes",
                "anomalies", "rules", "interfaces", "unknown_interfaces", "malformed", "warnings",
            ])
    }

    @Test func linesAndClassesAddUp() throws {
        let report = try smallReport()
        let lines = try #require(report["lines"] as? [String: Int])
        #expect(
            lines == [
                "total": 14, "headers": 1, "records": 11, "malformed": 1, "blank": 1, "left_out": 0,
                "reversed_times": 0,
            ])
        let classes = try list(report, "classes")
        #expect(sum(classes, "records") == 11)
        for entry in classes {
            let reasons = try list(entry, "reasons")
            #expect(sum(reasons, "records") == entry["records"] as? Int)
            #expect(sum(reasons, "bytes") == entry["bytes"] as? Int)
        }
        #expect(sum(try list(report, "malformed"), "lines") == 1)
        let interfaces = try list(report, "interfaces")
        let ofInterfaces = try interfaces.flatMap { try list($0, "classes") }
        // The record of an unknown interface and the one without any belong to none.
        #expect(sum(ofInterfaces, "records") == 9)
    }

    @Test func anomaliesNameTheirFirstRecord() throws {
        let anomalies = try list(try smallReport(), "anomalies")
        let against = try #require(anomalies.first { $0["reason"] as? String == "accepted-against-both" })
        #expect(against["certainty"] as? String == "certain")
        #expect(against["approximate"] as? Bool == false)
        #expect(against["groups_kept"] as? Int == 1)
        let group = try #require(try list(against, "groups").first)
        #expect(group["interface"] as? String == "eni-db")
        #expect(group["source"] as? String == "10.0.3.3")
        #expect(group["source_port"] is NSNull)
        #expect(group["destination_port"] as? Int == 5432)
        #expect(group["records"] as? Int == 2)
        #expect(group["first_seen"] as? Int == 1_700_000_060)
        #expect(group["first_line"] as? Int == 7)
        #expect(group["first_file"] as? String == folder.file("flow.log"))
    }

    @Test func everyRuleIsListedAlsoWithoutHits() throws {
        let rules = try #require(try smallReport()["rules"] as? Object)
        let groups = try list(rules, "security_groups")
        #expect(
            groups.map { $0["rule"] as? String } == [
                "sg-0db/ingress/tcp/5432/sg-0web", "sg-0db/egress/-1/all/0.0.0.0/0", "sgr-0https",
                "sgr-0https6",
                "sg-0web/ingress/tcp/22/198.51.100.0/24",
            ])
        let https = groups[2]
        #expect(https["type"] as? String == "HTTPS")
        #expect(https["records"] as? Int == 4)
        #expect(https["accepted_records"] as? Int == 3)
        #expect(https["sole_records"] as? Int == 4)
        #expect(https["last_seen"] as? Int == 1_700_000_120)
        #expect(groups[3]["records"] as? Int == 0)
        #expect(groups[3]["first_seen"] is NSNull)
        let acls = try list(rules, "network_acls")
        #expect(
            acls.map { $0["rule"] as? Int } == [
                90, 100, 32767, 32768, 100, 32767, 32768, 100, 32767, 32768, 100, 32767, 32768,
            ])
    }

    @Test func failuresAndHostileTextAreStrings() throws {
        let input = try reportInput(
            [.file(path: folder.file("gone\"\n.log"))], warnings: ["\"quoted\" \u{1}\u{fffd}"])
        let report = try parsed(JSONReport(input).text)
        #expect(report["partial"] as? Bool == true)
        #expect(report["warnings"] as? [String] == ["\"quoted\" \u{1}\u{fffd}"])
        let inputs = try #require(report["inputs"] as? Object)
        #expect(try list(inputs, "failures").map { $0["file"] as? String } == [folder.file("gone\"\n.log")])
        let span = try #require(report["span"] as? Object)
        #expect(span["first"] is NSNull)
        #expect(span["unreadable_without_time"] as? Int == 1)
    }

    @Test func onlyTheRunDependsOnTime() throws {
        let log = try folder.write("flow.log", SmallLog.lines())
        var input = try reportInput([log])
        func withoutRun(_ text: String) -> [Substring] {
            let lines = text.split(separator: "\n")
            let start = lines.firstIndex { $0.hasPrefix("  \"run\"") } ?? 0
            let end = lines[start...].firstIndex { $0.hasPrefix("  }") } ?? start
            return Array(lines[..<start] + lines[(end + 1)...])
        }
        let first = withoutRun(JSONReport(input).text)
        input.elapsedSeconds = 77
        input.threads = 9
        #expect(withoutRun(JSONReport(input).text) == first)
        #expect(first.count > 40)
    }
}
