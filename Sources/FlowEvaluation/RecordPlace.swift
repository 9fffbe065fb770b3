import RuleMatching

/// Where a record's traffic goes: what it asks of the layers, but for its services.
///
/// Made of sums and masks alone: which way a record goes is not foreseeable, and no branch may depend on it.
struct RecordPlace {
    /// The groups' rules of the record's direction.
    let forward: DecisionKey
    /// Those of the opposite direction.
    let returned: DecisionKey
    /// The network ACL's, no question where that is not asked.
    let acl: DecisionKey
    let traits: RecordTraits

    @inline(__always)
    init(
        _ interface: CompiledInterface, _ addressClass: UInt32, _ owner: AddressOwner, isOutbound: Bool,
        isInSubnet: Bool
    ) {
        let outbound: UInt64 = isOutbound ? 1 : 0
        forward = interface.groups.about(addressClass: addressClass, outbound: outbound)
        returned = interface.groups.about(addressClass: addressClass, outbound: outbound ^ 1)
        acl = interface.acl.about(addressClass: addressClass, outbound: outbound).leftOut(isInSubnet)
        traits = RecordTraits(interface, owner, outbound: UInt16(truncatingIfNeeded: outbound))
    }

    /// What the record asks of the layers.
    @inline(__always)
    func question(sourceService: UInt32, destinationService: UInt32) -> RecordQuestion {
        RecordQuestion(
            forward: forward.about(serviceClass: destinationService),
            returned: returned.about(serviceClass: sourceService),
            acl: acl.about(serviceClass: destinationService))
    }
}

/// What a record's place tells of its verdict, each where it stands in the number of a shape or of a situation.
struct RecordTraits: Sendable {
    let bits: UInt16

    static let none = RecordTraits(bits: 0)

    private init(bits: UInt16) { self.bits = bits }

    @inline(__always)
    init(_ interface: CompiledInterface, _ owner: AddressOwner, outbound: UInt16) {
        // The bits of both stand at the same place, the lowest one.
        let isClient =
            interface.traits.rawValue & CompiledInterface.Traits.opensFromLowPorts.rawValue
            | owner.rawValue & AddressOwner.lowPortClient.rawValue
        bits = outbound &<< 7 | UInt16(isClient) &<< 9
    }

    var isOutbound: Bool { bits & 1 << 7 != 0 }
    /// 1 where the record is outbound, else 0.
    var outbound: UInt8 { UInt8(truncatingIfNeeded: bits &>> 7 & 1) }
    /// Whether either side opens connections from any port from 1024 up, in the number of a shape.
    var lowPortClientBit: UInt16 { bits & 1 << 9 }
    var isLowPortClientInvolved: Bool { lowPortClientBit != 0 }
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
