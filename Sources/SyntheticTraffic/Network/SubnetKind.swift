/// The kinds of subnets, each with an ACL of its own in every VPC.
enum SubnetKind: Int, CaseIterable {
    /// Public, zones a and b, under an ACL that lets in 80, 443, the office's 22, and 1024-65535.
    case publicFiltered
    /// Public, zone c, under the VPC's default ACL, which lets everything through.
    case publicOpen
    /// Private, zones a to c; lets in the private network and the replies of the internet.
    case application
    /// Private, zones a and b; lets in 5432, 22 and replies from the private network.
    case data
    /// Zone c: the same ACL, but the outbound range for replies was forgotten.
    case dataForgotten

    /// The subnets of the kind in one /16 block, by their position among its sixteen /20 parts.
    var positions: [Int] {
        switch self {
        case .publicFiltered: [0, 1]
        case .publicOpen: [2]
        case .application: [3, 4, 5]
        case .data: [6, 7]
        case .dataForgotten: [8]
        }
    }

    static let subnetsPerBlock = 9

    var name: String {
        switch self {
        case .publicFiltered: "public"
        case .publicOpen: "default"
        case .application: "application"
        case .data: "data"
        case .dataForgotten: "data-without-replies"
        }
    }
}
