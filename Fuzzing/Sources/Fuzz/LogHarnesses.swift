import FlowEvaluation
import FlowLogs
import GzipInput
import NetworkPrimitives
import NetworkRules
import RuleMatching
import TestSupport

/// Archives: both engines yield the same bytes of one that both find whole.
struct ArchiveHarness: Harness {
    private let file = ScratchFile()

    func run(_ bytes: [UInt8]) {
        file.write(bytes)
        let readings = InflateEngine.allCases.map { read($0) }
        guard let first = readings.first, first.fault == nil else { return }
        for other in readings.dropFirst() where other.fault == nil {
            require(other.text == first.text, "the engines differ")
        }
    }

    private func read(_ engine: InflateEngine) -> (text: [UInt8], fault: InputFault?) {
        // A few bytes may stand for very many: that much of them tells the engines apart.
        let limit = 1 << 20
        var text: [UInt8] = []
        do throws(InputFault) {
            var input = try ByteInput(.file(path: file.path), engine: engine)
            var buffer = [UInt8](repeating: 0, count: 4096)
            while text.count < limit {
                let count = try input.read(into: &buffer, from: 0)
                if count == 0 { break }
                text += buffer[..<count]
            }
        } catch {
            return (text, error)
        }
        return (text, nil)
    }
}

/// Lines: every one is counted, as what it is.
struct LineHarness: Harness {
    private var parser = FlowRecordParser(interfaces: NameTable(["eni-1235b8ca123456789", "eni-1"]))
    private var batch = FlowRecordBatch()

    mutating func run(_ bytes: [UInt8]) {
        let block = LineBlock(text: bytes)
        parser.restart(format: .version2)
        parser.begin(block)
        var records = 0
        while parser.parse(block, into: &batch) { records += batch.count }
        // A byte-order mark is no line.
        let text = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes[3...] : bytes[...]
        let newlines = text.count { $0 == UInt8(ascii: "\n") }
        let lines = newlines + (text.isEmpty || text.last == UInt8(ascii: "\n") ? 0 : 1)
        require(parser.counts.records == UInt64(records), "records are not counted")
        require(parser.counts.lines == UInt64(lines), "\(parser.counts.lines) lines instead of \(lines)")
    }
}

/// Lines: the parser and its naive twin read the same.
struct TwinHarness: Harness {
    func run(_ bytes: [UInt8]) {
        // A byte-order mark is passed over before the parser.
        guard !bytes.starts(with: [0xEF, 0xBB, 0xBF]) else { return }
        let block = LineBlock(text: bytes)
        var parser = FlowRecordParser(interfaces: NameTable([]))
        var batch = FlowRecordBatch()
        let twin = NaiveLogReader(bytes)
        var expected = twin.records[...]
        parser.begin(block)
        while parser.parse(block, into: &batch) {
            for index in 0..<batch.count {
                guard let (line, record) = expected.popFirst() else { fatalError("a record too many") }
                require(batch.line(index) == UInt64(line), "line \(line) is told as \(batch.line(index))")
                let found = ReferenceRecord(batch, index, block)
                require(found == record.asParsed, "line \(line): \(found) where \(record.asParsed) stands")
            }
        }
        require(expected.isEmpty, "\(expected.count) records too few")
        require(parser.counts.headers == UInt64(twin.headers), "headers")
        require(parser.counts.malformed == UInt64(twin.malformed.count), "malformed lines")
        require(parser.counts.blank == UInt64(twin.blank), "blank lines")
    }
}

/// Whole logs, compressed or not, envelopes among them, read and judged block by block: every record has a verdict.
struct LogHarness: Harness {
    private let file = ScratchFile()
    private var judge: HistoryEvaluator
    private var parser = FlowRecordParser(interfaces: NameTable(["eni-1"]))
    private var batch = FlowRecordBatch()
    private var verdicts = VerdictBatch()

    init() {
        let group = SecurityGroup(id: "sg-1", vpcID: "vpc-1")
        let interface = NetworkInterface(
            id: "eni-1", vpcID: "vpc-1", addresses: [.ipv4(IPv4Address(0x0a00_0001))], groupIDs: ["sg-1"])
        let rules = RuleSet(securityGroups: [group], interfaces: [interface])
        guard let compiled = try? RuleSetCompiler.compile(rules) else {
            fatalError("the rule set of the harness")
        }
        judge = HistoryEvaluator(compiled)
    }

    mutating func run(_ bytes: [UInt8]) {
        file.write(bytes)
        parser.restart(format: .version2)
        var judged = 0
        do throws(InputFault) {
            // Small blocks, so that lines, envelopes and archives are cut wherever they can be.
            var reader = LineBlockReader(try ByteInput(.file(path: file.path)), blockSize: 512)
            var block = LineBlock()
            var text = 0
            while try reader.next(into: &block), text < 1 << 20 {
                text += block.count
                parser.begin(block)
                while parser.parse(block, into: &batch) {
                    judge.evaluate(&batch, text: block.bytes.span, into: &verdicts)
                    for index in 0..<batch.count where Verdict(code: Int(verdicts.code[index])) != nil {
                        judged += 1
                    }
                }
            }
        } catch {
            require(!error.message.isEmpty, "a fault without a word")
        }
        require(
            parser.counts.records == UInt64(judged), "\(judged) verdicts of \(parser.counts.records) records")
    }
}

/// What `--format` may be given.
struct FormatHarness: Harness {
    func run(_ bytes: [UInt8]) {
        let text = String(decoding: bytes, as: UTF8.self)
        guard let format = try? RecordFormat(logFormat: text) else { return }
        require(!format.names.isEmpty, "a format without fields")
        let again = try? RecordFormat(logFormat: format.names.map { "${\($0)}" }.joined(separator: " "))
        require(again == format, "a format that reads otherwise when it is written")
    }
}
