import NetworkPrimitives

/// A place in a JSON document: a file, the path to a value in it, and the value.
///
/// Every reading of a value that does not fit throws a `RuleSetIssue` that names the place.
/// `null` is as good as missing everywhere, as the cloud's tools have it.
struct JSONCursor {
    let file: String
    let value: JSONValue
    /// The id of the resource that the value is part of, once it is known.
    var resourceID: String?
    private let path: Path

    /// The way to a value, kept as steps: its text is made for the few places that are reported.
    private indirect enum Path {
        case root
        case key(Path, String)
        case index(Path, Int)
    }

    init(file: String, value: JSONValue) {
        self.file = file
        self.value = value
        path = .root
    }

    private init(_ parent: JSONCursor, _ path: Path, _ value: JSONValue) {
        file = parent.file
        self.value = value
        resourceID = parent.resourceID
        self.path = path
    }

    /// Where this is, such as `$.SecurityGroups[3].IpPermissions[0]`.
    var jsonPath: String {
        var steps: [String] = []
        var path = path
        while true {
            switch path {
            case .root:
                return "$" + steps.reversed().joined()
            case .key(let parent, let key):
                steps.append(Self.isPlain(key) ? ".\(key)" : "[\(JSONValue.quoted(key))]")
                path = parent
            case .index(let parent, let index):
                steps.append("[\(index)]")
                path = parent
            }
        }
    }

    var place: RuleSetPlace { RuleSetPlace(file: file, jsonPath: jsonPath) }

    func issue(_ cause: RuleSetIssue.Cause) -> RuleSetIssue {
        RuleSetIssue(file: file, jsonPath: jsonPath, resourceID: resourceID, cause: cause)
    }

    private static func isPlain(_ key: String) -> Bool {
        !key.isEmpty && key.utf8.count <= 64
            && key.utf8.allSatisfy { byte in
                switch Unicode.Scalar(byte) {
                case "a"..."z", "A"..."Z", "0"..."9", "_", "-": true
                default: false
                }
            }
    }
}

// MARK: - Steps

extension JSONCursor {
    /// The member `key`, or nil where it is missing or null.
    func optional(_ key: String) throws(RuleSetIssue) -> JSONCursor? {
        guard case .object(let members) = value else { throw wrongType(.object) }
        guard let member = members[key], member != .null else { return nil }
        return JSONCursor(self, .key(path, key), member)
    }

    /// The member `key`.
    func required(_ key: String) throws(RuleSetIssue) -> JSONCursor {
        guard let member = try optional(key) else {
            throw JSONCursor(self, .key(path, key), .null).issue(.value(.missingValue))
        }
        return member
    }

    /// The elements of the array under `key`, without nulls; none where the key is missing.
    func elements(_ key: String) throws(RuleSetIssue) -> [JSONCursor] {
        guard let member = try optional(key) else { return [] }
        guard case .array(let elements) = member.value else { throw member.wrongType(.array) }
        return elements.enumerated().compactMap { index, element in
            element == .null ? nil : JSONCursor(member, .index(member.path, index), element)
        }
    }
}

// MARK: - Values

extension JSONCursor {
    func text() throws(RuleSetIssue) -> String {
        guard case .string(let text) = value else { throw wrongType(.string) }
        return text
    }

    func boolean() throws(RuleSetIssue) -> Bool {
        guard case .boolean(let boolean) = value else { throw wrongType(.boolean) }
        return boolean
    }

    func integer() throws(RuleSetIssue) -> Int {
        guard case .integer(let integer) = value else { throw wrongType(.wholeNumber) }
        return integer
    }

    func integer(in range: ClosedRange<Int>) throws(RuleSetIssue) -> Int {
        let integer = try integer()
        guard range.contains(integer) else { throw issue(.value(.outOfRange(found: integer, range))) }
        return integer
    }

    /// An id: visible ASCII characters other than `/`, which separates the parts of rule names.
    func identifier() throws(RuleSetIssue) -> String {
        let text = try text()
        let slash = UInt8(ascii: "/")
        guard !text.isEmpty, text.utf8.allSatisfy({ (0x21...0x7E).contains($0) && $0 != slash }) else {
            throw issue(.value(.invalidIdentifier(found: text)))
        }
        return text
    }

    /// An address of `family`.
    func address(_ family: AddressFamily) throws(RuleSetIssue) -> IPAddress {
        let text = try text()
        guard let address = IPAddress(text) else { throw issue(.value(.invalidAddress(found: text))) }
        guard address.family == family else {
            throw issue(.value(.wrongFamily(found: text, expected: family)))
        }
        return address
    }

    /// A CIDR block; of `family` alone where one is named.
    func block(_ family: AddressFamily? = nil) throws(RuleSetIssue) -> CIDRBlock {
        let text = try text()
        let block: CIDRBlock
        do {
            block = try CIDRBlock(text)
        } catch {
            throw issue(.value(.invalidBlock(found: text, error)))
        }
        guard let family, family != block.family else { return block }
        throw issue(.value(.wrongFamily(found: text, expected: family)))
    }

    func wrongType(_ expected: RuleSetIssue.ValueKind) -> RuleSetIssue {
        issue(.value(.wrongType(found: value.excerpt(), expected: expected)))
    }
}
