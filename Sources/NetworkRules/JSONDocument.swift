/// A JSON text and the file it stands in; tells where its values stand.
///
/// Only ever used by one thread at a time, the one that reads the file.
final class JSONDocument {
    let file: String
    let tape: JSONTape
    /// What is odd about values that were read all the same.
    let notes: IssueLog
    /// Whether it is the file's own text, and not one that was made of it or a string in it.
    let isFileText: Bool
    /// Where the whole of it stands: `$`, or the place of the string that holds it.
    private let root: String

    /// Of each value, the number of the array or object that holds it, and how many stand before it.
    private lazy var steps = Self.steps(of: tape)

    private struct Step {
        var parent = 0
        var ordinal = 0
    }

    init(
        file: String, tape: JSONTape, isFileText: Bool = false, root: String = "$",
        notes: IssueLog = IssueLog()
    ) {
        self.file = file
        self.tape = tape
        self.isFileText = isFileText
        self.notes = notes
        self.root = root
    }

    /// The path to a value, such as `$.SecurityGroups[3].IpPermissions[0]`.
    ///
    /// - Complexity: O(d), d being how deep it is nested; the first time O(n) in the nodes.
    func path(to node: Int) -> String {
        var texts: [String] = []
        var node = node
        while node > 0 {
            let step = steps[node]
            switch tape.nodes[step.parent].kind {
            case .object: texts.append(Self.step(to: tape.string(node - 1)))
            default: texts.append("[\(step.ordinal)]")
            }
            node = step.parent
        }
        return root + texts.reversed().joined()
    }

    /// The step to the member `key` of an object.
    static func step(to key: String) -> String {
        isPlain(key) ? ".\(key)" : "[\(JSONValue.quoted(key))]"
    }

    private static func steps(of tape: JSONTape) -> [Step] {
        var steps = [Step](repeating: Step(), count: tape.nodes.count)
        for (node, value) in tape.nodes.enumerated() where value.kind == .array || value.kind == .object {
            for (ordinal, child) in tape.children(of: node).enumerated() {
                steps[child] = Step(parent: node, ordinal: ordinal)
            }
        }
        return steps
    }

    private static func isPlain(_ key: String) -> Bool {
        !key.isEmpty && key.utf8.count <= 64
            && key.utf8.allSatisfy { byte in
                switch Unicode.Scalar(byte) {
                case "a"..."z", "A"..."Z", "0"..."9", "_", "-": true
                default: false
                }
            }
    }
}
