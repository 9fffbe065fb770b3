/// What a value refers to, as far as a plan's configuration tells.
struct TerraformReferences {
    var ids: [String] = []
    /// Whether these are all that the value may turn out to be.
    var isWhole = false
}

/// The part of a plan that says how values come about: where a value is known only after the plan is applied, it
/// tells which resource's id it will be.
struct TerraformConfiguration {
    private let root: JSONCursor
    /// Addresses of all resources of the plan.
    private let addresses: Set<String>

    /// Modules that call each other deeper than this are not followed; no configuration nests like that.
    private static let maximumDepth = 64

    init(_ configuration: JSONCursor, addresses: Set<String>) {
        root = configuration
        self.addresses = addresses
    }

    /// What the configuration says of one resource.
    struct Resource {
        let configuration: TerraformConfiguration
        /// The module that the resource stands in.
        let module: String
        /// The instance's key of `count` or `for_each`, as in its address.
        let key: String
        let expressions: JSONCursor

        /// Whether the configuration gives a value or block.
        func has(_ key: JSONKey) -> Bool { expressions.has(key) }

        /// What the expression under a key refers to; in a block, pass the block's own expressions.
        func references(_ key: JSONKey, values: JSONCursor) -> TerraformReferences {
            guard let expression = try? expressions.optional(key) else { return TerraformReferences() }
            return configuration.references(expression, in: module, key: self.key, depth: 0)
        }

        /// The same resource, with the expressions of one of its blocks: the only one that may be behind an element.
        func block(_ name: JSONKey, for element: JSONCursor) -> Resource? {
            guard let blocks = try? expressions.elements(name) else { return nil }
            let fitting = blocks.filter { Self.fits($0, element) }
            guard fitting.count == 1, let block = fitting.first else { return nil }
            return Resource(configuration: configuration, module: module, key: key, expressions: block)
        }

        /// Whether the constants of a block are those of an element.
        private static func fits(_ block: JSONCursor, _ element: JSONCursor) -> Bool {
            let keys: [JSONKey] = ["from_port", "to_port", "protocol", "rule_no", "description", "action"]
            return keys.allSatisfy { key in
                guard let constant = try? block.optional(key)?.optional("constant_value"),
                    let found = try? element.optional(key)
                else { return true }
                return constant.excerpt == found.excerpt
            }
        }
    }

    /// What the configuration says of the resource at an address.
    func resource(address: String, module: String) -> Resource? {
        let parts = TerraformAddress.parts(address)
        guard let last = parts.last, let called = self.module(module),
            let resources = try? called.elements("resources")
        else { return nil }
        let inModule = parts.dropFirst(module.isEmpty ? 0 : TerraformAddress.parts(module).count)
            .map(TerraformAddress.bare).joined(separator: ".")
        for resource in resources {
            guard (try? resource.optional("address"))?.string == inModule else { continue }
            guard let expressions = try? resource.optional("expressions") else { return nil }
            return Resource(
                configuration: self, module: module, key: TerraformAddress.key(last), expressions: expressions
            )
        }
        return nil
    }

    /// The configuration of the module at an address.
    private func module(_ address: String) -> JSONCursor? {
        var module = try? root.optional("root_module")
        guard !address.isEmpty else { return module }
        let parts = TerraformAddress.parts(address)
        for index in stride(from: 1, to: parts.count, by: 2) {
            module = Self.call(TerraformAddress.bare(parts[index]), in: module)?.called
        }
        return module
    }

    /// The call of a module by its name, and what it calls.
    private static func call(
        _ name: String, in module: JSONCursor?
    ) -> (expressions: JSONCursor?, called: JSONCursor?)? {
        guard let calls = try? module?.optional("module_calls"), let call = calls.member(named: name) else {
            return nil
        }
        return (try? call.optional("expressions"), try? call.optional("module"))
    }
}

// MARK: - Following references

extension TerraformConfiguration {
    private func references(
        _ expression: JSONCursor, in module: String, key: String, depth: Int
    ) -> TerraformReferences {
        guard depth < Self.maximumDepth, let references = try? expression.elements("references") else {
            return TerraformReferences()
        }
        let names = references.compactMap(\.string)
        var found = TerraformReferences(ids: [], isWhole: true)
        var isFollowed = false
        for name in names where !Self.isPrefix(name, of: names) {
            if name.hasPrefix("each.") || name.hasPrefix("count.") { continue }
            isFollowed = true
            let next = resolve(name, in: module, key: key, depth: depth)
            found.ids += next.ids
            found.isWhole = found.isWhole && next.isWhole
        }
        found.isWhole = found.isWhole && isFollowed
        return found
    }

    /// A reference to an attribute is followed by one to the resource, which says nothing more.
    private static func isPrefix(_ name: String, of names: [String]) -> Bool {
        names.contains { $0.hasPrefix(name + ".") || $0.hasPrefix(name + "[") }
    }

    private func resolve(_ name: String, in module: String, key: String, depth: Int) -> TerraformReferences {
        let parts = TerraformAddress.parts(name)
        guard parts.count >= 2 else { return TerraformReferences() }
        switch parts[0] {
        case "var": return argument(TerraformAddress.bare(parts[1]), of: module, depth: depth)
        case "module": return output(parts, in: module, key: key, depth: depth)
        case "local", "path", "terraform", "self": return TerraformReferences()
        case "data": return instance(parts, length: 3, in: module, key: key)
        default: return instance(parts, length: 2, in: module, key: key)
        }
    }

    /// What the caller of a module gives for a variable.
    private func argument(_ name: String, of module: String, depth: Int) -> TerraformReferences {
        let parts = TerraformAddress.parts(module)
        guard parts.count >= 2, let last = parts.last else { return TerraformReferences() }
        let caller = parts.dropLast(2).joined(separator: ".")
        guard let call = Self.call(TerraformAddress.bare(last), in: self.module(caller)),
            let expression = call.expressions?.member(named: name)
        else { return TerraformReferences() }
        return references(expression, in: caller, key: TerraformAddress.key(last), depth: depth + 1)
    }

    /// What a called module gives out.
    private func output(_ parts: [String], in module: String, key: String, depth: Int) -> TerraformReferences
    {
        guard parts.count >= 3,
            let call = Self.call(TerraformAddress.bare(parts[1]), in: self.module(module)),
            let outputs = try? call.called?.optional("outputs"),
            let output = outputs.member(named: TerraformAddress.bare(parts[2])),
            let expression = try? output.optional("expression")
        else { return TerraformReferences() }
        let step = TerraformAddress.key(parts[1]).isEmpty ? "" : TerraformAddress.key(parts[1])
        let path = (module.isEmpty ? "" : module + ".") + "module." + TerraformAddress.bare(parts[1]) + step
        return references(expression, in: path, key: key, depth: depth + 1)
    }

    /// The resource that a reference names, if the plan has it: of one with several instances the one of the key that
    /// is named, else of the same key.
    private func instance(
        _ parts: [String], length: Int, in module: String, key: String
    ) -> TerraformReferences {
        guard parts.count >= length else { return TerraformReferences() }
        let inModule = parts.prefix(length).joined(separator: ".")
        let address = (module.isEmpty ? "" : module + ".") + inModule
        let attribute = parts.count > length ? TerraformAddress.bare(parts[length]) : "id"
        for candidate in [address, address + key] where addresses.contains(candidate) {
            let id = TerraformAddress.identifier(candidate)
            return TerraformReferences(
                ids: [attribute.hasPrefix("default_") ? "\(id).\(attribute)" : id], isWhole: true)
        }
        return TerraformReferences()
    }
}
