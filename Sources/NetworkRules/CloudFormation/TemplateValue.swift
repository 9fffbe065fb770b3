import NetworkPrimitives

/// What a part of a template comes to, as far as can be told without making the stack.
enum TemplateValue {
    /// `AWS::NoValue`, or null.
    case nothing
    /// A string, number or boolean, as text.
    case text(String)
    case list([TemplateElement])
    /// An object that is no function.
    case object(JSONCursor)
    /// What only the stack will tell.
    case unknown

    var text: String? { if case .text(let text) = self { text } else { nil } }
    var isUnknown: Bool { if case .unknown = self { true } else { false } }
    var isNothing: Bool { if case .nothing = self { true } else { false } }
}

/// An element of a list and where it stands.
struct TemplateElement {
    let value: TemplateValue
    let cursor: JSONCursor
}
