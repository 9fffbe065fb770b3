import NetworkPrimitives

extension RuleSetParts {
    /// Adds what a template will make.
    mutating func add(_ template: Template, _ log: IssueLog) {
        var reader = TemplateReader(template, log)
        for id in template.logicalIDs {
            log.unlessErrors { () throws(RuleSetIssue) in try reader.read(id) }
        }
        reader.finish()
        add(reader.parts)
        parameterNames.formUnion(template.parameterNames)
    }
}

/// Reads the resources of a template, which go by their logical ids.
///
/// *Source: CloudFormation guide, "Amazon EC2 resource type reference".*
struct TemplateReader {
    var parts = RuleSetParts()
    let template: Template
    let log: IssueLog
    /// Blocks of VPCs and subnets that are resources of their own.
    var moreVPCBlocks: [String: [CIDRBlock]] = [:]
    var moreSubnetBlocks: [String: [CIDRBlock]] = [:]
    private var unknown: [String] = []
    private let vpcsWithIPv6: Set<String>

    init(_ template: Template, _ log: IssueLog) {
        self.template = template
        self.log = log
        vpcsWithIPv6 = Self.vpcsWithIPv6(template)
    }

    /// A resource of the template.
    struct Resource {
        let id: String
        let properties: TemplateProperties
        /// Whether it is known that the resource will be made.
        let isCertain: Bool
    }

    func located<Part>(_ part: Part, _ resource: Resource) -> Located<Part> {
        Located(resource: part, source: place(resource))
    }

    func place(_ resource: Resource) -> ResourcePlace {
        let cursor = resource.properties.cursor
        return ResourcePlace(cursor, origin: .declared)
    }

    mutating func noteUnknown(_ resource: Resource) { unknown.append(resource.id) }

    mutating func read(_ id: String) throws(RuleSetIssue) {
        guard var cursor = template.resources[id] else { return }
        cursor.name(resource: id)
        guard cursor.isObject else { throw cursor.wrongType(.object) }
        // What a loop or a macro makes is not there before the template is processed.
        if id.hasPrefix("Fn::") {
            unknown.append(id)
            return
        }
        let type = try cursor.required("Type").text()
        guard type.hasPrefix("AWS::EC2::") else { return }
        let isMade = try template.isMade(cursor)
        guard isMade != false else { return }
        let properties = TemplateProperties(
            template: template, cursor: try cursor.optional("Properties") ?? cursor)
        try read(Resource(id: id, properties: properties, isCertain: isMade ?? false), type)
    }

    private mutating func read(_ resource: Resource, _ type: String) throws(RuleSetIssue) {
        switch type {
        case "AWS::EC2::SecurityGroup": try readGroup(resource)
        case "AWS::EC2::SecurityGroupIngress": try readRule(resource, .ingress)
        case "AWS::EC2::SecurityGroupEgress": try readRule(resource, .egress)
        case "AWS::EC2::NetworkAcl": try readNetworkACL(resource)
        case "AWS::EC2::NetworkAclEntry": try readEntry(resource)
        case "AWS::EC2::SubnetNetworkAclAssociation": try readAssociation(resource)
        case "AWS::EC2::NetworkInterface": try readInterface(resource, groups: "GroupSet")
        case "AWS::EC2::Instance": try readInstance(resource)
        case "AWS::EC2::Subnet": try readSubnet(resource)
        case "AWS::EC2::SubnetCidrBlock":
            if let subnet = try resource.properties.id("SubnetId"),
                let block = try resource.properties.block("Ipv6CidrBlock", .ipv6)
            {
                moreSubnetBlocks[subnet, default: []].append(block)
            }
        case "AWS::EC2::VPC": try readVPC(resource)
        case "AWS::EC2::VPCCidrBlock": try readVPCBlock(resource)
        case "AWS::EC2::PrefixList": try readPrefixList(resource)
        default: break
        }
    }

    /// Completes what several resources describe together.
    mutating func finish() {
        for index in parts.subnets.indices {
            parts.subnets[index].resource.blocks += moreSubnetBlocks[parts.subnets[index].resource.id] ?? []
        }
        for index in parts.vpcs.indices {
            let more = moreVPCBlocks[parts.vpcs[index].resource.id] ?? []
            parts.vpcs[index].resource.blocks = (parts.vpcs[index].resource.blocks + more).uniqued()
            addDefaults(of: parts.vpcs[index])
        }
        if !unknown.isEmpty {
            log.warn(
                RuleSetIssue(
                    file: template.document.file, cause: .gap(.knownFromStack(unknown.uniqued().sorted()))))
        }
    }

    /// The network ACL and the group that the cloud gives a new VPC.
    private mutating func addDefaults(of vpc: Located<VPC>) {
        let id = vpc.resource.id
        let defaults = DefaultResources(vpcID: id, hasIPv6: hasIPv6(id))
        let acl = defaults.networkACL(id: id + ".DefaultNetworkAcl")
        parts.networkACLs.append(Located(resource: acl, source: vpc.source))
        let group = defaults.securityGroup(id: id + ".DefaultSecurityGroup")
        parts.securityGroups.append(ParsedSecurityGroup(group: group, source: vpc.source))
    }

    /// Whether a VPC gets an IPv6 block by the template.
    func hasIPv6(_ vpcID: String?) -> Bool { vpcID.map(vpcsWithIPv6.contains) ?? false }

    private static func vpcsWithIPv6(_ template: Template) -> Set<String> {
        Set(
            template.logicalIDs.compactMap { id in
                guard let resource = template.resources[id],
                    (try? resource.optional("Type"))?.string == "AWS::EC2::VPCCidrBlock",
                    let cursor = try? resource.optional("Properties")
                else { return nil }
                let properties = TemplateProperties(template: template, cursor: cursor)
                let isProvided = (try? properties.boolean("AmazonProvidedIpv6CidrBlock")) == true
                guard isProvided || cursor.has("Ipv6CidrBlock") || cursor.has("Ipv6Pool") else { return nil }
                return try? properties.id("VpcId")
            })
    }
}
