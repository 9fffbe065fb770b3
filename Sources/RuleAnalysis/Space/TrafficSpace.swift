import NetworkPrimitives

/// Packets of some services to or from some addresses.
package struct TrafficBox: Hashable, Sendable {
    /// Addresses of the far side.
    package var addresses: AddressSet
    package var services: ServiceSet

    package init(_ addresses: AddressSet, _ services: ServiceSet) {
        self.addresses = addresses
        self.services = services
    }

    package var isEmpty: Bool { addresses.isEmpty || services.isEmpty }

    /// How many packets the box holds, as near as a `Double` comes.
    package var size: Double { addresses.size * services.points.size }

    package func isDisjoint(with other: Self) -> Bool {
        services.isDisjoint(with: other.services) || addresses.isDisjoint(with: other.addresses)
    }
}

/// A set of packets, each told by the address of its far side and its service: the exact algebra by which rules are
/// compared, with no packet left out and none counted twice.
package struct TrafficSpace: Hashable, Sendable {
    /// Disjoint, none of them empty.
    package private(set) var boxes: [TrafficBox] = []

    package init() {}

    package init(_ box: TrafficBox) {
        if !box.isEmpty { boxes = [box] }
    }

    package static let everything = Self(TrafficBox(.everything, .everything))

    package var isEmpty: Bool { boxes.isEmpty }

    /// Takes the packets of a box away.
    ///
    /// - Returns: whether there were any.
    /// - Complexity: O(b), b the boxes; at most two come of each.
    @discardableResult
    package mutating func subtract(_ box: TrafficBox) -> Bool {
        guard boxes.contains(where: { !$0.isDisjoint(with: box) }) else { return false }
        var rest: [TrafficBox] = []
        for known in boxes {
            guard !known.isDisjoint(with: box) else {
                rest.append(known)
                continue
            }
            let beside = TrafficBox(known.addresses.subtracting(box.addresses), known.services)
            let within = TrafficBox(
                known.addresses.intersection(box.addresses), known.services.subtracting(box.services))
            if !beside.isEmpty { rest.append(beside) }
            if !within.isEmpty { rest.append(within) }
        }
        boxes = rest
        return true
    }

    package mutating func subtract(_ other: Self) {
        for box in other.boxes { subtract(box) }
    }

    package mutating func formUnion(_ box: TrafficBox) {
        var added = TrafficSpace(box)
        added.subtract(self)
        boxes += added.boxes
    }

    package mutating func formUnion(_ other: Self) {
        for box in other.boxes { formUnion(box) }
    }

    /// Adds packets that are known not to be there.
    mutating func append(disjoint other: Self) { boxes += other.boxes }

    package func intersection(_ box: TrafficBox) -> Self {
        var common = Self()
        common.boxes = boxes.compactMap { known in
            let part = TrafficBox(
                known.addresses.intersection(box.addresses), known.services.intersection(box.services))
            return part.isEmpty ? nil : part
        }
        return common
    }

    /// Every service that some packet has.
    package var services: ServiceSet { boxes.reduce(ServiceSet()) { $0.union($1.services) } }

    /// Every address that some packet of one of the services has.
    package func addresses(of services: ServiceSet) -> AddressSet {
        boxes.reduce(AddressSet()) { addresses, box in
            box.services.isDisjoint(with: services) ? addresses : addresses.union(box.addresses)
        }
    }

    /// The same packets in fewer boxes, where boxes have equal services or equal addresses; in an order that depends on
    /// the packets' first addresses alone.
    package func joined() -> Self {
        var joined = self
        var count = Int.max
        while joined.boxes.count < count {
            count = joined.boxes.count
            joined.boxes = Self.join(joined.boxes, by: \.services) {
                TrafficBox($0.addresses.union($1.addresses), $0.services)
            }
            joined.boxes = Self.join(joined.boxes, by: \.addresses) {
                TrafficBox($0.addresses, $0.services.union($1.services))
            }
        }
        return joined
    }

    private static func join<Part: Hashable>(
        _ boxes: [TrafficBox], by part: (TrafficBox) -> Part, _ join: (TrafficBox, TrafficBox) -> TrafficBox
    ) -> [TrafficBox] {
        var joined: [TrafficBox] = []
        var placeOfPart: [Part: Int] = [:]
        for box in boxes {
            if let place = placeOfPart[part(box)] {
                joined[place] = join(joined[place], box)
            } else {
                placeOfPart[part(box)] = joined.count
                joined.append(box)
            }
        }
        return joined
    }
}
