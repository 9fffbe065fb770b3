import NetworkPrimitives

/// Draws traffic for one VPC after the other and hands each record, with its verdict, to the
/// writer.
///
/// The recipes stand in extensions, one file a family. Each says in its comment why its records
/// get the verdict; the words are those of the semantics: N is the ACL's answer, F the groups'
/// for the record's direction and destination port, R the groups' for the opposite direction and
/// the source port. Client ports are always 32768-60999 unless a recipe says otherwise, so a
/// service's port, below 32768, tells the two sides apart.
struct TrafficComposer {
    let vpcs: [SyntheticVPC]
    let hasFlags: Bool
    var writer: RecordWriter
    var random: RandomStream
    /// The VPC that traffic is drawn for.
    var vpcIndex = 0
    /// Unix seconds at which the current file's five minutes begin.
    var windowStart = 0
    /// Records still wanted; recipes are cut off when there are none.
    private(set) var wanted: Int
    private(set) var written = 0
    private let seed: UInt64
    private let fractions: [Double]

    static let windowSeconds = 300
    static let clientPorts = 32_768...60_999
    private static let strangers = 1 << 20

    init(plan: GenerationPlan, vpcs: [SyntheticVPC]) {
        self.vpcs = vpcs
        hasFlags = plan.recordFormat == .detailed
        writer = RecordWriter(format: plan.recordFormat)
        random = RandomStream(seed: plan.seed, purpose: 2)
        wanted = plan.records
        seed = plan.seed
        fractions = plan.classFractions
    }

    var vpc: SyntheticVPC { vpcs[vpcIndex] }

    /// The class that is furthest behind its share of the records.
    var classMostWanted: IntendedClass {
        var counts = Array(repeating: 0, count: IntendedClass.allCases.count)
        for (verdict, count) in writer.counts.enumerated() where count > 0 {
            counts[Self.classIndex[verdict]] += count
        }
        var most = 0
        var mostMissing = -Double.infinity
        for (index, fraction) in fractions.enumerated() where fraction > 0 {
            let missing = fraction * Double(written + 1) - Double(counts[index])
            if missing > mostMissing { (most, mostMissing) = (index, missing) }
        }
        return IntendedClass.allCases[most]
    }

    private static let classIndex = IntendedVerdict.allCases.map { verdict in
        IntendedClass.allCases.firstIndex(of: verdict.intendedClass) ?? 0
    }

    /// Writes `record`, unless all records that were wanted are there.
    ///
    /// Its interval ends at `end`; it began up to a minute before.
    mutating func log(_ record: FlowRecord, end: Int, _ verdict: IntendedVerdict) {
        guard wanted > 0 else { return }
        var record = record
        record.end = end
        record.start = end - random.below(60)
        record.packets = 1 + random.skewedBelow(record.carriesData ? 4096 : 8)
        record.bytes = record.packets * random.within(record.carriesData ? 52...1400 : 40...60)
        writer.append(record, verdict, in: vpc)
        countOne()
    }

    mutating func countOne() {
        wanted -= 1
        written += 1
    }

    /// A second of the current file's five minutes that leaves `seconds` before their end.
    mutating func moment(leaving seconds: Int = 0) -> Int {
        windowStart + random.below(Self.windowSeconds - seconds)
    }

    mutating func clientPort() -> UInt16 { UInt16(random.within(Self.clientPorts)) }

    /// An interface of the role, the busiest ones far more often.
    mutating func pick(_ role: InterfaceRole) -> Int { random.skewedElement(vpc.interfaces(role)) }

    mutating func pick(_ role: InterfaceRole, in kind: SubnetKind) -> Int {
        random.skewedElement(vpc.interfaces(role, in: kind))
    }

    mutating func pick(_ role: InterfaceRole, stackOf interface: Int) -> Int {
        random.skewedElement(vpc.interfaces(role, stack: vpc.interfaces[interface].stack))
    }

    mutating func address(of interface: Int) -> IPAddress { vpc.interfaces[interface].anyIPv4(&random) }

    /// An address of the private network: an interface of any VPC, mostly of this one.
    mutating func privateNeighbour(_ role: InterfaceRole) -> IPAddress {
        let other = random.oneIn(4) ? vpcs[random.below(vpcs.count)] : vpc
        return other.interfaces[random.element(other.interfaces(role))].anyIPv4(&random)
    }

    /// An address of the internet; a few come up again and again.
    mutating func stranger() -> IPAddress {
        let drawn = RandomStream.mix(seed &+ UInt64(random.skewedBelow(Self.strangers)))
        let octets = AddressPlan.strangerOctets
        let first = octets[Int(drawn >> 32 % UInt64(octets.count))]
        return .ipv4(IPv4Address(first << 24 | UInt32(truncatingIfNeeded: drawn) & 0xFF_FFFF))
    }

    /// An IPv6 address of the internet: 2a02::/16.
    mutating func strangerIPv6() -> IPAddress {
        let drawn = RandomStream.mix(seed &+ UInt64(random.skewedBelow(Self.strangers)))
        return .ipv6(IPv6Address(0x2a02 << 112 | UInt128(drawn >> 20) << 64 | UInt128(drawn)))
    }
}
