import NetworkPrimitives

/// Records that the rules contradict.
extension TrafficComposer {
    /// A stranger at a bastion's 22, in the subnet whose ACL permits everything: F no, and R no by
    /// the rules themselves, for the group opens 22 to its own stack alone.
    mutating func intruderAtBastion() {
        accepted(at: pick(.bastion), .ingress, remote: stranger(), localPort: 22, .acceptedWithoutRuleCertain)
    }

    /// A stranger at a service of a web server that no rule permits; the ACL does. The group
    /// permits everything outbound, so R is no for certain only where the record shows the SYN;
    /// else it is merely implausible.
    mutating func intruderAtWeb() {
        let showsSYN = hasFlags && !random.oneIn(3)
        logOne(
            at: pick(.web), .ingress, remote: stranger(),
            localPort: random.skewedElement(Self.highServicePorts), remotePort: clientPort(), accepted: true,
            flags: showsSYN ? TCPFlags.syn : TCPFlags.none,
            showsSYN ? .acceptedWithoutRuleCertain : .acceptedWithoutRuleLikely)
    }

    /// A worker at a database's 6379: the ACL permits the private network, the group neither that
    /// port inbound nor anything towards workers.
    mutating func foreignQueryAccepted() {
        let remote = privateNeighbour(.worker)
        accepted(
            at: pick(.database), .ingress, remote: remote, localPort: 6379, .acceptedWithoutRuleCertain)
    }

    /// A database sends to a stranger's 443: the ACL permits that, the group only the storage
    /// service, and nothing inbound on client ports.
    mutating func exfiltration() {
        logOne(
            at: pick(.database), .egress, remote: stranger(), localPort: clientPort(), remotePort: 443,
            accepted: true, flags: random.element([TCPFlags.syn, TCPFlags.none]), .acceptedWithoutRuleCertain)
    }

    /// A visit from a denied network: the group permits it, the ACL does not.
    mutating func blockedNetworkAccepted() {
        accepted(at: publicServer(), .ingress, remote: blockedSource(), localPort: 443, .acceptedAgainstACL)
    }

    /// A reply that left zone c although its ACL has no range for replies: R yes, N deny.
    mutating func forgottenReplyAccepted() {
        let server = pick(.database, in: .dataForgotten)
        logOne(
            at: server, .egress, remote: address(of: pick(.application, stackOf: server)), localPort: 5432,
            remotePort: clientPort(), accepted: true,
            flags: random.element([TCPFlags.synAck, TCPFlags.none]),
            .acceptedAgainstACL)
    }

    /// A stranger at a port below 1024 in the filtered subnets: the ACL denies it, no group permits
    /// it, and where the group permits everything outbound the port makes R implausible, which
    /// counts as no.
    mutating func privilegedPortAccepted() {
        accepted(
            at: publicServer(), .ingress, remote: stranger(),
            localPort: random.skewedElement(Self.lowServicePorts), .acceptedAgainstBoth)
    }

    /// A stranger's visit that every layer permits, refused. With the SYN in sight nothing explains
    /// it; without flags it may have come after the close.
    mutating func refusedVisit() {
        let showsFlags = hasFlags && !random.oneIn(4)
        logOne(
            at: publicServer(), .ingress, remote: stranger(), localPort: 443, remotePort: clientPort(),
            accepted: false, flags: showsFlags ? TCPFlags.syn : nil,
            showsFlags ? .rejectedDespiteRulesCertain : .rejectedDespiteRulesPossible)
    }

    /// A name query or ping that every layer permits, refused. It has no close to come after; only
    /// the standard format, without `reject-reason`, leaves Block Public Access as an explanation.
    mutating func refusedNameQuery() {
        let verdict = hasFlags ? IntendedVerdict.rejectedDespiteRulesCertain : .rejectedDespiteRulesLikely
        let remote = privateNeighbour(.application)
        if random.oneIn(3) {
            logOne(
                at: pick(.worker), .ingress, remote: remote, localPort: 0, remotePort: 0, .icmp,
                accepted: false,
                verdict)
        } else {
            logOne(
                at: pick(.nameServer), .ingress, remote: remote, localPort: 53, remotePort: clientPort(),
                .udp,
                accepted: false, verdict)
        }
    }

    /// An accepted TCP record of one side's packets whose verdict does not depend on the flags.
    private mutating func accepted(
        at interface: Int, _ direction: TrafficDirection, remote: IPAddress, localPort: UInt16,
        _ verdict: IntendedVerdict
    ) {
        logOne(
            at: interface, direction, remote: remote, localPort: localPort, remotePort: clientPort(),
            accepted: true, flags: random.element([TCPFlags.syn, TCPFlags.none, TCPFlags.fin]), verdict)
    }
}
