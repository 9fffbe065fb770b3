/// The tables of the database. Documentation/sqlite.md describes them.
enum SQLiteSchema {
    static let version = "1.0"

    static let tables = """
        CREATE TABLE run (name TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
        CREATE TABLE verdicts (
          class TEXT NOT NULL, reason TEXT NOT NULL, certainty TEXT,
          records INTEGER NOT NULL, packets INTEGER NOT NULL, bytes INTEGER NOT NULL);
        CREATE TABLE timeline (
          start INTEGER NOT NULL, seconds INTEGER NOT NULL, class TEXT NOT NULL, records INTEGER NOT NULL);
        CREATE TABLE rules (
          layer TEXT NOT NULL, owner TEXT NOT NULL, rule TEXT NOT NULL, direction TEXT NOT NULL,
          action TEXT NOT NULL, type TEXT NOT NULL, protocol TEXT NOT NULL, ports TEXT NOT NULL,
          peer TEXT NOT NULL, state TEXT, records INTEGER NOT NULL, packets INTEGER NOT NULL,
          bytes INTEGER NOT NULL, accepted_records INTEGER NOT NULL, sole_records INTEGER NOT NULL,
          first_seen INTEGER, last_seen INTEGER);
        CREATE TABLE interfaces (
          interface TEXT PRIMARY KEY, vpc TEXT, subnet TEXT, network_acl TEXT) WITHOUT ROWID;
        CREATE TABLE interface_groups (interface TEXT NOT NULL, security_group TEXT NOT NULL, name TEXT);
        CREATE TABLE interface_verdicts (
          interface TEXT NOT NULL, class TEXT NOT NULL,
          records INTEGER NOT NULL, packets INTEGER NOT NULL, bytes INTEGER NOT NULL);
        CREATE TABLE anomalies (
          reason TEXT NOT NULL, certainty TEXT, interface TEXT NOT NULL, direction TEXT NOT NULL,
          source TEXT, source_port INTEGER, destination TEXT, destination_port INTEGER,
          protocol INTEGER NOT NULL, records INTEGER NOT NULL, packets INTEGER NOT NULL,
          bytes INTEGER NOT NULL, first_seen INTEGER, last_seen INTEGER,
          first_file TEXT NOT NULL, first_line INTEGER NOT NULL);
        CREATE TABLE flows (
          interface TEXT NOT NULL, direction TEXT NOT NULL, remote TEXT NOT NULL, protocol INTEGER NOT NULL,
          port INTEGER NOT NULL, is_reply INTEGER NOT NULL, reason TEXT NOT NULL, records INTEGER NOT NULL,
          packets INTEGER NOT NULL, bytes INTEGER NOT NULL, first_seen INTEGER, last_seen INTEGER);
        CREATE TABLE unknown_interfaces (
          interface TEXT PRIMARY KEY, records INTEGER NOT NULL, packets INTEGER NOT NULL,
          bytes INTEGER NOT NULL, first_seen INTEGER, last_seen INTEGER) WITHOUT ROWID;
        CREATE TABLE problems (kind TEXT NOT NULL, place TEXT, message TEXT NOT NULL, lines INTEGER);
        """

    /// The columns are those of the other formats of verdict records.
    static var records: String {
        let columns = VerdictRecordColumn.allCases.map { "\($0.name) \(isNumber($0) ? "INTEGER" : "TEXT")" }
        return "CREATE TABLE records (\(columns.joined(separator: ", ")));"
    }

    static func isNumber(_ column: VerdictRecordColumn) -> Bool {
        switch column {
        case .line, .sourcePort, .destinationPort, .ipProtocol, .packets, .bytes, .start, .end,
            .networkACLRule:
            true
        default: false
        }
    }

    /// Made when the tables are full.
    static let indexes = """
        CREATE INDEX rules_by_owner ON rules (owner, direction);
        CREATE INDEX interface_groups_by_interface ON interface_groups (interface);
        CREATE INDEX interface_verdicts_by_interface ON interface_verdicts (interface);
        CREATE INDEX anomalies_by_interface ON anomalies (interface);
        CREATE INDEX anomalies_by_source ON anomalies (source);
        CREATE INDEX flows_by_interface ON flows (interface, direction);
        CREATE INDEX flows_by_remote ON flows (remote);
        CREATE INDEX flows_by_service ON flows (protocol, port);
        """

    static let recordIndexes = """
        CREATE INDEX records_by_interface ON records (interface, start);
        CREATE INDEX records_by_source ON records (source);
        CREATE INDEX records_by_destination ON records (destination);
        CREATE INDEX records_by_class ON records (class, reason);
        """
}
