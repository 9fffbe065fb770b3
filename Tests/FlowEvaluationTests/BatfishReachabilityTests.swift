import NetworkPrimitives
import NetworkRules
import TestSupport
import Testing

/// What Batfish's tests of its AWS model answer for whole paths, asked of each interface on them: a flow that
/// Batfish accepts is permitted by both layers at both ends, one that it denies is denied at the end and by
/// the filter that it names. *Source: batfish/batfish, tests of `org.batfish.representation.aws`.*
@Suite(.enabled(if: SharedFolder.corpus != nil, "\(SharedFolder.absence)"))
struct BatfishReachabilityTests {
    @Test(arguments: ReachabilityCase.all)
    func rulesAtEitherEndAnswerAsBatfishDoes(known: ReachabilityCase) throws {
        let rig = try KnownAnswerRig(corpus: ["batfish+batfish/" + known.rig])
        for flow in known.flows {
            if let leaving = known.leaving {
                #expect(try rig.layers(flow, at: flow.source) == leaving, "\(flow)")
            }
            if let entering = known.entering {
                #expect(try rig.layers(flow, at: flow.destination) == entering, "\(flow)")
            }
        }
    }

    /// A record that says what Batfish answers is explained, one that says otherwise is an anomaly.
    ///
    /// Not so a denied flow without ports that is accepted: it may be the reply to one that the group's
    /// outbound rule permits, which Batfish rules out because it knows which packet was first.
    @Test(arguments: ReachabilityCase.all)
    func verdictsTellWhetherTheRecordAgreesWithBatfish(known: ReachabilityCase) throws {
        let rig = try KnownAnswerRig(corpus: ["batfish+batfish/" + known.rig])
        for flow in known.flows {
            for case (let address, let answer?) in [
                (flow.source, known.leaving), (flow.destination, known.entering),
            ] {
                let verdicts = Self.verdicts(answer, isOpening: flow.tcpFlags == KnownAnswerFlow.syn)
                #expect(try rig.verdict(flow, at: address, logged: .accept) == verdicts.accepted, "\(flow)")
                #expect(try rig.verdict(flow, at: address, logged: .reject) == verdicts.rejected, "\(flow)")
            }
        }
    }

    /// The verdicts on a flow that no ACL stops, as the contract's table has them.
    private static func verdicts(
        _ answer: KnownAnswer, isOpening: Bool
    ) -> (accepted: String, rejected: String) {
        switch answer.groups {
        case .deny where isOpening:
            ("anomalous/accepted-without-sg-rule/certain", "sg-blocked/no-rule")
        case .deny:
            ("allowed-by-sg/return-traffic", "sg-blocked/untracked-return")
        case .notApplied:
            ("allowed-by-sg/no-security-group", "anomalous/rejected-despite-rules/likely")
        case .permit:
            ("allowed-by-sg/rule", "anomalous/rejected-despite-rules/likely")
        case .undetermined:
            ("allowed-by-sg/undetermined", "sg-blocked/undetermined")
        }
    }

    /// The rigs of two accounts were captured without network ACLs, so none stands on Batfish's paths.
    @Test(arguments: ["test-vpc-peering-multi-account", "test-transit-gateway-multi-account"])
    func accountsWithoutNetworkACLsAreWarnedOf(rig: String) throws {
        let rig = try KnownAnswerRig(corpus: ["batfish+batfish/" + rig])
        #expect(rig.compiled.ruleSet.networkACLs.isEmpty)
        #expect(rig.warnings.contains(.gap(.noNetworkACLs)))
    }

    /// Why the destination's group denies: the protocol, or the port alone.
    @Test func explanationSaysWhatOfTheRuleDoesNotMatch() throws {
        let subnet = try KnownAnswerRig(corpus: ["batfish+batfish/test-subnet"])
        for flow in [KnownAnswerFlow].any("10.10.1.228", "10.10.1.44") {
            let evaluated = try #require(try subnet.explain(flow, at: flow.destination).evaluated)
            #expect(evaluated.networkACL.isInOwnSubnet)
            #expect(evaluated.networkACL.rules.isEmpty)
            #expect(evaluated.forward.map(\.cause) == [.otherProtocol])
        }
        let publicSubnet = try KnownAnswerRig(corpus: ["batfish+batfish/test-public-subnet"])
        let flow = KnownAnswerFlow.tcp("8.8.8.8", "10.0.0.91", 80)
        let evaluated = try #require(try publicSubnet.explain(flow, at: flow.destination).evaluated)
        #expect(evaluated.forward.map(\.cause) == [.otherPort])
        #expect(evaluated.networkACL.rules.map { publicSubnet.name($0.rule) } == ["100"])
    }
}

/// The second half of Batfish's bidirectional traces: the replies to flows that it accepts.
@Suite(.enabled(if: SharedFolder.corpus != nil, "\(SharedFolder.absence)"))
struct BatfishReplyTests {
    /// The endpoint's reply is permitted by what its inbound rule let in, the client's by what its outbound
    /// rule let out; neither group opens the client's port.
    @Test(
        arguments: [
            ("10.1.101.63", KnownAnswer.NetworkACL.notApplied),
            ("10.1.1.88", .permit(by: "acl-011135a03c2212fe9", 1000)),
        ])
    func endpointAnswersItsClients(client: String, acl: KnownAnswer.NetworkACL) throws {
        let rig = try KnownAnswerRig(corpus: ["batfish+batfish/test-vpc-endpoint-interface"])
        let reply = KnownAnswerFlow.tcp(client, "10.1.101.97", 443).reply
        #expect(
            try rig.layers(reply, at: "10.1.101.97")
                == KnownAnswer(.egress, groups: .open("sg-0973207c61f3466e1"), networkACL: acl))
        #expect(
            try rig.layers(reply, at: client)
                == KnownAnswer(.ingress, groups: .deny("sg-0973207c61f3466e1"), networkACL: acl))
        for end in ["10.1.101.97", client] {
            #expect(try rig.verdict(reply, at: end, logged: .accept) == "allowed-by-sg/return-traffic")
        }
    }

    /// Between two accounts, either way round.
    @Test(
        arguments: [
            ("test-vpc-peering-multi-account", "10.1.1.100", "10.2.1.252"),
            ("test-vpc-peering-multi-account", "10.2.1.252", "10.1.1.100"),
            ("test-transit-gateway-multi-account", "10.1.1.100", "10.2.1.183"),
            ("test-transit-gateway-multi-account", "10.2.1.183", "10.1.1.100"),
        ])
    func serversAnswerAcrossAccounts(rig: String, client: String, server: String) throws {
        let rig = try KnownAnswerRig(corpus: ["batfish+batfish/" + rig])
        let reply = KnownAnswerFlow.tcp(client, server, 22).reply
        for end in [client, server] {
            #expect(try rig.verdict(reply, at: end, logged: .accept) == "allowed-by-sg/return-traffic")
        }
    }

    @Test func natGatewayPassesRepliesOn() throws {
        let rig = try KnownAnswerRig(corpus: ["batfish+batfish/test-nat-gateway"])
        let gateway = "10.1.250.210"
        let fromServer = KnownAnswerFlow.tcp(gateway, "8.8.8.8", 80).reply
        #expect(
            try rig.layers(fromServer, at: gateway)
                == KnownAnswer(
                    .ingress, groups: .notApplied, networkACL: .permit(by: "acl-0792adae678b88f85", 200)))
        let toClient = KnownAnswerFlow.tcp("10.1.1.98", gateway, 80).packet(to: "8.8.8.8").reply
        #expect(
            try rig.layers(toClient, at: gateway)
                == KnownAnswer(
                    .egress, groups: .notApplied, networkACL: .permit(by: "acl-0792adae678b88f85", 100)))
        for reply in [fromServer, toClient] {
            #expect(
                try rig.verdict(reply, at: gateway, logged: .accept) == "allowed-by-sg/no-security-group")
        }

        let atClient = KnownAnswerFlow.tcp("10.1.1.98", "8.8.8.8", 80).reply
        #expect(
            try rig.layers(atClient, at: "10.1.1.98")
                == KnownAnswer(
                    .ingress, groups: .deny("sg-0253af84ae6485905"),
                    networkACL: .permit(by: "acl-0380e24eb934b075e", 100)))
        #expect(
            try rig.verdict(atClient, at: "10.1.1.98", logged: .accept) == "allowed-by-sg/return-traffic")
    }
}
