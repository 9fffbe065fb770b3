import NetworkPrimitives

extension Subnet {
    /// Reads an element of `Subnets`. A subnet of IPv6 alone has no `CidrBlock`.
    ///
    /// *Source: AWS CLI, "describe-subnets".*
    init(_ cursor: JSONCursor, _ log: IssueLog) throws(RuleSetIssue) {
        var cursor = cursor
        let id = try cursor.readID("SubnetId")
        let ipv4 = try cursor.optional("CidrBlock")?.block(.ipv4)
        self.init(
            id: id,
            vpcID: try cursor.optional("VpcId")?.identifier(),
            blocks: ([ipv4].compactMap(\.self) + cursor.associatedBlocks(.ipv6, log)).uniqued())
    }
}
