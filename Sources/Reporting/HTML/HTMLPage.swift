import Mustache

/// The templates of the page, filled in.
enum HTMLPage {
    /// The page of a report.
    ///
    /// - Parameter content: what `page.mustache` names.
    static func text(_ content: [String: Any]) -> String {
        var content = content
        content["styles"] = string(PackageResources.page_css)
        content["script"] = string(PackageResources.page_js)
        return library.render(content, withTemplate: "page") ?? ""
    }

    private static let library: MustacheLibrary = {
        MustacheContentTypes.register(HTMLByScalar(), named: "HTML-BY-SCALAR")
        let sources = [
            "page": PackageResources.page_mustache, "table": PackageResources.table_mustache,
            "timeline": PackageResources.timeline_mustache, "map": PackageResources.map_mustache,
        ]
        // The templates are part of the program: that they can be read is what tests show.
        return MustacheLibrary(
            templates: sources.compactMapValues { try? MustacheTemplate(string: string($0)) })
    }()

    private static func string(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
}

/// Escapes text for HTML, in elements and in quoted attributes, scalar by scalar.
///
/// The engine's own escaping goes by characters: a quotation mark with a combining accent behind it is another character
/// than a quotation mark, and would end an attribute nevertheless.
struct HTMLByScalar: MustacheContentType {
    func escapeText(_ text: String) -> String {
        var escaped = ""
        for scalar in DisplayText.escaped(text).unicodeScalars {
            switch scalar {
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "&": escaped += "&amp;"
            case "\"": escaped += "&quot;"
            case "'": escaped += "&#39;"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}
