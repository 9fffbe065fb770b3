/// Which roles a VPC's interfaces have, and in which kind of subnet each lies.
enum InterfacePlacement {
    struct Place {
        var role: InterfaceRole
        var kind: SubnetKind
        var stack: Int
    }

    /// What every VPC has, so that each recipe finds the interfaces it is about.
    private static let skeleton: [(InterfaceRole, SubnetKind)] = [
        (.natGateway, .publicFiltered), (.natGateway, .publicFiltered), (.loadBalancer, .publicFiltered),
        (.loadBalancer, .publicFiltered), (.web, .publicFiltered), (.web, .publicOpen),
        (.bastion, .publicOpen),
        (.vpnEndpoint, .publicOpen), (.application, .application), (.application, .application),
        (.application, .application), (.database, .data), (.database, .data), (.database, .dataForgotten),
        (.database, .dataForgotten), (.worker, .application), (.monitor, .application), (.monitor, .data),
        (.nameServer, .application),
    ]

    static var fewestInterfacesPerVPC: Int { skeleton.count }

    /// What each stack beyond the first begins with, since their groups name each other.
    private static let stackSkeleton: [(InterfaceRole, SubnetKind)] = [
        (.loadBalancer, .publicFiltered), (.bastion, .publicOpen), (.application, .application),
        (.database, .data),
    ]

    /// Parts of a hundred of the interfaces beyond the skeletons.
    private static let shares: [(InterfaceRole, Int)] = [
        (.application, 42), (.database, 18), (.worker, 14), (.web, 8), (.loadBalancer, 6), (.monitor, 4),
        (.nameServer, 3), (.bastion, 2), (.natGateway, 2), (.vpnEndpoint, 1),
    ]

    /// - Parameters:
    ///   - count: at least `fewestInterfacesPerVPC`.
    ///   - stacks: at least one; stacks for which there are not enough interfaces stay empty.
    static func places(count: Int, stacks: Int, _ random: inout RandomStream) -> [Place] {
        var places = skeleton.map { Place(role: $0, kind: $1, stack: 0) }
        // Half of the interfaces at most go into skeletons, so that stacks have some size.
        let furtherStacks = min(stacks - 1, (count - places.count) / (2 * stackSkeleton.count))
        for stack in 0..<furtherStacks {
            places += stackSkeleton.map { Place(role: $0, kind: $1, stack: stack + 1) }
        }
        while places.count < count {
            let role = drawRole(&random)
            places.append(
                Place(role: role, kind: drawKind(role, &random), stack: random.below(furtherStacks + 1)))
        }
        return places
    }

    private static func drawRole(_ random: inout RandomStream) -> InterfaceRole {
        var draw = random.below(shares.reduce(0) { $0 + $1.1 })
        for (role, share) in shares {
            if draw < share { return role }
            draw -= share
        }
        return .application
    }

    private static func drawKind(_ role: InterfaceRole, _ random: inout RandomStream) -> SubnetKind {
        switch role {
        case .loadBalancer, .natGateway: .publicFiltered
        case .web: random.oneIn(3) ? .publicOpen : .publicFiltered
        case .bastion, .vpnEndpoint: .publicOpen
        case .application, .worker, .nameServer: .application
        case .database: random.oneIn(3) ? .dataForgotten : .data
        case .monitor: random.oneIn(3) ? .data : .application
        }
    }
}
