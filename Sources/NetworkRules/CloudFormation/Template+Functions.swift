import NetworkPrimitives

extension Template {
    /// What a part of the template comes to.
    ///
    /// - Throws: for a reference to nothing, a function with wrong arguments, and references in a circle.
    func value(of cursor: JSONCursor?, depth: Int = 0) throws(RuleSetIssue) -> TemplateValue {
        guard let cursor else { return .nothing }
        guard depth < Self.maximumDepth else {
            throw cursor.issue(.value(.cyclicReference("Ref, Fn::GetAtt or Fn::Sub")))
        }
        if cursor.isArray {
            var elements: [TemplateElement] = []
            for element in cursor.array {
                let value = try value(of: element, depth: depth + 1)
                if !value.isNothing { elements.append(TemplateElement(value: value, cursor: element)) }
            }
            return .list(elements)
        }
        guard cursor.isObject else { return try Self.scalar(cursor).map { .text($0) } ?? .nothing }
        let members = cursor.members
        guard members.count == 1, let (name, argument) = members.first,
            name == "Ref" || name.hasPrefix("Fn::")
        else {
            return .object(cursor)
        }
        return try call(name, argument, depth: depth + 1)
    }

    private func call(
        _ function: String, _ argument: JSONCursor, depth: Int
    ) throws(RuleSetIssue) -> TemplateValue {
        switch function {
        case "Ref": return try reference(try argument.text(), argument)
        case "Fn::GetAtt": return try attribute(argument, depth: depth)
        case "Fn::Sub": return try substituted(argument, depth: depth)
        case "Fn::Join": return try joined(argument, depth: depth)
        case "Fn::Split": return try split(argument, depth: depth)
        case "Fn::Select": return try selected(argument, depth: depth)
        case "Fn::FindInMap": return try found(argument, depth: depth)
        case "Fn::If": return try chosen(argument, depth: depth)
        case "Fn::Cidr": return try networks(argument, depth: depth)
        default: return .unknown
        }
    }

    private func arguments(_ cursor: JSONCursor, of function: String, _ counts: ClosedRange<Int>)
        throws(RuleSetIssue)
        -> [JSONCursor]
    {
        let arguments = cursor.array
        guard counts.contains(arguments.count) else {
            throw cursor.issue(.value(.wrongArguments(of: function)))
        }
        return arguments
    }

    private func reference(_ name: String, _ place: JSONCursor) throws(RuleSetIssue) -> TemplateValue {
        if let value = try parameter(name) { return value }
        guard let resource = resources[name] else {
            let known = resources.keys.sorted() + parameterNames.filter { !$0.hasPrefix("AWS::") }.sorted()
            throw place.issue(.value(.unknownReference(found: name, known: known)))
        }
        return try isMade(resource) == false ? .nothing : .text(name)
    }

    private func attribute(_ argument: JSONCursor, depth: Int) throws(RuleSetIssue) -> TemplateValue {
        if let text = argument.string {
            guard let dot = text.firstIndex(of: ".") else {
                throw argument.issue(.value(.wrongArguments(of: "Fn::GetAtt")))
            }
            return try attribute(
                String(text[text.index(after: dot)...]), of: String(text[..<dot]), argument, depth: depth)
        }
        let arguments = try arguments(argument, of: "Fn::GetAtt", 2...2)
        guard let name = try value(of: arguments[1], depth: depth).text else { return .unknown }
        return try attribute(name, of: try arguments[0].text(), argument, depth: depth)
    }

    private func attribute(
        _ name: String, of logicalID: String, _ place: JSONCursor, depth: Int
    ) throws(RuleSetIssue) -> TemplateValue {
        guard let resource = resources[logicalID] else {
            throw place.issue(.value(.unknownReference(found: logicalID, known: resources.keys.sorted())))
        }
        let properties = try resource.optional("Properties")
        switch name {
        case "GroupId", "Id", "NetworkAclId", "PrefixListId", "SubnetId", "InstanceId":
            return .text(logicalID)
        case "VpcId" where (try resource.optional("Type"))?.string == "AWS::EC2::VPC": return .text(logicalID)
        case "DefaultSecurityGroup", "DefaultNetworkAcl": return .text("\(logicalID).\(name)")
        case "PrimaryPrivateIpAddress", "PrivateIp":
            return try known(properties?.optional("PrivateIpAddress"), depth: depth)
        case "CidrBlock", "VpcId": return try known(properties?.member(named: name), depth: depth)
        default: return .unknown
        }
    }

    /// A property that is there; what is not given is made by the cloud.
    private func known(_ cursor: JSONCursor?, depth: Int) throws(RuleSetIssue) -> TemplateValue {
        let value = try value(of: cursor, depth: depth + 1)
        return value.isNothing ? .unknown : value
    }

    private func joined(_ argument: JSONCursor, depth: Int) throws(RuleSetIssue) -> TemplateValue {
        let arguments = try arguments(argument, of: "Fn::Join", 2...2)
        guard let separator = try value(of: arguments[0], depth: depth).text,
            case .list(let elements) = try value(of: arguments[1], depth: depth)
        else { return .unknown }
        let texts = elements.compactMap(\.value.text)
        return texts.count == elements.count ? .text(texts.joined(separator: separator)) : .unknown
    }

    private func split(_ argument: JSONCursor, depth: Int) throws(RuleSetIssue) -> TemplateValue {
        let arguments = try arguments(argument, of: "Fn::Split", 2...2)
        guard let separator = try value(of: arguments[0], depth: depth).text, !separator.isEmpty,
            let text = try value(of: arguments[1], depth: depth).text
        else { return .unknown }
        return .list(
            text.split(separator: separator, omittingEmptySubsequences: false).map {
                TemplateElement(value: .text(String($0)), cursor: argument)
            })
    }

    private func selected(_ argument: JSONCursor, depth: Int) throws(RuleSetIssue) -> TemplateValue {
        let arguments = try arguments(argument, of: "Fn::Select", 2...2)
        guard let index = try value(of: arguments[0], depth: depth).text,
            case .list(let elements) = try value(of: arguments[1], depth: depth)
        else { return .unknown }
        guard let index = Int(index), elements.indices.contains(index) else {
            throw arguments[0].issue(.value(.wrongArguments(of: "Fn::Select")))
        }
        return elements[index].value
    }

    private func found(_ argument: JSONCursor, depth: Int) throws(RuleSetIssue) -> TemplateValue {
        let arguments = try arguments(argument, of: "Fn::FindInMap", 3...4)
        var keys: [String] = []
        for argument in arguments.prefix(3) {
            guard let key = try value(of: argument, depth: depth).text else { return .unknown }
            keys.append(key)
        }
        if let found = mapped(keys[0], keys[1], keys[2]) { return try value(of: found, depth: depth) }
        if arguments.count == 4, let otherwise = arguments[3].member(named: "DefaultValue") {
            return try value(of: otherwise, depth: depth)
        }
        throw argument.issue(.value(.unknownReference(found: keys.joined(separator: "."), known: [])))
    }

    private func chosen(_ argument: JSONCursor, depth: Int) throws(RuleSetIssue) -> TemplateValue {
        let arguments = try arguments(argument, of: "Fn::If", 3...3)
        switch try condition(try arguments[0].text(), arguments[0]) {
        case true?: return try value(of: arguments[1], depth: depth)
        case false?: return try value(of: arguments[2], depth: depth)
        case nil: return .unknown
        }
    }

    /// `${Name}`, `${Name.Attribute}` and `${!Literal}` within a text.
    private func substituted(_ argument: JSONCursor, depth: Int) throws(RuleSetIssue) -> TemplateValue {
        var variables: JSONCursor?
        var pattern = argument
        if argument.isArray {
            let arguments = try arguments(argument, of: "Fn::Sub", 2...2)
            (pattern, variables) = (arguments[0], arguments[1])
        }
        var text = ""
        var rest = try pattern.text()[...]
        while let start = rest.range(of: "${") {
            text += rest[..<start.lowerBound]
            guard let end = rest[start.upperBound...].firstIndex(of: "}") else { break }
            let name = String(rest[start.upperBound..<end])
            rest = rest[rest.index(after: end)...]
            if name.hasPrefix("!") {
                text += "${\(name.dropFirst())}"
                continue
            }
            let value = try variable(name, variables, pattern, depth: depth)
            guard let known = value.text else { return .unknown }
            text += known
        }
        return .text(text + rest)
    }

    private func variable(
        _ name: String, _ variables: JSONCursor?, _ place: JSONCursor, depth: Int
    ) throws(RuleSetIssue) -> TemplateValue {
        if let own = variables?.member(named: name) { return try value(of: own, depth: depth) }
        if let dot = name.firstIndex(of: ".") {
            return try attribute(
                String(name[name.index(after: dot)...]), of: String(name[..<dot]), place, depth: depth)
        }
        return try reference(name, place)
    }

    /// `Fn::Cidr`: the first blocks of a size within a block.
    private func networks(_ argument: JSONCursor, depth: Int) throws(RuleSetIssue) -> TemplateValue {
        let arguments = try arguments(argument, of: "Fn::Cidr", 2...3)
        guard let block = try value(of: arguments[0], depth: depth).text,
            let count = try value(of: arguments[1], depth: depth).text
        else { return .unknown }
        let bits = arguments.count == 3 ? try value(of: arguments[2], depth: depth) : .nothing
        if bits.isUnknown { return .unknown }
        guard let block = try? CIDRBlock(block), let count = Int(count), (1...256).contains(count),
            let blocks = block.subdivided(count: count, hostBits: bits.text.flatMap { Int($0) })
        else { throw argument.issue(.value(.wrongArguments(of: "Fn::Cidr"))) }
        return .list(blocks.map { TemplateElement(value: .text($0.description), cursor: argument) })
    }
}

extension CIDRBlock {
    /// The first `count` blocks within this one that have `hostBits` bits for hosts (64 in IPv6 by default); nil where
    /// there are not so many.
    fileprivate func subdivided(count: Int, hostBits: Int?) -> [CIDRBlock]? {
        let hostBits = hostBits ?? (family == .ipv6 ? 64 : 8)
        guard (0...family.bitWidth - prefixLength).contains(hostBits) else { return nil }
        let length = family.bitWidth - hostBits
        guard length - prefixLength >= 62 || count <= 1 << (length - prefixLength) else { return nil }
        return (0..<count).map { number in
            switch networkAddress {
            case .ipv4(let address):
                let offset = hostBits < 32 ? UInt32(number) << UInt32(hostBits) : 0
                return CIDRBlock(containing: .ipv4(IPv4Address(address.value | offset)), prefixLength: length)
            case .ipv6(let address):
                let offset = hostBits < 128 ? UInt128(number) << UInt128(hostBits) : 0
                return CIDRBlock(containing: .ipv6(IPv6Address(address.value | offset)), prefixLength: length)
            }
        }
    }
}
