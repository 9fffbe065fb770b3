import NetworkPrimitives

/// Ports that are not for everyone. A port tells what usually listens there, and proves nothing about what does.
enum SensitivePorts {
    /// *Source: CIS Amazon Web Services Foundations Benchmark, "remote server administration ports".*
    static let administration = ports([22, 3389])

    /// Databases, caches, search engines and file shares, by the name that the console has, else the product's own.
    static let dataStores: [(port: UInt16, name: String)] =
        [445, 1433, 1521, 2049, 3306, 5432, 5439, 9042].map { (port: UInt16) in
            let name = ConsoleRuleType.securityGroupRuleName(
                protocol: .tcp, ports: PortRange(port, port), namesICMPType: false)
            return (port, name)
        } + [
            (5984, "CouchDB"), (6379, "Redis"), (7000, "Cassandra"), (8086, "InfluxDB"),
            (9200, "Elasticsearch"),
            (9300, "Elasticsearch"), (11211, "Memcached"), (27017, "MongoDB"), (27018, "MongoDB"),
            (50000, "Db2"),
        ]

    static let data = ports(dataStores.map(\.port))

    private static func ports(_ ports: [UInt16]) -> ServiceSet {
        ports.reduce(ServiceSet()) { $0.union(.port($1)) }
    }

    /// Ports of `services` that are sensitive, by number and what usually listens there.
    static func text(_ services: ServiceSet) -> String {
        let names = [(22, "SSH"), (3389, "RDP")] + dataStores.map { (Int($0.port), $0.name) }
        let found = names.filter { port, _ in
            [IPProtocol.tcp, .udp].contains { services.contains($0, port: UInt16(port)) }
        }
        return WordList.text(found.map { "\($0.0) (\($0.1))" })
    }
}
