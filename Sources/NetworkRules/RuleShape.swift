import NetworkPrimitives

/// What tells the rules of a group apart: it has no two alike.
struct RuleShape: Hashable {
    let direction: TrafficDirection
    let traffic: RuleTraffic
    let peer: RulePeer

    init(_ rule: SecurityGroupRule, _ direction: TrafficDirection) {
        self.direction = direction
        traffic = rule.traffic
        peer = rule.peer
    }
}

extension SecurityGroup {
    /// Where each rule stands among those of its direction.
    var placesOfRules: [RuleShape: Int] {
        var places: [RuleShape: Int] = [:]
        for direction in TrafficDirection.allCases {
            for (place, rule) in rules(direction).enumerated() { places[RuleShape(rule, direction)] = place }
        }
        return places
    }
}
