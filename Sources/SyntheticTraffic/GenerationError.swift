/// Why nothing, or not everything, was generated.
package enum GenerationError: Error, Hashable, Sendable {
    case invalidPlan(GenerationPlanError)
    /// The output directory exists and holds something; nothing in it was touched.
    case directoryNotEmpty(path: String)
    /// A file or directory could not be made; `errno` says why.
    case cannotWrite(path: String, errno: Int32)
    /// zlib refused to compress the file; `status` is its return code.
    case cannotCompress(path: String, status: Int32)
}
