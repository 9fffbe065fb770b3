import ArgumentParser
import Foundation
import NetworkPrimitives
import RuleSetKinds

/// The files through which a rule set and its keys reach other programs:
///
/// - `rules.txt`: a rule a line, `NUMBER ACTION PROTOCOL FIRST LAST CIDR`, ascending by number; ACTION
///   is `allow` or `deny`, PROTOCOL a number or `any`, FIRST and LAST the destination ports.
/// - `keys.bin`: 8 bytes a key, little-endian: the address as a 32-bit number, the port in 16 bits, the
///   protocol in 8, and a zero byte.
/// - `answers.bin`: the number of each key's deciding rule in 32 bits, little-endian; 0 where none does.
struct LookupFolder {
    let path: String

    private func url(_ name: String) -> URL { URL(fileURLWithPath: path).appendingPathComponent(name) }

    func write(_ rules: [ClassifierRule]) throws {
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        let lines = rules.map { rule in
            let block = "\(IPv4Address(rule.address))/\(rule.prefixLength)"
            return "\(rule.number) \(rule.isAllow ? "allow" : "deny") "
                + "\(rule.ipProtocol.map(String.init) ?? "any") \(rule.ports.first) \(rule.ports.last) \(block)\n"
        }
        try Data(lines.joined().utf8).write(to: url("rules.txt"))
    }

    func write(_ keys: [ClassifierKey]) throws {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(keys.count * 8)
        for key in keys {
            bytes.append(littleEndian: key.address)
            bytes.append(UInt8(key.port & 255))
            bytes.append(UInt8(key.port >> 8))
            bytes.append(key.ipProtocol)
            bytes.append(0)
        }
        try Data(bytes).write(to: url("keys.bin"))
    }

    func write(answers: [UInt32]) throws {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(answers.count * 4)
        for answer in answers { bytes.append(littleEndian: answer) }
        try Data(bytes).write(to: url("answers.bin"))
    }

    /// The rules, ascending by number.
    ///
    /// - Throws: `ValidationError` where a line is no rule, and what reading the file throws.
    func rules() throws -> [ClassifierRule] {
        let text = String(decoding: try Data(contentsOf: url("rules.txt")), as: UTF8.self)
        let rules = try text.split(whereSeparator: \.isNewline).enumerated().map { index, line in
            guard let rule = ClassifierRule(line: line) else {
                throw ValidationError("rules.txt, line \(index + 1) is no rule: \(line)")
            }
            return rule
        }
        return rules.sorted { $0.number < $1.number }
    }

    /// - Throws: `ValidationError` where the file is cut off, and what reading the file throws.
    func keys() throws -> [ClassifierKey] {
        let bytes = [UInt8](try Data(contentsOf: url("keys.bin")))
        guard bytes.count % 8 == 0 else { throw ValidationError("keys.bin does not hold 8 bytes a key") }
        return stride(from: 0, to: bytes.count, by: 8).map { start in
            let address = (0..<4).reduce(UInt32(0)) { $0 | UInt32(bytes[start + $1]) << UInt32(8 * $1) }
            return ClassifierKey(
                address: address, port: UInt16(bytes[start + 4]) | UInt16(bytes[start + 5]) << 8,
                ipProtocol: bytes[start + 6])
        }
    }
}

extension ClassifierRule {
    /// Reads a line of `rules.txt`.
    fileprivate init?(line: Substring) {
        let words = line.split(separator: " ")
        guard words.count == 6, let number = UInt32(words[0]), number > 0, let first = UInt16(words[3]),
            let last = UInt16(words[4]), first <= last, let block = try? CIDRBlock(String(words[5])),
            case .ipv4(let network) = block.networkAddress
        else { return nil }
        guard ["allow", "deny"].contains(words[1]) else { return nil }
        let ipProtocol = UInt8(words[2])
        guard ipProtocol != nil || words[2] == "any" else { return nil }
        self.init(
            number: number, isAllow: words[1] == "allow", ipProtocol: ipProtocol,
            ports: PortRange(first, last), address: network.value, prefixLength: block.prefixLength)
    }
}

extension Array<UInt8> {
    fileprivate mutating func append(littleEndian value: UInt32) {
        for shift in stride(from: UInt32(0), to: 32, by: 8) { append(UInt8(value >> shift & 255)) }
    }
}
