#include <stddef.h>
#include <stdint.h>

// libFuzzer's entry for programs with a `main` of their own.
// Source: LLVM documentation, "libFuzzer", Using libFuzzer as a library.
int LLVMFuzzerRunDriver(int *argc, char ***argv, int (*callback)(const uint8_t *data, size_t size));
