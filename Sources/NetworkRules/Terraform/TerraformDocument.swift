import NetworkPrimitives

/// A state or plan of Terraform (or OpenTofu), as a file of its own or as `terraform show -json` prints it.
///
/// *Source: Terraform, "JSON Output Format", format version 1; state files have format 4.*
struct TerraformDocument {
    enum Form {
        /// `terraform show -json` of a state.
        case state
        case plan
        /// `terraform.tfstate`.
        case stateFile
    }

    let form: Form
    private let document: JSONCursor

    /// Nil where the document is neither.
    init?(_ document: JSONCursor) {
        self.document = document
        if document.has("terraform_version"), document.has("version"),
            document.has("resources") || document.has("modules")
        {
            form = .stateFile
        } else if document.has("format_version"),
            document.has("planned_values") || document.has("resource_changes")
        {
            form = .plan
        } else if document.has("format_version"), document.has("values") || document.has("terraform_version")
        {
            form = .state
        } else {
            return nil
        }
    }

    var origin: ResourceOrigin { form == .plan ? .declared : .state }

    /// The resources that there are, or will be.
    ///
    /// - Parameter changes: those of the plan; none of a state.
    func instances(after changes: [TerraformChange], _ log: IssueLog) -> [TerraformInstance] {
        do throws(RuleSetIssue) {
            switch form {
            case .state: return try Self.instances(ofValues: document.optional("values"), log)
            case .stateFile: return try stateFileInstances(log)
            case .plan: return try plannedInstances(after: changes, log)
            }
        } catch {
            log.error(error)
            return []
        }
    }

    /// The changes that a plan makes to resources; none of a state.
    func changes(_ log: IssueLog) -> [TerraformChange] {
        guard form == .plan else { return [] }
        return log.read("resource_changes", of: document) { element throws(RuleSetIssue) in
            try TerraformChange(element)
        }.compactMap(\.self)
    }
}

// MARK: - States

extension TerraformDocument {
    /// Resources of a module and of the modules in it.
    private static func instances(
        ofValues values: JSONCursor?, _ log: IssueLog
    ) throws(RuleSetIssue) -> [TerraformInstance] {
        guard let root = try values?.optional("root_module") else { return [] }
        var instances: [TerraformInstance] = []
        var modules = [root]
        while let module = modules.popLast() {
            let address = (try module.optional("address"))?.string ?? ""
            instances += log.read("resources", of: module) { resource throws(RuleSetIssue) in
                try instance(resource, module: address)
            }.compactMap(\.self)
            modules += try module.elements("child_modules").reversed()
        }
        return instances
    }

    private static func instance(
        _ resource: JSONCursor, module: String
    ) throws(RuleSetIssue) -> TerraformInstance? {
        // What was replaced and could not be deleted yet.
        guard try resource.optional("deposed_key") == nil, let values = try resource.optional("values") else {
            return nil
        }
        return TerraformInstance(
            type: try resource.required("type").text(), address: try resource.required("address").text(),
            module: module, isData: (try resource.optional("mode"))?.string == "data", values: values)
    }

    private func stateFileInstances(_ log: IssueLog) throws(RuleSetIssue) -> [TerraformInstance] {
        let version = try document.required("version")
        guard version.wholeNumber == 4 else {
            throw version.issue(.value(.unreadableStateVersion(found: version.excerpt)))
        }
        return log.read("resources", of: document) { resource throws(RuleSetIssue) in
            try Self.stateFileInstances(resource, log)
        }.flatMap(\.self)
    }

    private static func stateFileInstances(
        _ resource: JSONCursor, _ log: IssueLog
    ) throws(RuleSetIssue) -> [TerraformInstance] {
        let type = try resource.required("type").text()
        let name = try resource.required("name").text()
        let module = (try resource.optional("module"))?.string ?? ""
        let isData = (try resource.optional("mode"))?.string == "data"
        let base = (module.isEmpty ? "" : module + ".") + (isData ? "data." : "") + "\(type).\(name)"
        return log.read("instances", of: resource) { instance throws(RuleSetIssue) in
            guard try instance.optional("deposed") == nil, let values = try instance.optional("attributes")
            else {
                return nil
            }
            return TerraformInstance(
                type: type, address: base + TerraformAddress.step(try instance.optional("index_key")),
                module: module, isData: isData, values: values)
        }.compactMap(\.self)
    }
}

// MARK: - Plans

extension TerraformDocument {
    /// What will be: managed resources as the changes leave them, data sources as they were read.
    private func plannedInstances(
        after changes: [TerraformChange], _ log: IssueLog
    ) throws(RuleSetIssue) -> [TerraformInstance] {
        let prior = try document.optional("prior_state")?.optional("values")
        let read = try Self.instances(ofValues: prior, log).filter(\.isData)
        guard !changes.isEmpty else {
            return try Self.instances(ofValues: document.optional("planned_values"), log)
        }
        let remaining = changes.filter { !$0.isGone }
        let configuration = try document.optional("configuration").map {
            TerraformConfiguration(
                $0, addresses: Set(remaining.map(\.address)).union(read.map(\.address)))
        }
        let managed = remaining.compactMap { change -> TerraformInstance? in
            guard let values = change.after else { return nil }
            return TerraformInstance(
                type: change.type, address: change.address, module: change.module, isData: change.isData,
                isPlanned: true, values: values, unknown: change.unknown,
                configuration: configuration?.resource(address: change.address, module: change.module))
        }
        return managed + read
    }
}

/// What a plan does to one resource.
struct TerraformChange {
    let type: String
    let address: String
    let module: String
    let isData: Bool
    let actions: [String]
    let before: JSONCursor?
    let after: JSONCursor?
    let unknown: JSONCursor?

    /// Nil for what was replaced and could not be deleted yet.
    init?(_ element: JSONCursor) throws(RuleSetIssue) {
        guard try element.optional("deposed") == nil else { return nil }
        type = try element.required("type").text()
        address = try element.required("address").text()
        module = (try element.optional("module_address"))?.string ?? ""
        isData = (try element.optional("mode"))?.string == "data"
        let change = try element.required("change")
        var actions: [String] = []
        for action in try change.elements("actions") { actions.append(try action.text()) }
        self.actions = actions
        before = try change.optional("before")
        after = try change.optional("after")
        unknown = try change.optional("after_unknown")
    }

    /// Whether nothing of it remains.
    var isGone: Bool { after == nil || actions == ["delete"] || actions == ["forget"] }
    var isDeleted: Bool { actions == ["delete"] }
    var isCreated: Bool { actions == ["create"] }
    /// Whether the resource that there is will be another or none.
    var hasChanged: Bool { actions.contains("delete") || actions.contains("update") }
}
