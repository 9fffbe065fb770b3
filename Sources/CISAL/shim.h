#include <isa-l.h>

/// The output that has been decompressed and not yet handed out begins at `tmp_out_processed` of it. Swift
/// does not import arrays of this size.
static inline const uint8_t *isal_held_output(const struct inflate_state *state) {
    return state->tmp_out_buffer;
}
