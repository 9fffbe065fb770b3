/// A kind of traffic that can be drawn: what it is mainly made for, how often it is drawn against
/// the others of its class, and how. One drawing logs one record to some dozens.
struct Recipe {
    let intendedClass: IntendedClass
    let weight: Int
    let perform: @Sendable (inout TrafficComposer) -> Void

    private init(
        _ intendedClass: IntendedClass, _ weight: Int,
        _ perform: @escaping @Sendable (inout TrafficComposer) -> Void
    ) {
        self.intendedClass = intendedClass
        self.weight = weight
        self.perform = perform
    }

    private static let all: [Recipe] = [
        Recipe(.allowedBySecurityGroup, 30) { $0.balancedVisit() },
        Recipe(.allowedBySecurityGroup, 20) { $0.webVisit() },
        Recipe(.allowedBySecurityGroup, 8) { $0.ipv6Visit() },
        Recipe(.allowedBySecurityGroup, 2) { $0.officeLogin() },
        Recipe(.allowedBySecurityGroup, 24) { $0.balancedRequest() },
        Recipe(.allowedBySecurityGroup, 20) { $0.databaseQuery() },
        Recipe(.allowedBySecurityGroup, 2) { $0.administration() },
        Recipe(.allowedBySecurityGroup, 3) { $0.gossip() },
        Recipe(.allowedBySecurityGroup, 2) { $0.replication() },
        Recipe(.allowedBySecurityGroup, 3) { $0.storageAccess() },
        Recipe(.allowedBySecurityGroup, 6) { $0.nameQuery() },
        Recipe(.allowedBySecurityGroup, 2) { $0.timeQuery() },
        Recipe(.allowedBySecurityGroup, 3) { $0.scrape() },
        Recipe(.allowedBySecurityGroup, 6) { $0.partnerInbound() },
        Recipe(.allowedBySecurityGroup, 3) { $0.partnerOutbound() },
        Recipe(.allowedBySecurityGroup, 8) { $0.internetThroughGateway() },
        Recipe(.allowedBySecurityGroup, 1) { $0.vpnClient() },
        Recipe(.allowedBySecurityGroup, 2) { $0.unfilteredService() },
        Recipe(.allowedBySecurityGroup, 1) { $0.routerPing() },
        Recipe(.allowedBySecurityGroup, 1) { $0.presumedReply() },
        Recipe(.allowedBySecurityGroup, 2) { $0.ping() },
        Recipe(.allowedBySecurityGroup, 1) { $0.typedPing() },

        Recipe(.blockedBySecurityGroup, 6) { $0.serviceScan() },
        Recipe(.blockedBySecurityGroup, 3) { $0.unlistedPortScan() },
        Recipe(.blockedBySecurityGroup, 10) { $0.foreignQuery() },
        Recipe(.blockedBySecurityGroup, 10) { $0.narrowEgress() },
        Recipe(.blockedBySecurityGroup, 10) { $0.lateReply() },
        Recipe(.blockedBySecurityGroup, 2) { $0.refusedPing() },

        Recipe(.blockedByNetworkACL, 4) { $0.privilegedPortScan() },
        Recipe(.blockedByNetworkACL, 12) { $0.blockedNetwork() },
        Recipe(.blockedByNetworkACL, 6) { $0.blockedDestination() },
        Recipe(.blockedByNetworkACL, 12) { $0.forgottenReplies() },
        Recipe(.blockedByNetworkACL, 6) { $0.partnersAtData() },
        Recipe(.blockedByNetworkACL, 2) { $0.refusedPingAtACL() },

        Recipe(.blockedByVPC, 1) { $0.accountBlock() },

        Recipe(.anomalous, 2) { $0.intruderAtBastion() },
        Recipe(.anomalous, 2) { $0.intruderAtWeb() },
        Recipe(.anomalous, 2) { $0.foreignQueryAccepted() },
        Recipe(.anomalous, 2) { $0.exfiltration() },
        Recipe(.anomalous, 2) { $0.blockedNetworkAccepted() },
        Recipe(.anomalous, 2) { $0.forgottenReplyAccepted() },
        Recipe(.anomalous, 2) { $0.privilegedPortAccepted() },
        Recipe(.anomalous, 3) { $0.refusedVisit() },
        Recipe(.anomalous, 2) { $0.refusedNameQuery() },

        Recipe(.notEvaluated, 12) { $0.nothingLogged() },
        Recipe(.notEvaluated, 6) { $0.strangeInterface() },
        Recipe(.notEvaluated, 1) { $0.strangeEnds() },
        Recipe(.notEvaluated, 1) { $0.regionalGateway() },
    ]

    /// Without flags, packets after the close cannot be told from others: there `refusedVisit`
    /// makes those records.
    private static let withFlags = [Recipe(.blockedBySecurityGroup, 10) { $0.packetsAfterClose() }]

    /// The recipes of each class, in the order of `IntendedClass.allCases`, as often as they weigh.
    static func drawingLists(hasFlags: Bool) -> [[Recipe]] {
        let recipes = all + (hasFlags ? withFlags : [])
        return IntendedClass.allCases.map { intendedClass in
            recipes.filter { $0.intendedClass == intendedClass }
                .flatMap { Array(repeating: $0, count: $0.weight) }
        }
    }
}
