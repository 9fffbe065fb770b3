#!/bin/sh
# Captures a snapshot of all that decides on traffic (security groups and their rules, network ACLs, interfaces,
# subnets, VPCs, prefix lists and their entries) by the AWS CLI, as a directory for `flowverdict --rules`.
set -eu

usage() {
    cat <<'TEXT'
Usage: capture-rules.sh OUT [--region REGION]... [--all-regions] [AWS CLI options, such as --profile NAME]

Writes OUT/REGION/*.json for every region: those that are named, all that the account has enabled, or the one that the
AWS CLI is set up for. OUT must not be there yet, and is there only once all of it has been captured.

The caller may ec2:DescribeSecurityGroups, ec2:DescribeSecurityGroupRules, ec2:DescribeNetworkAcls,
ec2:DescribeNetworkInterfaces, ec2:DescribeSubnets, ec2:DescribeVpcs, ec2:DescribeManagedPrefixLists and
ec2:GetManagedPrefixListEntries; for --all-regions also ec2:DescribeRegions. Nothing is changed.

  capture-rules.sh rules --profile audit --region eu-west-1 --region us-east-1
  capture-rules.sh "history/$(date -u +%Y-%m-%dT%H:%M:%SZ)" --all-regions
TEXT
}

fail() {
    echo "capture-rules.sh: $1" >&2
    exit "$2"
}

out=
regions=
all_regions=
# What the AWS CLI is to be told besides is kept as arguments, since a value may hold spaces.
count=$#
while [ "$count" -gt 0 ]; do
    argument=$1
    shift
    count=$((count - 1))
    case $argument in
        -h | --help)
            usage
            exit 0
            ;;
        --region)
            [ "$count" -gt 0 ] || fail "--region needs the name of a region" 64
            regions="$regions $1"
            shift
            count=$((count - 1))
            ;;
        --region=*) regions="$regions ${argument#--region=}" ;;
        --all-regions) all_regions=yes ;;
        --output | --output=* | --query | --query=*)
            fail "$argument is what the script itself tells the AWS CLI; leave it out" 64
            ;;
        --*=* | --no-* | --debug) set -- "$@" "$argument" ;;
        --*)
            set -- "$@" "$argument"
            # An option's value, if it has one.
            case ${1-} in
                -* | '') ;;
                *)
                    if [ "$count" -gt 0 ]; then
                        value=$1
                        shift
                        count=$((count - 1))
                        set -- "$@" "$value"
                    fi
                    ;;
            esac
            ;;
        *)
            [ -z "$out" ] || fail "two places to write to: $out and $argument; give one" 64
            out=$argument
            ;;
    esac
done
if [ -z "$out" ]; then
    usage >&2
    exit 64
fi
[ ! -e "$out" ] || fail "$out is there already; name another directory, or remove it" 73
command -v aws >/dev/null 2>&1 ||
    fail "the AWS CLI is not installed; see \"Installing the AWS CLI\" in its user guide" 69

ask() {
    AWS_PAGER='' aws --output json "$@"
}

if [ -n "$all_regions" ]; then
    regions=$(AWS_PAGER='' aws --output text "$@" ec2 describe-regions --query 'Regions[].RegionName')
elif [ -z "$regions" ]; then
    regions=$(AWS_REGION=${AWS_REGION:-${AWS_DEFAULT_REGION:-}} && echo "$AWS_REGION")
    if [ -z "$regions" ]; then
        regions=$(aws "$@" configure get region) ||
            fail "no region is set up; name one by --region, or all by --all-regions" 64
    fi
fi

parent=$(dirname -- "$out")
mkdir -p -- "$parent"
partial=$(mktemp -d "$parent/.capture-rules.XXXXXX")
trap 'rm -rf -- "$partial"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

capture() {
    region=$1
    name=$2
    shift 2
    echo "capture-rules.sh: $region: $name" >&2
    ask --region "$region" "$@" >"$partial/$region/$name.json"
}

for region in $regions; do
    mkdir "$partial/$region"
    capture "$region" vpcs "$@" ec2 describe-vpcs
    capture "$region" subnets "$@" ec2 describe-subnets
    capture "$region" network-acls "$@" ec2 describe-network-acls
    capture "$region" security-groups "$@" ec2 describe-security-groups
    capture "$region" security-group-rules "$@" ec2 describe-security-group-rules
    capture "$region" network-interfaces "$@" ec2 describe-network-interfaces
    capture "$region" prefix-lists "$@" ec2 describe-managed-prefix-lists
    lists=$(AWS_PAGER='' aws --output text --region "$region" "$@" ec2 describe-managed-prefix-lists \
        --query 'PrefixLists[].PrefixListId')
    for list in $lists; do
        [ "$list" != None ] || continue
        # Entries do not say whose they are; the file's name does.
        capture "$region" "$list" "$@" ec2 get-managed-prefix-list-entries --prefix-list-id "$list"
    done
done

mv -- "$partial" "$out"
trap - EXIT
chmod 755 "$out"
echo "capture-rules.sh: captured in $out; use it as: flowverdict evaluate --rules $out LOG..." >&2
