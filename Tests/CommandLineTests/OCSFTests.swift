import Foundation
import Testing

/// Verdict records as events of the Open Cybersecurity Schema Framework, against the same records as NDJSON.
@Suite struct OCSFTests {
    private static func records(_ format: String) throws -> [[String: Any]] {
        let run = try CommandLineRun(
            [
                "evaluate", "--rules", "Samples/rules", "--records", "-", "--records-format", format,
                "--output",
                "/dev/null", "--threads", "1", "Samples/logs",
            ], directory: projectFolder)
        #expect(run.exitCode == 0, "\(run.errors)")
        return try run.lines.map(jsonObject)
    }

    /// Attributes of the published schema (1.3.0), by the object that they stand in.
    private static let attributes: [String: Set<String>] = [
        "": [
            "activity_id", "category_uid", "class_uid", "type_uid", "severity_id", "time", "start_time",
            "end_time",
            "metadata", "action_id", "disposition_id", "src_endpoint", "dst_endpoint", "connection_info",
            "traffic",
            "firewall_rule", "unmapped",
        ],
        "metadata": ["version", "profiles", "product", "log_name"],
        "src_endpoint": ["ip", "port", "interface_uid"], "dst_endpoint": ["ip", "port", "interface_uid"],
        "connection_info": ["direction_id", "protocol_num", "protocol_ver_id", "tcp_flags"],
        "traffic": ["packets", "bytes"], "firewall_rule": ["uid", "type"],
    ]

    @Test func eventsSayWhatRecordsSay() throws {
        let events = try Self.records("ocsf")
        let records = try Self.records("ndjson")
        #expect(events.count == records.count)
        #expect(events.count > 2000)
        for (event, record) in zip(events, records) { try compare(event, record) }
    }

    private func compare(_ event: [String: Any], _ record: [String: Any]) throws {
        func object(_ name: String) -> [String: Any] { event[name] as? [String: Any] ?? [:] }
        func number(_ value: Any?) -> Int? { value as? Int }
        func text(_ value: Any?) -> String? { value as? String }
        for (name, allowed) in Self.attributes {
            let keys = Set((name.isEmpty ? event : object(name)).keys)
            #expect(keys.isSubset(of: allowed), "\(name): \(keys.subtracting(allowed))")
        }
        for name in [
            "activity_id", "category_uid", "class_uid", "type_uid", "severity_id", "time", "metadata",
        ] {
            #expect(event[name] != nil, "\(name) is required")
        }
        let activity = number(event["activity_id"])
        let action = text(record["action"])
        #expect(activity == (action == "ACCEPT" ? 6 : action == "REJECT" ? 5 : 0))
        #expect(number(event["type_uid"]) == 400_100 + (activity ?? 0))
        #expect(number(event["action_id"]) == (action == "ACCEPT" ? 1 : action == "REJECT" ? 2 : 0))
        #expect(number(event["start_time"]) == number(record["start"]).map { $0 * 1000 })
        #expect(number(event["end_time"]) == number(record["end"]).map { $0 * 1000 })
        let (source, destination) = (object("src_endpoint"), object("dst_endpoint"))
        #expect(text(source["ip"]) == text(record["source"]))
        #expect(text(destination["ip"]) == text(record["destination"]))
        #expect(number(source["port"]) == number(record["source_port"]))
        #expect(number(destination["port"]) == number(record["destination_port"]))
        let direction = text(record["direction"])
        let local = direction == "egress" ? source : destination
        #expect(text(local["interface_uid"]) == text(record["interface"]))
        let connection = object("connection_info")
        #expect(
            number(connection["direction_id"]) == (direction == "ingress" ? 1 : direction == "egress" ? 2 : 0)
        )
        #expect(number(connection["protocol_num"]) == number(record["protocol"]))
        #expect(number(object("traffic")["packets"]) == number(record["packets"]))
        #expect(number(object("traffic")["bytes"]) == number(record["bytes"]))
        let unmapped = object("unmapped")
        for name in [
            "file", "class", "reason", "certainty", "security_group", "security_group_rule", "network_acl",
        ] {
            #expect(text(unmapped[name]) == text(record[name]), "\(name)")
        }
        for name in ["line", "network_acl_rule"] { #expect(number(unmapped[name]) == number(record[name])) }
        let severity = ["certain": 4, "likely": 3, "possible": 2][text(record["certainty"]) ?? ""] ?? 1
        #expect(number(event["severity_id"]) == severity)
        #expect(text(object("metadata")["log_name"]) == text(record["file"]))
    }

    @Test func selectionsAndTextsOfOthersAreAsElsewhere() throws {
        let folder = try TemporaryFolder()
        try folder.write("rules.json", #"{"SecurityGroups": []}"#)
        try folder.write(
            "flows.log",
            """
            2 1 eni-"\\ 192.0.2.1 10.0.0.1 50000 443 6 1 1 18446744073709551615 18446744073709551615 ACCEPT OK
            2 1 eni-1 - - - - - - - 1767225600 1767225660 - NODATA

            """)
        func run(_ only: String) throws -> CommandLineRun {
            try CommandLineRun(
                [
                    "evaluate", "--rules", "rules.json", "--records", "-", "--records-format", "ocsf",
                    "--only", only,
                    "flows.log",
                ], directory: folder.url)
        }
        let unknown = try run("not-evaluated/unknown-interface").lines.map(jsonObject)
        #expect(unknown.count <= 1)
        for event in unknown {
            #expect((event["dst_endpoint"] as? [String: Any])?["interface_uid"] as? String == #"eni-"\"#)
        }
        let silent = try run("not-evaluated/no-data").lines
        #expect(silent.count == 1)
        #expect(silent[0].contains(#""src_endpoint":{},"dst_endpoint":{"interface_uid":"eni-1"}"#))
        #expect(silent[0].contains(#""activity_id":0"#))
    }
}
