import NetworkPrimitives

/// A value of a JSON document, and the resource that it is part of.
///
/// Every reading of a value that does not fit throws a `RuleSetIssue` that names the place.
/// `null` is as good as missing everywhere, as the cloud's tools have it.
struct JSONCursor {
    private let document: JSONDocument
    private let node: Int
    private var resource = Resource.unknown
    /// Whether keys begin with a small letter, as in AWS Config, where the AWS CLI has a large one.
    private var isLowerCamelCase = false
    /// Of an element of an array, how many stand before it.
    private(set) var ordinal = 0

    /// Where the id of the resource stands that a value is part of: texts are made for the few places
    /// that are reported.
    private enum Resource {
        case unknown
        case node(Int)
        case named(String)
    }

    init(_ document: JSONDocument) {
        self.document = document
        node = 0
    }

    private init(_ document: JSONDocument, _ node: Int, _ resource: Resource) {
        self.document = document
        self.node = node
        self.resource = resource
    }

    private func cursor(at node: Int) -> JSONCursor {
        var cursor = JSONCursor(document, node, resource)
        cursor.isLowerCamelCase = isLowerCamelCase
        return cursor
    }

    /// The same value, whose keys begin with a small letter where readers name a large one.
    var inLowerCamelCase: JSONCursor {
        var cursor = self
        cursor.isLowerCamelCase = true
        return cursor
    }

    private func member(_ key: JSONKey) -> Int? {
        tape.member(key, of: node, isLowerCamelCase: isLowerCamelCase)
    }

    /// A key as it is spelled here.
    private func spelled(_ key: JSONKey) -> String {
        let key = key.description
        return isLowerCamelCase ? key.prefix(1).lowercased() + key.dropFirst() : key
    }

    var file: String { document.file }
    /// What is odd about values of the document that were read all the same.
    var notes: IssueLog { document.notes }

    private var tape: JSONTape { document.tape }
    private var kind: JSONNode.Kind { document.tape.nodes[node].kind }

    /// Where this is, such as `$.SecurityGroups[3].IpPermissions[0]`.
    var jsonPath: String { document.path(to: node) }

    /// Where it stands in the text of the file; nil where the text is not the file's own.
    var fileOffset: Int? { document.isFileText ? tape.nodes[node].offset : nil }

    var place: RuleSetPlace { RuleSetPlace(file: file, jsonPath: jsonPath) }

    func issue(_ cause: RuleSetIssue.Cause) -> RuleSetIssue {
        RuleSetIssue(file: file, jsonPath: jsonPath, resourceID: resourceID, cause: cause)
    }

    func wrongType(_ expected: RuleSetIssue.ValueKind) -> RuleSetIssue {
        issue(.value(.wrongType(found: excerpt, expected: expected)))
    }

    /// The value as error messages quote it.
    var excerpt: String { tape.excerpt(node) }
}

// MARK: - Resources

extension JSONCursor {
    /// The id of the resource that this is part of; nil while it is not known.
    private var resourceID: String? {
        switch resource {
        case .unknown: nil
        case .node(let node): tape.string(node)
        case .named(let id): id
        }
    }

    /// Reads the id of the resource that this is, under `key`; issues from here on name it.
    mutating func readID(_ key: JSONKey) throws(RuleSetIssue) -> String {
        let member = try required(key)
        let id = try member.identifier()
        resource = .node(member.node)
        return id
    }

    /// Issues from here on are about the resource `id`.
    mutating func name(resource id: String) { resource = .named(id) }
}

// MARK: - Steps

extension JSONCursor {
    /// The member `key`, or nil where it is missing or null.
    func optional(_ key: JSONKey) throws(RuleSetIssue) -> JSONCursor? {
        guard kind == .object else { throw wrongType(.object) }
        guard let member = member(key) else { return nil }
        return document.tape.nodes[member].kind == .null ? nil : cursor(at: member)
    }

    /// The member `key`.
    func required(_ key: JSONKey) throws(RuleSetIssue) -> JSONCursor {
        guard let member = try optional(key) else { throw missing(key) }
        return member
    }

    /// That the member `key` should be there and is not.
    func missing(_ key: JSONKey) -> RuleSetIssue {
        var issue = issue(.value(.missingValue))
        issue.jsonPath = jsonPath + JSONDocument.step(to: spelled(key))
        return issue
    }

    /// The elements of the array under `key`, without nulls; none where the key is missing.
    func elements(_ key: JSONKey) throws(RuleSetIssue) -> Elements {
        guard let member = try optional(key) else { return Elements(self, from: 0, to: 0) }
        guard member.kind == .array else { throw member.wrongType(.array) }
        return Elements(self, from: member.node + 1, to: document.tape.nodes[member.node].extent)
    }

    /// Elements of an array.
    struct Elements: Sequence, IteratorProtocol {
        private let parent: JSONCursor
        private var node: Int
        private var ordinal = 0
        private let end: Int

        fileprivate init(_ parent: JSONCursor, from node: Int, to end: Int) {
            self.parent = parent
            self.node = node
            self.end = end
        }

        mutating func next() -> JSONCursor? {
            while node < end {
                var element = parent.cursor(at: node)
                element.ordinal = ordinal
                ordinal += 1
                node = parent.document.tape.end(of: node)
                if element.kind != .null { return element }
            }
            return nil
        }
    }
}

// MARK: - What a value is

extension JSONCursor {
    var isObject: Bool { kind == .object }
    var isArray: Bool { kind == .array }
    var isTrue: Bool { kind == .isTrue }

    /// The elements of an array, nulls among them; none of any other value.
    var array: [JSONCursor] { isArray ? tape.children(of: node).map { cursor(at: $0) } : [] }

    /// The member of a name that is known only at run time; nil where it is missing or null.
    func member(named name: String) -> JSONCursor? { members.first { $0.key == name }?.value }

    /// Whether an object has a member `key`, be it null.
    func has(_ key: JSONKey) -> Bool { isObject && member(key) != nil }

    /// The members of an object in order, without nulls; none of any other value.
    var members: [(key: String, value: JSONCursor)] {
        guard isObject else { return [] }
        return tape.children(of: node).compactMap { child in
            tape.nodes[child].kind == .null ? nil : (tape.string(child - 1), cursor(at: child))
        }
    }

    /// The keys of an object.
    var keys: [String] { isObject ? tape.children(of: node).map { tape.string($0 - 1) } : [] }
}

// MARK: - Values

extension JSONCursor {
    /// The string that this is; nil where it is none.
    var string: String? { document.tape.isString(node) ? document.tape.string(node) : nil }

    /// The whole number that this is; nil where it is none.
    var wholeNumber: Int? { kind == .integer ? document.tape.nodes[node].extent : nil }

    func text() throws(RuleSetIssue) -> String {
        guard let string else { throw wrongType(.string) }
        return string
    }

    func boolean() throws(RuleSetIssue) -> Bool {
        switch kind {
        case .isTrue: return true
        case .isFalse: return false
        default: throw wrongType(.boolean)
        }
    }

    func integer() throws(RuleSetIssue) -> Int {
        guard let wholeNumber else { throw wrongType(.wholeNumber) }
        return wholeNumber
    }

    func integer(in range: ClosedRange<Int>) throws(RuleSetIssue) -> Int {
        let integer = try integer()
        guard range.contains(integer) else { throw issue(.value(.outOfRange(found: integer, range))) }
        return integer
    }

    /// An id: visible ASCII characters other than `/`, which separates the parts of rule names.
    func identifier() throws(RuleSetIssue) -> String {
        let text = try text()
        guard text.isIdentifier else {
            throw issue(.value(.invalidIdentifier(found: text)))
        }
        return text
    }

    /// An address of `family`.
    func address(_ family: AddressFamily) throws(RuleSetIssue) -> IPAddress {
        if let address = plainText(IPAddress.init(ascii:)), address.family == family { return address }
        return try address(text(), family)
    }

    /// The address that a text names, wherever the text comes from; issues are about this place.
    func address(_ text: String, _ family: AddressFamily) throws(RuleSetIssue) -> IPAddress {
        guard let address = IPAddress(text) else { throw issue(.value(.invalidAddress(found: text))) }
        guard address.family == family else {
            throw issue(.value(.wrongFamily(found: text, expected: family)))
        }
        return address
    }

    /// A CIDR block; of `family` alone where one is named.
    func block(_ family: AddressFamily? = nil) throws(RuleSetIssue) -> CIDRBlock {
        if let block = plainText(CIDRBlock.init(ascii:)), block.family == family ?? block.family {
            return block
        }
        return try block(text(), family)
    }

    /// The block that a text names, wherever the text comes from; issues are about this place.
    ///
    /// Bits below the prefix count as zeros, as the cloud has it when it stores a rule; that they are set is noted.
    ///
    /// *Source: EC2 API, "AuthorizeSecurityGroupIngress" (CidrIp): the canonical form is kept.*
    func block(_ text: String, _ family: AddressFamily?) throws(RuleSetIssue) -> CIDRBlock {
        let block: CIDRBlock
        do {
            block = try CIDRBlock(text)
        } catch .hostBitsSet(let canonical) {
            notes.warn(issue(.gap(.hostBitsDropped(found: text, canonical))))
            block = canonical
        } catch {
            throw issue(.value(.invalidBlock(found: text, error)))
        }
        guard let family, family != block.family else { return block }
        throw issue(.value(.wrongFamily(found: text, expected: family)))
    }

    /// What `read` makes of the bytes of a string that stands in the text as it is.
    private func plainText<Model>(_ read: (Span<UInt8>) -> Model?) -> Model? {
        let value = document.tape.nodes[node]
        guard value.kind == .plainString else { return nil }
        let bytes = document.tape.bytes
        return read(bytes.span.extracting(value.range))
    }
}

extension String {
    /// Whether this can be an id: visible ASCII characters other than `/`, which separates the parts of rule names.
    var isIdentifier: Bool {
        let slash = UInt8(ascii: "/")
        return !isEmpty && utf8.allSatisfy { (0x21...0x7E).contains($0) && $0 != slash }
    }
}
