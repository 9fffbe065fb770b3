/// What the user says about plans and templates, which name resources before these have ids.
public struct DeclarationOptions: Hashable, Sendable {
    /// The id of the resource at an address (Terraform) or of a logical id (CloudFormation).
    public var identities: [String: String]
    /// Values for parameters of templates, in place of their defaults.
    public var parameters: [String: String]
    /// Whether what is said is for several rule sets, so that one without any plan or template has no use for it.
    package var isShared = false

    public init(identities: [String: String] = [:], parameters: [String: String] = [:]) {
        self.identities = identities
        self.parameters = parameters
    }
}
