import FlowEvaluation
import FlowLogs
import Foundation
import GzipInput
import NetworkRules
import Reporting
import RuleMatching
import Testing

@Suite struct RecordEncoderTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func records(
        _ lines: [String], as format: RecordFormatName, ruleSet: RuleSet = SmallNetwork.ruleSet,
        selection: VerdictSelection? = nil
    ) throws -> [String] {
        let input = try folder.write("flow.log", [SmallNetwork.header] + lines)
        let path = folder.file("flow.log")
        return try encodedRecords([input], as: format, ruleSet: ruleSet, selection: selection).map {
            $0.replacingOccurrences(of: path, with: "LOG")
        }
    }

    static let permitted =
        "eni-web 203.0.113.9 10.0.1.10 50000 443 6 10 8400 1700000000 1700000060 ACCEPT OK 2 - - - -"

    @Test func permittedRecordNamesItsRules() throws {
        #expect(
            try records([Self.permitted], as: .ndjson) == [
                #"{"file":"LOG","line":2,"interface":"eni-web","direction":"ingress","#
                    + #""source":"203.0.113.9","source_port":50000,"#
                    + #""destination":"10.0.1.10","destination_port":443,"protocol":6,"#
                    + #""packets":10,"bytes":8400,"start":1700000000,"end":1700000060,"#
                    + #""action":"ACCEPT","class":"allowed-by-sg","reason":"rule","certainty":null,"#
                    + #""security_group":"sg-0web","security_group_rule":"sgr-0https","#
                    + #""network_acl":"acl-0default","network_acl_rule":100}"#
            ])
        #expect(
            try records([Self.permitted], as: .csv) == [
                "LOG,2,eni-web,ingress,203.0.113.9,50000,10.0.1.10,443,6,10,8400,1700000000,1700000060,"
                    + "ACCEPT,allowed-by-sg,rule,,sg-0web,sgr-0https,acl-0default,100"
            ])
    }

    @Test func csvHeaderNamesTheColumnsInOrder() {
        #expect(
            String(decoding: CSVRecordEncoder.header, as: UTF8.self)
                == "file,line,interface,direction,source,source_port,destination,destination_port,protocol,"
                + "packets,bytes,start,end,action,class,reason,certainty,security_group,"
                + "security_group_rule,network_acl,network_acl_rule\n")
    }

    @Test func packetAddressOfTheFarSideIsShown() throws {
        let line =
            "eni-web 10.0.9.9 10.0.1.10 50000 22 6 1 40 1700000000 1700000001 ACCEPT OK 2 ingress "
            + "198.51.100.7 10.0.1.99 -"
        #expect(
            try records([line], as: .csv) == [
                "LOG,2,eni-web,ingress,198.51.100.7,50000,10.0.1.10,22,6,1,40,1700000000,1700000001,"
                    + "ACCEPT,allowed-by-sg,rule,,sg-0web,sg-0web/ingress/tcp/22/198.51.100.0/24,"
                    + "acl-0default,100"
            ])
    }

    @Test func certaintyAndDefaultRuleOfAnAnomaly() throws {
        let line =
            "eni-db 10.0.3.3 10.0.2.10 50000 5432 6 1 40 1700000000 1700000001 ACCEPT OK 2 - - - -"
        #expect(
            try records([line], as: .csv) == [
                "LOG,2,eni-db,ingress,10.0.3.3,50000,10.0.2.10,5432,6,1,40,1700000000,1700000001,"
                    + "ACCEPT,anomalous,accepted-against-both,certain,,,acl-0db,32767"
            ])
    }

    @Test func undeterminedACLNamesTheACLAlone() throws {
        let line = "eni-db 10.0.1.10 10.0.2.10 0 0 1 1 84 1700000000 1700000001 REJECT OK - - - - -"
        #expect(
            try records([line], as: .ndjson).first?.hasSuffix(
                #""source_port":0,"destination":"10.0.2.10","destination_port":0,"protocol":1,"#
                    + #""packets":1,"bytes":84,"start":1700000000,"end":1700000001,"action":"REJECT","#
                    + #""class":"sg-blocked","reason":"untracked-return","certainty":null,"#
                    + #""security_group":"sg-0db","security_group_rule":"sg-0db/egress/-1/all/0.0.0.0/0","#
                    + #""network_acl":"acl-0db","network_acl_rule":null}"#) == true
        )
    }

    @Test func layerThatIsNotAppliedIsNull() throws {
        let line =
            "eni-web 10.0.1.77 10.0.1.10 50000 443 6 1 40 1700000000 1700000001 ACCEPT OK 2 - - - -"
        #expect(try records([line], as: .csv).first?.hasSuffix(",sg-0web,sgr-0https,,") == true)
    }

    @Test func recordThatIsNotEvaluatedShowsWhatItHas() throws {
        let lines = [
            "- - - - - - - - 1700000000 1700000060 - NODATA - - - - -",
            "eni-elsewhere 192.0.2.1 10.9.9.9 1 2 17 3 4 5 6 REJECT OK - egress - 192.0.2.200 -",
            "eni-web 192.0.2.1 192.0.2.2 1 2 17 3 4 5 6 REJECT OK - - - - -",
            "eni-web 192.0.2.1 10.0.1.10 - 2 17 3 4 5 6 REJECT OK - - - - -",
        ]
        #expect(
            try records(lines, as: .csv) == [
                "LOG,2,,,,,,,,,,1700000000,1700000060,,not-evaluated,no-data,,,,,",
                "LOG,3,eni-elsewhere,egress,192.0.2.1,1,192.0.2.200,2,17,3,4,5,6,REJECT,"
                    + "not-evaluated,unknown-interface,,,,,",
                "LOG,4,eni-web,,192.0.2.1,1,192.0.2.2,2,17,3,4,5,6,REJECT,"
                    + "not-evaluated,unknown-direction,,,,,",
                "LOG,5,eni-web,,192.0.2.1,,10.0.1.10,2,17,3,4,5,6,REJECT,not-evaluated,missing-field,,,,,",
            ])
        #expect(
            try records([lines[0]], as: .ndjson) == [
                #"{"file":"LOG","line":2,"interface":null,"direction":null,"source":null,"#
                    + #""source_port":null,"destination":null,"destination_port":null,"protocol":null,"#
                    + #""packets":null,"bytes":null,"start":1700000000,"end":1700000060,"action":null,"#
                    + #""class":"not-evaluated","reason":"no-data","certainty":null,"#
                    + #""security_group":null,"security_group_rule":null,"network_acl":null,"#
                    + #""network_acl_rule":null}"#
            ])
    }

    @Test func statedReasonStandsInTheRecord() throws {
        let line =
            "eni-web 203.0.113.9 10.0.1.10 50000 443 6 10 8400 1700000000 1700000060 REJECT OK 2 - - - "
        #expect(
            try records([line + #"B,"P""#], as: .csv).first?.contains(
                #",REJECT,vpc-blocked,"B,""P""",,sg-0web,"#) == true)
        #expect(
            try records([line + #"B,"\P""#], as: .ndjson).first?.contains(
                #""class":"vpc-blocked","reason":"B,\"\\P\"","certainty":null"#) == true)
    }

    @Test func everyIPv6AddressIsCanonical() throws {
        let sources = [
            "2001:DB8:0:0:0:0:0:1", "::", "::1", "0:0:1::", "1:0:0:2:0:0:0:3", "1:2:3:4:5:6:7:0",
            "1:0:2:3:4:5:6:7",
            "::ffff:192.0.2.1", "1::", "0:1:0:1:0:1:0:1",
        ]
        let canonical = [
            "2001:db8::1", "::", "::1", "0:0:1::", "1:0:0:2::3", "1:2:3:4:5:6:7:0", "1:0:2:3:4:5:6:7",
            "::ffff:192.0.2.1", "1::", "0:1:0:1:0:1:0:1",
        ]
        let lines = sources.map {
            "eni-web \($0) 2001:db8:1::10 50000 443 6 1 1 1 1 ACCEPT OK 2 - - - -"
        }
        let shown = try records(lines, as: .csv).map { $0.split(separator: ",")[4] }
        #expect(shown.map(String.init) == canonical)
    }

    @Test func numbersOfEveryLengthAreDecimal() throws {
        var numbers: [UInt64] = [0, .max]
        var power: UInt64 = 1
        for _ in 0..<19 {
            power *= 10
            numbers += [power - 1, power, power + 1, power / 2]
        }
        let lines = numbers.map {
            "eni-web 203.0.113.9 10.0.1.10 50000 443 6 \($0) \($0) 1 1 ACCEPT OK 2 - - - -"
        }
        let shown = try records(lines, as: .csv).map { $0.split(separator: ",") }
        #expect(shown.map { $0[9] } == numbers.map { "\($0)" })
        #expect(shown.map { $0[10] } == numbers.map { "\($0)" })
    }

    @Test func hostileTextIsEscapedOrRepaired() throws {
        var line = Array(
            "\u{1}\"\\\u{7f}\u{1f}=HYPERLINK() 192.0.2.1 10.9.9.9 1 2 17 3 4 5 6 REJECT OK - - - - -\n".utf8)
        let invalid =
            Array("caf".utf8) + [0xff, 0xc3]
            + Array(" 192.0.2.1 10.9.9.9 1 2 17 3 4 5 6 REJECT OK - - - - -\n".utf8)
        line += invalid
        let input = try folder.write("hostile.log", Array((SmallNetwork.header + "\n").utf8) + line)
        let json = try encodedRecords([input], as: .ndjson)
        #expect(json[0].contains(##""interface":"\u0001\"\\\##u{7f}\u001f=HYPERLINK()""##))
        #expect(json[1].contains("\"interface\":\"caf\u{fffd}\u{fffd}\""))
        let csv = try encodedRecords([input], as: .csv)
        #expect(csv[0].contains(",2,\"\u{1}\"\"\\\u{7f}\u{1f}=HYPERLINK()\",,192.0.2.1,"))
        #expect(csv[1].contains(",3,caf\u{fffd}\u{fffd},,192.0.2.1,"))
    }

    @Test func fileNameIsEscaped() throws {
        let name = "a,\"b\"\t.log"
        let input = try folder.write(name, [SmallNetwork.header, Self.permitted])
        #expect(
            try encodedRecords([input], as: .csv)[0].hasPrefix(
                "\"\(folder.path)/a,\"\"b\"\"\t.log\",2,eni-web,"))
        #expect(
            try encodedRecords([input], as: .ndjson)[0].hasPrefix(
                #"{"file":"\#(folder.path)/a,\"b\"\t.log","line":2,"#))
    }

    @Test func onlySelectedRecordsAreEncoded() throws {
        let lines = [
            Self.permitted,
            "eni-web 203.0.113.9 10.0.1.10 50000 80 6 1 40 1 1 REJECT OK 2 - - - -",
            "eni-web 203.0.113.9 10.0.1.10 50000 443 6 1 40 1 1 REJECT OK 2 - - - BPA",
            "eni-web 203.0.113.9 10.0.1.10 50000 443 6 1 40 1 1 REJECT OK 2 - - - EC",
            "eni-web 203.0.113.9 10.0.1.10 50000 443 6 1 40 1 1 REJECT OK 2 - - - -",
        ]
        func lineNumbers(_ text: String) throws -> [String] {
            try records(lines, as: .csv, selection: VerdictSelection(text)).map {
                String($0.split(separator: ",")[1])
            }
        }
        #expect(try lineNumbers("sg-blocked") == ["3"])
        #expect(try lineNumbers("vpc-blocked") == ["4", "5"])
        #expect(try lineNumbers("vpc-blocked/EC") == ["5"])
        #expect(try lineNumbers("anomalous/certain, allowed-by-sg/rule") == ["2", "6"])
        #expect(try lineNumbers("anomalous/likely") == [])
    }

    @Test func recordsOfManyInputsAreTheSameForAnyNumberOfWorkers() throws {
        let lines = (0..<1500).map { number in
            "eni-\(number % 3 == 0 ? "web" : "db") 203.0.\(number % 7).\(number % 251) "
                + "\(number % 2 == 0 ? "10.0.1.10" : "10.0.2.10") \(40000 + number % 9000) \(400 + number % 60) 6 "
                + "\(number) \(number * 40) 1700000000 1700000060 \(number % 5 == 0 ? "REJECT" : "ACCEPT") OK 2 - - - -"
        }
        let inputs = try (0..<6).map { try folder.write("\($0).log", [SmallNetwork.header] + lines) }
        for format in RecordFormatName.allCases {
            let single = try encodedRecords(inputs, as: format, threads: 1)
            #expect(single.count == 9000)
            #expect(try encodedRecords(inputs, as: format, threads: 4) == single)
        }
    }

    @Test func everyNDJSONLineIsAnObjectOfAllKeys() throws {
        let lines = [Self.permitted, "- - - - - - - - 1 2 - SKIPDATA - - - - -"]
        let keys = String(decoding: CSVRecordEncoder.header, as: UTF8.self).dropLast().split(separator: ",")
        for line in try records(lines, as: .ndjson) {
            let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
            #expect(Set(object?.keys.map { $0 } ?? []) == Set(keys.map(String.init)))
        }
    }
}

@Suite struct ForgottenDecisionTests {
    /// Encodes one record by an evaluator of its own, whose decisions are numbered from 1 again.
    private func encode(_ line: String, by encoder: NDJSONRecordEncoder, _ compiled: CompiledRuleSet)
        throws -> String
    {
        let folder = try TemporaryFolder()
        let input = try folder.write("one.log", [SmallNetwork.header, line])
        var reader = LineBlockReader(try ByteInput(input))
        var block = LineBlock()
        #expect(try reader.next(into: &block))
        var parser = FlowRecordParser(
            interfaces: NameTable(compiled.ruleSet.interfaces.map(\.id)))
        parser.begin(block)
        var batch = FlowRecordBatch()
        #expect(parser.parse(block, into: &batch))
        var evaluator = FlowEvaluator(compiled)
        var verdicts = VerdictBatch()
        evaluator.evaluate(batch, into: &verdicts)
        var output: [UInt8] = []
        encoder.encode(
            batch, verdicts, text: block.bytes.span, input: input, matcher: evaluator.matcher, into: &output)
        return String(decoding: output, as: UTF8.self)
    }

    @Test func numbersOfForgottenDecisionsAreSpelledAnew() throws {
        let compiled = try SmallNetwork.compiled()
        let encoder = NDJSONRecordEncoder(compiled: compiled)
        let web = "eni-web 203.0.113.9 10.0.1.10 50000 443 6 1 40 1 2 ACCEPT OK 2 - - - -"
        let database = "eni-db 10.0.1.10 10.0.2.10 50000 5432 6 1 40 1 2 ACCEPT OK 2 - - - -"
        #expect(try encode(web, by: encoder, compiled).contains(#""network_acl":"acl-0default""#))
        encoder.forgetDecisions()
        let second = try encode(database, by: encoder, compiled)
        #expect(second.contains(#""security_group":"sg-0db""#))
        #expect(second.contains(#""network_acl":"acl-0db","network_acl_rule":100}"#))
    }
}
