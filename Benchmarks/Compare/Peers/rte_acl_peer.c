/* DPDK's rte_acl on the same rules and keys as `lookup run DIR`.
 *
 * Reads DIR/rules.txt (lines `NUMBER ACTION PROTOCOL FIRST LAST CIDR`; the rule of the lowest number
 * that fits a key decides) and DIR/keys.bin (8 bytes a key: address and port as little-endian host
 * integers, protocol, 0). Writes DIR/peer-answers.bin (the deciding rule's number a key, 0 where none
 * fits) and prints one line of JSON. Every algorithm that this processor has is measured; the fastest
 * one's figures are the ones that count.
 *
 *     cc -O2 $(pkg-config --cflags libdpdk) -o rte_acl_peer rte_acl_peer.c $(pkg-config --libs libdpdk)
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <inttypes.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <rte_acl.h>
#include <rte_eal.h>

enum { BATCH = 256, PASSES = 5, FIELDS = 4, KEY_BYTES = 8, MAX_PATH = 4096 };

/* What rte_acl looks at: network byte order; the fields after the first come in groups of four bytes,
 * which is what the unused two bytes are for. */
struct key {
    uint8_t protocol;
    uint8_t unused_bytes[3];
    uint32_t address;
    uint16_t port;
    uint16_t unused_port;
};

RTE_ACL_RULE_DEF(rule, FIELDS);

static const struct rte_acl_field_def fields[FIELDS] = {
    {RTE_ACL_FIELD_TYPE_BITMASK, sizeof(uint8_t), 0, 0, offsetof(struct key, protocol)},
    {RTE_ACL_FIELD_TYPE_MASK, sizeof(uint32_t), 1, 1, offsetof(struct key, address)},
    {RTE_ACL_FIELD_TYPE_RANGE, sizeof(uint16_t), 2, 2, offsetof(struct key, port)},
    {RTE_ACL_FIELD_TYPE_RANGE, sizeof(uint16_t), 3, 2, offsetof(struct key, unused_port)},
};

static const struct {
    enum rte_acl_classify_alg identifier;
    const char *name;
} algorithms[] = {
    {RTE_ACL_CLASSIFY_SCALAR, "scalar"},       {RTE_ACL_CLASSIFY_SSE, "sse"},
    {RTE_ACL_CLASSIFY_AVX2, "avx2"},           {RTE_ACL_CLASSIFY_AVX512X16, "avx512x16"},
    {RTE_ACL_CLASSIFY_AVX512X32, "avx512x32"},
};

static void fail(const char *where, const char *cause) {
    fprintf(stderr, "rte_acl_peer: %s: %s\n", where, cause);
    exit(EXIT_FAILURE);
}

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

static FILE *open_in(const char *folder, const char *name, const char *mode) {
    char path[MAX_PATH];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, mode);
    if (file == NULL) fail(path, "cannot be opened");
    return file;
}

/* Sets `out` to the rule that a line of rules.txt states. */
static void parse_rule(const char *line, struct rule *out) {
    unsigned number, first, last, length;
    char action[16], protocol[16], address[32];
    struct in_addr network;
    if (sscanf(line, "%u %15s %15s %u %u %31[^/]/%u", &number, action, protocol, &first, &last, address,
               &length) != 7 || inet_pton(AF_INET, address, &network) != 1)
        fail("rules.txt", line);
    memset(out, 0, sizeof *out);
    out->data.category_mask = 1;
    out->data.priority = (int32_t)(RTE_ACL_MAX_PRIORITY - number);
    out->data.userdata = number;
    if (strcmp(protocol, "any") != 0) {
        out->field[0].value.u8 = (uint8_t)atoi(protocol);
        out->field[0].mask_range.u8 = UINT8_MAX;
    }
    out->field[1].value.u32 = ntohl(network.s_addr);
    out->field[1].mask_range.u32 = length;
    out->field[2].value.u16 = (uint16_t)first;
    out->field[2].mask_range.u16 = (uint16_t)last;
    out->field[3].mask_range.u16 = UINT16_MAX;
}

/* Reads all rules; sets `count`. */
static struct rule *read_rules(const char *folder, uint32_t *count) {
    FILE *file = open_in(folder, "rules.txt", "r");
    struct rule *rules = NULL;
    char line[256];
    uint32_t capacity = 0;
    *count = 0;
    while (fgets(line, sizeof line, file) != NULL) {
        if (*count == capacity) {
            capacity = capacity == 0 ? 64 : capacity * 2;
            rules = realloc(rules, capacity * sizeof *rules);
            if (rules == NULL) fail("rules.txt", "is too large for memory");
        }
        parse_rule(line, &rules[*count]);
        *count += 1;
    }
    fclose(file);
    if (*count == 0) fail("rules.txt", "has no rule");
    return rules;
}

/* Reads all keys and brings them into the form that rte_acl reads; sets `count`. */
static struct key *read_keys(const char *folder, size_t *count) {
    FILE *file = open_in(folder, "keys.bin", "rb");
    fseek(file, 0, SEEK_END);
    *count = (size_t)ftell(file) / KEY_BYTES;
    rewind(file);
    struct key *keys = calloc(*count + 1, sizeof *keys);
    if (keys == NULL) fail("keys.bin", "is too large for memory");
    for (size_t index = 0; index < *count; index += 1) {
        uint8_t bytes[KEY_BYTES];
        if (fread(bytes, KEY_BYTES, 1, file) != 1) fail("keys.bin", "cannot be read");
        uint32_t address = (uint32_t)bytes[3] << 24 | (uint32_t)bytes[2] << 16 |
                           (uint32_t)bytes[1] << 8 | bytes[0];
        keys[index].address = htonl(address);
        keys[index].port = htons((uint16_t)(bytes[5] << 8 | bytes[4]));
        keys[index].protocol = bytes[6];
    }
    fclose(file);
    return keys;
}

static struct rte_acl_ctx *build(const struct rule *rules, uint32_t count) {
    struct rte_acl_param parameters = {
        .name = "peer", .socket_id = SOCKET_ID_ANY, .rule_size = RTE_ACL_RULE_SZ(FIELDS), .max_rule_num = count};
    struct rte_acl_config configuration = {.num_categories = 1, .num_fields = FIELDS};
    memcpy(configuration.defs, fields, sizeof fields);
    struct rte_acl_ctx *context = rte_acl_create(&parameters);
    if (context == NULL) fail("rte_acl_create", "failed");
    if (rte_acl_add_rules(context, (const struct rte_acl_rule *)rules, count) != 0)
        fail("rte_acl_add_rules", "refused a rule");
    if (rte_acl_build(context, &configuration) != 0) fail("rte_acl_build", "failed");
    return context;
}

/* Answers all keys once, batch after batch; returns the nanoseconds a key took. */
static double classify(struct rte_acl_ctx *context, const uint8_t **keys, uint32_t *answers, size_t count) {
    double start = now();
    for (size_t first = 0; first < count; first += BATCH) {
        uint32_t size = (uint32_t)(count - first < BATCH ? count - first : BATCH);
        if (rte_acl_classify(context, keys + first, answers + first, size, 1) != 0)
            fail("rte_acl_classify", "refused a batch");
    }
    return (now() - start) * 1e9 / (double)count;
}

static int ascending(const void *left, const void *right) {
    double difference = *(const double *)left - *(const double *)right;
    return (difference > 0) - (difference < 0);
}

/* The median of PASSES passes, after one that does not count. */
static double measure(struct rte_acl_ctx *context, const uint8_t **keys, uint32_t *answers, size_t count) {
    double passes[PASSES];
    classify(context, keys, answers, count);
    for (int pass = 0; pass < PASSES; pass += 1) passes[pass] = classify(context, keys, answers, count);
    qsort(passes, PASSES, sizeof *passes, ascending);
    return passes[PASSES / 2];
}

static void write_answers(const char *folder, const uint32_t *answers, size_t count) {
    FILE *file = open_in(folder, "peer-answers.bin", "wb");
    for (size_t index = 0; index < count; index += 1) {
        uint32_t answer = answers[index];
        uint8_t bytes[4] = {(uint8_t)answer, (uint8_t)(answer >> 8), (uint8_t)(answer >> 16), (uint8_t)(answer >> 24)};
        fwrite(bytes, sizeof bytes, 1, file);
    }
    if (fclose(file) != 0) fail("peer-answers.bin", "cannot be written");
}

/* No huge pages, no devices, no files shared with other processes, and the widest vectors allowed.
 * DPDK ties its thread to a processor; that is undone, since the other side is not tied to one. */
static void start_environment(char *program) {
    char processor[16];
    snprintf(processor, sizeof processor, "%d", sched_getcpu());
    char *arguments[] = {program, "--no-huge", "--no-pci", "--no-telemetry", "--no-shconf", "--log-level=error",
                         "-m", "1024", "-l", processor, "--force-max-simd-bitwidth=512", NULL};
    int count = (int)(sizeof arguments / sizeof *arguments) - 1;
    cpu_set_t processors;
    if (sched_getaffinity(0, sizeof processors, &processors) != 0) fail("sched_getaffinity", "failed");
    if (rte_eal_init(count, arguments) < 0) fail("rte_eal_init", "failed");
    if (sched_setaffinity(0, sizeof processors, &processors) != 0) fail("sched_setaffinity", "failed");
}

int main(int argument_count, char **arguments) {
    if (argument_count != 2) fail("usage", "rte_acl_peer DIR");
    const char *folder = arguments[1];
    start_environment(arguments[0]);

    uint32_t rule_count;
    size_t key_count;
    struct rule *rules = read_rules(folder, &rule_count);
    struct key *keys = read_keys(folder, &key_count);
    const uint8_t **pointers = malloc((key_count + 1) * sizeof *pointers);
    uint32_t *answers = calloc(key_count + 1, sizeof *answers);
    if (pointers == NULL || answers == NULL) fail("keys.bin", "is too large for memory");
    for (size_t index = 0; index < key_count; index += 1) pointers[index] = (const uint8_t *)&keys[index];

    double start = now();
    struct rte_acl_ctx *context = build(rules, rule_count);
    double build_seconds = now() - start;

    double best = 0;
    const char *best_name = NULL;
    printf("{\"algorithms\": {");
    for (size_t index = 0; index < sizeof algorithms / sizeof *algorithms; index += 1) {
        if (rte_acl_set_ctx_classify(context, algorithms[index].identifier) != 0) continue;
        memset(answers, 0xff, key_count * sizeof *answers);
        double nanoseconds = measure(context, pointers, answers, key_count);
        printf("%s\"%s\": %.3f", best_name == NULL ? "" : ", ", algorithms[index].name, nanoseconds);
        if (best_name == NULL || nanoseconds < best) {
            best = nanoseconds;
            best_name = algorithms[index].name;
        }
    }
    if (best_name == NULL) fail("rte_acl_set_ctx_classify", "no algorithm runs here");
    write_answers(folder, answers, key_count);
    printf("}, \"algorithm\": \"%s\", \"nanoseconds\": %.3f, \"build_seconds\": %.6f, \"rules\": %" PRIu32
           ", \"keys\": %zu}\n", best_name, best, build_seconds, rule_count, key_count);
    return EXIT_SUCCESS;
}
