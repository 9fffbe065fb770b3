import FlowLogs
import Foundation
import GzipInput
import NetworkRules
import RuleMatching
import SyntheticTraffic

/// A generated archive, the same in every run, with what each stage makes of it for the next.
final class SampleArchive: Sendable {
    static let records = 100_000
    static let shared = SampleArchive()

    private static let folder = FileManager.default.temporaryDirectory
        .appendingPathComponent("flowverdict-\(ProcessInfo.processInfo.globallyUniqueString)").path

    let inputs: [InputSource]
    let compiled: CompiledRuleSet
    let interfaces: NameTable
    /// The text of the archive, in the default format of version 2.
    let version2: [LineBlock]
    /// The same records with all 29 columns of version 5.
    let allColumns: [LineBlock]
    /// The same records with the columns alone that a verdict needs.
    let neededColumns: [LineBlock]
    let batches: [FlowRecordBatch]

    /// A benchmark without its data is none, so that this traps where anything fails.
    private init() {
        do {
            let folder = Self.folder
            _ = try TrafficGenerator.generate(GenerationPlan(seed: 1, records: Self.records), into: folder)
            inputs = try ArchiveDiscovery.inputs([folder + "/logs"])
            compiled = try RuleSetCompiler.compile(RuleSetLoader.load(path: folder + "/rules").ruleSet)
            interfaces = NameTable(compiled.ruleSet.interfaces.map(\.id))
            version2 = try inputs.flatMap(LineBlock.blocks)
            let lines = version2.flatMap(\.lines)
            allColumns = RecordLayout.allColumns.blocks(of: lines)
            neededColumns = RecordLayout.neededColumns.blocks(of: lines)
            batches = Self.batches(version2, interfaces)
        } catch {
            fatalError("the archive cannot be made: \(error)")
        }
    }

    /// Removes the archive's files, if there are any.
    static func removeFiles() { try? FileManager.default.removeItem(atPath: folder) }

    private static func batches(_ blocks: [LineBlock], _ interfaces: NameTable) -> [FlowRecordBatch] {
        var parser = FlowRecordParser(interfaces: interfaces)
        var batches: [FlowRecordBatch] = []
        for block in blocks {
            parser.begin(block)
            var batch = FlowRecordBatch()
            while parser.parse(block, into: &batch) { batches.append(batch) }
        }
        return batches
    }
}

extension LineBlock {
    static func blocks(of input: InputSource) throws(InputFault) -> [LineBlock] {
        var reader = LineBlockReader(try ByteInput(input))
        var blocks: [LineBlock] = []
        var block = LineBlock()
        while try reader.next(into: &block) { blocks.append(block) }
        return blocks
    }

    fileprivate var lines: [[Substring]] {
        String(decoding: bytes[..<count], as: UTF8.self).split(whereSeparator: \.isNewline)
            .map { $0.split(separator: " ") }
    }
}

/// Columns that records of version 2 are written in anew.
private struct RecordLayout {
    var names: [String]

    private static let version2 = FlowLogs.RecordFormat.version2.names

    static let neededColumns = RecordLayout(names: [
        "interface-id", "srcaddr", "dstaddr", "srcport", "dstport", "protocol", "action", "log-status",
    ])

    static let allColumns = RecordLayout(
        names: version2 + [
            "vpc-id", "subnet-id", "instance-id", "tcp-flags", "type", "pkt-srcaddr", "pkt-dstaddr", "region",
            "az-id", "sublocation-type", "sublocation-id", "pkt-src-aws-service", "pkt-dst-aws-service",
            "flow-direction", "traffic-path",
        ])

    /// What stands in a column that version 2 does not have.
    private static let constants = [
        "vpc-id": "vpc-0abc1234def567890", "subnet-id": "subnet-0123456789abcdef0",
        "instance-id": "i-0123456789abcdef0", "tcp-flags": "3", "type": "IPv4", "region": "eu-central-1",
        "az-id": "euc1-az2", "sublocation-type": "-", "sublocation-id": "-", "pkt-src-aws-service": "-",
        "pkt-dst-aws-service": "-", "flow-direction": "ingress", "traffic-path": "-",
    ]

    /// The lines with a header, in blocks as a reader makes them.
    func blocks(of lines: [[Substring]]) -> [LineBlock] {
        var blocks: [LineBlock] = []
        var text = Array(names.joined(separator: " ").utf8) + [UInt8(ascii: "\n")]
        for fields in lines {
            if text.count > LineBlockReader.blockSize - 1024 {
                blocks.append(LineBlock(text: text))
                text.removeAll()
            }
            text += line(fields).utf8
            text.append(UInt8(ascii: "\n"))
        }
        return blocks + [LineBlock(text: text)]
    }

    private func line(_ fields: [Substring]) -> String {
        let values = Dictionary(uniqueKeysWithValues: zip(Self.version2, fields.map(String.init)))
        return names.map { name in
            switch name {
            case "version": "5"
            case "pkt-srcaddr": values["srcaddr"] ?? "-"
            case "pkt-dstaddr": values["dstaddr"] ?? "-"
            default: values[name] ?? Self.constants[name] ?? "-"
            }
        }.joined(separator: " ")
    }
}
