import NetworkPrimitives

/// A set of addresses that rules name: a block, a group's members, a prefix list.
struct PeerSet: Hashable, Comparable, Sendable {
    let index: UInt32

    static let maximumIndex: UInt32 = 1 << 24 - 1

    /// Every address of both families: what a rule is matched on that could name anything.
    static let everyAddress = PeerSet(index: 0)
    /// Every address that is no known interface's.
    static let unknownHosts = PeerSet(index: 1)
    /// The private addresses of all known interfaces.
    static let knownInterfaces = PeerSet(index: 2)
    /// The private addresses of interfaces that open connections from any port from 1024 up.
    static let lowPortClients = PeerSet(index: 3)
    /// Every IPv6 address, so that the families never share a class.
    static let everyIPv6Address = PeerSet(index: 4)
    static let firstNamed: UInt32 = 5

    static func < (left: Self, right: Self) -> Bool { left.index < right.index }
}

/// A peer set that covers an address, and the length of its longest prefix that does.
///
/// One word, so that a cover is a short array of them: bits 31...8 hold the peer set's index,
/// bits 7...0 the prefix length.
struct CoveringPeer: Hashable, Comparable, Sendable {
    let word: UInt32

    init(_ peer: PeerSet, prefixLength: Int) { word = peer.index << 8 | UInt32(prefixLength) }

    var peer: PeerSet { PeerSet(index: word >> 8) }
    var prefixLength: Int { Int(word & 255) }

    static func < (left: Self, right: Self) -> Bool { left.word < right.word }
}

/// Sorts every address into classes that no rule of the rule set tells apart: two addresses are of
/// one class where the same peer sets cover them, each by a prefix of the same length.
@usableFromInline
package struct AddressClasses: Sendable {
    @usableFromInline package let ipv4: CIDRTrie<UInt32>
    private let ipv6: CIDRTrie<UInt128>
    /// Where the cover of each class begins in `covers`; one more than there are classes.
    private let coverStart: [UInt32]
    private let covers: [CoveringPeer]
    /// Whose the addresses of each class are.
    @usableFromInline package let owners: [AddressOwner]

    init(
        _ members: [(block: CIDRBlock, peer: PeerSet)], _ hosts: HostSets = HostSets()
    ) throws(RuleSetCompilerError) {
        var builder = AddressClassBuilder(hosts)
        var members4: [AddressClassMember<UInt32>] = []
        var members6 = [AddressClassMember<UInt128>(address: 0, length: 0, peer: .everyIPv6Address)]
        members4.reserveCapacity(members.count)
        for (block, peer) in members {
            switch block.networkAddress {
            case .ipv4(let address):
                members4.append(.init(address: address.value, length: block.prefixLength, peer: peer))
            case .ipv6(let address):
                members6.append(.init(address: address.value, length: block.prefixLength, peer: peer))
            }
        }
        let entries4 = builder.entries(for: &members4)
        let entries6 = builder.entries(for: &members6)
        guard builder.classCount <= Int(DecisionKey.maximumAddressClass) else {
            throw .tooManyAddressClasses(builder.classCount)
        }
        ipv4 = CIDRTrie(entries4, otherwise: AddressClassBuilder.uncovered)
        ipv6 = CIDRTrie(entries6, otherwise: AddressClassBuilder.uncovered)
        coverStart = builder.coverStart
        covers = builder.covers
        owners = builder.owners
    }

    package var count: Int { owners.count }

    package var byteCount: Int {
        ipv4.byteCount + ipv6.byteCount + 4 * (coverStart.count + covers.count) + count
    }

    /// - Complexity: O(1); see `CIDRTrie`.
    @inlinable @inline(__always)
    package func addressClass(ofIPv4 value: UInt32) -> UInt32 { ipv4.value(of: value) }

    /// - Complexity: O(1); see `CIDRTrie`.
    package func addressClass(ofIPv6 value: UInt128) -> UInt32 { ipv6.value(of: value) }

    package func addressClass(of address: IPAddress) -> UInt32 {
        switch address {
        case .ipv4(let address): addressClass(ofIPv4: address.value)
        case .ipv6(let address): addressClass(ofIPv6: address.value)
        }
    }

    /// Whether addresses of the class belong to an interface that opens connections from any port
    /// from 1024 up.
    @inlinable @inline(__always)
    package func isLowPortClient(_ addressClass: UInt32) -> Bool {
        owners[Int(addressClass)].contains(.lowPortClient)
    }

    func family(of addressClass: UInt32) -> AddressFamily {
        cover(of: addressClass).contains { $0.peer == .everyIPv6Address } ? .ipv6 : .ipv4
    }

    /// The peer sets that cover the addresses of a class, ascending.
    func cover(of addressClass: UInt32) -> ArraySlice<CoveringPeer> {
        covers[Int(coverStart[Int(addressClass)])..<Int(coverStart[Int(addressClass) + 1])]
    }
}

/// Whose private addresses those of a class are, as far as the evaluation of records asks.
@usableFromInline
package struct AddressOwner: OptionSet, Sendable {
    @usableFromInline package let rawValue: UInt8

    @inlinable
    package init(rawValue: UInt8) { self.rawValue = rawValue }

    /// Some interface of the rule set. Where `CompiledInterface.Traits` has the bit of one with more addresses.
    @inlinable package static var knownInterface: AddressOwner { AddressOwner(rawValue: 1 << 3) }
    /// One that opens connections from any port from 1024 up. Where `CompiledInterface.Traits` has that bit.
    @inlinable package static var lowPortClient: AddressOwner { AddressOwner(rawValue: 1 << 0) }
    /// One that opens connections from any port from 1024 up under some snapshots and not under others. Where
    /// `CompiledInterface.Traits` has the bit of an interface with a primary address, as nearly all have one.
    @inlinable package static var sometimesLowPortClient: AddressOwner { AddressOwner(rawValue: 1 << 2) }
    /// Anyone at all. Where `CompiledInterface.Traits` has the bit of an uncommon one.
    @inlinable package static var anyone: AddressOwner { AddressOwner(rawValue: 1 << 7) }

    init(of cover: [CoveringPeer], _ hosts: HostSets) {
        self = .anyone
        for covering in cover {
            let peer = covering.peer
            if peer == .knownInterfaces || hosts.knownPhases[peer] != nil { insert(.knownInterface) }
            if peer == .lowPortClients { insert(.lowPortClient) }
            if hosts.clientPhases[peer] != nil { insert(.sometimesLowPortClient) }
        }
        if contains(.lowPortClient) { remove(.sometimesLowPortClient) }
    }
}

/// A prefix and a peer set that it is part of; in order a prefix stands before all it contains.
private struct AddressClassMember<Address: FixedWidthInteger & UnsignedInteger & Sendable>: Comparable {
    let address: Address
    /// Bits 63...32 hold the prefix length, bits 31...0 the peer set's index.
    private let rest: UInt64

    init(address: Address, length: Int, peer: PeerSet) {
        self.address = address
        rest = UInt64(length) << 32 | UInt64(peer.index)
    }

    var length: Int { Int(rest >> 32) }
    var peer: PeerSet { PeerSet(index: UInt32(truncatingIfNeeded: rest)) }

    func contains(_ other: Address) -> Bool { other & Address.networkMask(length) == address }

    func isOfSamePrefix(as other: Self) -> Bool { address == other.address && length == other.length }

    static func < (left: Self, right: Self) -> Bool {
        left.address != right.address ? left.address < right.address : left.rest < right.rest
    }
}

/// Walks sorted prefixes once, with the stack of those that enclose the current one, and gives each
/// distinct cover a number.
private struct AddressClassBuilder {
    private(set) var coverStart: [UInt32] = [0]
    private(set) var covers: [CoveringPeer] = []
    private(set) var owners: [AddressOwner] = []
    private var classOfCover: [[CoveringPeer]: UInt32] = [:]

    /// The class of addresses that nothing covers.
    static let uncovered: UInt32 = 0

    private let hosts: HostSets

    init(_ hosts: HostSets) {
        self.hosts = hosts
        _ = number([])
    }

    var classCount: Int { owners.count }

    mutating func entries<Address>(
        for members: inout [AddressClassMember<Address>]
    ) -> [CIDRTrie<Address>.Entry] {
        members.sort()
        var entries: [CIDRTrie<Address>.Entry] = []
        var enclosing: [(prefix: AddressClassMember<Address>, cover: [CoveringPeer])] = []
        var index = 0
        while index < members.count {
            let prefix = members[index]
            while let last = enclosing.last, !last.prefix.contains(prefix.address) {
                enclosing.removeLast()
            }
            var cover = enclosing.last?.cover ?? []
            while index < members.count, members[index].isOfSamePrefix(as: prefix) {
                insert(members[index].peer, prefixLength: prefix.length, into: &cover)
                index += 1
            }
            enclosing.append((prefix, cover))
            entries.append(.init(address: prefix.address, length: prefix.length, value: number(cover)))
        }
        return entries
    }

    /// Puts the peer into the sorted cover; a longer prefix of the same peer replaces a shorter one.
    private func insert(_ peer: PeerSet, prefixLength: Int, into cover: inout [CoveringPeer]) {
        let place = cover.firstIndex { $0.peer >= peer } ?? cover.endIndex
        let covering = CoveringPeer(peer, prefixLength: prefixLength)
        if place < cover.endIndex, cover[place].peer == peer {
            cover[place] = covering
        } else {
            cover.insert(covering, at: place)
        }
    }

    private mutating func number(_ cover: [CoveringPeer]) -> UInt32 {
        if let known = classOfCover[cover] { return known }
        let number = UInt32(classCount)
        classOfCover[cover] = number
        covers.append(CoveringPeer(.everyAddress, prefixLength: 0))
        if !cover.contains(where: { $0.peer == .knownInterfaces }) {
            covers.append(CoveringPeer(.unknownHosts, prefixLength: 0))
        }
        if hosts.unknownHosts.isEmpty {
            covers.append(contentsOf: cover)
        } else {
            let unknown = hosts.unknownHosts.filter { !hosts.isKnown(cover, atPhase: $0.phase) }
            covers += (cover + unknown.map { CoveringPeer($0.peer, prefixLength: 0) }).sorted()
        }
        coverStart.append(UInt32(covers.count))
        owners.append(AddressOwner(of: cover, hosts))
        return number
    }
}
