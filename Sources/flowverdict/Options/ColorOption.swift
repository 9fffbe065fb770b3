import ArgumentParser
import FoundationEssentials
import Glibc
import Reporting

enum ColorChoice: String, ExpressibleByArgument, CaseIterable {
    case auto
    case always
    case never
}

/// Whether text reports have colours.
struct ColorOption: ParsableArguments {
    @Option(
        name: .long,
        help: "Colours in the text report: auto (on a terminal, unless NO_COLOR is set), always or never.")
    var color: ColorChoice = .auto

    /// A text for a terminal, or for what stands in its place.
    func applied(to text: String, on descriptor: Int32 = STDOUT_FILENO) -> String {
        isWanted(on: descriptor) ? ColoredText.text(text) : text
    }

    /// *Source: no-color.org: any value that is not empty counts.*
    private func isWanted(on descriptor: Int32) -> Bool {
        switch color {
        case .always: return true
        case .never: return false
        case .auto:
            let environment = ProcessInfo.processInfo.environment
            return Terminal.isTerminal(descriptor) && environment["NO_COLOR", default: ""].isEmpty
                && environment["TERM"] != "dumb"
        }
    }
}
