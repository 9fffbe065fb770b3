/// The kinds of traffic that can be drawn, each for the class it is mainly made for.
enum Recipe: CaseIterable {
    case balancedVisit, webVisit, ipv6Visit, officeLogin
    case balancedRequest, databaseQuery, administration, gossip, replication, storageAccess
    case nameQuery, timeQuery, scrape, partnerInbound, partnerOutbound
    case internetThroughGateway, vpnClient, unfilteredService, routerPing, presumedReply
    case ping, typedPing

    case serviceScan, unlistedPortScan, foreignQuery, narrowEgress, lateReply, packetsAfterClose, refusedPing

    case privilegedPortScan, blockedNetwork, blockedDestination, forgottenReplies, partnersAtData
    case refusedPingAtACL

    case accountBlock

    case intruderAtBastion, intruderAtWeb, foreignQueryAccepted, exfiltration
    case blockedNetworkAccepted, forgottenReplyAccepted, privilegedPortAccepted
    case refusedVisit, refusedNameQuery

    case nothingLogged, strangeInterface, strangeEnds, regionalGateway

    var intendedClass: IntendedClass {
        switch self {
        case .balancedVisit, .webVisit, .ipv6Visit, .officeLogin, .balancedRequest, .databaseQuery,
            .administration, .gossip, .replication, .storageAccess, .nameQuery, .timeQuery, .scrape,
            .partnerInbound, .partnerOutbound, .internetThroughGateway, .vpnClient, .unfilteredService,
            .routerPing, .presumedReply, .ping, .typedPing:
            .allowedBySecurityGroup
        case .serviceScan, .unlistedPortScan, .foreignQuery, .narrowEgress, .lateReply, .packetsAfterClose,
            .refusedPing:
            .blockedBySecurityGroup
        case .privilegedPortScan, .blockedNetwork, .blockedDestination, .forgottenReplies, .partnersAtData,
            .refusedPingAtACL:
            .blockedByNetworkACL
        case .accountBlock:
            .blockedByVPC
        case .intruderAtBastion, .intruderAtWeb, .foreignQueryAccepted, .exfiltration,
            .blockedNetworkAccepted,
            .forgottenReplyAccepted, .privilegedPortAccepted, .refusedVisit, .refusedNameQuery:
            .anomalous
        case .nothingLogged, .strangeInterface, .strangeEnds, .regionalGateway:
            .notEvaluated
        }
    }

    /// How often it is drawn, against the others of its class.
    var weight: Int {
        switch self {
        case .balancedVisit: 30
        case .webVisit: 20
        case .balancedRequest: 24
        case .databaseQuery: 20
        case .ipv6Visit, .internetThroughGateway: 8
        case .nameQuery, .partnerInbound: 6
        case .gossip, .scrape, .storageAccess, .partnerOutbound: 3
        case .replication, .timeQuery, .ping, .officeLogin, .administration, .unfilteredService: 2
        case .typedPing, .vpnClient, .presumedReply, .routerPing: 1

        case .serviceScan: 6
        case .foreignQuery, .lateReply, .narrowEgress, .packetsAfterClose: 10
        case .unlistedPortScan: 3
        case .refusedPing: 2

        case .privilegedPortScan: 4
        case .blockedNetwork, .forgottenReplies: 12
        case .blockedDestination, .partnersAtData: 6
        case .refusedPingAtACL: 2

        case .refusedVisit: 3
        case .intruderAtBastion, .intruderAtWeb, .foreignQueryAccepted, .exfiltration,
            .blockedNetworkAccepted,
            .forgottenReplyAccepted, .privilegedPortAccepted, .refusedNameQuery, .accountBlock:
            2

        case .nothingLogged: 12
        case .strangeInterface: 6
        case .strangeEnds, .regionalGateway: 1
        }
    }

    /// Those of each class, in the order of `IntendedClass.allCases`, as often as they weigh.
    ///
    /// - Parameter hasFlags: without flags, packets after the close cannot be told from others:
    ///   `refusedVisit` makes those records.
    static func drawingLists(hasFlags: Bool) -> [[Recipe]] {
        IntendedClass.allCases.map { intendedClass in
            allCases
                .filter { $0.intendedClass == intendedClass && (hasFlags || $0 != .packetsAfterClose) }
                .flatMap { Array(repeating: $0, count: $0.weight) }
        }
    }
}

extension TrafficComposer {
    /// Draws and logs one piece of traffic: one record to some dozens.
    mutating func perform(_ recipe: Recipe) {
        switch recipe {
        case .balancedVisit: balancedVisit()
        case .webVisit: webVisit()
        case .ipv6Visit: ipv6Visit()
        case .officeLogin: officeLogin()
        case .balancedRequest: balancedRequest()
        case .databaseQuery: databaseQuery()
        case .administration: administration()
        case .gossip: gossip()
        case .replication: replication()
        case .storageAccess: storageAccess()
        case .nameQuery: nameQuery()
        case .timeQuery: timeQuery()
        case .scrape: scrape()
        case .partnerInbound: partnerInbound()
        case .partnerOutbound: partnerOutbound()
        case .internetThroughGateway: internetThroughGateway()
        case .vpnClient: vpnClient()
        case .unfilteredService: unfilteredService()
        case .routerPing: routerPing()
        case .presumedReply: presumedReply()
        case .ping: ping()
        case .typedPing: typedPing()
        case .serviceScan: serviceScan()
        case .unlistedPortScan: unlistedPortScan()
        case .foreignQuery: foreignQuery()
        case .narrowEgress: narrowEgress()
        case .lateReply: lateReply()
        case .packetsAfterClose: packetsAfterClose()
        case .refusedPing: refusedPing()
        case .privilegedPortScan: privilegedPortScan()
        case .blockedNetwork: blockedNetwork()
        case .blockedDestination: blockedDestination()
        case .forgottenReplies: forgottenReplies()
        case .partnersAtData: partnersAtData()
        case .refusedPingAtACL: refusedPingAtACL()
        case .accountBlock: accountBlock()
        case .intruderAtBastion: intruderAtBastion()
        case .intruderAtWeb: intruderAtWeb()
        case .foreignQueryAccepted: foreignQueryAccepted()
        case .exfiltration: exfiltration()
        case .blockedNetworkAccepted: blockedNetworkAccepted()
        case .forgottenReplyAccepted: forgottenReplyAccepted()
        case .privilegedPortAccepted: privilegedPortAccepted()
        case .refusedVisit: refusedVisit()
        case .refusedNameQuery: refusedNameQuery()
        case .nothingLogged: nothingLogged()
        case .strangeInterface: strangeInterface()
        case .strangeEnds: strangeEnds()
        case .regionalGateway: regionalGateway()
        }
    }
}
