import NetworkPrimitives

extension VPC {
    /// Reads an element of `Vpcs`.
    ///
    /// *Source: AWS CLI, "describe-vpcs".*
    init(_ cursor: JSONCursor, _ log: IssueLog) throws(RuleSetIssue) {
        var cursor = cursor
        let id = try cursor.readID("VpcId")
        let primary = try cursor.optional("CidrBlock")?.block(.ipv4)
        let others = cursor.associatedBlocks(.ipv4, log) + cursor.associatedBlocks(.ipv6, log)
        self.init(id: id, blocks: ([primary].compactMap(\.self) + others).uniqued())
    }
}

extension JSONCursor {
    /// The further blocks of a VPC or subnet that traffic can come from.
    ///
    /// A block counts unless its association has failed or is on its way out: the cloud lets go of
    /// a block only when nothing uses it any more. One whose state is missing, or `associating`,
    /// counts.
    ///
    /// *Source: EC2 API, "VpcCidrBlockState" and "SubnetCidrBlockState".*
    func associatedBlocks(_ family: AddressFamily, _ log: IssueLog) -> [CIDRBlock] {
        let (list, block, blockState): (JSONKey, JSONKey, JSONKey) =
            family == .ipv4
            ? ("CidrBlockAssociationSet", "CidrBlock", "CidrBlockState")
            : ("Ipv6CidrBlockAssociationSet", "Ipv6CidrBlock", "Ipv6CidrBlockState")
        return log.read(list, of: self) { association throws(RuleSetIssue) -> CIDRBlock? in
            let state = try association.optional(blockState)?.optional("State")?.text() ?? "associated"
            if ["disassociating", "disassociated", "failing", "failed"].contains(state) { return nil }
            return try association.required(block).block(family)
        }.compactMap(\.self)
    }
}
