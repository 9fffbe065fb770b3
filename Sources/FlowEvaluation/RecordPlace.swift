import RuleMatching

/// Where a record's traffic goes: the tables that are asked, and the class of its remote address.
///
/// Made of sums and masks alone: which way a record goes is not foreseeable, and no branch may depend on it.
struct RecordPlace {
    /// Of the interface's groups in the record's direction; from `noTable` up where it has none.
    private var groupTable = CompiledInterface.noTable
    /// Of its network ACL in the record's direction; from `noTable` up where that is not asked.
    private var aclTable = CompiledInterface.noTable
    private var addressClass: UInt32 = 0
    /// Bit 0: outbound; bit 1: a low-port client is involved.
    private var flags: UInt32 = 0

    init() {}

    @inline(__always)
    init(
        _ interface: CompiledInterface, _ addressClass: UInt32, _ owner: AddressOwner, isOutbound: Bool,
        isInSubnet: Bool
    ) {
        let outbound: UInt32 = isOutbound ? 1 : 0
        let inSubnet: UInt32 = isInSubnet ? 1 : 0
        groupTable = interface.groupTable | outbound
        aclTable = interface.aclTable | outbound | (0 &- inSubnet)
        self.addressClass = addressClass
        let isLocalClient = UInt32(interface.traits.intersection(.opensFromLowPorts).rawValue)
        let isRemoteClient = UInt32(owner.intersection(.lowPortClient).rawValue)
        flags = outbound | isLocalClient &<< 1 | isRemoteClient
    }

    var isOutbound: Bool { flags & 1 != 0 }
    /// Whether either side opens connections from any port from 1024 up.
    var isLowPortClientInvolved: Bool { flags & 2 != 0 }

    /// What the record asks of the layers.
    @inline(__always)
    func question(sourceService: UInt32, destinationService: UInt32) -> RecordQuestion {
        let hasGroups = groupTable < CompiledInterface.noTable
        let forward = DecisionKey(
            table: groupTable, addressClass: addressClass, serviceClass: destinationService)
        let returned = DecisionKey(
            table: groupTable ^ 1, addressClass: addressClass, serviceClass: sourceService)
        let acl = DecisionKey(
            table: aclTable, addressClass: addressClass, serviceClass: destinationService)
        return RecordQuestion(
            forward: hasGroups ? forward : .notApplied, returned: hasGroups ? returned : .notApplied,
            acl: aclTable < CompiledInterface.noTable ? acl : .notApplied)
    }
}

/// What a record asks of the layers.
struct RecordQuestion {
    var forward = DecisionKey.notApplied
    var returned = DecisionKey.notApplied
    var acl = DecisionKey.notApplied
}

/// What the layers answer to a `RecordQuestion`.
struct RecordAnswers {
    var forward = LayerAnswer.notApplied
    var returned = LayerAnswer.notApplied
    var acl = LayerAnswer.notApplied
}
