/// What an interface is for. The role decides its groups' rules and the subnets it may lie in,
/// and so what the traffic recipes may say about it.
enum InterfaceRole: Int, CaseIterable {
    /// An application load balancer's interface: serves 80 and 443 to the world, opens 8080 to its
    /// applications and nothing else.
    case loadBalancer
    /// A public web server: serves 80 and 443 to the world and 22 to the office; may open anything.
    case web
    /// Serves 22 to the office; opens 22 to its applications and databases and nothing else.
    case bastion
    /// Serves 8080 to its load balancer, 22 to its bastion and 7946 to its own kind; may open
    /// anything.
    case application
    /// Serves 5432 to its applications and its own kind and 22 to its bastion; opens 5432 to its
    /// own kind and 443 to the storage service's prefix list.
    case database
    /// Answers every ICMP message from the private network; may open anything.
    case worker
    /// Answers echo requests (a rule that names a type) and serves 9100, from the private network;
    /// opens UDP 123 and TCP 443.
    case monitor
    /// Serves DNS and NTP to the private network; opens UDP 53 and 123.
    case nameServer
    /// A managed VPN endpoint whose group permits nothing inbound; opens 443 to the private
    /// network.
    case vpnEndpoint
    /// A NAT gateway: it carries no group.
    case natGateway

    /// The roles that have a group of their own in each stack.
    static let grouped = allCases.filter { $0 != .natGateway }

    var name: String {
        switch self {
        case .loadBalancer: "load-balancer"
        case .web: "web"
        case .bastion: "bastion"
        case .application: "application"
        case .database: "database"
        case .worker: "worker"
        case .monitor: "monitor"
        case .nameServer: "name-server"
        case .vpnEndpoint: "vpn-endpoint"
        case .natGateway: "nat-gateway"
        }
    }

    /// Whether its interfaces have an IPv6 address too.
    var isDualStack: Bool {
        switch self {
        case .loadBalancer, .web, .bastion: true
        default: false
        }
    }
}
