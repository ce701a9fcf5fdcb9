namespace Conversion.Journal;

/// <summary>By what a row is known, each as a hash. Rows that have one in common are about one contact, or are one event.</summary>
/// <param name="First">By what the journal knows it.</param>
/// <param name="Others">By what else it is known; null if by nothing else.</param>
internal readonly record struct RowKeys(ulong First, ulong[]? Others);
