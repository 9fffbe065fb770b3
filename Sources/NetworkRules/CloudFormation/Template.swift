import NetworkPrimitives

/// A CloudFormation template: its resources, and what their values depend on.
///
/// *Source: CloudFormation guide, "Template anatomy".*
final class Template {
    let document: JSONCursor
    let resources: [String: JSONCursor]
    /// Logical ids in the order of the template.
    let logicalIDs: [String]
    private let parameters: [String: JSONCursor]
    private let conditions: [String: JSONCursor]
    private let mappings: JSONCursor?
    /// What the user gives for parameters.
    private let given: [String: String]
    private var valuesOfConditions: [String: Bool?] = [:]
    private var conditionsInWork: Set<String> = []

    /// Functions within functions, and resources that name each other, are followed this far.
    static let maximumDepth = 64

    /// Nil where the document is no template.
    init?(_ document: JSONCursor, _ options: DeclarationOptions) throws(RuleSetIssue) {
        guard let resources = try? document.optional("Resources"), resources.isObject,
            document.has("AWSTemplateFormatVersion")
                || resources.members.contains(where: { $0.value.has("Type") })
        else { return nil }
        self.document = document
        let members = resources.members
        logicalIDs = members.map(\.key)
        self.resources = Dictionary(
            members.map { ($0.key, $0.value) }, uniquingKeysWith: { first, _ in first })
        func section(_ key: JSONKey) throws(RuleSetIssue) -> [String: JSONCursor] {
            let members = try document.optional(key)?.members ?? []
            return Dictionary(members.map { ($0.key, $0.value) }, uniquingKeysWith: { first, _ in first })
        }
        parameters = try section("Parameters")
        conditions = try section("Conditions")
        mappings = try document.optional("Mappings")
        given = options.parameters
    }

    /// Names that `--parameter` may set.
    var parameterNames: Set<String> {
        Set(parameters.keys).union(Self.pseudoParameters.map { "AWS::" + $0 })
    }

    private static let pseudoParameters = [
        "AccountId", "NotificationARNs", "Partition", "Region", "StackId", "StackName", "URLSuffix",
    ]

    /// What the function of a map finds.
    func mapped(_ map: String, _ first: String, _ second: String) -> JSONCursor? {
        mappings?.member(named: map)?.member(named: first)?.member(named: second)
    }
}

// MARK: - Parameters

extension Template {
    /// The value of a parameter or pseudo parameter; nil where there is none of the name.
    func parameter(_ name: String) throws(RuleSetIssue) -> TemplateValue? {
        if name.hasPrefix("AWS::") {
            if name == "AWS::NoValue" { return .nothing }
            if name == "AWS::Partition" { return .text(given[name] ?? "aws") }
            return given[name].map { .text($0) } ?? .unknown
        }
        guard let declared = parameters[name] else { return nil }
        let type = (try declared.optional("Type"))?.string ?? "String"
        let isOfStore = type.hasPrefix("AWS::SSM::Parameter::")
        var text = given[name]
        if text == nil, !isOfStore { text = try Self.scalar(declared.optional("Default")) }
        guard let text else { return .unknown }
        if given[name] != nil { try check(text, of: declared, name) }
        guard type == "CommaDelimitedList" || type.hasPrefix("List<") else { return .text(text) }
        let parts = text.split(separator: ",", omittingEmptySubsequences: text.isEmpty).map(\.trimmingBlanks)
        return .list(parts.map { TemplateElement(value: .text($0), cursor: declared) })
    }

    private func check(_ text: String, of declared: JSONCursor, _ name: String) throws(RuleSetIssue) {
        guard let allowed = try declared.optional("AllowedValues") else { return }
        var texts: [String] = []
        for value in allowed.array { if let text = try Self.scalar(value) { texts.append(text) } }
        guard texts.contains(text) else {
            throw declared.issue(.option(.valueNotAllowed(parameter: name, found: text, allowed: texts)))
        }
    }

    /// A string, number or boolean as text; nil for none.
    static func scalar(_ cursor: JSONCursor?) throws(RuleSetIssue) -> String? {
        guard let cursor else { return nil }
        if let text = cursor.string { return text }
        if cursor.isObject || cursor.isArray { throw cursor.wrongType(.stringOrWholeNumber) }
        return cursor.excerpt
    }
}

// MARK: - Conditions

extension Template {
    /// Whether a condition holds; nil where only the stack will tell.
    func condition(_ name: String, _ place: JSONCursor) throws(RuleSetIssue) -> Bool? {
        if let known = valuesOfConditions[name] { return known }
        guard let condition = conditions[name] else {
            throw place.issue(.value(.unknownReference(found: name, known: conditions.keys.sorted())))
        }
        guard conditionsInWork.insert(name).inserted else {
            throw condition.issue(.value(.cyclicReference(name)))
        }
        defer { conditionsInWork.remove(name) }
        let value = try holds(condition, depth: 0)
        valuesOfConditions[name] = value
        return value
    }

    private func holds(_ cursor: JSONCursor, depth: Int) throws(RuleSetIssue) -> Bool? {
        guard depth < Self.maximumDepth else { throw cursor.issue(.value(.cyclicReference("Conditions"))) }
        guard let (function, argument) = cursor.members.first, cursor.members.count == 1 else {
            return (try value(of: cursor, depth: depth)).text.map { $0 == "true" }
        }
        func all() throws(RuleSetIssue) -> [Bool?] {
            var values: [Bool?] = []
            for element in argument.array { values.append(try holds(element, depth: depth + 1)) }
            return values
        }
        switch function {
        case "Fn::And":
            let values = try all()
            return values.contains(false) ? false : values.contains(nil) ? nil : true
        case "Fn::Or":
            let values = try all()
            return values.contains(true) ? true : values.contains(nil) ? nil : false
        case "Fn::Not": return try all().first?.map { !$0 } ?? nil
        case "Fn::Equals":
            guard argument.array.count == 2 else {
                throw argument.issue(.value(.wrongArguments(of: function)))
            }
            let left = try value(of: argument.array[0], depth: depth + 1)
            let right = try value(of: argument.array[1], depth: depth + 1)
            guard let left = left.text, let right = right.text else { return nil }
            return left == right
        case "Condition": return try condition(try argument.text(), argument)
        default: return (try value(of: cursor, depth: depth)).text.map { $0 == "true" }
        }
    }

    /// Whether a resource will be made; nil where only the stack will tell.
    func isMade(_ resource: JSONCursor) throws(RuleSetIssue) -> Bool? {
        guard let name = try resource.optional("Condition") else { return true }
        return try condition(try name.text(), name)
    }
}

extension StringProtocol {
    var trimmingBlanks: String {
        String(drop { $0 == " " || $0 == "\t" }.reversed().drop { $0 == " " || $0 == "\t" }.reversed())
    }
}
