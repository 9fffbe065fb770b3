/// A field of VPC flow log records, by the name that headers and formats give it.
///
/// *Source: VPC guide, "Flow log records", available fields.*
public enum FlowLogField: String, CaseIterable, Hashable, Sendable {
    // Version 2
    case version
    case accountID = "account-id"
    case interfaceID = "interface-id"
    case srcaddr
    case dstaddr
    case srcport
    case dstport
    case `protocol`
    case packets
    case bytes
    case start
    case end
    case action
    case logStatus = "log-status"
    // Version 3
    case vpcID = "vpc-id"
    case subnetID = "subnet-id"
    case instanceID = "instance-id"
    case tcpFlags = "tcp-flags"
    case type
    case pktSrcaddr = "pkt-srcaddr"
    case pktDstaddr = "pkt-dstaddr"
    // Version 4
    case region
    case azID = "az-id"
    case sublocationType = "sublocation-type"
    case sublocationID = "sublocation-id"
    // Version 5
    case pktSrcAWSService = "pkt-src-aws-service"
    case pktDstAWSService = "pkt-dst-aws-service"
    case flowDirection = "flow-direction"
    case trafficPath = "traffic-path"
    // Version 7
    case ecsClusterARN = "ecs-cluster-arn"
    case ecsClusterName = "ecs-cluster-name"
    case ecsContainerInstanceARN = "ecs-container-instance-arn"
    case ecsContainerInstanceID = "ecs-container-instance-id"
    case ecsContainerID = "ecs-container-id"
    case ecsSecondContainerID = "ecs-second-container-id"
    case ecsServiceName = "ecs-service-name"
    case ecsTaskDefinitionARN = "ecs-task-definition-arn"
    case ecsTaskARN = "ecs-task-arn"
    case ecsTaskID = "ecs-task-id"
    // Version 8
    case rejectReason = "reject-reason"
    // Version 9
    case resourceID = "resource-id"
    // Version 10
    case encryptionStatus = "encryption-status"
    // Version 11
    case instanceTag = "instance-tag"
    case instanceTag2 = "instance-tag-2"
    case interfaceTag = "interface-tag"
    case interfaceTag2 = "interface-tag-2"
    case asgTag = "asg-tag"
    case asgTag2 = "asg-tag-2"
    case interfaceType = "interface-type"
    case nextHopInterfaceID = "next-hop-interface-id"
    case nextHopSubnetID = "next-hop-subnet-id"
    case nextHopAZID = "next-hop-az-id"
    case nextHopVPCID = "next-hop-vpc-id"
    case nextHopInterfaceType = "next-hop-interface-type"

    /// The fields that a verdict or a tally is made from; all others are carried past unread.
    package static let evaluated: Set<FlowLogField> = [
        .interfaceID, .srcaddr, .dstaddr, .srcport, .dstport, .protocol, .packets, .bytes, .start, .end,
        .action, .logStatus, .tcpFlags, .pktSrcaddr, .pktDstaddr, .flowDirection, .rejectReason,
    ]

    /// The fields without which no record can be judged. Packet addresses stand in for plain ones
    /// only together with `flow-direction`; see `RecordFormat.missingForEvaluation`.
    public static let required: [FlowLogField] = [
        .interfaceID, .srcaddr, .dstaddr, .srcport, .dstport, .protocol, .action,
    ]
}
