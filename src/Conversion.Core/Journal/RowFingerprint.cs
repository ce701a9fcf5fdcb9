using System;

namespace Conversion.Journal;

/// <summary>How a journal knows a row: half of a salted SHA-256 of what is sent for it. What was sent cannot be had from it.</summary>
internal readonly record struct RowFingerprint(ulong High, ulong Low);
