using System;
using Conversion.Journal;
using Conversion.Model;

namespace Conversion.Sending;

/// <summary>One of the parts into which a list is divided, so that several runs send it together. A contact is always in the same part.</summary>
/// <param name="index">The part, from 0.</param>
/// <param name="count">The number of parts.</param>
public sealed class ListPartition(int index, int count)
{
    // No secret: every process on every machine divides a list in the same way.
    private readonly ContactHasher _hasher = new(new byte[2 * SipHash.KeyLength]);

    /// <summary>Whether a row is in this part.</summary>
    /// <param name="identity">Whose the row is; null if that cannot be told. Then its number decides.</param>
    /// <param name="row">The number of the row, from 1.</param>
    public bool Contains(ContactIdentity? identity, long row) =>
        (identity is { } known ? _hasher.ComputeKey(known) : (ulong)row - 1) % (ulong)count == (ulong)index;

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"{index}/{count}");
}
