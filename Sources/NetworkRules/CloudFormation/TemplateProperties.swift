import NetworkPrimitives

/// Properties of a resource of a template, or of an object within them, with their functions worked out.
struct TemplateProperties {
    let template: Template
    let cursor: JSONCursor

    func value(_ key: JSONKey) throws(RuleSetIssue) -> TemplateValue {
        try template.value(of: cursor.optional(key))
    }

    /// The text under a key; nil where there is none, or only the stack will tell.
    func text(_ key: JSONKey) throws(RuleSetIssue) -> String? {
        switch try value(key) {
        case .nothing, .unknown: return nil
        case .text(let text): return text
        case .list, .object: throw cursorOf(key).wrongType(.string)
        }
    }

    /// Whether only the stack will tell what stands under a key.
    func isUnknown(_ key: JSONKey) throws(RuleSetIssue) -> Bool { try value(key).isUnknown }

    /// Whether only the stack will tell what stands under one of two keys.
    func isUnknown(_ first: JSONKey, or second: JSONKey) throws(RuleSetIssue) -> Bool {
        if try isUnknown(first) { return true }
        return try isUnknown(second)
    }

    /// The id under a key; nil where there is none, or only the stack will tell.
    func id(_ key: JSONKey) throws(RuleSetIssue) -> String? {
        guard let text = try text(key), !text.isEmpty else { return nil }
        guard text.isIdentifier else { throw cursorOf(key).issue(.value(.invalidIdentifier(found: text))) }
        return text
    }

    /// The ids under a key, of one or a list; `isWhole` is false where only the stack will tell some.
    func ids(_ key: JSONKey) throws(RuleSetIssue) -> (ids: [String], isWhole: Bool) {
        var ids: [String] = []
        var isWhole = true
        for element in try elements(key) {
            guard let text = element.value.text else {
                isWhole = false
                continue
            }
            guard text.isIdentifier else {
                throw element.cursor.issue(.value(.invalidIdentifier(found: text)))
            }
            ids.append(text)
        }
        return (ids.uniqued(), isWhole)
    }

    /// The elements under a key; one that stands there alone counts as a list of itself.
    func elements(_ key: JSONKey) throws(RuleSetIssue) -> [TemplateElement] {
        let value = try value(key)
        switch value {
        case .nothing: return []
        case .list(let elements):
            // A list may be an element, where a parameter holds one.
            return elements.flatMap { element in
                if case .list(let inner) = element.value { inner } else { [element] }
            }
        case .text, .object, .unknown: return [TemplateElement(value: value, cursor: cursorOf(key))]
        }
    }

    /// The whole number under a key; nil where there is none, or only the stack will tell.
    func number(_ key: JSONKey, _ range: ClosedRange<Int>) throws(RuleSetIssue) -> Int? {
        guard let text = try text(key) else { return nil }
        guard let number = Int(text) else { throw cursorOf(key).wrongType(.stringOrWholeNumber) }
        guard range.contains(number) else {
            throw cursorOf(key).issue(.value(.outOfRange(found: number, range)))
        }
        return number
    }

    func boolean(_ key: JSONKey) throws(RuleSetIssue) -> Bool? {
        switch try text(key)?.lowercased() {
        case nil: return nil
        case "true"?: return true
        case "false"?: return false
        default: throw cursorOf(key).wrongType(.boolean)
        }
    }

    func block(_ key: JSONKey, _ family: AddressFamily) throws(RuleSetIssue) -> CIDRBlock? {
        guard let text = try text(key) else { return nil }
        return try cursorOf(key).block(text, family)
    }

    func addresses(_ key: JSONKey, _ family: AddressFamily) throws(RuleSetIssue) -> [IPAddress] {
        var addresses: [IPAddress] = []
        for element in try elements(key) {
            guard let text = element.value.text else { continue }
            addresses.append(try element.cursor.address(text, family))
        }
        return addresses
    }

    /// A protocol; nil stands for all. Only to be asked where it is known.
    func ipProtocol(_ key: JSONKey) throws(RuleSetIssue) -> IPProtocol? {
        guard let text = try text(key) else { throw cursor.missing(key) }
        if text == "-1" { return nil }
        if let named = IPProtocol.named(text) { return named }
        guard let number = UInt8(text) else {
            throw cursorOf(key).issue(.value(.unknownProtocol(found: JSONValue.quoted(text))))
        }
        return IPProtocol(number)
    }

    /// A range of ports; one that is missing or -1 stands for the end of the range on its side.
    func ports(from: JSONKey, to: JSONKey) throws(RuleSetIssue) -> PortRange {
        let first = try number(from, -1...65535).flatMap { $0 < 0 ? nil : $0 }
        let last = try number(to, -1...65535).flatMap { $0 < 0 ? nil : $0 }
        return try cursor.portRange(from: first, to: last)
    }

    /// An ICMP type and code; nil stands for any.
    func icmpMessage(type: JSONKey, code: JSONKey) throws(RuleSetIssue) -> (type: UInt8?, code: UInt8?) {
        let type = try number(type, -1...255)
        let code = try number(code, -1...255)
        return (type.flatMap { UInt8(exactly: $0) }, code.flatMap { UInt8(exactly: $0) })
    }

    /// The object under a key; nil where there is none, or only the stack will tell.
    func object(_ key: JSONKey) throws(RuleSetIssue) -> TemplateProperties? {
        guard case .object(let object) = try value(key) else { return nil }
        return TemplateProperties(template: template, cursor: object)
    }

    private func cursorOf(_ key: JSONKey) -> JSONCursor { (try? cursor.optional(key)) ?? cursor }
}
