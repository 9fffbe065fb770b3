import NetworkPrimitives

/// One resource of a state or plan, with what is known of its values.
struct TerraformInstance {
    let type: String
    /// The whole address, of modules too.
    let address: String
    /// The module's address; empty for the root module.
    let module: String
    let isData: Bool
    /// Whether a plan describes the resource, which then goes by its address.
    var isPlanned = false
    var values: JSONCursor
    /// Which values are known only after the plan is applied, in the shape of the values; nil for a state.
    var unknown: JSONCursor?
    /// How the configuration says what the values are; nil for a state.
    var configuration: TerraformConfiguration.Resource?

    /// What stands under a key, as far as it is known.
    enum Value {
        case absent
        case known(JSONCursor)
        case unknown
    }

    func value(_ key: JSONKey) throws(RuleSetIssue) -> Value {
        if isUnknown(key) { return .unknown }
        guard let value = try values.optional(key) else { return .absent }
        return value.string == "" ? .absent : .known(value)
    }

    /// Whether a value, or a part of it, is not known yet.
    func isUnknown(_ key: JSONKey) -> Bool {
        guard let unknown, unknown.isObject, let value = try? unknown.optional(key) else { return false }
        return value.holdsTrue
    }

    /// The id of the resource itself: where it is described by a plan, its address.
    func ownID(_ key: JSONKey = "id") throws(RuleSetIssue) -> String {
        if isPlanned { return TerraformAddress.identifier(address) }
        return try values.required(key).identifier()
    }

    /// The id that a plan knows for what it names by address.
    func knownID(_ key: JSONKey = "id") -> String? {
        guard isPlanned, case .known(let id)? = try? value(key) else { return nil }
        return try? id.identifier()
    }

    /// The ids under a key, of one resource or a list; `isWhole` is false where some cannot be told.
    func ids(_ key: JSONKey) throws(RuleSetIssue) -> (ids: [String], isWhole: Bool) {
        var ids: [String] = []
        if let value = try values.optional(key) {
            if value.isArray {
                for element in try values.elements(key) { ids += try Self.id(element) }
            } else {
                ids += try Self.id(value)
            }
        }
        guard isUnknown(key) else { return (ids, true) }
        let referenced = configuration?.references(key, values: values) ?? TerraformReferences()
        return ((ids + referenced.ids).uniqued(), referenced.isWhole)
    }

    /// The one id under a key; nil where there is none, or it cannot be told.
    func id(_ key: JSONKey) throws(RuleSetIssue) -> String? { try ids(key).ids.first }

    /// A group of another account is written `ACCOUNT/sg-...`.
    private static func id(_ cursor: JSONCursor) throws(RuleSetIssue) -> [String] {
        let text = try cursor.text()
        if text.isEmpty { return [] }
        let id = text.split(separator: "/").last.map(String.init) ?? ""
        guard id.isIdentifier else { throw cursor.issue(.value(.invalidIdentifier(found: text))) }
        return [id]
    }

    /// The text under a key; nothing where there is none.
    func text(_ key: JSONKey) throws(RuleSetIssue) -> String {
        guard case .known(let value) = try value(key) else { return "" }
        return try value.text()
    }

    /// The blocks under a key, of one or a list; `isWhole` is false where some are not known.
    func blocks(_ key: JSONKey, _ family: AddressFamily? = nil) throws(RuleSetIssue) -> (
        blocks: [CIDRBlock], isWhole: Bool
    ) {
        var blocks: [CIDRBlock] = []
        if let value = try values.optional(key), value.string != "" {
            if value.isArray {
                for element in try values.elements(key) { blocks.append(try element.block(family)) }
            } else {
                blocks.append(try value.block(family))
            }
        }
        return (blocks, !isUnknown(key))
    }
}

extension TerraformInstance {
    /// The elements of a list of blocks, each with what is not known of it.
    func elements(_ key: JSONKey) throws(RuleSetIssue) -> [(JSONCursor, unknown: JSONCursor?)] {
        guard let list = try values.optional(key) else { return [] }
        guard list.isArray else { throw list.wrongType(.array) }
        let unknownElements = (try? unknown?.optional(key))?.array ?? []
        return list.array.enumerated().compactMap { index, element in
            element.isObject ? (element, index < unknownElements.count ? unknownElements[index] : nil) : nil
        }
    }

    /// Whether nothing under a key is known yet.
    func isWhollyUnknown(_ key: JSONKey) -> Bool { (try? unknown?.optional(key))?.isTrue ?? false }

    /// A rule's `sgr-` id; other ids of rules are Terraform's own.
    func ruleID(_ key: JSONKey) throws(RuleSetIssue) -> String? {
        guard case .known(let id) = try value(key), let id = id.string, id.hasPrefix("sgr-"), id.isIdentifier
        else {
            return nil
        }
        return id
    }
}

extension JSONCursor {
    /// Whether this is true, or an array or object that holds a true somewhere.
    fileprivate var holdsTrue: Bool {
        if isTrue { return true }
        if isArray { return array.contains { $0.holdsTrue } }
        return members.contains { $0.value.holdsTrue }
    }
}
