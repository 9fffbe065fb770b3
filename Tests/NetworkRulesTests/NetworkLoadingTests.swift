import NetworkPrimitives
import NetworkRules
import Testing

@Suite struct NetworkInterfaceLoadingTests {
    @Test func attributesAreReadPrimaryAddressFirst() throws {
        let text = """
            {"NetworkInterfaces": [{
              "NetworkInterfaceId": "eni-1", "VpcId": "vpc-1", "SubnetId": "subnet-1", "InterfaceType": "lambda",
              "Description": "ELB app/x", "RequesterManaged": true,
              "PrivateIpAddresses": [
                {"PrivateIpAddress": "10.0.0.9", "Primary": false, "Association": {"PublicIp": "192.0.2.1"}},
                {"PrivateIpAddress": "10.0.0.5", "Primary": true}],
              "Ipv6Addresses": [{"Ipv6Address": "2001:db8::2"}, {"Ipv6Address": "2001:db8::1"}],
              "Ipv6Address": "2001:db8::1",
              "Ipv4Prefixes": [{"Ipv4Prefix": "10.0.1.0/28"}], "Ipv6Prefixes": [{"Ipv6Prefix": "2001:db8:1::/80"}],
              "Groups": [{"GroupId": "sg-2"}, {"GroupId": "sg-1"}, {"GroupId": "sg-2"}],
              "Association": {"PublicIp": "192.0.2.1"}}]}
            """
        let addresses = ["10.0.0.5", "10.0.0.9", "2001:db8::1", "2001:db8::2"].compactMap { IPAddress($0) }
        #expect(
            try load(text).ruleSet.interfaces == [
                NetworkInterface(
                    id: "eni-1", vpcID: "vpc-1", subnetID: "subnet-1", addresses: addresses,
                    delegatedPrefixes: try blocks("10.0.1.0/28", "2001:db8:1::/80"),
                    groupIDs: ["sg-2", "sg-1"],
                    type: "lambda", description: "ELB app/x", isRequesterManaged: true)
            ])
    }

    @Test func theInterfacesOwnAddressIsPrimary() throws {
        let text = """
            {"NetworkInterfaces": [{"NetworkInterfaceId": "eni-1", "PrivateIpAddress": "10.0.0.9",
              "PrivateIpAddresses": [{"PrivateIpAddress": "10.0.0.5"}, {"PrivateIpAddress": "10.0.0.9"}]}]}
            """
        #expect(
            try load(text).ruleSet.interfaces[0].addresses
                == ["10.0.0.9", "10.0.0.5"].compactMap { IPAddress($0) })
    }

    @Test func whatIsMissingHasDefaults() throws {
        #expect(
            try load(#"{"NetworkInterfaces": [{"NetworkInterfaceId": "eni-1", "SubnetId": null}]}"#).ruleSet
                .interfaces
                == [NetworkInterface(id: "eni-1")])
    }

    @Test(arguments: [
        (#""PrivateIpAddress": "10.0.0.256""#, "$.NetworkInterfaces[0].PrivateIpAddress"),
        (#""PrivateIpAddress": "2001:db8::1""#, "$.NetworkInterfaces[0].PrivateIpAddress"),
        (#""PrivateIpAddresses": [{}]"#, "$.NetworkInterfaces[0].PrivateIpAddresses[0].PrivateIpAddress"),
        (#""PrivateIpAddresses": {}"#, "$.NetworkInterfaces[0].PrivateIpAddresses"),
        (
            #""Ipv6Addresses": [{"Ipv6Address": "10.0.0.1"}]"#,
            "$.NetworkInterfaces[0].Ipv6Addresses[0].Ipv6Address"
        ),
        (
            #""Ipv4Prefixes": [{"Ipv4Prefix": "10.0.0.1/33"}]"#,
            "$.NetworkInterfaces[0].Ipv4Prefixes[0].Ipv4Prefix"
        ),
        (#""Groups": [{"GroupName": "x"}]"#, "$.NetworkInterfaces[0].Groups[0].GroupId"),
        (#""RequesterManaged": 1"#, "$.NetworkInterfaces[0].RequesterManaged"),
        (#""SubnetId": """#, "$.NetworkInterfaces[0].SubnetId"),
    ])
    func errorNamesTheValue(members: String, path: String) throws {
        let found = try issues(in: #"{"NetworkInterfaces": [{"NetworkInterfaceId": "eni-1", \#(members)}]}"#)
        #expect(found.map(\.jsonPath) == [path])
        #expect(found.map(\.resourceID) == ["eni-1"])
    }
}

@Suite struct SubnetAndVPCLoadingTests {
    @Test func blocksOfASubnetAreThoseInUse() throws {
        let text = """
            {"Subnets": [{"SubnetId": "subnet-1", "VpcId": "vpc-1", "CidrBlock": "10.0.1.0/24",
              "Ipv6CidrBlockAssociationSet": [
                {"Ipv6CidrBlock": "2001:db8:1::/64", "Ipv6CidrBlockState": {"State": "associated"}},
                {"Ipv6CidrBlock": "2001:db8:2::/64", "Ipv6CidrBlockState": {"State": "disassociated"}},
                {"Ipv6CidrBlock": "2001:db8:3::/64", "Ipv6CidrBlockState": {"State": "failed"}},
                {"Ipv6CidrBlock": "2001:db8:4::/64", "Ipv6CidrBlockState": {"State": "associating"}},
                {"Ipv6CidrBlock": "2001:db8:5::/64"}]}]}
            """
        #expect(
            try load(text).ruleSet.subnets == [
                Subnet(
                    id: "subnet-1", vpcID: "vpc-1",
                    blocks: try blocks("10.0.1.0/24", "2001:db8:1::/64", "2001:db8:4::/64", "2001:db8:5::/64")
                )
            ])
    }

    @Test func primaryBlockOfAVPCComesFirst() throws {
        let text = """
            {"Vpcs": [{"VpcId": "vpc-1", "CidrBlock": "10.1.0.0/16",
              "CidrBlockAssociationSet": [
                {"CidrBlock": "10.0.0.0/16", "CidrBlockState": {"State": "associated"}},
                {"CidrBlock": "10.1.0.0/16", "CidrBlockState": {"State": "associated"}},
                {"CidrBlock": "10.2.0.0/16", "CidrBlockState": {"State": "disassociating"}}],
              "Ipv6CidrBlockAssociationSet": [{"Ipv6CidrBlock": "2001:db8::/56"}]}]}
            """
        #expect(
            try load(text).ruleSet.vpcs
                == [VPC(id: "vpc-1", blocks: try blocks("10.1.0.0/16", "10.0.0.0/16", "2001:db8::/56"))])
    }

    @Test func subnetOfIPv6AloneHasNoIPv4Block() throws {
        let text =
            #"{"Subnets": [{"SubnetId": "subnet-1", "Ipv6CidrBlockAssociationSet": [{"Ipv6CidrBlock": "2001:db8::/64"}]}]}"#
        #expect(try load(text).ruleSet.subnets[0].blocks == (try blocks("2001:db8::/64")))
    }

    @Test func hostBitsCountAsZeros() throws {
        let text =
            #"{"Subnets": [{"SubnetId": "s", "CidrBlock": "10.0.0.1/24"}], "Vpcs": [{"VpcId": "v", "CidrBlock": "10.0.0.1/16"}]}"#
        let loaded = try load(text)
        #expect(loaded.ruleSet.subnets[0].blocks == (try blocks("10.0.0.0/24")))
        #expect(loaded.ruleSet.vpcs[0].blocks == (try blocks("10.0.0.0/16")))
        let paths = loaded.warnings.compactMap(\.jsonPath)
        #expect(paths == ["$.Subnets[0].CidrBlock", "$.Vpcs[0].CidrBlock"])
    }
}

@Suite struct PrefixListLoadingTests {
    private let managed =
        #"{"PrefixLists": [{"PrefixListId": "pl-0a", "PrefixListName": "office", "State": "create-complete"}]}"#

    @Test func managedListHasNoEntriesUntilTheyAreGiven() throws {
        #expect(try load(managed).ruleSet.prefixLists == [PrefixList(id: "pl-0a", name: "office")])
        let loaded = try load([
            "lists.json": managed, "pl-0a.json": #"{"Entries": [{"Cidr": "10.0.0.0/8"}]}"#,
        ])
        #expect(
            loaded.ruleSet.prefixLists == [
                PrefixList(id: "pl-0a", name: "office", entries: try blocks("10.0.0.0/8"))
            ])
    }

    @Test func serviceListBringsItsBlocks() throws {
        let text =
            #"{"PrefixLists": [{"PrefixListId": "pl-1", "PrefixListName": "s3", "Cidrs": ["192.0.2.0/24", "10.0.0.0/8"]}]}"#
        #expect(
            try load(text).ruleSet.prefixLists
                == [PrefixList(id: "pl-1", name: "s3", entries: try blocks("10.0.0.0/8", "192.0.2.0/24"))])
    }

    @Test func emptyListIsNotAnUnknownOne() throws {
        #expect(
            try load(["pl-0a.json": #"{"Entries": []}"#]).ruleSet.prefixLists == [
                PrefixList(id: "pl-0a", entries: [])
            ])
    }

    @Test func pagesOfEntriesAreUnited() throws {
        let loaded = try load([
            "eu/pl-0a.json":
                #"{"Entries": [{"Cidr": "10.0.0.0/8"}, {"Cidr": "2001:db8::/32"}], "NextToken": "x"}"#,
            "eu/pl-0a-2.json": #"{"Entries": [{"Cidr": "192.0.2.0/24"}, {"Cidr": "10.0.0.0/8"}]}"#,
        ])
        #expect(
            loaded.ruleSet.prefixLists
                == [
                    PrefixList(
                        id: "pl-0a", entries: try blocks("10.0.0.0/8", "192.0.2.0/24", "2001:db8::/32"))
                ])
    }

    @Test(arguments: ["pl-0a.json", "pl-0a-2.json", "entries_pl-0a.json", "get.pl-0a.json", "pl-0a"])
    func fileNameTellsTheList(name: String) throws {
        #expect(try load([name: #"{"Entries": []}"#]).ruleSet.prefixLists.map(\.id) == ["pl-0a"])
    }

    @Test(arguments: [
        "entries.json", "pl-.json", "pl_0a.json", "apl-0a.json", "pl-0a-pl-0b.json", "pl--0a.json",
    ])
    func entriesOfANamelessListAreAnError(name: String) throws {
        let found = try issues(in: [name: #"{"Entries": []}"#])
        #expect(found.map(\.cause) == [.file(.noPrefixListInFileName)])
        #expect(found.first?.message.contains("PL-ID.json") == true)
    }

    @Test func entriesThatDifferFromTheDescriptionAreAnError() throws {
        let found = try issues(in: [
            "lists.json":
                #"{"PrefixLists": [{"PrefixListId": "pl-0a", "PrefixListName": "s3", "Cidrs": ["10.0.0.0/8"]}]}"#,
            "pl-0a.json": #"{"Entries": [{"Cidr": "10.0.0.0/9"}]}"#,
        ])
        #expect(found.map(\.file) == ["pl-0a.json"])
        #expect(found.first?.message.contains("lists.json: $.PrefixLists[0]") == true)
    }

    @Test func entryMustBeABlock() throws {
        let found = try issues(in: ["pl-0a.json": #"{"Entries": [{"Cidr": "10.0.0.0/8"}, {"Cidr": 7}]}"#])
        #expect(found.map(\.jsonPath) == ["$.Entries[1].Cidr"])
        #expect(found.map(\.resourceID) == ["pl-0a"])
    }
}
