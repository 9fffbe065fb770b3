"""One look-up in an access list, against DPDK's rte_acl with the same rules and keys."""

import json
import struct
from functools import partial
from pathlib import Path

from bench import Bench, Comparison
from failure import WrongAnswer
from process import output_of
from samples import ratio, series
from settings import SEED
from target import Finding, Target

RULES = (60, 1_000, 5_000)
KEYS = 1_000_000
KEY = struct.Struct("<IHBx")
ANSWER = struct.Struct("<I")


def target(rules: int) -> Target:
    return Target(f"one look-up over one of rte_acl, {rules:,} rules", "×", must=1.0, aim=0.4)


def cold_target(rules: int) -> Target:
    return Target(f"one look-up of a key unlike all before over one of rte_acl, {rules:,} rules", "×")


def over_rte_acl(bench: Bench, rules: int) -> list[Finding]:
    program, peer = bench.programs.lookup, bench.peers.rte_acl
    folder = bench.scratch_folder(f"lookup-{rules}")
    output_of([
        program, "generate", "--kind", "access-list", "--rules", str(rules), "--keys", str(KEYS),
        "--seed", str(SEED), "--output", folder,
    ])
    samples = bench.rounds({
        "ours": lambda: json.loads(output_of([program, "run", folder])),
        "peer": lambda: json.loads(output_of([peer, folder])),
    })
    matched = compare_answers(folder)
    last, peer_last = samples["ours"][-1], samples["peer"][-1]
    warm = series("look-up, warm", "ns", (sample["warm_nanoseconds"] for sample in samples["ours"]))
    cold = series("look-up, cold", "ns", (sample["cold_nanoseconds"] for sample in samples["ours"]))
    theirs = series("rte_acl, its fastest", "ns", (sample["nanoseconds"] for sample in samples["peer"]))
    result, cold_result = ratio(warm, theirs), ratio(cold, theirs)
    work = [f"{KEYS:,} keys, {matched:,} of which some rule fits: both sides name the same deciding rule for all."]
    judged = Finding(
        target(rules), result.of_medians, [warm, theirs], work,
        [
            "Keys come in runs, as the packets of flows do. Both sides pass over all keys in batches before the"
            " passes that are timed. Ours remembers what it"
            " decided, as it does in `evaluate`; rte_acl works out each answer anew.",
            *(note for note in (result.note,) if note),
            "rte_acl by algorithm, ns: "
            + ", ".join(f"{name} {time:.1f}" for name, time in peer_last["algorithms"].items())
            + " (without a word from its user it takes none that needs AVX-512).",
            f"Building: {last['build_seconds'] * 1e3:.1f} ms, rte_acl {peer_last['build_seconds'] * 1e3:.1f} ms.",
            f"Ours takes {last['bytes']:,} bytes.",
        ],
    )
    cold_judged = Finding(
        cold_target(rules), cold_result.of_medians, [cold, theirs], work,
        [f"Ours: {last['cold_keys']:,} keys, each unlike all before, and nothing remembered from before a pass;"
         " rte_acl: all keys, as above."],
    )
    return [judged, cold_judged]


def compare_answers(folder: Path) -> int:
    """The number of keys that a rule fits; fails at the first key to which the two answer differently."""
    ours, theirs = ((folder / name).read_bytes() for name in ("answers.bin", "peer-answers.bin"))
    if ours != theirs or len(ours) != KEYS * ANSWER.size:
        raise WrongAnswer(first_difference((folder / "keys.bin").read_bytes(), ours, theirs))
    return sum(answer != 0 for (answer,) in ANSWER.iter_unpack(ours))


def first_difference(keys: bytes, ours: bytes, theirs: bytes) -> str:
    if not len(ours) == len(theirs) == len(keys) // KEY.size * ANSWER.size:
        return f"{len(keys) // KEY.size} keys, {len(ours) // ANSWER.size} and {len(theirs) // ANSWER.size} answers"
    rows = zip(KEY.iter_unpack(keys), ANSWER.iter_unpack(ours), ANSWER.iter_unpack(theirs), strict=True)
    for index, ((address, port, protocol), (our_rule,), (their_rule,)) in enumerate(rows):
        if our_rule != their_rule:
            dotted = ".".join(str(byte) for byte in address.to_bytes(4, "big"))
            return (
                f"key {index} ({dotted}, port {port}, protocol {protocol}):"
                f" rule {our_rule}, by rte_acl {their_rule}"
            )
    return "the answers have odd sizes"


COMPARISONS = tuple(
    Comparison(f"lookup-{rules}", (target(rules), cold_target(rules)), partial(over_rte_acl, rules=rules))
    for rules in RULES
)
